"""Copies of kits: somebody makes one theirs, shares it, others adopt it; a coordinator may hide."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.learning.kits import STEPS, TEXTS, hash_of, in_one_language
from upside.learning.models import Kit, KitCopy
from upside.people.models import Person

__all__ = [
    "CopyRefused",
    "adopt_copy",
    "change_copy",
    "copy_kit",
    "drop_copy",
    "hide_copy",
    "share_copy",
    "show_copy",
    "withdraw_copy",
]

LONGEST_REASON = 300
LONGEST_SESSION = 240


class CopyRefused(Refused):
    """A copy cannot be made, kept, shared or hidden so."""


@transaction.atomic
def copy_kit(kit: Kit, *, language: str, by: Person, at: datetime) -> KitCopy:
    """Make ``kit`` one's own, in one language; whoever has a copy of it already gets that one."""
    content = in_one_language(kit.content, language)
    return _new_copy(kit, content, language=language, by=by, at=at)


@transaction.atomic
def adopt_copy(copy: KitCopy, *, by: Person, at: datetime) -> KitCopy:
    """Make the shared copy of somebody else one's own; what they change later changes nothing here.

    Refused for a copy that is not shared any more, and for whoever has their own copy of that kit.
    """
    copy = _locked(copy)
    if copy.shared_at is None or copy.hidden_at:
        raise CopyRefused(_("This copy is not shared any more."))
    if KitCopy.objects.filter(kit=copy.kit_id, owner=by).exists():
        raise CopyRefused(
            _("You have your own copy of this kit. Delete it first if you prefer this one.")
        )
    return _new_copy(
        copy.kit, copy.content, language=copy.language, by=by, at=at, adopted_from=copy
    )


def _new_copy(
    kit: Kit,
    content: dict[str, Any],
    *,
    language: str,
    by: Person,
    at: datetime,
    adopted_from: KitCopy | None = None,
) -> KitCopy:
    fields = {
        "language": language,
        "content": content,
        "content_hash": hash_of(content),
        "changed_at": at,
        "adopted_from": adopted_from,
    }
    return KitCopy.objects.get_or_create(kit=kit, owner=by, defaults=fields)[0]


@transaction.atomic
def change_copy(copy: KitCopy, content: dict[str, Any], *, at: datetime) -> KitCopy:
    """Keep what its owner made of a copy; whoever adopted it before keeps what they have.

    Refused where a text is missing, or where the steps take no time or more than four hours.
    """
    _check(content)
    copy = _locked(copy)
    copy.content = content
    copy.content_hash = hash_of(content)
    copy.changed_at = at
    copy.save(update_fields=["content", "content_hash", "changed_at"])
    return copy


def _check(content: dict[str, Any]) -> None:
    steps = content["steps"]
    texts = [content.get(name, {}) for name in TEXTS if name != "caution"]
    said = [any(text.values()) for text in (*texts, *(step["text"] for step in steps))]
    if [step["kind"] for step in steps] != list(STEPS) or not all(said):
        raise CopyRefused(_("A kit needs all its texts; only the caution may be left out."))
    if any(step["minutes"] < 1 for step in steps):
        raise CopyRefused(_("Each step takes a minute at least, the give-back too."))
    if sum(step["minutes"] for step in steps) > LONGEST_SESSION:
        raise CopyRefused(_("The steps take more than four hours together. Shorten them."))


@transaction.atomic
def share_copy(copy: KitCopy, *, is_named: bool, at: datetime) -> KitCopy:
    """Let everybody who reads kits see a copy, with the name of its owner only where they say so.

    Refused while a coordinator hides it.
    """
    copy = _locked(copy)
    if copy.hidden_at:
        raise CopyRefused(
            _("A coordinator has hidden this copy. Change it, and ask them to show it again.")
        )
    copy.shared_at = copy.shared_at or at
    copy.is_named = is_named
    copy.save(update_fields=["shared_at", "is_named"])
    return copy


@transaction.atomic
def withdraw_copy(copy: KitCopy) -> KitCopy:
    """Take a copy back: nobody else sees it any more; whoever adopted it keeps theirs."""
    copy = _locked(copy)
    if copy.shared_at:
        copy.shared_at, copy.is_named = None, False
        copy.save(update_fields=["shared_at", "is_named"])
    return copy


@transaction.atomic
def drop_copy(copy: KitCopy) -> None:
    """Delete a copy; the kit stays, and so do the copies of those who adopted it."""
    copy.delete()


@transaction.atomic
def hide_copy(copy: KitCopy, reason: str, *, by: Person, at: datetime) -> KitCopy:
    """Hide a shared copy from everybody but its owner, who reads the reason.

    Refused without a reason, for one that is too long, and for a copy that nobody shares.
    """
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise CopyRefused(
            _("Say why, in no more than %(most)s signs: its author reads it.")
            % {"most": LONGEST_REASON}
        )
    copy = _locked(copy)
    if copy.shared_at is None:
        raise CopyRefused(_("This copy is not shared any more."))
    copy.hidden_at, copy.hidden_reason = copy.hidden_at or at, why
    copy.save(update_fields=["hidden_at", "hidden_reason"])
    details = {"kit": copy.kit.code, "reason": why}
    audit.record(verb="kit.hidden", subject=copy, actor=by, at=at, details=details)
    return copy


@transaction.atomic
def show_copy(copy: KitCopy, *, by: Person, at: datetime) -> KitCopy:
    """Show a hidden copy again."""
    copy = _locked(copy)
    if copy.hidden_at:
        copy.hidden_at, copy.hidden_reason = None, ""
        copy.save(update_fields=["hidden_at", "hidden_reason"])
        details = {"kit": copy.kit.code}
        audit.record(verb="kit.shown", subject=copy, actor=by, at=at, details=details)
    return copy


def _locked(copy: KitCopy) -> KitCopy:
    rows = KitCopy.objects.select_related("kit", "owner")
    return rows.select_for_update(of=("self",)).get(pk=copy.pk)
