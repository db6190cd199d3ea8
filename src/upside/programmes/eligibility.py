"""Who may take part, by the programme's own rules: company, grade, unit, site. Never by age."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from upside.people.models import Person
from upside.programmes.queries.guests import Guests

__all__ = ["SIDES", "reasons_against"]

SIDES = {"mentor": "mentors", "mentee": "mentees"}
SHOWN = 6


def reasons_against(
    person: Person, settings: Mapping[str, Any], role: str, guests: Guests
) -> list[str]:
    """Return why ``person`` may not take part in ``role``, one sentence for each rule; none if so.

    ``settings`` are those of a cohort; ``guests`` are asked for once. Reads the person's unit.
    """
    said = settings.get("who", {}).get(SIDES[role], {})
    found = [
        _company(person, settings, guests),
        _grade(person, said.get("grades", {})),
        _unit(person, said.get("units", [])),
        _place(person.site, said.get("sites", []), _("the sites %(known)s")),
        _place(person.country, said.get("countries", []), _("the countries %(known)s")),
    ]
    return [sentence for sentence in found if sentence]


def _company(person: Person, settings: Mapping[str, Any], guests: Guests) -> str:
    if guests.may_take_part(person, settings):
        return ""
    return _("A guest of a partner company takes part in the programmes of that company only.")


def _grade(person: Person, grades: Mapping[str, int]) -> str:
    low, high = grades.get("from"), grades.get("to")
    if low is None and high is None:
        return ""
    if person.grade is None:
        return _("The grade is not known; this side is for certain grades.")
    if low is not None and person.grade < low:
        return _("This side starts at grade %(grade)s.") % {"grade": low}
    if high is not None and person.grade > high:
        return _("This side ends at grade %(grade)s.") % {"grade": high}
    return ""


def _unit(person: Person, units: list[str]) -> str:
    path = person.unit.path if person.unit else ""
    if not units or any(path == unit or path.startswith(f"{unit}/") for unit in units):
        return ""
    return _only_for(_("the units %(known)s"), units)


def _place(here: str, known: list[str], words: str) -> str:
    return "" if not known or here in known else _only_for(words, known)


def _only_for(words: str, known: list[str]) -> str:
    more = ", …" if len(known) > SHOWN else ""
    named = words % {"known": ", ".join(known[:SHOWN]) + more}
    return _("This side is for %(places)s.") % {"places": named}
