"""Ask a plan: why not these two, who else, what a rule costs, what would help who is left over.

Every figure comes from solving again, without anybody's ranked wishes: who wished what can be read
from none. Vetoes, conflicts and earlier pairs are one answer, and have no price.
"""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

import upmatch
from upmatch.rules import RULES
from upside.kernel.errors import Refused
from upside.matching.holds import Against, Couple, against, locked
from upside.matching.models import Round
from upside.matching.problem import cannot_be_solved, problem_of, studio_settings
from upside.matching.queries import Place, free_places
from upside.matching.vocabulary import SAID
from upside.programmes.models import Cohort, Enrolment

__all__ = [
    "MOST_PEOPLE",
    "Asked",
    "Effect",
    "Instead",
    "Move",
    "NothingToAsk",
    "Swapped",
    "TooManyToAsk",
    "WhyNot",
    "asked_of",
    "effect_of",
    "instead",
    "looser_settings",
    "price_of",
    "priced_rules",
    "round_asked",
    "studio_asked",
    "swapped",
    "why_not",
]

MOST_PEOPLE: Final = 2_000
"""People up to whom a page waits for the answer: about a second."""
KEPT: Final = 4
"""Plans that a process remembers: a coordinator asks the same one many times."""
Role = Literal["mentee", "mentor"]


class TooManyToAsk(Refused):
    """A page cannot wait for the answer."""


class NothingToAsk(Refused):
    """Nobody is there to be asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan, and the same without ranked wishes, from which all figures are taken."""

    plan: upmatch.Plan
    told: upmatch.Plan

    @property
    def problem(self) -> upmatch.Problem:
        return self.plan.problem

    @property
    def couples(self) -> frozenset[Couple]:
        return frozenset((pair.mentee, pair.mentor) for pair in self.plan.pairs)

    def partner_of(self, mentee: str) -> str | None:
        """Return the mentor whom the plan gives to a mentee, if any."""
        return next((pair.mentor for pair in self.plan.pairs if pair.mentee == mentee), None)


@dataclass(frozen=True, slots=True)
class Move:
    """A mentee whom a change gives another mentor, or none."""

    mentee: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change gains: pairs, and fit over all pairs; lost where below 0. Who moves."""

    pairs: int
    fit: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stands against two people; else, or if that can be overruled, what the pair costs."""

    couple: Couple
    is_in_plan: bool
    against: Against
    fit: int
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Swapped:
    """What stands against the two new couples of a swap; what it costs, where it can be done."""

    against: tuple[Against, ...]
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Instead:
    """Another partner for somebody, and what the plan with them gains or, mostly, loses."""

    couple: Couple
    fit: int
    effect: Effect


def studio_asked(
    cohort: Cohort,
    *,
    settings: Mapping[str, Any] | None = None,
    places: Sequence[Place] | None = None,
) -> Asked:
    """Return the plan that a round of ``cohort`` would have now, as its studio stands.

    ``settings`` and ``places`` are for whoever has read them already. Refused: more people than a
    page waits for, nobody on one side, inputs that the engine cannot use.
    """
    places = free_places(cohort) if places is None else places
    _refuse_many(len(places))
    sides = Counter(place.enrolment.role for place in places)
    if len(sides) < len(Enrolment.Role):
        words = _(
            "Ready and free: mentees %(mentees)s, mentors %(mentors)s. A pair needs one of each"
            " side."
        )
        raise NothingToAsk(words % {f"{role}s": sides[role] for role in Enrolment.Role.values})
    said = studio_settings(cohort) if settings is None else settings
    problem = problem_of(cohort, seed=said["seed"], settings=said, places=places)
    try:
        return asked_of(problem)
    except upmatch.UpmatchError as fault:
        raise cannot_be_solved(fault, [place.enrolment.person for place in places]) from fault


def round_asked(round_: Round) -> Asked:
    """Return the plan of a kept round, computed again from what went in.

    Refused: as by ``studio_asked``, and a round that kept nothing.
    """
    people = round_.inputs.get("people")
    if not people:
        raise NothingToAsk(_("This round kept nothing that could be asked again."))
    _refuse_many(len(people))
    return asked_of(upmatch.Problem.from_dict(round_.inputs))


def asked_of(problem: upmatch.Problem) -> Asked:
    """Return the plan of ``problem``; the last few are remembered."""
    key = problem.inputs_sha256
    with _lock:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]
    asked = _solved(problem)
    with _lock:
        _remembered[key] = asked
        while len(_remembered) > KEPT:
            _remembered.popitem(last=False)
    return asked


