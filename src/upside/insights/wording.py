"""The words of the report: steps, sections and items, for the page and for the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.sessions.models import Exchange

__all__ = ["DIRECTIONS", "ITEMS", "OBJECTIVES", "OTHER_KINDS", "OTHER_SKILLS", "SECTIONS", "STEPS"]

Words = dict[str, Promise | str]

STEPS: Words = {
    "invited": _("Invited"),
    "accepted": _("Said yes"),
    "complete": _("Profile complete"),
    "ready": _("Ready"),
    "proposed": _("Had a proposal"),
    "paired": _("In a pair"),
    "met": _("Have met"),
}
OTHER_SKILLS = _("Other skills, merged")
OTHER_KINDS = _("Other kinds, merged")
SECTIONS: Words = {
    "funnel": _("From the invitation to the first session"),
    "pairs": _("Pairs"),
    "coverage": _("Wishes to learn"),
    "sessions": _("Sessions"),
    "sessions_held_per_pair": _("Pairs by number of sessions held"),
    "exchanges_by_kind": _("What passed, by kind"),
    "exchanges_by_skill": _("What passed, by skill"),
    "pulse": _("Answers after the sessions, mean from 1 to 5"),
    "confidence": _("How sure people feel of what they learned, mean from 0 to 10"),
    "passed_on": _("People in their teams to whom mentees showed what they learned"),
    "objectives": _("Objectives"),
}
OBJECTIVES: Words = {
    "mentee": _("For the mentees"),
    "mentor": _("For the mentors"),
    "organisation": _("For the organisation"),
    "baseline": _("baseline"),
    "target": _("target"),
    "pairs": _("pairs formed"),
    "sessions_held": _("sessions held"),
    "sessions_per_pair": _("sessions held per pair"),
    "useful": _("useful, mean of 1 to 5"),
    "at_ease": _("at ease, mean of 1 to 5"),
    "give_back": _("held sessions with something for the mentor, in per cent"),
    "ties_across_units": _("pairs across units, in per cent"),
}
ITEMS: dict[str, Words] = {
    "funnel": {**STEPS, "said_no": _("Said no"), "withdrawn": _("Withdrawn")},
    "pairs": {
        "all": _("Formed"),
        "active": _("Active today"),
        "bridging_units": _("Join two units"),
    },
    "coverage": {"wanted": _("Named"), "covered": _("Covered by the partner")},
    "sessions": {
        "planned": _("Sessions planned"),
        "held": _("Sessions held"),
        "cancelled": _("Sessions cancelled"),
        "missed": _("Sessions missed"),
    },
    "exchanges_by_kind": {
        **{str(kind): kind.label for kind in Exchange.Kind},
        "other_kinds": OTHER_KINDS,
    },
    "exchanges_by_skill": {"other_skills": OTHER_SKILLS},
    "pulse": {"useful_mean": _("Useful"), "at_ease_mean": _("At ease")},
    "confidence": {"sure_mean": _("How sure")},
    "passed_on": {"shown": _("People shown to")},
}
DIRECTIONS: Words = {
    "": "",
    "mentors": _("Mentors"),
    "mentees": _("Mentees"),
    **{str(way): way.label for way in Exchange.Direction},
}
