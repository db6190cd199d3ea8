"""One thing that waits for somebody who takes part, or for which they wait."""

from dataclasses import dataclass
from enum import IntEnum

from upside.matching.models import Proposal
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.sessions.models import Session

__all__ = ["Step", "Urgency", "short"]


class Urgency(IntEnum):
    """What comes first; from ``REST`` on there is nothing to do but to wait."""

    SETTLE = 0
    PROPOSAL = 1
    CHARTER = 2
    INVITATION = 3
    EVALUATION = 4
    PROFILE = 5
    TRAINING = 6
    BOOK = 7
    PULSE = 8
    MEET = 9
    REVIEW = 10
    REST = 11
    OFFER = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do or to know: said as a sentence, with the page where it is done.

    ``links`` are further words and addresses; ``asks_next`` asks for a pair in a next cohort.
    """

    urgency: Urgency
    folio: str
    title: str
    text: str
    action: str
    address: str
    lacks: tuple[str, ...] = ()
    partner: Person | None = None
    pair: Pair | None = None
    proposal: Proposal | None = None
    session: Session | None = None
    may_confirm: bool = False
    may_move: bool = False
    links: tuple[tuple[str, str], ...] = ()
    asks_next: bool = False

    @property
    def is_ahead(self) -> bool:
        return self.urgency == Urgency.MEET and self.session is not None

    @property
    def is_next_session(self) -> bool:
        """Whether it is about the session to come, or about finding its date."""
        return self.urgency in {Urgency.MEET, Urgency.BOOK}


def short(person: Person) -> str:
    """Return the name that one uses among colleagues."""
    return person.first_name or person.name
