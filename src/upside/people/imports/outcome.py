"""What an import does, or would do: the figures that pages, scripts and the log speak of."""

from dataclasses import asdict, dataclass, field
from typing import Any

from upside.people.imports.problems import Problem

__all__ = ["LEAVERS", "Choices", "Outcome", "are_few"]

LEAVERS = ("auto", "deactivate", "keep")
FEW = 5
SHARE = 0.2


def are_few(missing: int, *, known: int) -> bool:
    """Tell whether so many missing people may well be leavers, rather than a file of a part."""
    return missing <= max(FEW, SHARE * known)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who imports has decided.

    ``leavers`` says what becomes of active people whom the file does not name: ``deactivate``,
    ``keep``, or ``auto``, which deactivates them only while they are few. ``keep`` holds the keys
    of people who stay active although no file names them, such as administrators. ``at_most`` is
    the number of people whose deactivation they agreed to; None asks for no such yes. ``partners``
    are the units of partner companies: a file says nothing of a company that it does not hold.
    """

    only_good: bool = False
    leavers: str = "auto"
    is_strict: bool = False
    keep: frozenset[int] = frozenset()
    at_most: int | None = None
    partners: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """Figures of one import; ``read`` is always created + updated + unchanged + refused.

    ``deactivated`` counts people who became inactive, by their line or by their absence;
    ``missing`` counts active people whom the file does not name, whatever became of them, and
    ``known`` those who were active before.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deactivated: int = 0
    refused: int = 0
    warnings: int = 0
    reactivated: int = 0
    missing: int = 0
    known: int = 0
    without_mail: int = 0
    with_mail: int = 0
    inactive: int = 0
    faults: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    deactivated_ids: list[str] = field(default_factory=list)
    missing_ids: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        """Return the counts alone."""
        said = asdict(self)
        lists = ("faults", "warned", "samples", "deactivated_ids", "missing_ids")
        return {name: value for name, value in said.items() if name not in lists}
