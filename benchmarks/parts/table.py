"""The table of the engine: what is solved, against which bars and whom, and how it is told."""

import argparse
import json
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace

from parts.dense import scipy_sparing
from parts.matchers import against_matchers, told
from parts.questions import lock, or_library, rematch, scoring, weakest
from parts.sheet import Sheet

from upmatch.bench import Case, engine_figures, in_own_process, peer_apart


@dataclass(frozen=True)
class Row:
    """A company to solve, its bars (0: none) and who solves it too."""

    case: Case
    seconds: float = 0
    megabytes: float = 0
    peers: tuple[str, ...] = ()
    less_cpu: float = 0
    less_memory: float = 0
    is_audit_in_bar: bool = False
    """The design's figure for 2,500 includes the audit; the others are of certified plans."""


DENSE = ("scipy", "lapx", "ortools")
QUICK = (
    Row(Case(2_500, 2_500, objective="total"), 0.25, is_audit_in_bar=True),
    Row(Case(2_500, 2_500), 0.75, peers=DENSE, is_audit_in_bar=True),
    Row(Case(10_000, 10_000, objective="total"), 1.2, 300),
    Row(Case(10_000, 10_000), 3.6),
    Row(Case(20_000, 80_000, 3, "total"), 8, 700),
)
FULL = (
    Row(Case(20_000, 80_000, 3), 24),
    Row(Case(5_000, 5_000, objective="total"), peers=DENSE),
    Row(Case(20_000, 20_000, objective="total"), peers=("scipy",), less_cpu=40, less_memory=20),
    Row(Case(20_000, 20_000)),
    Row(Case(100_000, 100_000, objective="total"), 60, 1_300),
    Row(Case(100_000, 100_000), 180),
    Row(Case(250_000, 250_000, objective="total"), 400, 2_500),
)
LOCKED, CHANGED = "exact lock at 10,000", "re-match after 1 % left, 20,000 x 80,000"
QUESTIONS = (
    ("scoring at 20,000", scoring, (Case(20_000, 20_000),), {"ns_per_pair": ("<=", 1.6)}),
    (
        f"{LOCKED}, total",
        lock,
        (Case(10_000, 10_000, objective="total"),),
        {"median_ms": ("<=", 20)},
    ),
    (f"{LOCKED}, people-first", lock, (Case(10_000, 10_000),), {"median_ms": ("<=", 60)}),
    (
        f"{CHANGED}, total",
        rematch,
        (Case(20_000, 80_000, 3, "total"), 0.01),
        {"warm_cpu": ("<=", 0.5), "ratio": (">=", 12)},
    ),
    (
        f"{CHANGED}, people-first",
        rematch,
        (Case(20_000, 80_000, 3), 0.01),
        {"warm_cpu": ("<=", 1.5), "ratio": (">=", 12)},
    ),
    (
        "weakest lifted at 20,000",
        weakest,
        (Case(20_000, 20_000),),
        {"percent_of_total": (">=", 99.9)},
    ),
)
"""What a bar is for total is three times that for people-first, as the design has it."""
QUICK_MATCHERS, FULL_MATCHERS = (100, 300), (1_000, 2_000)
QUICK_LIMIT, FULL_LIMIT = 20, 300
"""Seconds that a mentoring matcher gets for one problem."""


def bar(value: float, sign: str, limit: float) -> str:
    """Return the value with its bar and whether it is kept."""
    kept = value <= limit if sign == "<=" else value >= limit
    return f"{value:,} (bar {sign} {limit:,}: {'kept' if kept else 'MISSED'})"


def own_line(row: Row, own: dict) -> str:
    case, audited = row.case, own["cpu_seconds"]
    spent = {"with the audit": audited, "without it": round(audited - own["cpu_audit"], 3)}
    barred = "with the audit" if row.is_audit_in_bar else "without it"
    told = {how: f"{value:,}" for how, value in spent.items()}
    if row.seconds:
        told[barred] = bar(spent[barred], "<=", row.seconds)
    megabytes = own["peak_rss_mb"]
    memory = bar(megabytes, "<=", row.megabytes) if row.megabytes else f"{megabytes:,}"
    return (
        f"{case.mentees:,} x {case.mentors:,}, seats <= {case.most_seats}, {case.objective}: CPU s "
        f"{', '.join(f'{value} {how}' for how, value in told.items())}, wall s {own['seconds']:,}, "
        f"MB {memory}, pairs {own['n_pairs']:,}, fit {own['total_fit']:,}, gap {own['gap']}"
        f"{'' if own['certified'] else ' NOT PROVEN'}"
    )


