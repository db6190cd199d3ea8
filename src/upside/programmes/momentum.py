"""From when on a pair is late: the programme's own rhythm, and how far behind it may fall."""

from dataclasses import dataclass
from datetime import timedelta

from upside.programmes.models import Cohort
from upside.programmes.modes import is_clinic

__all__ = ["N_SESSIONS", "RHYTHM", "Pace", "pace_of"]

RHYTHM = 30
N_SESSIONS = 6
AMBER, RED = 1.25, 2.0
AMBER_IN_A_ROW, RED_IN_A_ROW = 2, 3


@dataclass(frozen=True, slots=True)
class Pace:
    """What a cohort expects of its pairs: a rhythm, so many sessions, and the limits.

    Without a rhythm nobody is ever late: the mentees of a clinic come when they have a question.
    """

    rhythm_days: int | None
    n_sessions: int
    amber: float = AMBER
    red: float = RED
    amber_in_a_row: int = AMBER_IN_A_ROW
    red_in_a_row: int = RED_IN_A_ROW

    @property
    def amber_days(self) -> float | None:
        """How many days after the last session a pair without a date is amber."""
        return None if self.rhythm_days is None else self.rhythm_days * self.amber

    @property
    def red_days(self) -> float | None:
        """How many days after the last session a pair is red."""
        return None if self.rhythm_days is None else self.rhythm_days * self.red

    @property
    def amber_after(self) -> timedelta | None:
        """How long after the last session a pair without a date is amber."""
        return None if self.rhythm_days is None else timedelta(days=self.amber_days or 0)

    @property
    def red_after(self) -> timedelta | None:
        """How long after the last session a pair is red."""
        return None if self.rhythm_days is None else timedelta(days=self.red_days or 0)


def pace_of(cohort: Cohort) -> Pace:
    """Return the pace of ``cohort``, as the version of the programme that it goes by says."""
    said = cohort.settings.get("momentum", {})
    rhythm = int(cohort.settings.get("rhythm_days", RHYTHM))
    return Pace(
        rhythm_days=None if is_clinic(cohort) else rhythm,
        n_sessions=int(cohort.settings.get("n_sessions", N_SESSIONS)),
        amber=float(said.get("amber", AMBER)),
        red=float(said.get("red", RED)),
        amber_in_a_row=int(said.get("amber_in_a_row", AMBER_IN_A_ROW)),
        red_in_a_row=int(said.get("red_in_a_row", RED_IN_A_ROW)),
    )
