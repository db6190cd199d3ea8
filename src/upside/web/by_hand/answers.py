"""Answers of a plan as the pages say them: other partners, prices, who is left over."""

from collections.abc import Mapping
from typing import Any, Final

from upside.matching import hand_words, words
from upside.matching.holds import OVERRULED, Couple
from upside.matching.outcome import left_over_rows
from upside.matching.queries import LeftOver, left_over_in, skills_of
from upside.matching.questions import (
    Asked,
    Effect,
    instead,
    looser_settings,
    price_of,
    priced_rules,
    why_not,
)
from upside.matching.reading import unit_line
from upside.matching.remedies import SkillRemedy, skill_remedy
from upside.people.models import Person
from upside.web.by_hand.people import key_in

__all__ = ["left_over", "others", "prices"]

People = Mapping[str, Person]
ALL_AT_ONCE: Final = 200
"""People up to whom a remedy is looked for at once for everybody who is left over."""
Said = Mapping[str, str]


def others(asked: Asked, people: People, said: Said) -> dict[str, Any]:
    """Return who else could be with the mentor, the mentee or both that an address names.

    ``ask`` names anybody of the other side, about whom is answered as well.
    """
    by_key = {person.pk: person for person in people.values()}
    sides = []
    for role, ids in (("mentee", asked.problem.row_of), ("mentor", asked.problem.column_of)):
        person = by_key.get(key_in(said, role) or 0)
        if person is not None and person.external_id in ids:
            sides.append(_side(asked, people, (role, person), by_key.get(key_in(said, "ask") or 0)))
    return {"sides": sides}


def prices(asked: Asked, only: str = "") -> list[dict[str, Any]]:
    """Return each rule that has a price, with what the plan would gain without it or less of it."""
    rules = asked.problem.rules
    return [
        {
            "code": rule,
            "sentence": words.rule_sentence(rule, rules[rule]),
            "steps": hand_words.price_sentences(price_of(asked, rule), may_go=rule in OVERRULED),
        }
        for rule in priced_rules(asked.problem)
        if only in ("", rule)
    ]


def left_over(asked: Asked, people: People, said: Said) -> dict[str, Any]:
    """Return who is left over, why, and the cheapest remedy; in a large cohort one by one."""
    at_once = len(asked.problem.people) <= ALL_AT_ONCE
    key = key_in(said, "who")
    who = next((one for one in people.values() if one.pk == key), None)
    found = asked.plan.left_over(most_solves=None if at_once else 0)
    if who is not None and not at_once:
        one = asked.plan.left_over(only=who.external_id)
        found = [next((x for x in one if (x.id, x.role) == (y.id, y.role)), y) for y in found]
    rows = left_over_in(left_over_rows(found), people)
    searched = [row for row in rows if at_once or row.person == who]
    told = [_told(asked, row, is_searched=row in searched) for row in rows]
    _tell_skills(told, people)
    return {
        "waiting": [one for one, row in zip(told, rows, strict=True) if not row.is_mentor],
        "unpaired": [
            one
            for one, row in zip(told, rows, strict=True)
            if row.is_mentor and row.reason != "seats_left"
        ],
        "n_seats_left": sum(row.facts["free_seats"] for row in rows if row.is_mentor),
    }


def _side(
    asked: Asked, people: People, who: tuple[Any, Person], about: Person | None
) -> dict[str, Any]:
    role, person = who
    ref, other_ids = person.external_id, asked.problem.column_of
    if role == "mentor":
        other_ids = asked.problem.row_of
    rows = [
        _row(people, one.couple, one.fit, one.effect) | {"is_permitted": True}
        for one in instead(asked, ref, role)
    ]
    asked_row = None
    if about is not None and about.external_id in other_ids:
        asked_row = _asked_row(asked, people, (role, person), about)
    choices = [people[one] for one in other_ids if one in people and one != ref]
    return {
        "role": role,
        "person": person,
        "partners": [people[two[0 if role == "mentor" else 1]] for two in _own(asked, ref)],
        "rows": [one | {"person": one[_other(role)]} for one in rows],
        "asked": asked_row,
        "choices": sorted(choices, key=lambda one: (one.last_name, one.first_name, one.pk)),
    }


def _asked_row(
    asked: Asked, people: People, who: tuple[Any, Person], about: Person
) -> dict[str, Any]:
    role, person = who
    refs = (person.external_id, about.external_id)
    found = why_not(asked, refs if role == "mentee" else refs[::-1])
    sentence = hand_words.against_sentence(found.against)
    if found.is_in_plan:
        return {"person": about, "is_in_plan": True, "is_permitted": True}
    if found.effect is None:
        return {"person": about, "against": sentence, "is_permitted": False}
    row = _row(people, found.couple, found.fit, found.effect)
    against = "" if found.against.is_permitted else sentence
    return row | {"person": about, "against": against, "is_permitted": not against}


def _row(people: People, couple: Couple, fit: int, effect: Effect) -> dict[str, Any]:
    moves = [move for move in effect.moves if move.mentee != couple[0]]
    return {
        "mentor": people.get(couple[1]),
        "mentee": people.get(couple[0]),
        "fit": fit,
        "cost": hand_words.effect_sentence(effect),
        "moves": hand_words.moves_in_words(moves, people),
    }


def _own(asked: Asked, ref: str) -> list[Couple]:
    return sorted(couple for couple in asked.couples if ref in couple)


def _other(role: str) -> str:
    return "mentor" if role == "mentee" else "mentee"


def _told(asked: Asked, row: LeftOver, *, is_searched: bool) -> dict[str, Any]:
    remedy = row.facts.get("remedy") or {}
    told = {
        "person": row.person,
        "line": unit_line(row.person),
        "reason": words.left_over_sentence(row),
        "remedy": words.remedy_sentence(row) if is_searched else "",
        "is_searched": is_searched,
        "step": None,
        "rule": remedy.get("rule", ""),
        "seat_at": row.partner if remedy.get("kind") == "add_seat" else None,
        "rise": None,
        "skill": "",
    }
    if remedy.get("kind") == "loosen_rule":
        told["step"] = _step_of(asked, remedy)
    if is_searched and row.reason == "no_partner":
        role = "mentor" if row.is_mentor else "mentee"
        told["rise"] = skill_remedy(asked, row.person.external_id, role)  # type: ignore[arg-type]
    return told


def _tell_skills(told: list[dict[str, Any]], people: People) -> None:
    """Say of each rise of a level which skill it is; the code, where nobody knows the skill."""
    rises: list[tuple[dict[str, Any], SkillRemedy]] = [
        (one, one["rise"]) for one in told if one["rise"] is not None
    ]
    skills = skills_of((), (rise.skill for _one, rise in rises))
    for one, rise in rises:
        label = skills[rise.skill].label if rise.skill in skills else rise.skill
        one["skill"] = hand_words.skill_sentence(rise, people, label)


def _step_of(asked: Asked, remedy: Mapping[str, Any]) -> int | None:
    """Return the number of the looser setting that helps, where the studio may take it."""
    if remedy["settings"] is None:
        return 0 if remedy["rule"] in OVERRULED else None
    steps = looser_settings(asked.problem.rules, remedy["rule"])
    return steps.index(dict(remedy["settings"])) + 1 if remedy["settings"] in steps else None
