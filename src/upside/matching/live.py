"""What a round would come to right now: solved in the request, nothing kept, nothing searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

import upmatch
from upside.kernel.errors import Refused
from upside.matching.measures import Measures, measures_of, told_fit
from upside.matching.models import Proposal
from upside.matching.outcome import figures_of, why_data
from upside.matching.problem import cannot_be_solved, problem_of
from upside.matching.queries import Place, free_places
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["LIVE_PEOPLE", "Live", "TooManyToSolve", "live_figures"]

LIVE_PEOPLE = 2_000
"""Ready people up to whom somebody waits for new figures; measured in benchmarks/studio.py."""


class TooManyToSolve(Refused):
    """More people than somebody waits for: the worker computes them."""


@dataclass(frozen=True, slots=True)
class Live:
    """A plan of this moment: figures, what is proven, and the pairs by told fit, best first.

    ``outcome`` has the names of a round's. ``waiting`` are the mentees without a mentor.
    """

    measures: Measures
    outcome: Mapping[str, Any]
    fits: tuple[int, ...]
    waiting: tuple[Person, ...]
    n_mentors: int
    inputs_sha256: str
    seed: int
    version: str
    plan: upmatch.Plan = field(repr=False)
    people: Mapping[str, Person] = field(repr=False)
    _ranked: tuple[upmatch.Pair, ...] = field(repr=False)

    @property
    def couples(self) -> frozenset[tuple[str, str]]:
        """Who is with whom: mentee and mentor by their ids."""
        return frozenset((pair.mentee, pair.mentor) for pair in self._ranked)

    def proposals(self, start: int = 0, stop: int | None = None) -> list[Proposal]:
        """Return these pairs as proposals that are not kept, with why."""
        return [self._drafted(pair) for pair in self._ranked[start:stop]]

    def _drafted(self, pair: upmatch.Pair) -> Proposal:
        why = self.plan.why(pair.mentee, pair.mentor)
        mentee, mentor = _two(self.plan, pair)
        return Proposal(
            mentor=self.people[pair.mentor],
            mentee=self.people[pair.mentee],
            fit=pair.fit,
            terms={share.term: share.points for share in why.shares},
            why=why_data(mentee, mentor, why),
        )


def live_figures(
    cohort: Cohort, settings: Mapping[str, Any], places: Sequence[Place] | None = None
) -> Live:
    """Return what a round by ``settings`` would come to; no remedies, no left-over search.

    People are read each time: nothing in the database says safely that nobody changed, and
    reading takes a fraction of the second that there is.

    Raises
    ------
    TooManyToSolve
        If more people are ready than ``LIVE_PEOPLE``.
    CannotBeSolved
        If the engine refuses these inputs: contradicting pairs by hand are named by their people.
    """
    places = free_places(cohort) if places is None else places
    if len(places) > LIVE_PEOPLE:
        raise TooManyToSolve(
            _("More than %(n)s people are ready: press “Compute” for new figures.")
            % {"n": LIVE_PEOPLE}
        )
    people = {one.enrolment.person.external_id: one.enrolment.person for one in places}
    problem = problem_of(cohort, seed=settings["seed"], settings=settings, places=places)
    try:
        plan = upmatch.solve(problem)
    except upmatch.UpmatchError as fault:
        raise cannot_be_solved(fault, people.values()) from fault
    ranked = sorted(plan.pairs, key=lambda pair: (-told_fit(pair), pair.mentee))
    paired = {pair.mentee for pair in ranked}
    return Live(
        measures=measures_of(plan),
        outcome=figures_of(problem, plan),
        fits=tuple(map(told_fit, ranked)),
        waiting=tuple(people[one.id] for one in problem.mentees if one.id not in paired),
        n_mentors=len(problem.mentors),
        inputs_sha256=problem.inputs_sha256,
        seed=problem.seed,
        version=upmatch.__version__,
        plan=plan,
        people=people,
        _ranked=tuple(ranked),
    )


def _two(plan: upmatch.Plan, pair: upmatch.Pair) -> tuple[upmatch.Person, upmatch.Person]:
    """Return the two of a pair as the engine knows them."""
    problem = plan.problem
    return (
        problem.mentees[problem.row_of[pair.mentee]],
        problem.mentors[problem.column_of[pair.mentor]],
    )
