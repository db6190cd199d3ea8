"""What each move in the studio costs, in a warm process: ``--mentees N --mentors M``, ``--json``.

The company is that of ``upmatch.made_up``, as ``Person`` objects, with 1 or 2 seats a mentor. Every
figure is the best of some tries, wall and CPU seconds: the problem from people, another problem of
the same people (``Problem.with_``), the plan, who is left over and why, the price of each rule, and
layers for a speed meeting.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import TypeVar

from parts.people import Given, made_up
from parts.sheet import Sheet

from upmatch import Plan, Problem, layers, solve

Made = TypeVar("Made")
TRIES = 5
FEW = 2
LAYERS = (
    ("5 layers, 400 × 400", 400, 5, {}),
    ("10 layers, 60 × 60", 60, 10, {"seats": 1}),
    ("10 layers, 60 × 60, 8 tables", 60, 10, {"seats": 1, "tables": 8}),
    ("3 layers, 2,000 × 2,000", 2000, 3, {"seats": 1}),
    ("3 layers, 2,000 × 2,000, 500 tables", 2000, 3, {"seats": 1, "tables": 500}),
)


class Clock:
    """Measures, and keeps under a name the best wall and CPU seconds of some tries."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}

    def best(self, name: str, work: Callable[[], Made], tries: int = TRIES) -> Made:
        spent = []
        for _ in range(tries):
            start, cpu = time.perf_counter(), time.process_time()
            made = work()
            spent.append((time.perf_counter() - start, time.process_time() - cpu))
        wall, cpu = (round(min(side), 4) for side in zip(*spent, strict=True))
        self.found[name] = {"wall_seconds": wall, "cpu_seconds": cpu}
        return made


def built(given: Given) -> Problem:
    return Problem.build(given.people, managers=given.managers, wishes=given.wishes)


def moves(clock: Clock, given: Given) -> Plan:
    """Measure what a coordinator does, on one company."""
    solve(built(given))  # compiling is not solving
    problem = clock.best("build", lambda: built(given))
    plan = clock.best("solve", lambda: solve(built(given)))
    problem = plan.problem
    heavier = {**problem.weights, "teach": problem.weights["teach"] + 10}
    looser = {**problem.rules, "language": {"n": 0}}
    clock.best("with_ weights", lambda: problem.with_(weights=heavier))
    clock.best("with_ weights, solve", lambda: solve(problem.with_(weights=heavier)))
    clock.best("with_ rules, solve", lambda: solve(problem.with_(rules=looser)))
    lock = [(plan.pairs[0].mentee, plan.pairs[0].mentor)]
    clock.best("with_ a lock, solve", lambda: solve(problem.with_(locks=lock)))
    clock.best("left over, no remedies", lambda: plan.left_over(most_solves=0))
    for rule in problem.rules:
        clock.best(f"price of {rule}", lambda rule=rule: plan.price_of(rule), FEW)
    return plan


def measure(n_mentees: int, n_mentors: int, *, has_layers: bool) -> dict[str, object]:
    clock, figures = Clock(), {}
    for most_seats in (2, 1):
        clock.found = {}
        plan = moves(clock, made_up(n_mentees, n_mentors, most_seats))
        figures[f"seats 1 to {most_seats}"] = {
            "mentees": n_mentees,
            "mentors": n_mentors,
            "pairs": plan.n_pairs,
            "has_matrix": plan.solved.wide is None,
            **clock.found,
        }
    clock.found = {}
    for name, size, n, how in LAYERS if has_layers else ():
        task = built(made_up(size, size, 2))
        clock.best(name, lambda task=task, n=n, how=how: layers(task, n, **how), FEW)
    return {**figures, "layers": clock.found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentees", type=int, default=1_000)
    parser.add_argument("--mentors", type=int, default=1_000)
    parser.add_argument("--full", action="store_true", help="2,000 of each side")
    parser.add_argument("--no-layers", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = (2_000, 2_000) if options.full else (options.mentees, options.mentors)
    with Sheet("live", "Moves in the studio, a warm process", quiet=options.json) as sheet:
        found = measure(*sizes, has_layers=not options.no_layers)
        for title, figures in found.items():
            sheet.say(f"\n{title}")
            for name, one in figures.items():
                both = isinstance(one, dict)
                said = (
                    f"{one['wall_seconds']:9.3f} s {one['cpu_seconds']:9.3f} CPU s" if both else one
                )
                sheet.say(f"  {name:36} {said}")
    if options.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