def effect_of(
    asked: Asked,
    *,
    locks: Iterable[Couple] = (),
    forbids: Collection[Couple] = (),
    overruling: Iterable[Couple] = (),
) -> Effect:
    """Return what becomes of the plan with these pairs locked or ruled out, locked ones too."""
    problem = asked.problem
    changed = replace(
        problem,
        locks=tuple(link for link in problem.locks if link not in forbids),
        overrides=tuple(link for link in problem.overrides if link not in forbids),
        forbids=tuple(sorted({*problem.forbids, *forbids})),
    )
    return between(asked, _solved(locked(changed, locks, overruling)))


def between(before: Asked, after: Asked) -> Effect:
    """Return what the second plan has more than the first, and who has another mentor."""
    was, now = (dict(asked.couples) for asked in (before, after))
    return Effect(
        after.told.n_pairs - before.told.n_pairs,
        after.told.total_fit - before.told.total_fit,
        tuple(
            Move(mentee, was.get(mentee), now.get(mentee))
            for mentee in sorted({*was, *now})
            if was.get(mentee) != now.get(mentee)
        ),
    )


def swapped(asked: Asked, one: Couple, other: Couple) -> Swapped:
    """Return what stands against two couples exchanging their mentees, or what it costs.

    What was fixed or ruled out by hand about these couples gives way.
    """
    new = ((other[0], one[1]), (one[0], other[1]))
    gone = {one, other, *new}
    problem = asked.problem
    freed = replace(
        problem,
        locks=tuple(link for link in problem.locks if link not in gone),
        overrides=tuple(link for link in problem.overrides if link not in gone),
        forbids=tuple(link for link in problem.forbids if link not in gone),
    )
    found = tuple(against(freed, couple) for couple in new)
    if any(one_.never or one_.by_hand for one_ in found):
        return Swapped(found, None)
    overruling = [couple for couple, one_ in zip(new, found, strict=True) if one_.overruled]
    return Swapped(found, between(asked, _solved(locked(freed, new, overruling))))


def why_not(asked: Asked, couple: Couple) -> WhyNot:
    """Return what stands against two people of the round, or what fixing them would cost.

    What only rules forbid that can be overruled has its cost as well.
    """
    found = against(asked.problem, couple)
    is_in_plan = couple in asked.couples
    effect = None
    if not (is_in_plan or found.never or found.by_hand):
        effect = effect_of(asked, locks=[couple], overruling=[couple] if found.overruled else ())
    return WhyNot(couple, is_in_plan, found, asked.told.why(*couple).fit, effect)


def instead(asked: Asked, person_id: str, role: Role, *, k: int = 3) -> list[Instead]:
    """Return the ``k`` other partners of one person who cost the plan least, cheapest first."""
    own = {couple for couple in asked.couples if person_id in couple}
    told = {(p.mentee, p.mentor) for p in asked.told.pairs if person_id in (p.mentee, p.mentor)}
    found = asked.told.alternatives(person_id, role=role, k=k + len(own))
    others = [(one.mentee, one.mentor) for one in found.partners]
    couples = [couple for couple in [*sorted(told), *others] if couple not in own][:k]
    return [
        Instead(couple, asked.told.why(*couple).fit, effect_of(asked, locks=[couple]))
        for couple in couples
    ]


def priced_rules(problem: upmatch.Problem) -> list[str]:
    """Return the rules that have a price: what people said has none, and is not for sale."""
    return [rule for rule in problem.rules if rule not in SAID]


def price_of(asked: Asked, rule: str) -> upmatch.RulePrice:
    """Return what the plan would gain without ``rule``, one of ``priced_rules``, or less of it."""
    return asked.told.price_of(rule)


def looser_settings(rules: Mapping[str, Mapping[str, Any]], rule: str) -> list[dict[str, Any]]:
    """Return the looser settings of ``rule`` that have a price, nearest first."""
    return RULES[rule].loosened(**rules[rule]) if rule in rules and rule not in SAID else []


_remembered: OrderedDict[str, Asked] = OrderedDict()
_lock = Lock()


def _refuse_many(n_people: int) -> None:
    if n_people > MOST_PEOPLE:
        raise TooManyToAsk(
            _(
                "There are more than %(most)s people. Questions about single pairs and prices are"
                " answered up to that many: run a round, and compare it with another."
            )
            % {"most": MOST_PEOPLE}
        )


def _solved(problem: upmatch.Problem) -> Asked:
    plan = upmatch.solve(problem)
    ranked = any(wish.kind == "rank" for wish in problem.wishes)
    if not ranked:
        return Asked(plan, plan)
    said = tuple(wish for wish in problem.wishes if wish.kind != "rank")
    return Asked(plan, upmatch.solve(replace(problem, wishes=said)))
