"""What a programme says of its short lists: how long, who invites, how many invitations at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from upside.programmes.models import Cohort, Enrolment
from upside.programmes.modes import mode_of

__all__ = ["HYBRID", "MODES_WITH_LISTS", "ListPlan", "list_plan"]

Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
CHOOSE: Final = "choose"
HYBRID: Final = "hybrid"
MODES_WITH_LISTS: Final = frozenset({CHOOSE, HYBRID})
MOST, OPEN = 5, 2
SIDES: Final = {
    "mentee": (Mentee,),
    "mentor": (Mentor,),
    "both": (Mentee, Mentor),
}


@dataclass(frozen=True, slots=True)
class ListPlan:
    """How short lists work in one cohort; ``sides`` are the roles that get one.

    ``n_open`` is how many invitations of one person may wait for an answer at a time: 0 where
    nobody invites and both sides rank.
    """

    mode: str
    sides: tuple[str, ...]
    most: int
    n_open: int

    @property
    def is_ranked(self) -> bool:
        return self.mode == HYBRID

    def may_invite(self, role: str) -> bool:
        return self.mode == CHOOSE and role in self.sides


def list_plan(cohort: Cohort) -> ListPlan | None:
    """Return how short lists work in ``cohort``; None where it forms pairs in another way."""
    mode = mode_of(cohort)
    if mode not in MODES_WITH_LISTS:
        return None
    said: Mapping[str, Any] = cohort.settings.get("short_list", {})
    is_ranked = mode == HYBRID
    return ListPlan(
        mode=mode,
        sides=SIDES["both" if is_ranked else said.get("invites", "mentee")],
        most=int(said.get("most", MOST)),
        n_open=0 if is_ranked else int(said.get("open", OPEN)),
    )
