"""Who sits at which table of a speed meeting: one side keeps its tables, the other moves."""

from collections.abc import Iterable, Sequence

__all__ = ["seated"]

Talk = tuple[str, str]


def seated(
    rounds: Sequence[Iterable[Talk]], n_tables: int, *, home: dict[str, int] | None = None
) -> list[dict[Talk, int]]:
    """Return for each round the table of each talk of (mentee, mentor).

    The mentees stay where they sit; where they are more than the tables and the mentors are not,
    the mentors do. Whoever finds the own table taken sits at the first that is free.

    ``home`` are the tables at which people sat before.
    """
    talks = [list(one) for one in rounds]
    sides = tuple({talk[side] for one in talks for talk in one} for side in (0, 1))
    side = 1 if len(sides[0]) > n_tables >= len(sides[1]) else 0
    kept = {one: table for one, table in (home or {}).items() if one in sides[side]}
    return [_seated(one, side, n_tables, kept) for one in talks]


def _seated(talks: list[Talk], side: int, n_tables: int, home: dict[str, int]) -> dict[Talk, int]:
    found: dict[Talk, int] = {}
    free = set(range(1, n_tables + 1))
    for talk in talks:
        table = home.get(talk[side])
        if table in free:
            found[talk] = table
            free.discard(table)
    owned = set(home.values())
    for talk in talks:
        if talk not in found:
            table = min(free - owned, default=min(free))
            found[talk] = home[talk[side]] = table
            free.discard(table)
            owned.add(table)
    return found
