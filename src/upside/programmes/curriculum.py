"""The modules of a programme, one for each session from the first one on."""

from dataclasses import dataclass

from upside.kernel.texts import in_language
from upside.programmes.models import Cohort

__all__ = ["Module", "module_at", "modules_of"]


@dataclass(frozen=True, slots=True)
class Module:
    """One module in the reader's language; ``number`` counts from 1, ``names`` has both.

    ``kit`` is the code of the session that is prepared for it; empty where the pair chooses.
    """

    number: int
    names: dict[str, str]
    plan: str
    kit: str = ""

    @property
    def title(self) -> str:
        return in_language(self.names)


def modules_of(cohort: Cohort) -> list[Module]:
    """Return the modules that ``cohort`` goes by, in their order; none where pairs are free."""
    said = cohort.settings.get("curriculum", [])
    return [
        Module(number, one["title"], in_language(one["plan"]), one.get("kit", ""))
        for number, one in enumerate(said, start=1)
    ]


def module_at(cohort: Cohort, place: int) -> Module | None:
    """Return the module of the session at ``place`` (from 0), None after the last one."""
    modules = modules_of(cohort)
    return modules[place] if 0 <= place < len(modules) else None
