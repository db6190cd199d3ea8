"""What a programme file says twice in two ways: each key is right, together they cannot be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upside.people.firms import firm_of, is_within
from upside.people.imports.protected import KINDS, protected_by_heading
from upside.programmes.clauses import library
from upside.programmes.files.faults import Path
from upside.programmes.momentum import N_SESSIONS, RHYTHM

__all__ = ["contradictions"]

Said = Mapping[str, Any]
SIDES_OF_WHO = ("mentors", "mentees")
SIDES = ("mentee", "mentor", "organisation")
MEASURED_BY = {
    "useful": "pulse",
    "at_ease": "pulse",
    "give_back": "exchanges",
    "ties_across_units": "silo_map",
}
USUAL = "optimise"
WITHOUT_FIRST_CALL = {
    "choose": gettext_lazy("an invitation carries a few words of its own."),
    "speed_meet": gettext_lazy("at a speed meeting people have talked already."),
    "expert_clinic": gettext_lazy("in a clinic a booked time is the yes."),
}
WITH_CHOICES = frozenset({"one_of", "several"})
# of a heading other words are harmful than of a question: "how many years" may be asked
NOT_ASKED = frozenset(KINDS) - {"tenure", "appraisal"}


def contradictions(content: Said) -> Iterator[tuple[Path, str]]:
    """Yield the path and the sentence of each contradiction; ``content`` fits the schema."""
    yield from _grades(content)
    yield from _partners(content.get("partners", []), content.get("who", {}))
    yield from _objectives(content.get("objectives", {}))
    yield from _weights(content["matching"])
    yield from _ranks(content)
    yield from _clauses(content["charter"]["clauses"])
    yield from _curriculum(content)
    yield from _measures(content)
    yield from _messages(content)
    yield from _momentum(content.get("momentum", {}))
    yield from _first_call(content)
    yield from _questions(content.get("application", {}).get("questions", []))


def _curriculum(content: Said) -> Iterator[tuple[Path, str]]:
    n_modules, n_sessions = (
        len(content.get("curriculum", ())),
        content.get("n_sessions", N_SESSIONS),
    )
    if n_modules > n_sessions:
        said = _(
            "there are %(modules)s modules for %(sessions)s sessions. Take modules out, or plan"
            " more sessions."
        )
        yield ("curriculum",), said % {"modules": n_modules, "sessions": n_sessions}


def _measures(content: Said) -> Iterator[tuple[Path, str]]:
    off = {key for key, is_on in content.get("measures", {}).items() if not is_on}
    for side in SIDES:
        for place, one in enumerate(content.get("objectives", {}).get(side, ())):
            if MEASURED_BY.get(one.get("measured_by", "own")) in off:
                said = _(
                    "the figure that answers this objective is switched off under “Measures”."
                    " Switch it on, or measure the objective by something else."
                )
                yield ("objectives", side, place, "measured_by"), said


def _messages(content: Said) -> Iterator[tuple[Path, str]]:
    ahead = content.get("messages", {}).get("session_reminder_days", 0)
    rhythm = content.get("rhythm_days", RHYTHM)
    if ahead >= rhythm:
        said = _(
            "the reminder %(ahead)s days before a session would come before the session before it:"
            " the rhythm is %(rhythm)s days. Remind later."
        )
        yield ("messages", "session_reminder_days"), said % {"ahead": ahead, "rhythm": rhythm}


def _momentum(said: Said) -> Iterator[tuple[Path, str]]:
    amber, red = said.get("amber", 1.25), said.get("red", 2)
    if amber >= red:
        told = _("amber (%(amber)s times the rhythm) has to come before red (%(red)s). Lower it.")
        yield ("momentum", "amber"), told % {"amber": amber, "red": red}
    few, many = said.get("amber_in_a_row", 2), said.get("red_in_a_row", 3)
    if few >= many:
        told = _("amber (%(few)s in a row) has to come before red (%(many)s). Lower it.")
        yield ("momentum", "amber_in_a_row"), told % {"few": few, "many": many}


def _first_call(content: Said) -> Iterator[tuple[Path, str]]:
    mode = content.get("mode", USUAL)
    if "first_call" in content and mode in WITHOUT_FIRST_CALL:
        said = _(
            "a call before the yes belongs to the proposals of rounds, and this programme forms its"
            " pairs otherwise (%(mode)s). Take it out: %(why)s"
        )
        yield ("first_call",), said % {"mode": mode, "why": WITHOUT_FIRST_CALL[mode]}


def _questions(questions: list[Said]) -> Iterator[tuple[Path, str]]:
    seen = set()
    for place, one in enumerate(questions):
        path: Path = ("application", "questions", place)
        if one["type"] in WITH_CHOICES and len(one.get("options", ())) < 2:  # noqa: PLR2004
            yield path, _("a choice needs two options at least. Add them, or ask for a line.")
        if one["key"] in seen:
            said = _("two questions have the key “%(key)s”. Give one of them another.")
            yield (*path, "key"), said % {"key": one["key"]}
        seen.add(one["key"])
        for kind in {protected_by_heading(text) for text in one["label"].values()} & NOT_ASKED:
            said = _("it asks for %(kind)s, which a programme must not know. Take it out.")
            yield (*path, "label"), said % {"kind": KINDS[kind]}


def _grades(content: Said) -> Iterator[tuple[Path, str]]:
    who = content.get("who", {})
    for side in who:
        grades = who[side].get("grades", {})
        if grades.get("from", 0) > grades.get("to", grades.get("from", 0)):
            said = _("the lowest grade (%(low)s) is above the highest (%(high)s). Swap them.")
            yield ("who", side, "grades"), said % {"low": grades["from"], "high": grades["to"]}
    lowest = who.get("mentors", {}).get("grades", {}).get("from")
    highest = who.get("mentees", {}).get("grades", {}).get("to")
    gap = content["matching"]["rules"]["grade_gap"].get("g", 1)
    if lowest is not None and highest is not None and lowest + gap > highest:
        said = _(
            "no mentee can be above a mentor by %(gap)s: mentors start at grade %(low)s, mentees"
            " end at grade %(high)s. Lower the one, raise the other, or ask for a smaller gap."
        )
        yield ("who",), said % {"gap": gap, "low": lowest, "high": highest}


def _partners(partners: list[str], who: Said) -> Iterator[tuple[Path, str]]:
    for place, one in enumerate(partners):
        path: Path = ("partners", place)
        if not one.strip(" /"):
            yield path, _("no unit is named. Write its path, or take the line out.")
            continue
        others = [*partners[:place], *partners[place + 1 :]]
        if around := firm_of(one, others):
            said = _("this unit lies in “%(other)s”, which counts with all below it. Keep one.")
            yield path, said % {"other": around}
        sides = [who.get(side, {}).get("units", []) for side in SIDES_OF_WHO]
        if all(units and not _meet(one, units) for units in sides):
            said = _(
                "nobody of this unit may take part: “who” names other units on both sides. Add the"
                " unit on one of them."
            )
            yield path, said


def _meet(partner: str, units: list[str]) -> bool:
    return any(is_within(partner, unit) or is_within(unit, partner) for unit in units)


def _objectives(objectives: Said) -> Iterator[tuple[Path, str]]:
    for side in SIDES:
        for place, one in enumerate(objectives.get(side, ())):
            if one["baseline"] == one["target"]:
                said = _("baseline and target are the same: nothing would change. Change one.")
                yield ("objectives", side, place), said


def _weights(matching: Said) -> Iterator[tuple[Path, str]]:
    if not any(matching["weights"].values()):
        said = _("every weight is 0, so that nothing counts. Give one of them a weight.")
        yield ("matching", "weights"), said
    week = matching.get("week", "2026-W02")
    try:
        date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        yield ("matching", "week"), _("this year has no such week. Name another one.")


def _ranks(content: Said) -> Iterator[tuple[Path, str]]:
    matching = content["matching"]
    counts = matching.get("objective") == "stable" or matching["weights"].get("wishes", 0)
    if content.get("mode") == "hybrid" and not counts:
        said = _(
            "both sides rank, and no rank would count: the weight of wishes is 0. Give it a weight,"
            " or choose the objective “stable”."
        )
        yield ("matching", "weights"), said


def _clauses(clauses: list[Said | str]) -> Iterator[tuple[Path, str]]:
    keys = [clause if isinstance(clause, str) else clause["key"] for clause in clauses]
    counts, seen = Counter(keys), set()
    for place, (clause, key) in enumerate(zip(clauses, keys, strict=True)):
        path: Path = ("charter", "clauses", place)
        if isinstance(clause, str) and clause not in library():
            said = _("there is no clause “%(key)s” in the library. Known are: %(known)s.")
            near = get_close_matches(clause, library(), n=3) or sorted(library())
            yield path, said % {"key": clause, "known": ", ".join(near)}
        if counts[key] > 1 and key in seen:
            said = _("two clauses have the key “%(key)s”. Give one of them another.")
            yield (path if isinstance(clause, str) else (*path, "key")), said % {"key": key}
        seen.add(key)
