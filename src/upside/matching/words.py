"""Rules, terms and what the engine found, in plain words; the pages say them, no page invents any.

Sentences about one person never tell what somebody wished or refused, by a word, a figure or a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from upside.matching.proof import certificate_sentence
from upside.matching.queries import LeftOver, Passing, Why
from upside.matching.rule_words import hours, listed, rule_name, rule_sentence
from upside.matching.vocabulary import IMPORTANCE, SAID, TERMS
from upside.people.models import Person
from upside.programmes.queries import SMALLEST_GROUP

__all__ = [
    "Share",
    "certificate_sentence",
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


@dataclass(frozen=True, slots=True)
class Share:
    """What one term adds to the fit of a pair, with its sentence."""

    name: str
    points: int
    sentence: str


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


def shares_of(why: Why) -> list[Share]:
    """Return what each term adds to the fit of a pair, largest first, and why.

    Wishes are left out: alone, or added to another term that is known, they would tell that one
    of the two named the other.
    """
    mentor, mentee = first_name(why.proposal.mentor), first_name(why.proposal.mentee)
    say = {
        "teach": _covers(mentor, mentee, len(why.to_mentee), why.n_wants_mentee),
        "give_back": _covers(mentee, mentor, len(why.to_mentor), why.n_wants_mentor),
        "distance": _apart(why.units),
        "availability": _("They share %(time)s a week.") % {"time": hours(why.half_hours)},
    }
    shares = [
        Share(str(TERMS[term][0]), points, say.get(term, str(TERMS[term][1])))
        for term, points in why.terms.items()
        if term in TERMS and term != "wishes"
    ]
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
        return _nobody_permitted(left)
    if facts["n_permitted"] is None:
        return _("The rules leave them somebody, and other pairs do more good.")
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
    """Return the one change that was solved again and does help, or what was tried in vain."""
    remedy = left.facts.get("remedy")
    if remedy and left.partner:
        if remedy["kind"] == "add_seat":
            return _(
                "With one more seat for %(name)s there is a pair, and nobody loses theirs."
            ) % {"name": left.partner.name}
        return _("It would work with %(name)s under this rule: %(rule)s") % {
            "name": left.partner.name,
            "rule": _changed(remedy["rule"], remedy["settings"]),
        }
    if left.is_mentor or left.reason == "seats_left":
        return ""
    return _nothing_helped(left)


def _changed(rule: str, settings: Mapping[str, Any] | None) -> str:
    if settings is None:
        return _("without the rule “%(rule)s”") % {"rule": rule_name(rule)}
    return rule_sentence(rule, settings)


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
    """Return one sentence for everybody, so that none tells of a veto, and the commonest rule.

    A rule is named only where eight partners or more were looked at and it removes half of them
    or more: what it leaves may then be another rule's as well as somebody's word. Any list of
    rules would tell by what it lacks that somebody asked not to meet this person.
    """
    return f"{_nobody(left)} {_commonest(left)}".strip()


def _nobody(left: LeftOver) -> str:
    n = left.facts["n_partners"]
    if left.is_mentor:
        return ngettext(
            "The only mentee cannot be theirs: a rule, what somebody said or an earlier pair"
            " stands in the way.",
            "None of the %(n)s mentees can be theirs: a rule, what somebody said or an earlier"
            " pair stands in the way of each.",
            n,
        ) % {"n": n}
    return ngettext(
        "The only mentor cannot be theirs: a rule, what somebody said or an earlier pair stands"
        " in the way.",
        "None of the %(n)s mentors can be theirs: a rule, what somebody said or an earlier pair"
        " stands in the way of each.",
        n,
    ) % {"n": n}


def _commonest(left: LeftOver) -> str:
    n_partners = left.facts["n_partners"]
    counts = {code: n for code, n in left.facts["forbidden_by"].items() if code not in SAID}
    code = max(counts, key=lambda one: counts[one], default="")
    if n_partners < SMALLEST_GROUP or 2 * counts.get(code, 0) < n_partners:
        return ""
    return _("Most often it is %(rule)s: for %(n)s of them.") % {
        "rule": rule_name(code),
        "n": counts[code],
    }


def _nothing_helped(left: LeftOver) -> str:
    """Say what was tried for a mentee, no more and no less than the engine did."""
    tried = left.facts.get("tried", 0)
    if not left.facts.get("is_searched", True):
        if not tried:
            return _("No remedy was searched: the round is too large for it.")
        return ngettext(
            "The search stopped at its limit after %(n)s change, which did not help.",
            "The search stopped at its limit after %(n)s changes; none of them helped.",
            tried,
        ) % {"n": tried}
    if left.reason == "no_partner":
        said = _("Each rule was loosened by itself, by a few steps: none of this alone helps.")
    else:
        said = _(
            "One more seat was tried for each mentor whom the rules permit, then each rule loosened"
            " by itself, by a few steps: none of this alone helps."
        )
    return f"{said} {_switched_off(left)}".strip()


def _switched_off(left: LeftOver) -> str:
    off = [rule_name(code) for code in left.facts.get("tried_off", ()) if code not in SAID]
    return _("Tried without it altogether: %(rules)s.") % {"rules": listed(off)} if off else ""
