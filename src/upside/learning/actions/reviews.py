from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.learning.models import Kit, KitApproval, KitCopy
from upside.people.models import Person

__all__ = ["NotApproved", "approve"]

LONGEST_NAME = 120


class NotApproved(Refused):
    """An approval names nobody, or is of words that have changed since."""


@transaction.atomic
def approve(
    text: Kit | KitCopy, expert: str, *, seen: str, by: Person, at: datetime
) -> KitApproval:
    """Keep that an internal expert read a kit or a copy and stands by its very words.

    ``seen`` is the hash of the words that the page showed. Refused without a name, and where the
    words have changed since. A second approval of the same words changes nothing.
    """
    name = expert.strip()
    if not name or len(name) > LONGEST_NAME:
        raise NotApproved(_("Say who of your experts has read this text."))
    text.refresh_from_db()
    if text.content_hash != seen:
        raise NotApproved(_("The text has changed since you opened it. Read it again first."))
    kit = text.kit if isinstance(text, KitCopy) else text
    approval, is_new = KitApproval.objects.get_or_create(
        kit=kit,
        content_hash=seen,
        defaults={"expert": name, "recorded_by": by, "approved_at": at},
    )
    if is_new:
        details = {"kit": kit.code, "expert": name, "text": seen}
        audit.record(verb="kit.approved", subject=text, actor=by, at=at, details=details)
    return approval
