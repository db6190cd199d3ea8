"""Grades where the file has neither numbers nor titles that tell: read off the reporting tree.

The rule is open and is shown beside the choice. Depth is how many managers stand above somebody,
span how many people they lead directly. Who leads nobody gets 2, or 3 near the top. Who leads
people gets from 4 at the bottom to the top of the tree, which is 6 for one storey under it, 8 for
two, 10 for three or more, as a manager, a director and a chief executive have by their titles.
A span of one takes a step away, a span of eight or more adds one, never beyond the top.
"""

from collections import Counter

from upside.people.imports.reporting import circles_among

__all__ = ["grades_from_tree"]

ALONE, NEAR_THE_TOP = 2, 3
LOWEST_LEAD, HIGHEST = 4, 10
STEPS_PER_STOREY = 2
WIDE = 8
HALF = 0.5


def grades_from_tree(manager_of: dict[str, str]) -> dict[str, int]:
    """Return a grade for everybody whose place in the tree tells one; time grows with people.

    ``manager_of`` holds for each person the id of their manager, or nothing. Nothing is told of
    people in circles or under one, nor of those who have neither a manager nor anybody to lead.

    >>> grades_from_tree({"boss": "", "a": "boss", "b": "boss", "c": "a", "d": "a", "e": ""})
    {'boss': 8, 'a': 6, 'b': 2, 'c': 2, 'd': 2}
    """
    # a manager whom the file does not hold stands above all the same
    above = dict.fromkeys(manager_of.values(), "") | manager_of
    above = {who: "" if m == who else m for who, m in above.items() if who}
    above |= {who: "" for circle in circles_among(above) for who in circle}
    depth = _depths(above)
    span = Counter(above[who] for who in depth if above[who])
    storeys = max(depth.values(), default=0)
    top = min(HIGHEST, LOWEST_LEAD + STEPS_PER_STOREY * storeys)
    grades = {}
    for who, n_above in depth.items():
        if who not in manager_of or not (above[who] or span[who]):
            continue  # not in the file; or alone, and nothing tells where they stand
        nearness = 1 - n_above / max(storeys, 1)
        if not span[who]:
            grades[who] = NEAR_THE_TOP if nearness > HALF else ALONE
            continue
        grade = LOWEST_LEAD + round((top - LOWEST_LEAD) * nearness)
        step = (span[who] >= WIDE) - (span[who] == 1)
        # only who stands at the top of the tree has its grade
        most = top if n_above == 0 else top - 1
        grades[who] = max(LOWEST_LEAD, min(grade + step, most))
    return grades


def _depths(above: dict[str, str]) -> dict[str, int]:
    """Return how many managers stand above each person; there are no circles any more."""
    depth: dict[str, int] = {}
    for start in above:
        walk, who = [], start
        while who and who not in depth:
            walk.append(who)
            who = above[who]
        n = depth[who] if who else -1
        for one in reversed(walk):
            n += 1
            depth[one] = n
    return depth
