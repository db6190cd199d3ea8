"""Evidence of skill within programmes: whoever becomes ready by it is told at once."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.people.models import Person
from upside.people.queries import line_above
from upside.programmes.actions.places import refresh_all
from upside.programmes.queries import guests
from upside.skills import actions as skills
from upside.skills.actions import NoEvidence
from upside.skills.models import Evidence, Skill

__all__ = ["answer", "ask_colleague", "contest", "decide", "expire", "record", "take_back"]


@transaction.atomic
def ask_colleague(person: Person, skill: Skill, colleague: Person, *, at: datetime) -> Evidence:
    """Ask a colleague to attest a level; refused for anybody in the reporting line of either.

    Refused too for somebody of another company, who knows too little of the work. Whoever decides
    about somebody's pay or work should not be asked for a favour, nor ask for one.
    """
    if colleague.pk in line_above(person) or person.pk in line_above(colleague):
        raise NoEvidence(
            _("%(name)s is in your reporting line. Ask a colleague outside it.")
            % {"name": colleague.name}
        )
    known = guests()
    if known.firm_of(colleague) != known.firm_of(person):
        raise NoEvidence(
            _("%(name)s works for another company. Ask a colleague of your own.")
            % {"name": colleague.name}
        )
    return skills.ask_evidence(person, skill, "peer", given_on=at.date(), of=colleague, at=at)


@transaction.atomic
def answer(evidence: Evidence, level: int | None, *, by: Person, at: datetime) -> Evidence:
    """Answer what was asked for; refused as ``skills.answer_evidence`` is."""
    found = skills.answer_evidence(evidence, level, by=by, at=at)
    refresh_all(at=at, person=found.person)
    return found


@transaction.atomic
def record(  # noqa: PLR0913 - what evidence is made of
    person: Person,
    skill: Skill,
    kind: str,
    level: int,
    *,
    given_on: date,
    reference: str = "",
    by: Person,
    at: datetime,
) -> Evidence:
    """Record what an evaluator found out; refused as ``skills.record_evidence`` is."""
    made = skills.record_evidence(
        person, skill, kind, level, given_on=given_on, reference=reference, by=by, at=at
    )
    refresh_all(at=at, person=person)
    return made


@transaction.atomic
def contest(evidence: Evidence, reason: str, *, by: Person, at: datetime) -> Evidence:
    """Let the person contest it; refused as ``skills.contest_evidence`` is."""
    found = skills.contest_evidence(evidence, reason, by=by, at=at)
    refresh_all(at=at, person=found.person)
    return found


@transaction.atomic
def decide(evidence: Evidence, level: int | None, *, by: Person, at: datetime) -> Evidence:
    """Decide about what is contested; refused as ``skills.decide_contest`` is."""
    found = skills.decide_contest(evidence, level, by=by, at=at)
    refresh_all(at=at, person=found.person)
    return found


@transaction.atomic
def take_back(evidence: Evidence, *, by: Person, at: datetime) -> Evidence:
    """Take it back; refused as ``skills.withdraw_evidence`` is."""
    found = skills.withdraw_evidence(evidence, by=by, at=at)
    refresh_all(at=at, person=found.person)
    return found


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Let levels fall back whose evidence is over; return how many. Readiness follows."""
    n_over = skills.expire_evidence(at=at)
    if n_over:
        refresh_all(at=at)
    return n_over
