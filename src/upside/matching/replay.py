"""Run a kept round again and say whether the same comes out."""

from dataclasses import dataclass, field

import upmatch
from upside.matching.models import Round

__all__ = ["Replay", "replay"]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out of the second run: nothing in ``differences`` means the same."""

    differences: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not self.differences


def replay(round_: Round) -> Replay:
    """Solve the frozen inputs of ``round_`` again and compare hash, pairs, fit and left over."""
    problem = upmatch.Problem.from_dict(round_.inputs)
    plan = upmatch.solve(problem)
    kept = {
        "inputs_sha256": round_.inputs_sha256,
        "pairs": sorted(
            round_.proposals.values_list("mentee__external_id", "mentor__external_id", "fit")
        ),
        "total_fit": round_.outcome["total_fit"],
        "left_over": [(row["id"], row["reason"]) for row in round_.outcome["left_over"]],
    }
    again = {
        "inputs_sha256": problem.inputs_sha256,
        "pairs": sorted((pair.mentee, pair.mentor, pair.fit) for pair in plan.pairs),
        "total_fit": plan.total_fit,
        "left_over": [(one.id, one.reason) for one in plan.left_over()],
    }
    return Replay([name for name, value in kept.items() if again[name] != value])
