"""What travels each way, as topics: in a pair, in a proposal, or for somebody on their own."""

from dataclasses import dataclass

from upside.matching.coverage import teaching_of
from upside.matching.queries import reasons_for
from upside.pairs.models import Pair
from upside.pairs.queries import Reasons
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.programmes.queries import enrolments_of
from upside.skills.queries import profile_of
from upside.web.front.step import Step

__all__ = ["Ways", "ways_of", "ways_of_pair"]


@dataclass(frozen=True, slots=True)
class Ways:
    """What travels from mentor to mentee and back, as topics, and whether I am the mentor."""

    to_mentee: list[str]
    to_mentor: list[str]
    is_mentor: bool
    partner: Person | None


def ways_of(person: Person, step: Step) -> Ways:
    """Return both ways of a proposal, else of somebody without a partner."""
    if not step.proposal:
        return _own_ways(person)
    offered = reasons_for(step.proposal, person)
    return Ways(
        [skill.label for skill in offered.to_mentee],
        [skill.label for skill in offered.to_mentor],
        offered.reader_is_mentor,
        step.partner,
    )


def ways_of_pair(person: Person, pair: Pair, reasons: Reasons) -> Ways:
    """Return both ways of a pair, as one of the two reads them."""
    return Ways(
        [skill.label for skill in reasons.to_mentee],
        [skill.label for skill in reasons.to_mentor],
        pair.mentor_id == person.pk,
        pair.partner_of(person),
    )


def _own_ways(person: Person) -> Ways:
    """Return what somebody without a partner can share and wants to learn."""
    newest = enrolments_of(person).first()
    is_mentor = newest is not None and newest.role == Enrolment.Role.MENTOR
    profile = profile_of(person)
    least = teaching_of(newest.cohort)["min_level"] if newest and is_mentor else 1
    shares = [level.skill.label for level in profile.levels.values() if level.level >= least]
    wants = [want.skill.label for want in profile.wants.values()]
    to_mentee, to_mentor = (shares, wants) if is_mentor else (wants, shares)
    return Ways(to_mentee, to_mentor, is_mentor, None)
