"""Who plays which part in the demo cohort, and what they know and want: drawn from the seed."""

import random
from dataclasses import dataclass, field

from upside.cli.demo.company import GUEST
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.skills.models import Skill

__all__ = ["MORNING", "Part", "cast_of", "cast_with_guests", "next_cast_of", "profile_of"]

GRADE_OF_MENTEES = 6
GRADES_OF_MENTORS = (2, 4)
N_MENTEES, N_MENTORS = 40, 52
N_NEXT_MENTEES, N_NEXT_MENTORS = 40, 32
MORNING, NOON, AFTERNOON = (9 * 60, 12 * 60), (12 * 60, 14 * 60), (14 * 60, 18 * 60)
WORKING_DAYS = range(5)


@dataclass(frozen=True, slots=True)
class Part:
    """What one participant brings: levels and wants by skill code, and free blocks of the week."""

    levels: dict[str, int] = field(default_factory=dict)
    wants: dict[str, tuple[int, int]] = field(default_factory=dict)
    slots: list[tuple[int, int, int]] = field(default_factory=list)
    seats: int = 1


def cast_of(people: list[Person], dice: random.Random) -> tuple[list[Person], list[Person]]:
    """Return the people to invite: directors and heads as mentees, juniors in grade as mentors."""
    lowest, highest = GRADES_OF_MENTORS
    seniors = [p for p in people if (p.grade or 0) >= GRADE_OF_MENTEES and p.manager_ref]
    juniors = [p for p in people if lowest <= (p.grade or 0) <= highest]
    return dice.sample(seniors, N_MENTEES), dice.sample(juniors, N_MENTORS)


def next_cast_of(people: list[Person], dice: random.Random) -> tuple[list[Person], list[Person]]:
    """Return whom the next cohort invites among those the first did not: the highest, juniors."""
    lowest, highest = GRADES_OF_MENTORS
    seniors = [p for p in people if p.manager_ref and (p.grade or 0) > highest]
    by_grade = sorted(seniors, key=lambda p: -(p.grade or 0))
    juniors = [p for p in people if lowest <= (p.grade or 0) <= highest]
    return by_grade[:N_NEXT_MENTEES], dice.sample(juniors, min(N_NEXT_MENTORS, len(juniors)))


def cast_with_guests(
    people: list[Person], dice: random.Random
) -> tuple[list[Person], list[Person]]:
    """Return the people to invite; where there are guests, as many of each side as of theirs.

    Pairs form across companies only: the host's mentees learn from guests, and guests from hosts.
    """
    theirs = [p for p in people if p.external_id.startswith(GUEST)]
    mentees, mentors = cast_of([p for p in people if p not in theirs], dice)
    if not theirs:
        return mentees, mentors
    leads = [p for p in theirs if (p.grade or 0) >= GRADE_OF_MENTEES]
    others = [p for p in theirs if (p.grade or 0) < GRADE_OF_MENTEES]
    return mentees[: len(others)] + leads, mentors[: len(leads)] + others


def profile_of(role: str, skills: list[Skill], dice: random.Random) -> Part:
    """Return a profile: what the role usually wants and brings, with a taste of their own."""
    there = [s.code for s in skills if s.direction != Skill.Direction.S2J]
    back = [s.code for s in skills if s.direction != Skill.Direction.J2S]
    wanted, offered = (there, back) if role == Enrolment.Role.MENTEE else (back, there)
    wants = dice.sample(wanted, dice.randint(2, 4))
    levels = {code: dice.randint(5, 8) for code in dice.sample(offered, dice.randint(3, 6))}
    levels |= {code: dice.randint(0, 3) for code in wants}
    days = sorted(dice.sample(WORKING_DAYS, dice.randint(2, 4)))
    blocks = [dice.choice((MORNING, MORNING, NOON, AFTERNOON, AFTERNOON)) for _ in days]
    return Part(
        levels=levels,
        wants={code: (dice.randint(4, 6), dice.randint(1, 3)) for code in wants},
        slots=[(day, *block) for day, block in zip(days, blocks, strict=True)],
        seats=2 if role == Enrolment.Role.MENTOR and dice.random() < 0.15 else 1,  # noqa: PLR2004
    )
