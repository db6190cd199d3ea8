"""Two plans side by side: what is gained and lost, who changes, which rules and weights differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching import queries
from upside.matching.measures import WISHES, Measures, kept_measures
from upside.matching.models import Proposal, Round
from upside.matching.studio_words import differences
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.web.studio.forms import aim_of
from upside.web.templatetags.writing import fit

__all__ = ["compare_page", "letter"]

ROWS = 50
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MINUS, NONE = "\N{MINUS SIGN}", "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: how it is in the one plan and in the other, and what the other has more."""

    name: str
    one: str
    other: str
    more: str
    is_gain: bool | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A mentee whose mentor is another in the other plan, or who has one in only one of them."""

    mentee: Person
    one: Proposal | None
    other: Proposal | None


def letter(place: int) -> str:
    """Return the letter of a scenario by its place: A to Z, and again."""
    return LETTERS[place % len(LETTERS)]


def compare_page(cohort: Cohort, keys: tuple[str, str], number: str | None) -> dict[str, Any]:
    """Return the two rounds of ``keys`` side by side; the first two, where none is said."""
    found = list(queries.comparable_rounds(cohort))
    one, other = (_chosen(found, key, place) for place, key in enumerate(keys))
    context = {"cohort": cohort, "rounds": found, "one": one, "other": other}
    if one is None or other is None or one.pk == other.pk:
        return context
    pairs = queries.pairs_of_rounds([one, other])
    turns = _turns(pairs[one.pk], pairs[other.pk])
    same = len(pairs[one.pk].keys() & pairs[other.pk].keys()) - sum(
        turn.one is not None and turn.other is not None for turn in turns
    )
    settings = [
        {"rules": gone_in.rules or {}, "weights": gone_in.weights or {}} for gone_in in (one, other)
    ]
    set_otherwise = [*_aims(one, other), *differences(*settings), *_holds(one, other)]
    measures = [kept_measures(round_.outcome.get("measures")) for round_ in (one, other)]
    return {
        **context,
        "title": _title(one, other, measures) if turns else _("Both plans are the same."),
        "first_name": _name(one),
        "second_name": _name(other),
        "lines": _lines(measures),
        "n_same": same,
        "n_turns": len(turns),
        "is_telling": _is_telling(settings, set_otherwise),
        "weighs_otherwise": settings[0]["weights"] != settings[1]["weights"],
        "page": Paginator(turns, ROWS).get_page(number or 1),
        "differences": set_otherwise,
    }


def _is_telling(settings: Sequence[Mapping[str, Any]], set_otherwise: Sequence[object]) -> bool:
    """Tell whether only wishes weigh otherwise: who changes would then say who named whom."""
    left, right = (side["weights"].get(WISHES, 0) for side in settings)
    return left != right and len(set_otherwise) == 1


def _chosen(found: Sequence[Any], key: str, place: int) -> Any:
    known = {str(round_.pk): round_ for round_ in found}
    return known.get(key) or (found[place] if place < len(found) else None)


def _turns(one: dict[int, Proposal], other: dict[int, Proposal]) -> list[Turn]:
    turns = []
    for mentee in {*one, *other}:
        left, right = one.get(mentee), other.get(mentee)
        if left and right and left.mentor_id == right.mentor_id:
            continue
        known = left or right
        if known is not None:
            turns.append(Turn(known.mentee, left, right))
    return sorted(turns, key=lambda turn: (turn.mentee.last_name, turn.mentee.name))


def _name(round_: Round) -> str:
    return round_.name or _("Round %(number)s") % {"number": round_.number}


def _title(one: Round, other: Round, measures: Sequence[Measures | None]) -> str:
    left, right = measures
    if left is None or right is None:
        names = {"one": _name(one), "other": _name(other)}
        return _("%(one)s and %(other)s, side by side.") % names
    names = {"name": _name(other)}
    more = right.n_pairs - left.n_pairs
    if more > 0:
        said = ngettext(
            "“%(name)s” pairs %(n)s person more.", "“%(name)s” pairs %(n)s people more.", more
        )
    elif more < 0:
        said = ngettext(
            "“%(name)s” pairs %(n)s person less.", "“%(name)s” pairs %(n)s people less.", -more
        )
    else:
        said = _("Both pair as many people.")
    return f"{said % {**names, 'n': abs(more)}} {_fit_title(left, right, names)}".strip()


def _fit_title(left: Measures, right: Measures, names: dict[str, str]) -> str:
    if left.mean is None or right.mean is None:
        return ""
    more = right.mean - left.mean
    if fit(abs(more)) == fit(0):
        return _("The mean fit is the same.")
    words = {**names, "fit": fit(abs(more))}
    if more > 0:
        return _("“%(name)s” has %(fit)s more mean fit.") % words
    return _("“%(name)s” has %(fit)s less mean fit.") % words


def _lines(measures: Sequence[Measures | None]) -> list[Line]:
    left, right = measures
    if left is None or right is None:
        return []
    taught = [sum(one.taught for one in side.by_unit) for side in (left, right)]
    return [
        _count(_("Pairs"), left.n_pairs, right.n_pairs),
        _count(_("Mentees who wait"), left.n_left, right.n_left, is_good=False),
        _fit(_("Mean fit"), left.mean, right.mean),
        _fit(_("Fit of the weakest pair"), left.weakest, right.weakest),
        _count(_("Pairs that join two units"), left.n_across, right.n_across),
        _count(_("Wants that are taught"), *taught),
    ]


def _count(name: str, one: int, other: int, *, is_good: bool = True) -> Line:
    more = other - one
    return Line(name, str(one), str(other), _signed(more, str(abs(more))), _gain(more, is_good))


def _fit(name: str, one: int | None, other: int | None) -> Line:
    if one is None or other is None:
        left, right = (NONE if value is None else fit(value) for value in (one, other))
        return Line(name, left, right, NONE, None)
    more = round(other, -2) - round(one, -2)  # of the figures as they are told
    return Line(
        name, fit(one), fit(other), _signed(more, fit(abs(more))), _gain(more, is_good=True)
    )


def _gain(more: int, is_good: bool) -> bool | None:  # noqa: FBT001 - two private calls
    return None if not more else (more > 0) == is_good


def _signed(more: int, size: str) -> str:
    if not more:
        return "0"
    return f"{'+' if more > 0 else MINUS}{size}"


def _aims(one: Round, other: Round) -> Iterable[tuple[str, str, str]]:
    left, right = (str(aim_of(round_.outcome.get("objective", ""))) for round_ in (one, other))
    return [(_("Aim"), left, right)] if left != right else []


def _holds(one: Round, other: Round) -> Iterable[tuple[str, str, str]]:
    kinds = (("lock", _("Pairs fixed by hand")), ("forbid", _("Pairs ruled out by hand")))
    for kind, name in kinds:
        sides = [
            {(hold["mentee"], hold["mentor"]) for hold in round_.holds if hold["kind"] == kind}
            for round_ in (one, other)
        ]
        if sides[0] != sides[1]:
            yield name, str(len(sides[0])), str(len(sides[1]))
