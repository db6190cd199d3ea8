"""The line in a programme's log that what people wrote is gone, each kind with its own verb."""

from collections import Counter
from datetime import datetime

from upside.kernel import audit
from upside.programmes.models import Programme

__all__ = ["say_forgotten"]


def say_forgotten(gone: Counter[Programme], *, verb: str, of: str, at: datetime) -> int:
    """Say in the log of each programme how many rows went from it; return how many went in all.

    ``of`` names the count. Where none went nothing is said.
    """
    for programme, n in gone.items():
        if n:
            audit.record(
                verb=verb,
                subject=programme,
                actor=None,
                at=at,
                details={of: n},
                programme=programme,
            )
    return gone.total()
