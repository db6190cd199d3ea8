"""Rules, terms and what the engine found, in plain words; the pages say them, no page invents any.

Sentences about one person never tell what somebody wished or refused: those are counted together
with earlier pairs of the same two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from upside.matching.queries import LeftOver, Passing, Why
from upside.matching.vocabulary import IMPORTANCE, PLACES, RULES, SAID, TERMS
from upside.people.models import Person

__all__ = [
    "Share",
    "first_name",
    "hours",
    "language_name",
    "left_over_sentence",
    "listed",
    "passing_sentence",
    "remedy_sentence",
    "rule_name",
    "rule_sentence",
    "shares_of",
]


FEWEST_TO_TELL = 8


@dataclass(frozen=True, slots=True)
class Share:
    """What one term adds to the fit of a pair, with its sentence."""

    name: str
    points: int
    sentence: str


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: ``a, b and c``."""
    known = list(words)
    if len(known) <= 1:
        return "".join(known)
    return _("%(first)s and %(last)s") % {"first": ", ".join(known[:-1]), "last": known[-1]}


def first_name(person: Person) -> str:
    """Return the name by which a sentence speaks of somebody."""
    return person.first_name or person.name


def language_name(code: str) -> str:
    """Return the name of a language in the language of the page; its code where none is known."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name.lower() if get_language() == "fr" else name


def hours(half_hours: int) -> str:
    """Write half hours a week as a person would: half an hour, 2 hours, 2 h 30."""
    whole, half = divmod(half_hours, 2)
    if not half:
        return ngettext("%(hours)s hour", "%(hours)s hours", whole) % {"hours": whole}
    return _("%(hours)s h 30") % {"hours": whole} if whole else _("half an hour")


def rule_name(code: str) -> str:
    """Return the few words that name a rule inside a sentence."""
    return str(RULES.get("said" if code in SAID else code, code))


def rule_sentence(code: str, settings: Mapping[str, Any]) -> str:
    """Return what a rule asks, as one sentence with its figures."""
    say = {
        "grade_gap": lambda: _grades(settings["g"]),
        "reporting_line": lambda: _line(settings["depth"]),
        "skill": lambda: (
            _(
                "The mentor knows something that the mentee wants to learn: level %(level)s or"
                " higher, and %(gap)s levels above the mentee."
            )
            % {"level": settings["min_level"], "gap": settings["min_gap"]}
        ),
        "language": lambda: _languages(settings["n"]),
        "slots": lambda: _time(settings["k"]),
        "different": lambda: (
            _("They do not share: %(places)s.")
            % {"places": listed(str(PLACES[place]) for place in settings["by"])}
        ),
        "veto": lambda: _("Neither asked not to meet the other, and they were no pair before."),
        "conflict": lambda: _("No conflict of interest was stated."),
    }
    return say[code]() if code in say else code


def shares_of(why: Why) -> list[Share]:
    """Return what each term adds to the fit of a pair, largest first, and why.

    Wishes are added to availability: alone they would tell that one of the two named the other.
    """
    mentor, mentee = first_name(why.proposal.mentor), first_name(why.proposal.mentee)
    say = {
        "teach": _covers(mentor, mentee, len(why.to_mentee), why.n_wants_mentee),
        "give_back": _covers(mentee, mentor, len(why.to_mentor), why.n_wants_mentor),
        "distance": _apart(why.units),
        "availability": _("They share %(time)s a week.") % {"time": hours(why.half_hours)},
    }
    points = dict(why.terms)
    names = {term: str(name) for term, (name, _hint) in TERMS.items()}
    if "wishes" in points:
        points["availability"] = points.get("availability", 0) + points["wishes"]
        names["availability"] = _("Availability and wishes")
        say["availability"] += " " + _("If either wished for the other, it counts in this line.")
    shares = [Share(names[term], n, say[term]) for term, n in points.items() if term in say]
    return sorted(shares, key=lambda share: -share.points)


def passing_sentence(one: Passing, teacher: Person, learner: Person) -> str:
    """Return one skill that can pass, with the levels of both, for the coordinator."""
    names = {"teacher": first_name(teacher), "learner": first_name(learner)}
    known = _(
        "%(skill)s: %(teacher)s is at level %(teacher_level)s; %(learner)s is at %(level)s"
        " and wants %(target)s."
    )
    unknown = _(
        "%(skill)s: %(teacher)s is at level %(teacher_level)s; %(learner)s wants %(target)s"
        " (level not stated)."
    )
    levels = (unknown if one.level is None else known) % {
        **names,
        "skill": one.skill.label,
        "teacher_level": one.teacher_level,
        "level": one.level,
        "target": one.target,
    }
    return f"{levels} {IMPORTANCE[one.importance] % names}"


def left_over_sentence(left: LeftOver) -> str:
    """Return why somebody has no partner, or seats left, after a round."""
    facts = left.facts
    if left.reason == "seats_left":
        return ngettext(
            "Has a pair, and room for %(n)s more.",
            "Has a pair, and room for %(n)s more.",
            facts["free_seats"],
        ) % {"n": facts["free_seats"]}
    if left.reason == "no_partner":
        return f"{_nobody_permitted(left)} {_removed_by(facts['forbidden_by'])}".strip()
    if left.is_mentor:
        return ngettext(
            "%(n)s mentee is permitted, and another mentor suits them better.",
            "%(n)s mentees are permitted, and other mentors suit them better.",
            facts["n_permitted"],
        ) % {"n": facts["n_permitted"]}
    return ngettext(
        "%(n)s mentor is permitted, and does more good in another pair.",
        "%(n)s mentors are permitted, and do more good in other pairs.",
        facts["n_permitted"],
    ) % {"n": facts["n_permitted"]}


def remedy_sentence(left: LeftOver) -> str:
    """Return the one change that was solved again and does help, or that none was found."""
    remedy = left.facts.get("remedy")
    if remedy and left.partner:
        if remedy["kind"] == "add_seat":
            return _(
                "With one more seat for %(name)s there is a pair, and nobody loses theirs."
            ) % {"name": left.partner.name}
        return _("It would work with %(name)s under this rule: %(rule)s") % {
            "name": left.partner.name,
            "rule": rule_sentence(remedy["rule"], remedy["settings"]),
        }
    if left.is_mentor or left.reason == "seats_left":
        return ""
    if not left.facts.get("is_searched", True):
        return _("No remedy was searched: the round is too large for it.")
    return _("No single seat or rule would change it; another mentor would.")


def _grades(gap: int) -> str:
    if gap < 1:
        return _("The mentee may be of any grade from %(n)s below the mentor on.") % {"n": -gap}
    return ngettext(
        "The mentee is at least %(n)s grade above the mentor.",
        "The mentee is at least %(n)s grades above the mentor.",
        gap,
    ) % {"n": gap}


def _languages(n: int) -> str:
    if not n:
        return _("They need no language in common.")
    return ngettext(
        "They have a language in common.", "They have %(n)s languages in common.", n
    ) % {"n": n}


def _time(half_hours: int) -> str:
    if not half_hours:
        return _("They need no time in common.")
    return _("They share %(time)s a week.") % {"time": hours(half_hours)}


def _line(depth: int | str) -> str:
    if isinstance(depth, str):
        return _("Neither is in the other's reporting line, and they do not share a manager.")
    return ngettext(
        "Neither is above the other within %(n)s step, and they do not share a manager.",
        "Neither is above the other within %(n)s steps, and they do not share a manager.",
        depth,
    ) % {"n": depth}


def _covers(teacher: str, learner: str, n: int, wants: int) -> str:
    if not n:
        return _("%(teacher)s covers nothing that %(learner)s wants to learn.") % {
            "teacher": teacher,
            "learner": learner,
        }
    return ngettext(
        "%(teacher)s covers the one thing that %(learner)s wants to learn.",
        "%(teacher)s covers %(n)s of the %(wants)s things that %(learner)s wants to learn.",
        wants,
    ) % {"teacher": teacher, "learner": learner, "n": n, "wants": wants}


def _apart(units: tuple[str, str]) -> str:
    mentor, mentee = units
    if not (mentor and mentee):
        return _("The unit of one of them is not known.")
    if mentor == mentee:
        return _("They work in the same unit.")
    return _("They work in different units: %(mentor)s, and %(mentee)s.") % {
        "mentor": mentor.rpartition("/")[2],
        "mentee": mentee.rpartition("/")[2],
    }


def _nobody_permitted(left: LeftOver) -> str:
    n = left.facts["n_partners"]
    if left.is_mentor:
        return ngettext(
            "The rules permit none of the %(n)s mentee.",
            "The rules permit none of the %(n)s mentees.",
            n,
        ) % {"n": n}
    return ngettext(
        "The rules permit none of the %(n)s mentor.",
        "The rules permit none of the %(n)s mentors.",
        n,
    ) % {"n": n}


def _removed_by(counts: Mapping[str, int]) -> str:
    by_name: dict[str, int] = {}
    for code, n in counts.items():
        if code in SAID and n < FEWEST_TO_TELL:
            continue  # a small count beside a name would tell who asked not to meet whom
        by_name[rule_name(code)] = by_name.get(rule_name(code), 0) + n
    if not by_name:
        return ""
    largest = sorted(by_name.items(), key=lambda item: -item[1])
    said = [_("%(rule)s removes %(n)s") % {"rule": name, "n": n} for name, n in largest]
    return _("Of them, %(list)s.") % {"list": listed(said)}
