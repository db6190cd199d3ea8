"""The release of a round, all at once or in steps: of a step all goes out, or nothing does."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.actions.rounds import RoundDecided, locked, put_aside
from upside.matching.actions.today import kept_back
from upside.matching.deadline import closing_time, last_day_of
from upside.matching.first_calls import offer_of
from upside.matching.letters import RELEASED, letters_of
from upside.matching.models import Proposal, Round
from upside.matching.queries import waiting_in
from upside.notices.actions import keep_notices, notices_of
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.actions import check_launched

__all__ = [
    "LONGEST_NOTE",
    "NothingToRelease",
    "Prepared",
    "Said",
    "drafts_of",
    "leave_rest",
    "mails_of",
    "refuse_decided",
    "release_held",
    "release_round",
]

AT_ONCE: Final = 5_000
"""Rows named in one statement: a database takes only so many parameters."""
LONGEST_NOTE: Final = 500
State = Round.State


class NothingToRelease(Refused):
    """No proposal of the round can go out."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who releases and why this plan; ``allowed_by`` where nobody pressed a button."""

    by: Person | None
    note: str = ""
    allowed_by: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read and written before anything was locked: drafts, and their mails by key."""

    drafts: list[Proposal]
    mails: dict[int, list[Notice]]


@transaction.atomic
def release_round(
    round_: Round,
    *,
    only: Collection[int] | None = None,
    by: Person | None,
    at: datetime,
    note: str = "",
    allowed_by: str = "",
) -> Round:
    """Send proposals of a round to the two people of each, who may then answer.

    Those in ``only`` (keys of proposals) or all that wait; the others stay drafts, which may follow
    later. What changed since the run is looked at again: the proposal of somebody who has
    withdrawn, left, lost readiness or is taken stays behind, with the reason in ``kept_back``.
    Proposals stay open to the end of the last day that the programme gives. ``note`` says why this
    plan; it is kept with who released and when.

    Refused: a round of which nothing waits (a second coordinator was first, say), one that was
    dropped, one of which no proposal can go out, or whose cohort is not launched.
    """
    round_ = locked(round_)
    refuse_decided(round_)
    return release_held(round_, only, Said(by, note, allowed_by), at=at)


@transaction.atomic
def leave_rest(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Leave out what still waits in a released round: it will not go out, and nobody is told.

    Refused: a round that is not released, or of which nothing waits.
    """
    round_ = locked(round_)
    waiting = waiting_in(round_)
    if round_.state != State.RELEASED or not waiting.exists():
        raise RoundDecided(_("Nothing of this round waits to be released."))
    n = waiting.update(kept_back="left_out")
    audit.record(
        verb="round.rest_left_out",
        subject=round_,
        actor=by,
        at=at,
        details={"n_left_out": n},
        programme=round_.cohort.programme,
    )
    return round_


def refuse_decided(round_: Round) -> None:
    """Refuse a round that the caller's transaction holds, unless something of it may go out."""
    if round_.state == State.RELEASING:
        raise RoundDecided(_("This round is being released already. Nobody is written to twice."))
    if round_.state == State.DROPPED:
        raise RoundDecided(_("This round was dropped. Release the newest one, or run another."))
    if round_.state == State.RELEASED and not waiting_in(round_).exists():
        raise RoundDecided(
            _("This round has been released already. Nobody was written to a second time.")
        )
    if round_.state not in (State.DRAFT, State.RELEASED):
        raise RoundDecided(_("This round has no pairs that could be released."))


def drafts_of(round_: Round, only: Collection[int] | None) -> list[Proposal]:
    """Return what of ``only``, or of all, waits to be released, best fit first."""
    waiting = waiting_in(round_).select_related("mentor", "mentee").order_by("-fit", "pk")
    chosen = None if only is None else set(only)
    rows = waiting.defer("terms", "why", "by_hand")
    return [row for row in rows if chosen is None or row.pk in chosen]


