"""How far a pair has come, from what is there: sessions held, and how sure the reader feels."""

from collections.abc import Iterable
from dataclasses import dataclass

from upside.feedback.queries import sure_by_skill
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.programmes.momentum import N_SESSIONS
from upside.sessions.models import Session

__all__ = ["Progress", "Stretch", "progress_of"]

MOST_STRETCHES = 6
# in per cent of the width of the drawing, so that nothing at the ends is cut
MARGIN = 3
STEP = (100 - 2 * MARGIN) / 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """How sure somebody was of a skill, the first time and the last that they said so."""

    label: str
    first: int
    last: int
    is_back: bool

    @property
    def from_x(self) -> int:
        """Where the stretch begins, in per cent of the width."""
        return round(MARGIN + self.first * STEP)

    @property
    def to_x(self) -> int:
        """Where the stretch ends."""
        return round(MARGIN + self.last * STEP)


@dataclass(frozen=True, slots=True)
class Progress:
    """Sessions held of those planned, 0 where there is no plan, and the reader's own answers."""

    n_held: int
    n_sessions: int
    stretches: list[Stretch]

    @property
    def dots(self) -> list[bool]:
        """Return for each session of the plan whether it was held."""
        return [place < self.n_held for place in range(self.n_sessions)]

    @property
    def marks(self) -> list[int]:
        """Return where 0 to 10 stand, in per cent of the width."""
        return [round(MARGIN + sure * STEP) for sure in range(11)]


def progress_of(pair: Pair, person: Person, sessions: Iterable[Session]) -> Progress | None:
    """Return how far the pair has come, as ``person`` reads it; None before the first session.

    ``sessions`` are those of ``sessions_with_confidence``. No query.
    """
    held = [one for one in sessions if one.state == Session.State.HELD]
    if not held:
        return None
    planned = 0 if is_clinic(pair.cohort) else pair.cohort.settings.get("n_sessions", N_SESSIONS)
    n_sessions = max(planned, len(held)) if planned else 0
    is_back = person.pk == pair.mentor_id
    said = sure_by_skill(held, person)
    stretches = [Stretch(skill.label, sure[0], sure[-1], is_back) for skill, sure in said.items()]
    return Progress(len(held), n_sessions, stretches[:MOST_STRETCHES])
