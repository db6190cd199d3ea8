"""How the demo forms pairs, for each mode of a programme file."""

from collections.abc import Callable

from upside.cli.demo.by_hand import chosen_pairs
from upside.cli.demo.choosing import by_choice, by_ranks
from upside.cli.demo.clinic import by_clinic
from upside.cli.demo.rounds import by_rounds
from upside.cli.demo.speed_meetings import by_speed_meeting
from upside.cli.demo.stage import Stage
from upside.programmes.modes import MANUAL

__all__ = ["WAYS"]

WAYS: dict[str, Callable[[Stage], None]] = {
    "expert_clinic": by_clinic,
    "optimise": by_rounds,
    MANUAL: chosen_pairs,
    "choose": by_choice,
    "hybrid": by_ranks,
    "speed_meet": by_speed_meeting,
}
