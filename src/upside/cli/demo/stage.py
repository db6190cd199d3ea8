"""Where the demo plays."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["Stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays: the cohort, who runs it, and the moment that counts as now."""

    cohort: Cohort
    coordinator: Person
    now: datetime
    dice: random.Random
    days: dict[str, int]

    def before(self, days: float, hour: int = 9) -> datetime:
        """Return nine o'clock (or ``hour``) in Paris, ``days`` before now."""
        day = (self.now - timedelta(days=days)).date()
        return datetime.combine(day, time(hour), ZoneInfo("Europe/Paris"))