def mails_of(round_: Round, proposal: Proposal, *, at: datetime) -> list[Notice]:
    """Return the mails to the two of a proposal that goes out at ``at``, not yet kept."""
    proposal.expires_at = closing_time(round_.cohort, at)
    letters = letters_of(
        proposal,
        programme=round_.cohort.programme.names,
        last_day=last_day_of(proposal),
        offer=offer_of(round_.cohort),
    )
    return notices_of(RELEASED, letters, at=at)


def release_held(
    round_: Round,
    only: Collection[int] | None,
    said: Said,
    before: Prepared | None = None,
    *,
    at: datetime,
) -> Round:
    """Send what may go out of a round that the caller's transaction holds.

    What was prepared ``before`` is looked at again, and not read or written again.
    """
    check_launched(round_.cohort)
    ready = before or Prepared(drafts_of(round_, only), {})
    waiting = set(waiting_in(round_).values_list("pk", flat=True))
    drafts = [one for one in ready.drafts if one.pk in waiting]
    if not drafts:
        raise RoundDecided(_("These pairs do not wait any more. Nobody is written to twice."))
    kept = kept_back(round_.cohort, drafts)
    going = [proposal for proposal in drafts if proposal.pk not in kept]
    if not going:
        raise NothingToRelease(
            _("No proposal of this round can go out. Run a new round over those who are ready.")
        )
    _write_down(round_, going, kept, at=at)
    if round_.state != State.RELEASED:
        _put_others_aside(round_, by=said.by, at=at)
    _keep(round_, said, len(going), at=at)
    written = (ready.mails.get(one.pk) or mails_of(round_, one, at=at) for one in going)
    keep_notices(mail for two in written for mail in two)
    audit.record(
        verb="round.released",
        subject=round_,
        actor=said.by,
        at=at,
        details=_details(round_, said, n_released=len(going), n_kept_back=len(kept)),
        programme=round_.cohort.programme,
    )
    return round_


def _write_down(
    round_: Round, going: list[Proposal], kept: dict[int, str], *, at: datetime
) -> None:
    expires_at = closing_time(round_.cohort, at)
    keys = [proposal.pk for proposal in going]
    _mark(keys, state=Proposal.State.RELEASED, expires_at=expires_at)
    for reason in set(kept.values()):
        _mark([pk for pk, found in kept.items() if found == reason], kept_back=reason)


def _mark(keys: list[int], **values: Any) -> None:
    """Write the same on many proposals, in few statements."""
    for start in range(0, len(keys), AT_ONCE):
        Proposal.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(**values)


def _keep(round_: Round, said: Said, n_released: int, *, at: datetime) -> None:
    """Write on the round who released how many, when and why."""
    step = {
        "at": at.isoformat(),
        "by": said.by.pk if said.by else None,
        "n_released": n_released,
        "note": said.note.strip()[:LONGEST_NOTE],
        "allowed_by": said.allowed_by,
    }
    if round_.state != State.RELEASED:
        round_.state, round_.released_by, round_.released_at = State.RELEASED, said.by, at
    round_.releases, round_.asked, round_.job = [*round_.releases, step], {}, None
    round_.save(update_fields=["state", "job", "asked", "releases", "released_by", "released_at"])


def _put_others_aside(round_: Round, *, by: Person | None, at: datetime) -> None:
    """Drop the other drafts: their people are taken now. They replay and compare still.

    A second round moves nobody who is not in it, so only others of its kind give way to it.
    """
    others = Round.objects.select_for_update().filter(cohort=round_.cohort_id, state=State.DRAFT)
    others = others.exclude(pk=round_.pk)
    if round_.origin == Round.Origin.SECOND:
        others = others.filter(origin=Round.Origin.SECOND)
    for other in others.defer("inputs"):
        put_aside(other, by=by, at=at)


def _details(round_: Round, said: Said, **figures: int) -> dict[str, Any]:
    details: dict[str, Any] = {**figures, "n_still_waiting": waiting_in(round_).count()}
    if said.note.strip():
        details["note"] = said.note.strip()[:LONGEST_NOTE]
    if said.allowed_by:
        details["allowed_by"] = said.allowed_by
    return details
