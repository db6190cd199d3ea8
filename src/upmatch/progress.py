"""How a long computation says how far it is."""

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[str, float], None]
"""Is told the step and the share of the way, between 0 and 1."""


def silent(_step: str, _share: float) -> None:
    """Tell nobody."""
