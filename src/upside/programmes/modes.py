"""Ways of forming pairs: their words, and which of them this version runs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["MODES", "RUNS_NOW", "USUAL"]

USUAL = "optimise"
RUNS_NOW = frozenset({"optimise", "choose", "hybrid", "manual"})

MODES: dict[str, Promise] = {
    "optimise": _("Rounds: the engine proposes, the coordinator releases, both say yes"),
    "choose": _("Choice: one side invites from an explained short list"),
    "hybrid": _("Both sides rank from short lists, the engine honours the ranks"),
    "speed_meet": _("Speed meeting: short rounds of talk, then private preferences"),
    "expert_clinic": _("Expert clinic: bookable half hours with one mentor"),
    "manual": _("By hand, checked by the same rules"),
}
