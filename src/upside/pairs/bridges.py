"""Whether a pair bridges two units: one meaning for every page, file and figure."""

from collections.abc import Iterable

__all__ = ["bridges", "n_bridging"]


def bridges(one: str | None, other: str | None) -> bool:
    """Tell whether two people, by the paths of their units, are known to be of different units.

    Somebody whose unit is not known bridges nothing that we could name.
    """
    return bool(one and other) and one != other


def n_bridging(units: Iterable[tuple[str | None, str | None]]) -> int:
    """Return how many pairs bridge two units, from the paths of the units of each."""
    return sum(bridges(one, other) for one, other in units)
