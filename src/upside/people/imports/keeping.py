"""What is kept of an outcome on the row of an import: figures, samples, findings up to a number."""

from collections import Counter
from typing import Any

from upside.people.imports.outcome import Outcome
from upside.people.imports.problems import Problem

__all__ = ["MOST_KEPT", "forgotten", "kept", "n_cut_off"]

MOST_KEPT = 5_000


def kept(outcome: Outcome) -> dict[str, Any]:
    """Return ``outcome`` for a row: of very many findings the first, and how many of each kind.

    Of each kind one finding at least is kept, so that a rare one is not lost among many others.
    The ids of those who were or would be deactivated are kept whole: they can be taken back.
    """
    return outcome.figures() | {
        "faults": [problem.as_json() for problem in _first(outcome.faults)],
        "warned": [problem.as_json() for problem in _first(outcome.warned)],
        "kinds": {
            "faults": Counter(problem.code for problem in outcome.faults),
            "warned": Counter(problem.code for problem in outcome.warned),
        },
        "samples": outcome.samples,
        "deactivated_ids": outcome.deactivated_ids,
        "missing_ids": outcome.missing_ids,
    }


def n_cut_off(said: dict[str, Any], which: str) -> int:
    """Return how many ``faults`` or ``warned`` were found and are not among those kept."""
    found = int(sum(said.get("kinds", {}).get(which, {}).values()))
    return max(0, found - len(said.get(which, [])))


def forgotten(said: dict[str, Any]) -> dict[str, Any]:
    """Return what was kept without anything that a line of the file said, and without any id."""
    lists = ("faults", "warned", "deactivated_ids", "missing_ids")
    return said | {key: [] for key in lists} | {"kinds": {}, "samples": {}}


def _first(problems: list[Problem]) -> list[Problem]:
    first, rest = problems[:MOST_KEPT], problems[MOST_KEPT:]
    seen = {problem.code for problem in first}
    for problem in rest:
        if problem.code not in seen:
            seen.add(problem.code)
            first.append(problem)
    return first
