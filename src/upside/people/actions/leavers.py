"""People whom an import deactivated, taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.models import AuditEntry
from upside.people.imports.refusals import ImportRefused
from upside.people.models import PeopleImport, Person

__all__ = ["CannotTakeBack", "may_take_back", "reactivate_leavers"]

BATCH = 500
MOST_LOGGED = 1_000


class CannotTakeBack(ImportRefused):
    """What the import deactivated is no longer known, or a later file has spoken since."""


@transaction.atomic
def reactivate_leavers(import_: PeopleImport, *, by: Person, at: datetime) -> int:
    """Make exactly those active again whom ``import_`` deactivated; return how many.

    Nothing else of the import is taken back. A second call changes nothing and returns 0.

    Raises
    ------
    CannotTakeBack
        If another file was imported since, or nobody knows any more whom this one deactivated.
    """
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    if "taken_back" in import_.outcome:
        return 0
    if not may_take_back(import_):
        raise CannotTakeBack(
            _(
                "This can no longer be taken back. Import a file that names the people who work"
                " here: it makes them active again."
            )
        )
    ids: list[str] = import_.outcome["deactivated_ids"]
    n = 0
    for start in range(0, len(ids), BATCH):
        left = Person.objects.filter(external_id__in=ids[start : start + BATCH], is_active=False)
        n += left.update(is_active=True)
    import_.outcome |= {"taken_back": n}
    import_.save(update_fields=["outcome"])
    details: dict[str, Any] = {"reactivated": n, "reactivated_ids": ids[:MOST_LOGGED]}
    audit.record(verb="people.reactivated", subject=import_, actor=by, at=at, details=details)
    return n


def may_take_back(import_: PeopleImport) -> bool:
    """Tell whether those whom ``import_`` deactivated can be made active again.

    Not once another file was imported: what that one says is newer.
    """
    if not import_.outcome.get("deactivated_ids") or "taken_back" in import_.outcome:
        return False
    last = AuditEntry.objects.filter(verb="people.imported").order_by("-pk").first()
    return last is not None and last.subject == audit.reference(import_)
