"""A kit as it is read: in one language, with clock times, and each step in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.texts import in_language
from upside.learning.kits import GIVE_BACK, TEXTS
from upside.learning.models import Kit
from upside.skills.models import Skill

__all__ = ["Sheet", "Step", "sheet_of", "step_names"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which minute to which, what it is called, which way it goes, and its words."""

    starts: int
    ends: int
    name: str
    way: str
    text: str
    is_give_back: bool = False

    @property
    def minutes(self) -> int:
        return self.ends - self.starts


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a kit says, in the reader's language; the titles say who it is about."""

    title: str
    whom: str
    tool: str
    prepare: list[str]
    steps: list[Step]
    exit: str
    artefact: str
    homework: str
    wrong: str
    caution: str

    @property
    def minutes(self) -> int:
        return self.steps[-1].ends if self.steps else 0


def goes_back(kit: Kit) -> bool:
    """Tell whether the mentee teaches in the main part of ``kit``, and the mentor gives back."""
    return kit.skill is not None and kit.skill.direction == Skill.Direction.S2J


def step_names(kit: Kit) -> dict[str, str]:
    """Return what the steps of ``kit`` are called; the give-back says who teaches in it."""
    return {
        "opening": _("Arrive"),
        "demonstration": _("Show"),
        "exercise": _("Do it now"),
        GIVE_BACK: _("Give back: the mentor teaches")
        if goes_back(kit)
        else _("Give back: the mentee teaches"),
        "exit": _("Close"),
    }


def sheet_of(kit: Kit, content: Mapping[str, Any]) -> Sheet:
    """Return what a kit or a copy of it says."""
    names, to, back = step_names(kit), "to", "back"
    if goes_back(kit):
        to, back = back, to
    ways = {"demonstration": to, "exercise": to, GIVE_BACK: back}
    steps, at = [], 0
    for step in content["steps"]:
        ends = at + step["minutes"]
        way = ways.get(step["kind"], "")
        name, text = names[step["kind"]], in_language(step["text"])
        steps.append(Step(at, ends, name, way, text, step["kind"] == GIVE_BACK))
        at = ends
    texts = {name: in_language(content.get(name, {})) for name in TEXTS}
    prepare = [in_language(line) for line in content["prepare"]]
    return Sheet(prepare=prepare, steps=steps, **texts)
