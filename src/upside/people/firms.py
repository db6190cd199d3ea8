"""Which partner company somebody belongs to, by the path of their unit: one rule for all rooms."""

from collections.abc import Iterable

__all__ = ["firm_of", "is_within"]


def firm_of(path: str, partners: Iterable[str]) -> str:
    """Return in which of ``partners`` the unit at ``path`` lies, the narrowest; empty: in none.

    Capitals and blanks around the slashes do not count, as they do not in an HR file.

    >>> firm_of("Octave partner/Lab", ["Octave Partner"])
    'Octave Partner'
    >>> firm_of("Octave Partners", ["Octave Partner"])
    ''
    """
    found = [partner for partner in partners if is_within(path, partner)]
    return max(found, key=lambda partner: len(_steps(partner)), default="")


def is_within(path: str, top: str) -> bool:
    """Tell whether the unit at ``path`` is the one at ``top`` or lies below it."""
    steps = _steps(top)
    return bool(steps) and _steps(path)[: len(steps)] == steps


def _steps(path: str) -> list[str]:
    return [step.strip().casefold() for step in path.split("/") if step.strip()]
