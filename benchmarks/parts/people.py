"""The made-up company as the objects that ``Problem.build`` takes."""

from dataclasses import dataclass

import numpy as np

from upmatch import Person, Slot, Want, Wish
from upmatch.made_up import invent
from upmatch.traits import Lines, Traits

PIECES_A_DAY = 12
PIECE = 120
SAID = (("rank", 1), ("rank", 2), ("veto", None))


@dataclass(frozen=True)
class Given:
    """What ``Problem.build`` is given of a company."""

    people: list[Person]
    managers: dict[str, str]
    wishes: list[Wish]


def made_up(n_mentees: int, n_mentors: int, most_seats: int, seed: int = 1) -> Given:
    """Return a company of ``upmatch.made_up``; each mentee ranks two mentors and refuses one."""
    company = invent(n_mentees, n_mentors, most_seats=most_seats, seed=seed)
    mentees = _people(company.mentees, "mentee")
    mentors = _people(company.mentors, "mentor", company.seats.tolist())
    managers = {}
    for side, traits in ((mentees, company.mentees), (mentors, company.mentors)):
        for one, above in zip(side, traits.codes[0].tolist(), strict=True):
            managers |= {one.id: mentees[above].id} if above >= 0 else {}
    rng = np.random.default_rng(seed)
    wishes = []
    for one in mentees:
        others = rng.choice(n_mentors, len(SAID), replace=False)
        for other, (kind, rank) in zip(others, SAID, strict=True):
            wishes.append(Wish(one.id, mentors[other].id, kind, rank))
    return Given([*mentees, *mentors], managers, wishes)


def _listed(lines: Lines, n: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(n)]
    for owner, item in zip(lines.owner.tolist(), lines.item.tolist(), strict=True):
        found[owner].append(item)
    return found


def _people(side: Traits, role: str, seats: list[int] | None = None) -> list[Person]:
    n = side.n_people
    known, wanted, time, units, languages = (
        _listed(getattr(side, name), n)
        for name in ("known", "wanted", "time", "units", "languages")
    )
    found = []
    for at in range(n):
        wants, own = _wants(wanted[at])
        levels = {f"skill {item // 16}": item % 16 for item in known[at]}
        found.append(
            Person(
                f"{role} {at:05}",
                role,
                grade=int(side.grade[at]),
                unit=tuple(f"unit {item}" for item in units[at]),
                languages=frozenset(f"language {item}" for item in languages[at]),
                slots=tuple(_slot(item) for item in time[at]),
                levels={**levels, **own},
                wants=wants,
                seats=seats[at] if seats else 0,
            )
        )
    return found


def _wants(items: list[int]) -> tuple[dict[str, Want], dict[str, int]]:
    """Return what somebody wants, and their own level of it: ``made_up`` keeps both in a number."""
    wants, own = {}, {}
    for item in items:
        rest, importance = divmod(item, 4)
        rest, target = divmod(rest, 16)
        skill, level = divmod(rest, 16)
        wants[f"skill {skill}"] = Want(target, importance)
        own |= {f"skill {skill}": level} if level else {}
    return wants, own


def _slot(piece: int) -> Slot:
    day, part = divmod(piece, PIECES_A_DAY)
    return Slot(day, part * PIECE, (part + 1) * PIECE)
