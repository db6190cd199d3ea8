"""Run a kept round again and say whether the same comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import upmatch
from upside.matching.models import Round

__all__ = ["COMPARED", "Replay", "frozen", "replay", "replay_frozen"]

COMPARED = ("inputs_sha256", "pairs", "total_fit", "left_over")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out of the second run: nothing in ``differences`` means the same.

    Differences are named as in ``COMPARED``. ``engine`` is the version that ran now.
    """

    differences: tuple[str, ...]
    n_pairs: int
    engine: str

    @property
    def same(self) -> bool:
        return not self.differences


def frozen(round_: Round) -> dict[str, Any]:
    """Return a round as a record that replays without the database: what went in and came out."""
    pairs = round_.proposals.values_list("mentee__external_id", "mentor__external_id", "fit")
    return {
        "engine_version": round_.engine_version,
        "inputs": round_.inputs,
        "inputs_sha256": round_.inputs_sha256,
        "pairs": sorted(map(list, pairs)),
        "total_fit": round_.outcome["total_fit"],
        "left_over": [[row["id"], row["reason"]] for row in round_.outcome["left_over"]],
    }


def replay(round_: Round) -> Replay:
    """Solve the frozen inputs of ``round_`` again and compare hash, pairs, fit and left over."""
    return replay_frozen(frozen(round_))


def replay_frozen(record: Mapping[str, Any]) -> Replay:
    """Solve a record of ``frozen`` again and compare."""
    problem = upmatch.Problem.from_dict(record["inputs"])
    plan = upmatch.solve(problem)
    again = {
        "inputs_sha256": problem.inputs_sha256,
        "pairs": sorted([pair.mentee, pair.mentor, pair.fit] for pair in plan.pairs),
        "total_fit": plan.total_fit,
        "left_over": [[one.id, one.reason] for one in plan.left_over()],
    }
    differences = tuple(name for name in COMPARED if again[name] != record[name])
    return Replay(differences, len(plan.pairs), upmatch.__version__)
