"""What the pages of pairs by hand show, put together from the room's answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.kernel.errors import Refused
from upside.matching import hand_words, queries
from upside.matching.holds import Couple, hold_of
from upside.matching.models import Proposal, Setup
from upside.matching.outcome import why_data
from upside.matching.problem import studio_settings
from upside.matching.questions import Asked, effect_of, studio_asked, swapped, why_not
from upside.matching.rule_words import listed, rule_name
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.web.by_hand.people import Pool, key_in, pool_of
from upside.web.matching.pages import why_words

__all__ = ["Studio", "couple_words", "hands_page", "studio_of"]


@dataclass(frozen=True, slots=True)
class Studio:
    """How the studio stands, who is in it, and its plan, or why there is none."""

    cohort: Cohort
    setup: Setup | None
    settings: Mapping[str, Any]
    pool: Pool
    asked: Asked | None
    refusal: str


def studio_of(cohort: Cohort) -> Studio:
    """Read everything about the studio of ``cohort`` once."""
    setup = queries.setup_of(cohort)
    settings = studio_settings(cohort, setup)
    places = queries.free_places(cohort)
    asked, refusal = None, ""
    try:
        asked = studio_asked(cohort, settings=settings, places=places)
    except Refused as error:
        refusal = str(error)
    return Studio(cohort, setup, settings, pool_of(places), asked, refusal)


def hands_page(studio: Studio, said: Mapping[str, str]) -> dict[str, Any]:
    """Return lists to choose from, what was fixed so far, and the answer about two people."""
    pool = studio.pool
    mentor, mentee = key_in(said, "mentor"), key_in(said, "mentee")
    held = _held(studio)
    chosen = queries.chosen_pairs_of(studio.cohort)
    return {
        "cohort": studio.cohort,
        "is_manual": studio.cohort.settings.get("mode") == "manual",
        "refusal": studio.refusal,
        "lists": [
            pool.listed("mentor", said.get("like_mentor", "")[:80], mentor),
            pool.listed("mentee", said.get("like_mentee", "")[:80], mentee),
        ],
        "n_people": len(pool.mentors) + len(pool.mentees),
        "held": held,
        "undo": _undo(studio),
        "draft": chosen[0].round if chosen else None,
        "chosen": chosen,
        "answer": _answer(studio, mentor, mentee),
        "swap": _swap(studio, said),
    }


def couple_words(studio: Studio, couple: Couple) -> dict[str, Any]:
    """Return why two people of the plan's pool, in words, as the page of a pair says it."""
    assert studio.asked is not None  # noqa: S101 - whoever asks has a plan
    problem = studio.asked.problem
    people = studio.pool.by_ref
    why = studio.asked.plan.why(*couple)
    mentee = problem.mentees[problem.row_of[couple[0]]]
    mentor = problem.mentors[problem.column_of[couple[1]]]
    drafted = Proposal(
        cohort=studio.cohort,
        mentor=people[couple[1]],
        mentee=people[couple[0]],
        fit=why.fit,
        terms={share.term: share.points for share in why.shares},
        why=why_data(mentee, mentor, why),
    )
    return why_words(drafted)


def _answer(studio: Studio, mentor: int | None, mentee: int | None) -> dict[str, Any] | None:
    """Return what speaks for and against two people, and what fixing or parting them costs."""
    two = _two(studio, mentor, mentee)
    if studio.asked is None or two is None:
        return None
    asked, couple = studio.asked, _couple(two)
    found = why_not(asked, couple)
    parted = effect_of(asked, forbids=[couple]) if found.is_in_plan else None
    people = studio.pool.by_ref
    return {
        **couple_words(studio, couple),
        "mentor": two[0],
        "mentee": two[1],
        "found": found,
        "against": hand_words.against_sentence(found.against),
        "hold": hold_of(studio.settings["holds"], couple),
        "cost": hand_words.effect_sentence(found.effect) if found.effect else "",
        "pairs": _pairs(studio, couple) if found.is_in_plan else [],
        "moves": hand_words.moves_in_words(found.effect.moves, people) if found.effect else [],
        "parting_cost": hand_words.effect_sentence(parted) if parted else "",
        "parting_moves": hand_words.moves_in_words(parted.moves, people) if parted else [],
    }


