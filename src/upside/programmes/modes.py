"""Ways of forming pairs, and their words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.programmes.models import Cohort

__all__ = ["CLINIC", "MANUAL", "MODES", "USUAL", "is_clinic", "mode_of"]

USUAL, CLINIC = "optimise", "expert_clinic"
MANUAL = "manual"
"""Also the objective of a round whose pairs people chose: it claims nothing about other plans."""

MODES: dict[str, Promise] = {
    "optimise": _("Rounds: the engine proposes, the coordinator releases, both say yes"),
    "choose": _("Choice: one side invites from an explained short list"),
    "hybrid": _("Both sides rank from short lists, the engine honours the ranks"),
    "speed_meet": _("Speed meeting: short rounds of talk, then private preferences"),
    "expert_clinic": _("Expert clinic: bookable half hours with one mentor"),
    MANUAL: _("By hand, checked by the same rules"),
}


def mode_of(cohort: Cohort) -> str:
    """Return in which way ``cohort`` forms its pairs."""
    return str(cohort.settings.get("mode", USUAL))


def is_clinic(cohort: Cohort) -> bool:
    """Tell whether mentees of ``cohort`` book the times that its mentors offer."""
    return mode_of(cohort) == CLINIC
