"""``upside audit``: check that the log still says what was written into it."""

import sys

import click
from django.utils.translation import gettext as _

from upside.cli.main import REFUSED, say
from upside.kernel import audit
from upside.kernel.models import AuditEntry


@click.group("audit")
def audit_() -> None:
    """Check the audit log: who did what to whom, and when."""


@audit_.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(*, as_json: bool) -> None:
    """Check that no entry of the log was changed, put in or taken out.

    Each entry carries the hash of the one before it. The answer names the first entry that does
    not follow (exit status 1), or the number of entries and the hash of the last. Keep that hash
    outside the system: with it, entries cut off at the end show, too.
    """
    broken = audit.broken_link()
    last = AuditEntry.objects.order_by("pk").last()
    answer = {
        "ok": broken is None,
        "entries": audit.n_entries(),
        "last_hash": last.hash if last else None,
        "broken_at": broken.pk if broken else None,
    }
    if broken:
        sentence = _(
            "The log was changed: entry %(number)s (%(entry)s) does not follow from the one before"
            " it. Compare it with a backup."
        )
        said = {"number": broken.pk, "entry": broken}
        say(answer, as_json=as_json, sentence=sentence % said)
        sys.exit(REFUSED)
    whole = _("The log is whole (entries: %(entries)s; the last hash is %(last_hash)s).") % answer
    say(answer, as_json=as_json, sentence=whole if last else _("The log is whole (entries: 0)."))
