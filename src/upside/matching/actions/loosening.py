"""A rule of the studio made looser, as the answer to what it costs or to who is left over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.matching.actions.by_hand import locked_cohort
from upside.matching.actions.studio import change_setup
from upside.matching.holds import OVERRULED
from upside.matching.models import Setup
from upside.matching.problem import studio_settings
from upside.matching.questions import looser_settings
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["NoSuchStep", "loosen_rule"]


class NoSuchStep(Refused):
    """The rule stands otherwise than the page showed it."""


@transaction.atomic
def loosen_rule(cohort: Cohort, rule: str, step: int, *, by: Person | None, at: datetime) -> Setup:
    """Set a rule of the studio to its ``step``-th looser setting, from 1; 0 switches it off.

    The programme stays as it is. Refused: a step that the rule does not have as it stands, and to
    switch off what is never off.
    """
    cohort = locked_cohort(cohort)
    rules = studio_settings(cohort)["rules"]
    steps = looser_settings(rules, rule)
    is_off = step == 0 and rule in OVERRULED and rule in rules
    if not is_off and not 1 <= step <= len(steps):
        raise NoSuchStep(_("The rule was changed meanwhile. Look at it as it stands now."))
    looser = {name: said for name, said in rules.items() if name != rule}
    if not is_off:
        looser = {**rules, rule: steps[step - 1]}
    change = {"by_hand": "loosen", "rule": rule, "settings": looser.get(rule)}
    return change_setup(cohort, change=change, by=by, at=at, rules=looser)
