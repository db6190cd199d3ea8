"""What the two keep of a session: what passed, in both directions, and a note for oneself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.measures import asks_exchanges
from upside.sessions.models import Exchange, PrivateNote, Session
from upside.skills.models import Skill

__all__ = [
    "NotAsked",
    "NotHeld",
    "NotInTheSession",
    "Passed",
    "UnclearExchange",
    "amend_exchanges",
    "record_exchange",
    "save_note",
]

Direction, Kind = Exchange.Direction, Exchange.Kind


class NotInTheSession(Refused):
    """Only the two people of the session may write on it."""


class NotAsked(Refused):
    """The programme does not ask what passed in a session."""


class NotHeld(Refused):
    """What passed can be noted only of a session that took place."""


class UnclearExchange(Refused):
    """The direction or kind is unknown, or a skill is missing or one too many."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that passed: which way, of which kind, and which skill where it is one."""

    direction: str
    kind: str
    skill: Skill | None = None


@transaction.atomic
def record_exchange(
    session: Session,
    *,
    direction: str,
    kind: str,
    by: Person,
    at: datetime,
    skill: Skill | None = None,
) -> Exchange:
    """Note one thing that passed in a held session; the same thing again is the same row.

    A contact counts as an introduction and names nobody. Refused: anybody but the two, a
    session not held, a skill missing where the kind is skill or given where it is not.
    """
    _refuse_unclear(Passed(direction, kind, skill))
    _refuse_unless_held(session, by)
    exchange, is_new = Exchange.objects.get_or_create(
        session=session,
        direction=direction,
        kind=kind,
        skill=skill,
        defaults={"recorded_by": by, "recorded_at": at},
    )
    if is_new:
        audit.record(
            verb="exchange.recorded",
            subject=session,
            actor=by,
            at=at,
            details={"direction": direction, "kind": kind},
            programme=session.pair.cohort.programme,
        )
    return exchange


@transaction.atomic
def amend_exchanges(
    session: Session,
    *,
    passed: Iterable[Passed],
    not_passed: Iterable[Passed] = (),
    by: Person,
    at: datetime,
) -> None:
    """Note all of ``passed`` and take back ``not_passed``; everything else stays as it is.

    Both people fill the same list: only what one of them changed is changed, so the second to
    save does not undo the first. Refused as ``record_exchange`` refuses, and then nothing is kept.
    """
    _refuse_unless_held(session, by)
    for thing in passed:
        record_exchange(
            session, direction=thing.direction, kind=thing.kind, skill=thing.skill, by=by, at=at
        )
    for thing in not_passed:
        gone, _rows = session.exchanges.filter(
            direction=thing.direction, kind=thing.kind, skill=thing.skill
        ).delete()
        if gone:
            audit.record(
                verb="exchange.taken_back",
                subject=session,
                actor=by,
                at=at,
                details={"direction": thing.direction, "kind": thing.kind},
                programme=session.pair.cohort.programme,
            )


@transaction.atomic
def save_note(session: Session, *, text: str, by: Person, at: datetime) -> PrivateNote | None:
    """Keep ``text``, encrypted, for ``by`` alone, in place of what they wrote before.

    Empty text takes the note away. Refused: anybody but the two people of the session.
    """
    _refuse_outsider(session, by)
    if not text.strip():
        gone, _rows = PrivateNote.objects.filter(session=session, author=by).delete()
        if gone:
            audit.record(
                verb="note.deleted",
                subject=session,
                actor=by,
                at=at,
                programme=session.pair.cohort.programme,
            )
        return None
    note, _is_new = PrivateNote.objects.update_or_create(
        session=session, author=by, defaults={"text": text, "saved_at": at}
    )
    audit.record(
        verb="note.saved", subject=session, actor=by, at=at, programme=session.pair.cohort.programme
    )
    return note


def _refuse_outsider(session: Session, by: Person) -> None:
    if by not in session.pair.people:
        raise NotInTheSession(_("Only the two people of this session can write on it."))


def _refuse_unless_held(session: Session, by: Person) -> None:
    _refuse_outsider(session, by)
    if not asks_exchanges(session.pair.cohort):
        raise NotAsked(_("This programme does not ask what passed."))
    # the row again, locked: the page may be older than the state
    if Session.objects.select_for_update().get(pk=session.pk).state != Session.State.HELD:
        raise NotHeld(_("Say first that you met; then you can note what passed."))


def _refuse_unclear(thing: Passed) -> None:
    if thing.direction not in Direction or thing.kind not in Kind:
        raise UnclearExchange(_("Choose which way it went and what it was."))
    if thing.kind == Kind.SKILL and thing.skill is None:
        raise UnclearExchange(_("Choose the skill that passed."))
    if thing.kind != Kind.SKILL and thing.skill is not None:
        raise UnclearExchange(_("Only a skill carries the name of a skill."))
