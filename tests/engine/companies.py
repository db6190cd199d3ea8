"""Small random companies that use everything: each rule, lock, quota, wish and objective.

Drawn by ``random`` and not by hypothesis, because there are thousands of them. The seed of a
problem is the number of its company, so that a test that fails names the one to look at.
"""

from dataclasses import dataclass, fields, replace
from random import Random

from tests.engine import restated
from upmatch import Person, Problem, Quota, Slot, Want, Wish

SKILLS = ("a", "b", "c")
PLACES = (("site", "Lyon"), ("country", "FR"), ("unit", "x"), ("unit", "x/y"))
ZONES = ("UTC", "Europe/Paris", "Europe/Paris", "America/New_York", "Asia/Kathmandu")
WEEKS = ("2026-W02", "2026-W13", "2026-W27", "2026-W43", "2026-W44")
"""In three of them the clocks of Paris or of New York change on the Sunday."""
WEIGHTS = (
    {"teach": 40, "give_back": 25, "distance": 15, "availability": 10, "wishes": 10},
    {"availability": 2, "wishes": 1, "distance": 3},
    {"teach": 1, "format": 5, "grid": 3, "load": 2},
    {"harmonic": 4, "geometric": 3, "give_back": 1, "load": 1},
)
SETTINGS = {
    "grade_gap": lambda dice: {"g": dice.randint(-2, 2)},
    "reporting_line": lambda dice: {
        name: dice.choice((1, 2, 3, "all")) for name in ("depth", "top_depth")
    },
    "skill": lambda dice: {"min_level": dice.randint(0, 6), "min_gap": dice.randint(1, 3)},
    "language": lambda dice: {"n": dice.randint(0, 2)},
    "slots": lambda dice: {"k": dice.randint(0, 2)},
    "timezone": lambda dice: {"h": dice.randint(0, 12)},
    "different": lambda dice: {"by": some(dice, ("unit", "site", "country"), least=1)},
    "veto": lambda _dice: {},
    "conflict": lambda _dice: {},
    "paired_before": lambda _dice: {},
}


def some(dice, of, least=0):
    """Return some of these, in any order."""
    return dice.sample(of, dice.randint(min(least, len(of)), len(of)))


def slot(dice):
    start = dice.randint(0, 47) * 30
    return Slot(dice.randint(0, 6), start, min(start + dice.randint(1, 40) * 15, 1440))


def person(dice, name):
    seats = dice.choice((0, 1, 1, 2, 3))
    return Person(
        name,
        dice.choice(("mentee", "mentor", "both")),
        grade=dice.randint(0, 3),
        unit=tuple(dice.choices("xy", k=dice.randint(0, 3))),
        site=dice.choice(("", "Lyon", "Oslo")),
        country=dice.choice(("", "FR", "NO")),
        timezone=dice.choice(ZONES),
        languages=frozenset(some(dice, ("fr", "en"), least=1)),
        seats=seats,
        slots=tuple(slot(dice) for _ in range(dice.randint(0, 4))),
        levels={skill: dice.randint(0, 8) for skill in some(dice, SKILLS)},
        wants={skill: Want(dice.randint(1, 8), dice.randint(1, 3)) for skill in some(dice, SKILLS)},
        formats=frozenset(some(dice, ("video", "room", "chat"))),
        grid=dice.choice((None, (-1, 3), (2, 3), (5, 3))),
        at_least=dice.randint(0, seats),
        all_seats=dice.choice((None, 3, 5)),
        company=dice.choice(("", "", "", "Aubrac", "Cantal")),
    )


def wish(dice, link):
    kind = dice.choice(("veto", "conflict", "rank", "rank"))
    return Wish(*link, kind, dice.randint(1, 5) if kind == "rank" else None)


def drawn(seed, most=7, rules=None):
    """Return company number ``seed``; ``rules`` names those that are on, a few if left out."""
    dice = Random(seed)
    ids = [f"p{index}" for index in range(min(most, dice.randint(0, 2 * most)))]
    everybody = [*ids, "boss", "ghost"]
    links = {tuple(dice.sample(everybody, 2)) for _ in range(dice.randint(0, 6))}
    on = dice.sample(sorted(SETTINGS), dice.choice((0, 0, 0, 1, 1, 2))) if rules is None else rules
    return Problem.build(
        [person(dice, name) for name in ids],
        managers={one: dice.choice(everybody) for one in some(dice, everybody)},
        wishes=[wish(dice, link) for link in sorted(links)],
        rules={name: SETTINGS[name](dice) for name in on},
        weights=dice.choice(WEIGHTS),
        week=dice.choice(WEEKS),
        seed=seed,
        previous=[dice.sample(everybody, 2) for _ in range(dice.randint(0, 3))],
    )


@dataclass(frozen=True)
class Demands:
    """What is asked beside the rules: how many quotas at most, and the objective."""

    objective: str = "people-first"
    most_quotas: int = 0


def demanding(seed, most=7, demands=Demands()):
    """Return a company with forbidden pairs, locks that can be kept and, if told, quotas."""
    dice = Random(f"demands of {seed}")
    task = replace(drawn(seed, most), objective=demands.objective)
    cells = [(i.id, j.id) for i in task.mentees for j in task.mentors]
    ruled_out = dice.sample(cells, min(len(cells), dice.randint(0, 2)))
    task = replace(task, forbids=tuple(sorted(ruled_out)))
    for i in dice.sample(task.mentees, len(task.mentees)):
        taken = [mentor for _, mentor in task.locks]
        free = [
            j.id
            for j in task.mentors
            if taken.count(j.id) < j.seats and not restated.forbidden_by(task, i, j)
        ]
        if free and dice.random() < 0.25:
            task = replace(task, locks=(*task.locks, (i.id, dice.choice(free))))
    quotas = {quota(dice) for _ in range(dice.randint(0, demands.most_quotas))}
    return built(replace(task, quotas=tuple(sorted(quotas, key=repr))))


def built(task):
    """Return the same problem as it comes out of ``Problem.build``."""
    return Problem.build(**{one.name: getattr(task, one.name) for one in fields(task)})


def overruled(seed, most=7, demands=Demands()):
    """Return such a company with every lock more that only rules stand against, overruled."""
    task = demanding(seed, most, demands)
    for i in task.mentees:
        for j in task.mentors:
            now = restated.forbidden_by(task, i, j)
            held = [mentor for _, mentor in task.locks].count(j.id)
            if now and now <= restated.OVERRULED and held < j.seats:
                link = (i.id, j.id)
                task = replace(
                    task,
                    locks=tuple(sorted((*task.locks, link))),
                    overrides=(*task.overrides, link),
                )
    return built(task)


def quota(dice):
    low = dice.randint(0, 1)
    return Quota(
        dice.choice(("mentee", "mentor")), *dice.choice(PLACES), low, low + dice.randint(0, 1)
    )
