"""``upside doctor``: what does not work yet, and what helps."""

import sys

import click
from django.db import Error as DatabaseFault
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.cli.main import REFUSED, say
from upside.notices.checks import Finding, check_mailbox, check_outgoing_mail
from upside.notices.queries import late_notices
from upside.programmes.queries import coaching_at_rest

MOST_NAMED = 10


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, as_json: bool) -> None:
    """Check what the product needs around it, and say what helps where something is wrong.

    It asks the database, the mail server (connects, signs in, names the sender; no mail is sent)
    and the mailbox of calendar replies (opens it for reading only), with the settings of this
    terminal. Exit status: 0 all is well, 1 something is not.
    """
    findings = _findings()
    is_well = all(one.is_well for one in findings)
    answer = {
        "ok": is_well,
        "findings": [
            {"about": one.about, "ok": one.is_well, "sentence": one.sentence} for one in findings
        ],
    }
    words = {True: _("well"), False: _("wrong")}
    width = max(map(len, words.values()))
    lines = [f"{words[one.is_well]:{width}}  {one.sentence}" for one in findings]
    say(answer, as_json=as_json, sentence="\n".join(lines))
    if not is_well:
        sys.exit(REFUSED)


def _findings() -> list[Finding]:
    database = _database()
    work = [_worker(), *_coaches()] if database.is_well else []
    return [database, *work, check_outgoing_mail(), check_mailbox()]


def _database() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseFault:
        told = _(
            "The database cannot be opened. Look whether UPSIDE_DATABASE_URL, or else"
            " UPSIDE_DATA_DIR, leads to the right file, and whether this account may read and"
            " write there."
        )
        return Finding("database", is_well=False, sentence=told)
    if missing:
        told = _("The database is not up to date. Start the product once (upside serve).")
        return Finding("database", is_well=False, sentence=told)
    return Finding("database", is_well=True, sentence=_("The database is there and up to date."))


def _coaches() -> list[Finding]:
    """Name those who hold two roles that nobody is given together any more."""
    both = coaching_at_rest().select_related("person", "programme").order_by("pk")
    told = _(
        "%(name)s runs %(programme)s and has the coach's role, too: as coach they read nothing and"
        " are named to nobody. Take one of the two roles back on the page Team."
    )
    return [
        Finding(
            "coach",
            is_well=False,
            sentence=told % {"name": one.person.name, "programme": one.programme},
        )
        for one in both[:MOST_NAMED]
    ]


def _worker() -> Finding:
    n = late_notices(timezone.now()).count()
    if not n:
        return Finding("worker", is_well=True, sentence=_("No mail waits longer than it should."))
    told = ngettext(
        "%(n)s mail has waited for more than a quarter of an hour. Look whether a worker runs"
        " (upside serve, or upside work), and whether the mail server lets it in.",
        "%(n)s mails have waited for more than a quarter of an hour. Look whether a worker runs"
        " (upside serve, or upside work), and whether the mail server lets it in.",
        n,
    )
    return Finding("worker", is_well=False, sentence=told % {"n": n})
