"""The rules, the terms and the worth of a plan, said again pair by pair in plain Python.

Written from the words of docs/matching, without arrays and without a line of the engine: slow, easy
to read, and wrong in other places than the engine if it is wrong.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import isqrt
from zoneinfo import ZoneInfo

WEEK = 7 * 24 * 60


@cache
def monday(week):
    year, number = week.split("-W")
    return datetime.combine(date.fromisocalendar(int(year), int(number), 1), datetime.min.time())


def instant(slot, minute, zone, week):
    """Return when the clock of the zone shows this minute, or jumps over it, in UTC."""
    local = monday(week) + timedelta(days=slot.weekday, minutes=minute)
    while (
        back := local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    ).replace(tzinfo=None) != local:
        local += timedelta(minutes=1)
    return (back - monday(week).replace(tzinfo=UTC)) // timedelta(minutes=1)


@cache
def minutes(slots, zone, week):
    """Return the minutes of the UTC week, which is a ring, in which one of these slots lies."""
    spans = [[instant(one, at, zone, week) for at in (one.start, one.end)] for one in slots]
    return frozenset(minute % WEEK for start, end in spans for minute in range(start, end))


def half_hours(task, one, other):
    free = [minutes(who.slots, who.timezone, task.week) for who in (one, other)]
    return len(free[0] & free[1]) // 30


def line_above(person, managers):
    """Return the superiors, nearest first, until somebody comes again."""
    found, at = [], managers.get(person)
    while at is not None and at != person and at not in found:
        found.append(at)
        at = managers.get(at)
    return found


def in_line(task, mentee, mentor, depth, top_depth):
    managers = task.managers
    far = depth if mentee in managers else top_depth
    far = 10**6 if far == "all" else far
    below, above = line_above(mentor, managers), line_above(mentee, managers)
    is_superior = mentee in below and below.index(mentee) + 1 <= max(far, 2)
    is_inferior = mentor in above and above.index(mentor) + 1 <= far
    has_same = mentee in managers and managers[mentee] == managers.get(mentor)
    return is_superior or is_inferior or has_same


def lessons(learner, teacher, min_level, min_gap):
    """Yield (want, own level, teacher's level) of each skill that can pass."""
    for skill, want in learner.wants.items():
        own, known = learner.levels.get(skill, 0), teacher.levels.get(skill)
        if (
            known is not None
            and want.target > own
            and known >= min_level
            and known - own >= min_gap
        ):
            yield want, own, known


def share_met(learner, teacher, min_level, min_gap):
    """Return (met, all) of what the learner wants, by importance."""
    met = sum(
        want.importance * (min(known, want.target) - own)
        for want, own, known in lessons(learner, teacher, min_level, min_gap)
    )
    every = sum(
        want.importance * max(0, want.target - learner.levels.get(skill, 0))
        for skill, want in learner.wants.items()
    )
    return Fraction(met, every) if every else Fraction(0)


def said(task, kind, one, other):
    people = {one.id, other.id}
    return [wish for wish in task.wishes if wish.kind == kind and {wish.id, wish.other} == people]


def clocks_apart(task, one, other):
    at = monday(task.week).replace(tzinfo=UTC)
    offsets = [at.astimezone(ZoneInfo(who.timezone)).utcoffset() for who in (one, other)]
    ahead = (offsets[0] - offsets[1]) // timedelta(minutes=1) % (24 * 60)
    return min(ahead, 24 * 60 - ahead)


def is_same_place(one, other, place):
    return bool(getattr(one, place)) and getattr(one, place) == getattr(other, place)


FORBIDS = {
    "grade_gap": lambda _task, i, j, g: i.grade - j.grade < g,
    "reporting_line": lambda task, i, j, **far: in_line(task, i.id, j.id, **far),
    "skill": lambda _task, i, j, **least: not list(lessons(i, j, **least)),
    "language": lambda _task, i, j, n: len(i.languages & j.languages) < n,
    "slots": lambda task, i, j, k: half_hours(task, i, j) < k,
    "timezone": lambda task, i, j, h: clocks_apart(task, i, j) > 60 * h,
    "different": lambda _task, i, j, by: any(is_same_place(i, j, place) for place in by),
    "veto": lambda task, i, j: bool(said(task, "veto", i, j)),
    "conflict": lambda task, i, j: bool(said(task, "conflict", i, j)),
    "paired_before": lambda task, i, j: (
        (i.id, j.id) in task.previous or (j.id, i.id) in task.previous
    ),
}


OVERRULED = {"slots", "language", "timezone", "skill", "different"}


def is_locked_elsewhere(task, i, j):
    if (i.id, j.id) in task.locks:
        return False
    held = [mentor for _, mentor in task.locks].count(j.id)
    return i.id in dict(task.locks) or 0 < held >= j.seats


def forbidden_by(task, i, j):
    """Return the names of all that forbids mentee i with mentor j."""
    found = {name for name, rule in task.rules.items() if FORBIDS[name](task, i, j, **rule)}
    found -= OVERRULED if (i.id, j.id) in task.overrides else set()
    found |= {"same_person"} if i.id == j.id else set()
    found |= {"same_company"} if is_same_place(i, j, "company") else set()
    found |= {"forbidden"} if (i.id, j.id) in task.forbids else set()
    return found | ({"locked_elsewhere"} if is_locked_elsewhere(task, i, j) else set())


def distance(task, i, j):
    common = 0
    while common < min(len(i.unit), len(j.unit)) and i.unit[common] == j.unit[common]:
        common += 1
    deepest = max(len(person.unit) for person in task.people)
    return Fraction(len(i.unit) + len(j.unit) - 2 * common, 2 * deepest) if deepest else Fraction(0)


def both_declared(i, j):
    if not i.formats or not j.formats:
        return Fraction(1, 2)
    return Fraction(len(i.formats & j.formats), len(i.formats | j.formats))


def above_threshold(j):
    return min(max(Fraction(*j.grid), Fraction(0)), Fraction(1)) if j.grid else Fraction(0)


def values(task, i, j):
    """Return every term as a fraction from 0 to 1."""
    least = task.rules.get("skill", {"min_level": 5, "min_gap": 2})
    teach = share_met(i, j, **least)
    back = share_met(j, i, 1, 1)
    both = 10_000**2 * teach * back
    return {
        "teach": teach,
        "give_back": back,
        "distance": distance(task, i, j),
        "availability": Fraction(min(half_hours(task, i, j), 4), 4),
        "wishes": Fraction(sum(6 - wish.rank for wish in said(task, "rank", i, j)), 10),
        "format": both_declared(i, j),
        "grid": above_threshold(j),
        "load": Fraction(j.seats, j.all_seats or j.seats or 1),
        "harmonic": 2 * teach * back / (teach + back) if teach + back else Fraction(0),
        "geometric": Fraction(isqrt(both.numerator // both.denominator), 10_000),
    }


def points(task, i, j):
    """Return the points of each term that weighs; fit is their sum."""
    every, found = sum(task.weights.values()), values(task, i, j)
    return {
        term: int(10_000 * weight * found[term] / every) for term, weight in task.weights.items()
    }
