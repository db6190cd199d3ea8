"""The command line as a whole: help, wrong usage, refusals as sentences, languages."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError
from django.utils.translation import get_language

from upside.cli import main as command_line
from upside.cli.main import COMMANDS, language_of, say, upside
from upside.kernel.errors import Refused

COMMAND_LINE = Path(command_line.__file__).parent
REFUSALS = {"BadSetting", "Refused", "BadEnrolFile", "ColumnsMissing", "NoSuchCohort", "NotEmpty"}
REFUSALS |= {"BadMapping", "WouldWrite", "WrongSize", "UnknownPeople"}


def run_alone(*words, **environment):
    """Run ``upside`` in a process of its own, with settings of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UPSIDE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "upside.cli", *words],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def ending_with(monkeypatch, capsys):
    """Run main() where the command raises; return exit status, stdout and stderr."""

    def run(error, *words):
        def broken():
            raise error

        monkeypatch.setattr(command_line, "upside", broken)
        monkeypatch.setattr(sys, "argv", ["upside", *words])
        with pytest.raises(SystemExit) as end:
            command_line.main()
        return end.value.code, *capsys.readouterr()

    return run


def test_help_names_every_command():
    result = CliRunner().invoke(upside, ["--help"])

    assert result.exit_code == 0
    assert all(f"  {name} " in result.output for name in COMMANDS)


def test_wrong_command_is_wrong_usage():
    result = CliRunner().invoke(upside, ["swerve"])

    assert result.exit_code == command_line.WRONG_USAGE
    assert "No such command 'swerve'" in result.output


@pytest.mark.parametrize("name", ["serve", "work", "audit"])
def test_commands_of_operating_explain_themselves(name):
    result = CliRunner().invoke(upside, [name, "--help"])

    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_what_is_no_command_is_not_run(monkeypatch):
    monkeypatch.setitem(COMMANDS, "odd", ("upside.cli.main:REFUSED", ""))

    assert CliRunner().invoke(upside, ["odd"]).exit_code == command_line.WRONG_USAGE


def test_refusal_is_a_sentence_and_exit_1(ending_with):
    assert ending_with(Refused("No seats are left.")) == (1, "", "No seats are left.\n")


def test_refusal_is_one_object_where_one_was_asked_for(ending_with):
    status, out, err = ending_with(Refused("Plus de place, Zoé."), "match", "--json")

    assert (status, err) == (1, "Plus de place, Zoé.\n")
    assert out == '{"refused": "Plus de place, Zoé."}\n'


def test_missing_database_is_a_sentence_and_exit_1(ending_with):
    status, out, said = ending_with(OperationalError("no such table: kernel_auditentry"))

    assert (status, out) == (1, "")
    assert "upside serve" in said


def test_missing_database_is_one_object_where_one_was_asked_for(ending_with):
    error = OperationalError("no such table: kernel_auditentry")

    _status, out, err = ending_with(error, "audit", "verify", "--json")

    assert json.loads(out) == {"refused": err.strip()}


def test_mistake_of_the_program_stays_visible(monkeypatch):
    monkeypatch.setattr(command_line, "upside", lambda: {}["x"])

    with pytest.raises(KeyError):
        command_line.main()


def test_wrong_setting_is_a_sentence_and_exit_1(tmp_path):
    result = run_alone("audit", "verify", UPSIDE_DEMO="true", UPSIDE_DATA_DIR=str(tmp_path))

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "UPSIDE_DEMO is 'true': write yes or no.\n"


def test_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()

    result = run_alone("audit", "verify", UPSIDE_DATA_DIR=str(tmp_path / "file" / "var"))

    assert result.returncode == 1
    assert result.stderr.startswith("UPSIDE_DATA_DIR is ")


def test_command_before_the_first_start_says_what_to_do(tmp_path):
    result = run_alone("audit", "verify", UPSIDE_DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr.startswith("The database is not ready for this command.")


def test_command_speaks_french_to_a_french_terminal(tmp_path):
    folder = {"UPSIDE_DATA_DIR": str(tmp_path)}

    result = run_alone("audit", "verify", "--json", LC_ALL="fr_FR.UTF-8", **folder)

    assert result.returncode == 1
    assert json.loads(result.stdout) == {"refused": result.stderr.strip()}
    assert result.stderr.startswith("La base de données n’est pas prête")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_CA", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "de_DE", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": ""}, "fr"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
    ],
)
def test_language_is_that_of_the_terminal(environment, language):
    assert language_of(environment) == language


@pytest.mark.django_db
def test_a_command_leaves_no_language_behind(monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")

    result = CliRunner().invoke(upside, ["match", "nothing"])

    assert "Il n’y a pas de cohorte" in str(result.exception)
    assert get_language() == "en"


def test_every_sentence_of_the_command_line_can_be_translated():
    bare = [
        f"{file.name}:{call.lineno}"
        for file in COMMAND_LINE.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(sentence_of(call), ast.Constant | ast.JoinedStr)
    ]

    assert bare == []


def sentence_of(call):
    """What a call says to people: as a refusal, a step, an answer."""
    name = ast.unparse(call.func)
    if name == "say":
        return next((word.value for word in call.keywords if word.arg == "sentence"), None)
    says = name in {"_step", "_refuse", "click.echo"} or name in REFUSALS
    return call.args[0] if says and call.args else None


@pytest.mark.parametrize(
    ("as_json", "out", "err"),
    [(True, '{"n": 1, "name": "Zoé"}\n', "Done.\n"), (False, "Done.\n", "")],
)
def test_answers_are_one_object_or_a_sentence(capsys, as_json, out, err):
    say({"n": 1, "name": "Zoé"}, as_json=as_json, sentence="Done.")

    assert capsys.readouterr() == (out, err)