def peer_line(row: Row, own: dict, peer: dict) -> str:
    """Return a peer's figures, and how many times less the engine took, audit included."""
    if "note" in peer:
        return f"    {peer['solver']}: {peer['note']}"
    worth = ("total_fit",) if row.case.objective == "total" else ("n_pairs", "total_fit")
    is_equal = all(peer[name] == own[name] for name in worth)
    less = []
    for name, limit in (("cpu_seconds", row.less_cpu), ("peak_rss_mb", row.less_memory)):
        times = round(peer[name] / own[name], 1)
        less.append(bar(times, ">=", limit) if limit else f"{times:,}")
    return (
        f"    {peer['solver']}: CPU s {peer['cpu_seconds']:,} = {less[0]} times the engine's, MB "
        f"{peer['peak_rss_mb']:,} = {less[1]} times, pairs {peer['n_pairs']:,}, fit "
        f"{peer['total_fit']:,}, {'equal' if is_equal else 'NOT EQUAL'}"
    )


def solved(sheet: Sheet, row: Row, threads: int) -> list[dict]:
    row = replace(row, case=replace(row.case, threads=threads))
    own = in_own_process(engine_figures, row.case)
    sheet.say(own_line(row, own))
    found = [own]
    for name in row.peers:
        found.append(peer_apart(name, row.case))
        sheet.say(peer_line(row, own, found[-1]))
    if row.less_memory:
        found.append(scipy_sparing(row.case))
        sheet.say(peer_line(replace(row, less_cpu=0, less_memory=0), own, found[-1]))
    return found


def asked(sheet: Sheet, question: tuple, threads: int) -> list[dict]:
    title, work, (case, *more), bars = question
    found = in_own_process(work, replace(case, threads=threads), *more)
    shown = (f"{k} {bar(v, *bars[k]) if k in bars else v}" for k, v in found.items())
    sheet.say(f"{title}: {', '.join(shown)}")
    return [{"what": title, **found}]


def compared(sheet: Sheet, size: int, limit: float) -> list[dict]:
    own, *others = against_matchers(Case(size, size), limit)
    sheet.say(
        f"mentoring matchers, {size:,} x {size:,}, at most {limit:g} s each: upmatch CPU s "
        f"{own['cpu_seconds']}, MB {own['peak_rss_mb']}, pairs {own['n_pairs']:,}, fit "
        f"{own['total_fit']:,}, gap {own['gap']}"
    )
    for other in others:
        sheet.say(told(other))
    return [own, *others]


def checked(sheet: Sheet) -> list[dict]:
    found = in_own_process(or_library)
    for name, (cost, optimum, gap) in found.items():
        sheet.say(f"{name}: cost {cost}, known optimum {optimum}, gap {gap}")
    if not found:
        sheet.say("OR-Library: the files are not beside the project; skipped")
    return [{"what": "OR-Library", **found}]


def steps(sheet: Sheet, threads: int, *, is_full: bool) -> list[Callable[[], list[dict]]]:
    """Return all that is measured, what takes longest last."""

    def solving(row: Row) -> Callable[[], list[dict]]:
        return lambda: solved(sheet, row, threads)

    def comparing(size: int, limit: float) -> Callable[[], list[dict]]:
        return lambda: compared(sheet, size, limit)

    def asking(question: tuple) -> Callable[[], list[dict]]:
        return lambda: asked(sheet, question, threads)

    listed = [solving(row) for row in QUICK]
    listed += [asking(question) for question in QUESTIONS]
    listed += [lambda: checked(sheet)]
    listed += [comparing(size, QUICK_LIMIT) for size in QUICK_MATCHERS]
    if is_full:
        listed += [comparing(size, FULL_LIMIT) for size in FULL_MATCHERS]
        listed += [solving(row) for row in FULL]
    return listed


def main(description: str) -> int:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--full", action="store_true", help="also the sizes that take long")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a cut run says so
    kind = "full" if options.full else "quick"
    title = f"The matching engine, {kind} set, {options.threads} threads"
    figures, failures = [], 0
    with Sheet(f"engine-{kind}", title, quiet=options.json) as sheet:
        for step in steps(sheet, options.threads, is_full=options.full):
            try:
                figures += step()
            except Exception as error:  # noqa: BLE001  one that fails must not cost the others
                failures += 1
                sheet.say(f"FAILED: {type(error).__name__}: {error}")
    if options.json:
        print(json.dumps(figures, indent=2))
    return 1 if failures else 0
