"""The command line ``upside``: one command, one action."""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, NoReturn

import click

from upside.kernel.errors import BadSetting, Refused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upside.config.settings")

# where each command stands and what it does: `upside --help` needs no Django and no database
COMMANDS = {
    "serve": ("upside.cli.serve:serve", "Start the product: web pages and worker."),
    "work": ("upside.cli.work:work", "Start a worker only: mails and deadlines."),
    "administrator": ("upside.cli.administrator:administrator", "Name who looks after it all."),
    "demo": ("upside.cli.demo:demo", "Build the demo company and run a cohort to its report."),
    "import": ("upside.cli.imports:import_", "Take in people or skills from a file."),
    "templates": ("upside.cli.programmes:templates", "List the templates of programmes."),
    "apply": ("upside.cli.programme_files:apply", "Make a programme what a file says."),
    "export": ("upside.cli.programme_files:export", "Print the file of a programme."),
    "launch": ("upside.cli.programme_files:launch", "Launch a cohort once its gates are met."),
    "enrol": ("upside.cli.programmes:enrol", "Invite people into a cohort."),
    "replay": ("upside.cli.replay:replay_", "Compute a kept round again, and compare."),
    "match": ("upside.cli.match:match", "Make a round: the best pairs, with reasons."),
    "report": ("upside.cli.report:report", "Write the report of a cohort as files."),
    "audit": ("upside.cli.audit:audit_", "Check the audit log for later changes."),
    "doctor": ("upside.cli.doctor:doctor", "Check database, mail server and mailbox."),
}
REFUSED = 1
WRONG_USAGE = 2
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
FRENCH, ENGLISH = "fr", "en"


class Upside(click.Group):
    """A group that loads a command, and Django with it, only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module  # noqa: PLC0415 - see the class

        import django  # noqa: PLC0415

        if cmd_name not in COMMANDS:
            return None
        django.setup()
        ctx.with_resource(speaking_as_the_terminal())
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


@click.group(cls=Upside, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="upside")
def upside() -> None:
    """Run reverse mentoring: from the HR file to pairs that meet, and a report.

    Every command takes --json where it has something to tell: one JSON object on standard
    output, messages on standard error; a refusal is {"refused": SENTENCE}. Settings are
    environment variables, see docs/operate/settings.md. Exit status: 0 done, 1 refused with a
    sentence, 2 wrong usage. Sentences are French where LC_ALL, LC_MESSAGES or LANG says so.
    """


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language in which a terminal with this environment is spoken to."""
    told = next((environment[name] for name in LOCALE if environment.get(name)), "")
    return FRENCH if told.lower().startswith(FRENCH) else ENGLISH


def speaking_as_the_terminal() -> AbstractContextManager[None]:
    """Return a block in which sentences are in the terminal's language; Django must be set up."""
    from django.utils import translation  # noqa: PLC0415 - see Upside

    return translation.override(language_of(os.environ))


def say(answer: dict[str, Any], *, as_json: bool, sentence: str) -> None:
    """Print what a command has done: one JSON object, or a sentence for people."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
        click.echo(sentence, err=True)
    else:
        click.echo(sentence)


def main() -> None:
    """Run the command line and turn refusals into sentences."""
    try:
        upside()
    except (Refused, BadSetting) as refusal:
        _refuse(str(refusal))
    except Exception as error:
        if not _is_database_missing(error):
            raise
        _refuse(_not_ready())


def _refuse(sentence: str) -> NoReturn:
    if "--json" in sys.argv:
        click.echo(json.dumps({"refused": sentence}, ensure_ascii=False))
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


def _not_ready() -> str:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - see Upside

    with speaking_as_the_terminal():
        return _(
            "The database is not ready for this command. Start the product once (upside serve):"
            " it prepares the database in UPSIDE_DATA_DIR."
        )


def _is_database_missing(error: Exception) -> bool:
    """Tell whether the tables are not there, or not yet those of this version."""
    said = str(error)
    is_database = type(error).__name__ in {"OperationalError", "ProgrammingError"}
    return is_database and ("no such table" in said or "no such column" in said)
