"""What a survey brings in, or would bring in: figures, findings, counts by topic."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from upside.people.imports.problems import Problem

__all__ = ["FEWEST_TOLD", "SurveyOutcome"]

MOST_KEPT = 2_000
FEWEST_TOLD = 8
"""Of fewer people than this nothing is counted by topic where nobody is named."""


@dataclass(slots=True)
class SurveyOutcome:
    """Figures of one import, in levels and wants; ``kept`` are those that people said themselves.

    ``read`` and ``refused`` count lines. ``topics`` holds for each code how many people have it
    and want it; ``undecided`` the texts of which nobody said which topic they are.
    """

    read: int = 0
    refused: int = 0
    people: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    topics_added: list[str] = field(default_factory=list)
    topics: dict[str, tuple[int, int]] = field(default_factory=dict)
    undecided: dict[str, int] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)
    is_count_only: bool = False

    def figures(self) -> dict[str, Any]:
        """Return everything but the findings."""
        said = asdict(self)
        return {name: value for name, value in said.items() if name not in ("faults", "warned")}

    def for_a_row(self) -> dict[str, Any]:
        """Return what is kept of it on the row of an upload: of very many findings the first."""
        kinds = {
            "faults": Counter(problem.code for problem in self.faults),
            "warned": Counter(problem.code for problem in self.warned),
        }
        return self.figures() | {
            "faults": [problem.as_json() for problem in self.faults[:MOST_KEPT]],
            "warned": [problem.as_json() for problem in self.warned[:MOST_KEPT]],
            "kinds": kinds,
        }