def _swap(studio: Studio, said: Mapping[str, str]) -> dict[str, Any] | None:
    """Return two pairs that may exchange their mentees, and what it costs."""
    one = _two(studio, key_in(said, "mentor"), key_in(said, "mentee"))
    first, _dash, second = said.get("with", "").partition("-")
    pair = {"mentor": first, "mentee": second}
    other = _two(studio, key_in(pair, "mentor"), key_in(pair, "mentee"))
    if studio.asked is None or one is None or other is None or set(one) & set(other):
        return None
    found = swapped(studio.asked, _couple(one), _couple(other))
    twos = ((one[0], other[1]), (other[0], one[1]))
    against = [
        {"two": two, "sentence": hand_words.against_sentence(each)}
        for two, each in zip(twos, found.against, strict=True)
        if not each.is_permitted
    ]
    return {
        "one": one,
        "other": other,
        "is_possible": found.effect is not None,
        "needs_reason": any(each.overruled for each in found.against),
        "against": against,
        "cost": hand_words.effect_sentence(found.effect) if found.effect else "",
    }


def _couple(two: tuple[Person, Person]) -> Couple:
    return two[1].external_id, two[0].external_id


def _pairs(studio: Studio, couple: Couple) -> list[dict[str, str]]:
    """Return the other pairs of the plan, to choose one to swap with."""
    people = studio.pool.by_ref
    couples = studio.asked.couples - {couple} if studio.asked else ()
    twos = [(people[mentor], people[mentee]) for mentee, mentor in couples]
    return [
        {"key": f"{mentor.pk}-{mentee.pk}", "label": f"{mentor.name}, {mentee.name}"}
        for mentor, mentee in sorted(twos, key=lambda two: (two[0].last_name, two[0].pk, two[1].pk))
    ]


def _two(studio: Studio, mentor: int | None, mentee: int | None) -> tuple[Person, Person] | None:
    mentors, mentees = studio.pool.mentors, studio.pool.mentees
    if mentor in mentors and mentee in mentees:
        return mentors[mentor], mentees[mentee]  # type: ignore[index]
    return None


def _held(studio: Studio) -> list[dict[str, Any]]:
    holds = studio.settings["holds"]
    people = _people_of(studio, {hold[side] for hold in holds for side in ("mentor", "mentee")})
    made_by = studio.setup.made_by if studio.setup else None
    names = {made_by.pk: made_by.name} if made_by else {}
    others = {hold["by"] for hold in holds if hold.get("by")} - set(names)
    names |= queries.names_of(others) if others else {}
    return [
        {
            "mentor": people[hold["mentor"]],
            "mentee": people[hold["mentee"]],
            "is_lock": hold["kind"] == "lock",
            "rules": listed(map(rule_name, hold.get("overrides", ()))),
            "reason": hold.get("reason", ""),
            "by": names.get(hold.get("by"), ""),
            "at": datetime.fromisoformat(hold["at"]) if hold.get("at") else None,
            "is_here": {hold["mentor"], hold["mentee"]} <= set(studio.pool.by_ref),
        }
        for hold in holds
        if hold["mentor"] in people and hold["mentee"] in people
    ]


def _people_of(studio: Studio, refs: set[str]) -> dict[str, Person]:
    """Return people by their id in the HR file; most are in the studio and known already."""
    known = studio.pool.by_ref
    others = refs - set(known)
    return known | queries.people_by_ref(others) if others else known


def _undo(studio: Studio) -> dict[str, Any] | None:
    """Return the last change where it was one by hand; others are undone in the studio."""
    setup = studio.setup
    if setup is None or "by_hand" not in setup.change:
        return None
    change = setup.change
    refs = {ref for key, ref in change.items() if key in {"mentor", "mentee"}}
    refs |= {ref for key in ("mentors", "mentees") for ref in change.get(key, ())}
    people = _people_of(studio, refs)
    return {"seen": setup.number, "sentence": hand_words.change_sentence(change, people)}
