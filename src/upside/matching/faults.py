"""What the engine refuses, as a sentence with people's names; no rule of it tells a wish."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import upmatch
from upmatch.rules import OVERRIDABLE
from upside.matching.rule_words import listed, rule_name
from upside.people.models import Person

__all__ = ["fault_sentence", "fixed_in"]

Demand = tuple[str, ...]


def fault_sentence(fault: upmatch.UpmatchError, people: Iterable[Person] = ()) -> str:
    """Return what is wrong; pairs by hand that contradict each other are named by their people.

    What people said is named like an earlier pair, in one word, as everywhere else.
    """
    if not isinstance(fault, upmatch.InfeasibleError):
        return _("The engine cannot use these inputs: %(fault)s. Correct them and run again.") % {
            "fault": fault
        }
    names = {person.external_id: person.name for person in people}
    locks = [demand for demand in fault.conflict if demand[0] == "lock"]
    against = [demand for demand in fault.conflict if demand[0] != "lock"]
    fixed = listed(_two(demand, names) for demand in locks)
    if not against:
        return _("These pairs were fixed by hand and cannot both be: %(pairs)s. Let one go.") % {
            "pairs": fixed
        }
    if against[0][0] == "seats":
        _kind, mentor, count = against[0]
        return ngettext(
            "More pairs were fixed by hand than %(name)s has seats (%(n)s): %(pairs)s. Let one go.",
            "More pairs were fixed by hand than %(name)s has seats (%(n)s): %(pairs)s. Let one go.",
            int(count),
        ) % {"name": names.get(mentor, mentor), "n": count, "pairs": fixed}
    words = {"pairs": fixed, "reasons": listed(_reasons(against))}
    if not all(one[0] == "forbid" or one[-1] in OVERRIDABLE for one in against):
        return (
            _(
                "This pair was fixed by hand, and something is against it: %(pairs)s. Against it:"
                " %(reasons)s. Let the pair go: nobody overrules that."
            )
            % words
        )
    return (
        _(
            "This pair was fixed by hand, and something is against it: %(pairs)s. Against it:"
            " %(reasons)s. Let the pair go, or loosen what is against it."
        )
        % words
    )


def fixed_in(fault: upmatch.UpmatchError) -> tuple[tuple[str, str], ...]:
    """Return the pairs fixed by hand that a fault names, as (mentee, mentor)."""
    if not isinstance(fault, upmatch.InfeasibleError):
        return ()
    return tuple((demand[1], demand[2]) for demand in fault.conflict if demand[0] == "lock")


def _two(demand: Demand, names: Mapping[str, str]) -> str:
    _kind, mentee, mentor = demand
    return _("%(mentor)s with %(mentee)s") % {
        "mentor": names.get(mentor, mentor),
        "mentee": names.get(mentee, mentee),
    }


def _reasons(against: Iterable[Demand]) -> list[str]:
    found = (rule_name("forbidden" if one[0] == "forbid" else one[-1]) for one in against)
    return list(dict.fromkeys(found))
