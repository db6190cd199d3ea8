"""How far partners cover what people want to learn, by the engine's own "can teach"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import upmatch
from upmatch import defaults
from upmatch.learning import learnt
from upmatch.table import GIVE_BACK
from upside.matching.known import levels_and_wants
from upside.matching.problem import matching_settings
from upside.pairs.models import Pair
from upside.programmes.models import Cohort, Programme
from upside.skills.models import SkillLevel, Want

__all__ = ["Coverage", "coverage_of", "teaching_of"]

Two = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many wishes to learn that are still open a partner can teach, and how many wished."""

    wanted: int
    covered: int
    n_people: int

    @property
    def share(self) -> float | None:
        return self.covered / self.wanted if self.wanted else None


def teaching_of(owner: Programme | Cohort) -> Mapping[str, int]:
    """Return who may teach: ``min_level``, and ``min_gap`` above the learner.

    It stays defined where the programme switched the rule off, as in the engine.
    """
    found: Mapping[str, int] = matching_settings(owner)["rules"].get(
        "skill", defaults.RULES["skill"]
    )
    return found


def coverage_of(pairs: Iterable[Pair], owner: Programme | Cohort) -> tuple[Coverage, Coverage]:
    """Return how far mentors cover what their mentees want, and mentees what their mentors want.

    Two queries, whatever the number of pairs.
    """
    there = [(pair.mentee_id, pair.mentor_id) for pair in pairs]
    back = [(mentor, mentee) for mentee, mentor in there]
    people = _people({person for two in there for person in two})
    return _covered(there, people, teaching_of(owner)), _covered(back, people, GIVE_BACK)


def _people(keys: set[int]) -> dict[int, upmatch.Person]:
    levels, wants = levels_and_wants(
        SkillLevel.objects.filter(person__in=keys), Want.objects.filter(person__in=keys)
    )
    return {
        key: upmatch.Person(str(key), "mentee", grade=0, levels=levels[key], wants=wants[key])
        for key in keys
    }


def _covered(
    twos: list[Two], people: Mapping[int, upmatch.Person], teaching: Mapping[str, int]
) -> Coverage:
    """Count the open wants of the first of each two, and those that the second may teach."""
    covered = sum(
        len(list(learnt(people[learner], people[teacher], **teaching))) for learner, teacher in twos
    )
    wanted = sum(_n_open_wants(people[learner]) for learner, _teacher in twos)
    return Coverage(wanted, covered, len({learner for learner, _teacher in twos}))


def _n_open_wants(person: upmatch.Person) -> int:
    return sum(want.target > person.levels.get(skill, 0) for skill, want in person.wants.items())
