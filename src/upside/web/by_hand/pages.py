"""What the pages of pairs by hand show, put together from the room's answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.kernel.errors import Refused
from upside.matching import hand_words, queries
from upside.matching.holds import Couple, hold_of
from upside.matching.models import Proposal, Setup
from upside.matching.outcome import why_data
from upside.matching.problem import studio_settings
from upside.matching.questions import MOST_PEOPLE, Asked, effect_of, studio_asked, swapped, why_not
from upside.matching.rule_words import listed, rule_name
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.modes import MANUAL, mode_of
from upside.web.by_hand.people import Pool, key_in, pool_of
from upside.web.matching.pages import why_words

__all__ = ["Studio", "hands_page", "studio_of"]

Held = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Studio:
    """How the studio stands, who is in it, and its plan, or why there is none.

    Of a cohort that ``is_large``, only who is fixed or ruled out is in the ``pool``.
    """

    cohort: Cohort
    setup: Setup | None
    settings: Mapping[str, Any]
    pool: Pool
    asked: Asked | None
    refusal: str
    is_large: bool


def studio_of(cohort: Cohort) -> Studio:
    """Read everything about the studio of ``cohort`` once."""
    setup = queries.setup_of(cohort)
    settings = studio_settings(cohort, setup)
    places = queries.free_places(cohort, most=MOST_PEOPLE + 1)
    is_large = len(places) > MOST_PEOPLE
    asked, refusal = None, ""
    try:
        asked = studio_asked(cohort, settings=settings, places=places)
    except Refused as error:
        refusal = str(error)
    if is_large:
        refs = {hold[side] for hold in settings["holds"] for side in ("mentor", "mentee")}
        keys = [one.pk for one in queries.people_named(refs, ())]
        places = queries.free_places(cohort, people=keys)
    return Studio(cohort, setup, settings, pool_of(places), asked, refusal, is_large)


def hands_page(studio: Studio, said: Mapping[str, str]) -> dict[str, Any]:
    """Return lists to choose from, what was fixed so far, and the answer about two people.

    The cohort comes ``with_studio``.
    """
    pool = studio.pool
    mentor, mentee = key_in(said, "mentor"), key_in(said, "mentee")
    chosen = getattr(studio.cohort, "chosen", None) or []
    people, names = _known(studio, chosen)
    return {
        "cohort": studio.cohort,
        "is_manual": mode_of(studio.cohort) == MANUAL,
        "refusal": studio.refusal,
        "lists": [
            pool.listed("mentor", said.get("like_mentor", "")[:80], mentor),
            pool.listed("mentee", said.get("like_mentee", "")[:80], mentee),
        ],
        "n_people": 0 if studio.is_large else len(pool.mentors) + len(pool.mentees),
        "held": _held(studio, people, names),
        "undo": _undo(studio.setup, people),
        "draft": getattr(studio.cohort, "draft_by_hand", None),
        "chosen": [
            {**hold, "mentor": people[hold["mentor"]], "mentee": people[hold["mentee"]]}
            for hold in chosen
            if hold["mentor"] in people and hold["mentee"] in people
        ],
        "answer": _answer(studio, mentor, mentee),
        "swap": _swap(studio, said),
    }


def _couple_words(studio: Studio, couple: Couple) -> dict[str, Any]:
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
        **_couple_words(studio, couple),
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


def _known(studio: Studio, chosen: Iterable[Held]) -> tuple[dict[str, Person], dict[int, str]]:
    """Return everybody whom holds and the last change name, by id in the HR file; names by key.

    Most are in the studio and known already; all others come in one query.
    """
    holds, setup = studio.settings["holds"], studio.setup
    change = setup.change if setup else {}
    refs = {hold[side] for hold in (*holds, *chosen) for side in ("mentor", "mentee")}
    refs |= {change[side] for side in ("mentor", "mentee") if side in change}
    refs |= {ref for side in ("mentors", "mentees") for ref in change.get(side, ())}
    people = studio.pool.by_ref
    maker = setup.made_by if setup else None
    names = {maker.pk: maker.name} if maker else {}
    keys = {hold["by"] for hold in holds if hold.get("by")} - set(names)
    others = queries.people_named(refs - set(people), keys)
    people |= {one.external_id: one for one in others if one.external_id in refs}
    return people, names | {one.pk: one.name for one in others}


def _held(
    studio: Studio, people: Mapping[str, Person], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    present = studio.pool.by_ref
    return [
        {
            "mentor": people[hold["mentor"]],
            "mentee": people[hold["mentee"]],
            "is_lock": hold["kind"] == "lock",
            "rules": listed(map(rule_name, hold.get("overrides", ()))),
            "reason": hold.get("reason", ""),
            "by": names.get(hold.get("by"), ""),
            "at": datetime.fromisoformat(hold["at"]) if hold.get("at") else None,
            "is_here": {hold["mentor"], hold["mentee"]} <= present.keys(),
        }
        for hold in studio.settings["holds"]
        if hold["mentor"] in people and hold["mentee"] in people
    ]


def _undo(setup: Setup | None, people: Mapping[str, Person]) -> dict[str, Any] | None:
    """Return the last change where it was one by hand; others are undone in the studio."""
    if setup is None or "by_hand" not in setup.change:
        return None
    return {"seen": setup.number, "sentence": hand_words.change_sentence(setup.change, people)}
