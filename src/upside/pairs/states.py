"""Which state of a pair may follow which; everything else is refused."""

from upside.pairs.models import Pair

__all__ = ["MOVES", "may_become"]

State = Pair.State

MOVES: dict[str, frozenset[str]] = {
    State.ACCEPTED: frozenset({State.ACTIVE, State.CLOSED}),
    State.ACTIVE: frozenset({State.PAUSED, State.CLOSED}),
    State.PAUSED: frozenset({State.ACTIVE, State.CLOSED}),
    State.CLOSED: frozenset(),
}


def may_become(pair: Pair, state: str) -> bool:
    """Tell whether ``pair`` may go to ``state`` from where it is."""
    return state in MOVES[pair.state]
