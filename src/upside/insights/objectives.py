"""The programme's objectives beside what the report measures of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from upside.insights.report import Report
from upside.kernel.texts import in_language

__all__ = ["MEASURES", "Objective", "objectives_of"]

SIDES = ("mentee", "mentor", "organisation")
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective: where it started, where it shall end, and where it stands with its n.

    ``measured`` is None where the company measures it itself, and below eight people.
    """

    side: str
    text: str
    indicator: str
    baseline: float
    target: float
    measured_by: str
    measured: float | None
    n: int

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached, in the direction that it lies in from the baseline."""
        if self.measured is None:
            return False
        rises = self.target > self.baseline
        return self.measured >= self.target if rises else self.measured <= self.target


def _share(part: int, whole: int) -> float | None:
    return PER_CENT * part / whole if whole else None


MEASURES: dict[str, Callable[[Report], tuple[float | None, int]]] = {
    "pairs": lambda r: (r.n_pairs, r.n_people),
    "sessions_held": lambda r: (r.n_held, r.n_people),
    "sessions_per_pair": lambda r: (r.n_held / r.n_pairs if r.n_pairs else None, r.n_people),
    "useful": lambda r: (r.pulse.useful, r.pulse.n) if r.pulse else (None, 0),
    "at_ease": lambda r: (r.pulse.at_ease, r.pulse.n) if r.pulse else (None, 0),
    "give_back": lambda r: (_share(r.n_given_back, r.n_held), r.n_people),
    "ties_across_units": lambda r: (_share(r.silos.n_bridging, r.n_pairs), r.n_people),
}
"""What the report can measure by itself: the value and the number of people behind it."""


def objectives_of(report: Report) -> list[Objective]:
    """Return every objective of the programme that the cohort goes by, in the file's order."""
    said: dict[str, Any] = report.cohort.settings.get("objectives", {})
    return [_objective(report, side, one) for side in SIDES for one in said.get(side, [])]


def _objective(report: Report, side: str, said: dict[str, Any]) -> Objective:
    code = said.get("measured_by", "own")
    measured, n = None, 0
    if code in MEASURES and report.has_enough_people:
        measured, n = MEASURES[code](report)
    return Objective(
        side=side,
        text=in_language(said["text"]),
        indicator=in_language(said["indicator"]),
        baseline=said["baseline"],
        target=said["target"],
        measured_by=code,
        measured=None if measured is None else round(measured, 1),
        n=n,
    )
