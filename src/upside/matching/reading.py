"""What the two people of a proposal read: who shows what to whom, and a few facts; no score."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from upside.matching.queries import Reasons
from upside.matching.words import first_name, hours, language_name, listed
from upside.people.models import Person
from upside.skills.models import Skill

__all__ = ["Reading", "reading_of", "unit_line"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The words for one reader: coral from mentor to mentee, teal back, then facts."""

    to_title: str
    to_skills: list[Skill]
    to_empty: str
    back_title: str
    back_skills: list[Skill]
    back_empty: str
    facts: list[str]


def reading_of(reasons: Reasons) -> Reading:
    """Return what one of the two reads about the other, in the second person."""
    partner = {"name": first_name(reasons.partner)}
    you_show = _("What you can show %(name)s") % partner
    they_show = _("What %(name)s can show you") % partner
    you_return = _("What you can give back to %(name)s") % partner
    they_return = _("What %(name)s can give back to you") % partner
    back_empty = (
        _("%(name)s has not said how this could flow back to you yet: ask in the first session.")
        if reasons.reader_is_mentor
        else _("%(name)s has not named anything that you know well yet: ask in the first session.")
    )
    return Reading(
        to_title=you_show if reasons.reader_is_mentor else they_show,
        to_skills=reasons.to_mentee,
        to_empty=_("You will choose the first topic together."),
        back_title=they_return if reasons.reader_is_mentor else you_return,
        back_skills=reasons.to_mentor,
        back_empty=back_empty % partner,
        facts=[*_time(reasons.half_hours), *_places(reasons), *_languages(reasons.languages)],
    )


def unit_line(person: Person, firm: str = "") -> str:
    """Return job title and unit of somebody on one line; a title that names the unit will do.

    ``firm`` is the partner unit from which they come, if they do: its name ends the line.
    """
    unit = person.unit.name if person.unit else ""
    company = firm.rpartition("/")[2]
    is_said = unit.casefold() in person.job_title.casefold() or unit == company
    origin = _("from %(company)s") % {"company": company} if company else ""
    return ", ".join(filter(None, (person.job_title, "" if is_said else unit, origin)))


def _time(half_hours: int) -> list[str]:
    if not half_hours:
        return []
    return [_("You share %(time)s a week.") % {"time": hours(half_hours)}]


def _places(reasons: Reasons) -> list[str]:
    mentor, mentee = reasons.units
    if not (mentor and mentee):
        return []
    if mentor == mentee:
        return [_("You work in the same unit.")]
    own, theirs = (mentor, mentee) if reasons.reader_is_mentor else (mentee, mentor)
    return [
        _("You work in %(own)s, %(name)s in %(theirs)s.")
        % {
            "own": own.rpartition("/")[2],
            "theirs": theirs.rpartition("/")[2],
            "name": first_name(reasons.partner),
        }
    ]


def _languages(codes: list[str]) -> list[str]:
    if not codes:
        return []
    names = listed(language_name(code) for code in codes)
    return [_("You can talk in %(languages)s.") % {"languages": names}]
