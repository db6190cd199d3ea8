"""Neither is the other's superior, and they do not share a manager.

People above are looked up over the whole company's managers, people outside the round
included. The search up stops where it meets somebody again: people on a circle are in each
other's line.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from upmatch.people import MANY, Person, is_count
from upmatch.table import BoolMatrix, IntMatrix, Link, Table

SKIP_LEVEL: Final = 2
"""A mentor directly below a direct report of the mentee is forbidden at any setting."""


def permits(table: Table, *, depth: int | str, top_depth: int | str) -> BoolMatrix:
    """Return where nobody is above the other within ``depth`` manager steps, or beside them.

    ``depth`` is a number of steps or ``all``. For a mentee without a manager, who is above
    everybody, ``top_depth`` replaces it. Two people with the same manager are forbidden.
    """
    free = ~_same_manager(table)
    sides = table.mentees, table.mentors
    for mentee, mentor in lines(table.managers, sides, depth=depth, top_depth=top_depth):
        free[table.row_of[mentee], table.column_of[mentor]] = False
    return free


def lines(
    managers: Mapping[str, str],
    sides: tuple[Sequence[Person], Sequence[Person]],
    *,
    depth: int | str,
    top_depth: int | str,
) -> Iterator[Link]:
    """Yield each mentee and mentor of whom one is above the other; some pairs twice."""
    mentees, mentors = sides
    reach = {person.id: _steps(depth if person.id in managers else top_depth) for person in mentees}
    columns = {person.id for person in mentors}
    for mentor in columns:
        for steps, above in people_above(mentor, managers):
            if above in reach and steps <= max(reach[above], SKIP_LEVEL):
                yield above, mentor
    for mentee, far in reach.items():
        for steps, above in people_above(mentee, managers):
            if above in columns and steps <= far:
                yield mentee, above


def check(*, depth: object, top_depth: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    for name, value in (("depth", depth), ("top_depth", top_depth)):
        if value != "all" and not is_count(value, 1, MANY):
            return f"{name} {value!r} must be all or a number of manager steps from 1"
    return ""


def loosened(*, depth: int | str, top_depth: int | str) -> list[dict[str, Any]]:
    """Return the loosest setting that still keeps people out of their superiors' way."""
    near = {
        "depth": min(_steps(depth), SKIP_LEVEL),
        "top_depth": min(_steps(top_depth), SKIP_LEVEL),
    }
    return [near] if near != {"depth": depth, "top_depth": top_depth} else []


def people_above(person: str, managers: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield (steps, id) for each superior, nearest first, until nobody new comes."""
    seen = {person}
    above = managers.get(person)
    while above is not None and above not in seen:
        yield len(seen), above
        seen.add(above)
        above = managers.get(above)


def _steps(depth: int | str) -> int:
    return MANY if isinstance(depth, str) else depth


def _same_manager(table: Table) -> BoolMatrix:
    codes: dict[str, int] = {}

    def manager_codes(side: tuple[Person, ...]) -> IntMatrix:
        found = [
            codes.setdefault(table.managers[person.id], len(codes))
            if person.id in table.managers
            else -1
            for person in side
        ]
        return np.array(found, dtype=np.int64)

    mentees, mentors = manager_codes(table.mentees), manager_codes(table.mentors)
    same: BoolMatrix = (mentees[:, None] == mentors) & (mentors >= 0)
    return same
