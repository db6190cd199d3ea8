"""What a cohort has come to, in counts: the reads behind the report page and its file.

Nothing here names a person, a pair or what they said. A group of fewer than ``SMALLEST_GROUP``
people is never shown alone: it is merged with other small ones (practice.md §4.6). Where all
pairs together are fewer people, only people, pairs and sessions are counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Q

from upside.feedback.queries import (
    ConfidenceSummary,
    PassedOnSummary,
    PulseSummary,
    answers_together,
)
from upside.insights.groups import SMALLEST_GROUP, Bin, bins_of, is_enough, told_apart
from upside.insights.silos import SiloMap, silo_map
from upside.matching.coverage import Coverage, coverage_of, teaching_of
from upside.matching.models import Proposal
from upside.pairs.models import Pair
from upside.programmes.measures import asks_exchanges, asks_pulse, maps_silos
from upside.programmes.models import Cohort, Enrolment
from upside.sessions.models import Exchange, Session
from upside.skills.models import Skill

__all__ = [
    "SMALLEST_GROUP",
    "Coverage",
    "KindFlow",
    "Report",
    "SkillFlow",
    "Step",
    "report_of",
]

Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the invitation to the first session: how many people came so far."""

    key: str
    n_mentors: int
    n_mentees: int

    @property
    def n(self) -> int:
        return self.n_mentors + self.n_mentees


@dataclass(frozen=True, slots=True)
class SkillFlow:
    """In how many sessions a skill passed, each way; ``skill`` is None for small ones, merged."""

    skill: Skill | None
    to_mentee: int
    to_mentor: int
    n_people: int


@dataclass(frozen=True, slots=True)
class KindFlow:
    """In how many sessions a kind of thing passed, each way; ``kind`` is None for those merged."""

    kind: str | None
    to_mentee: int
    to_mentor: int
    n_people: int


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one cohort."""

    cohort: Cohort
    funnel: tuple[Step, ...]
    n_said_no: int
    n_withdrawn: int
    n_pairs: int
    n_people: int
    n_active_pairs: int
    to_mentee: Coverage
    to_mentor: Coverage
    teaching: Mapping[str, int]
    sessions: dict[str, int]
    held_per_pair: tuple[Bin, ...]
    flows: tuple[SkillFlow, ...]
    kinds: tuple[KindFlow, ...]
    silos: SiloMap
    pulse: PulseSummary | None
    confidence: ConfidenceSummary | None
    passed_on: PassedOnSummary | None
    n_given_back: int

    @property
    def asks_exchanges(self) -> bool:
        return asks_exchanges(self.cohort)

    @property
    def asks_pulse(self) -> bool:
        return asks_pulse(self.cohort)

    @property
    def maps_silos(self) -> bool:
        return maps_silos(self.cohort)

    @property
    def has_enough_people(self) -> bool:
        """Whether more than totals may be told: of few people, a sum is somebody's answer."""
        return self.n_people >= SMALLEST_GROUP

    @property
    def coverages(self) -> dict[str, Coverage]:
        """How far wishes to learn are covered, by direction, where eight people wished."""
        both = {"to_mentee": self.to_mentee, "to_mentor": self.to_mentor}
        return {way: one for way, one in both.items() if one.n_people >= SMALLEST_GROUP}

    @property
    def n_booked(self) -> int:
        return sum(self.sessions.values())

    @property
    def n_held(self) -> int:
        return self.sessions[Session.State.HELD]


def report_of(cohort: Cohort) -> Report:
    """Return the figures of ``cohort``; the number of queries does not grow with its size."""
    pairs = list(Pair.objects.filter(cohort=cohort).select_related("mentor__unit", "mentee__unit"))
    places = _places(cohort)
    paired = _people_of((pair.mentor_id, pair.mentee_id) for pair in pairs)
    is_enough = len(paired) >= SMALLEST_GROUP
    to_mentee, to_mentor = coverage_of(pairs if is_enough else [], cohort)
    sessions: Counter[str] = Counter()
    held: Counter[int] = Counter()
    n_given_back = 0
    for pair, state, n, n_back in _sessions(cohort):
        sessions[state] += n
        if state == Session.State.HELD:
            held[pair] += n
            n_given_back += n_back
    answers = answers_together(cohort)
    return Report(
        cohort=cohort,
        funnel=_funnel(cohort, places, pairs, held),
        n_said_no=sum(state == Enrolment.State.DECLINED for *_, state in places),
        n_withdrawn=sum(state == Enrolment.State.WITHDRAWN for *_, state in places),
        n_pairs=len(pairs),
        n_people=len(paired),
        n_active_pairs=sum(pair.state == Pair.State.ACTIVE for pair in pairs),
        to_mentee=to_mentee,
        to_mentor=to_mentor,
        teaching=teaching_of(cohort),
        sessions={state: sessions[state] for state in Session.State.values},
        held_per_pair=bins_of((held[pair.pk], pair.mentor_id, pair.mentee_id) for pair in pairs),
        flows=_flows(cohort) if is_enough else (),
        kinds=_kinds(cohort) if is_enough else (),
        silos=silo_map(pairs),
        pulse=answers.pulse,
        confidence=answers.confidence,
        passed_on=answers.passed_on,
        n_given_back=n_given_back if is_enough else 0,
    )


def _places(cohort: Cohort) -> list[tuple[int, str, str]]:
    """Return who was invited, as what, and how far; who left the waiting list never was in."""
    state = Enrolment.State
    rows = Enrolment.objects.filter(cohort=cohort)
    return [
        (person, role, state.WAITING if now == state.WITHDRAWN and waited else now)
        for person, role, now, waited in rows.values_list(
            "person", "role", "state", "waiting_since"
        )
    ]


def _sessions(cohort: Cohort) -> Iterable[tuple[int, str, int, int]]:
    """Return how many sessions each pair has in each state, and in how many the mentor got back."""
    rows = Session.objects.filter(pair__cohort=cohort).values_list("pair", "state")
    back = Q(exchanges__direction=Exchange.Direction.TO_MENTOR)
    return rows.annotate(
        Count("pk", distinct=True), back=Count("pk", filter=back, distinct=True)
    ).order_by()


def _funnel(
    cohort: Cohort,
    places: list[tuple[int, str, str]],
    pairs: list[Pair],
    held: Counter[int],
) -> tuple[Step, ...]:
    state = Enrolment.State
    said_yes = {state.ACCEPTED, state.COMPLETE, state.READY, state.WITHDRAWN}
    proposed = _people_of(
        Proposal.objects.filter(cohort=cohort)
        .exclude(state=Proposal.State.DRAFT)
        .values_list("mentor", "mentee")
    )
    paired = _people_of((pair.mentor_id, pair.mentee_id) for pair in pairs)
    met = _people_of((pair.mentor_id, pair.mentee_id) for pair in pairs if held[pair.pk])
    roles = {person: role for person, role, _ in places}
    steps = {
        "invited": {person for person, *_ in places},
        "accepted": {person for person, _, now in places if now in said_yes},
        "complete": {person for person, _, now in places if now in {state.COMPLETE, state.READY}},
        "ready": {person for person, _, now in places if now == state.READY},
        "proposed": proposed,
        "paired": paired,
        "met": met,
    }
    return tuple(_step(key, people, roles) for key, people in steps.items())


def _people_of(twos: Iterable[tuple[int, int]]) -> set[int]:
    return {person for two in twos for person in two}


def _step(key: str, people: set[int], roles: dict[int, str]) -> Step:
    counted = Counter(roles.get(person) for person in people)
    return Step(key, counted[Enrolment.Role.MENTOR], counted[Enrolment.Role.MENTEE])


def _flows(cohort: Cohort) -> tuple[SkillFlow, ...]:
    rows = Exchange.objects.filter(
        session__pair__cohort=cohort, kind=Exchange.Kind.SKILL
    ).values_list("skill", "direction", "session__pair__mentor", "session__pair__mentee")
    counts, people_of = _counted(rows)
    alone, together = told_apart(people_of)
    skills = Skill.objects.in_bulk(alone)
    flows = [SkillFlow(skills[key], *_both_ways([key], counts, people_of)) for key in alone]
    flows.sort(key=lambda flow: (-flow.to_mentee - flow.to_mentor, str(flow.skill)))
    if is_enough(people_of[key] for key in together):
        flows.append(SkillFlow(None, *_both_ways(together, counts, people_of)))
    return tuple(flows)


def _kinds(cohort: Cohort) -> tuple[KindFlow, ...]:
    """Return the kinds in their order; where only a few people noted some, those are merged."""
    rows = Exchange.objects.filter(session__pair__cohort=cohort).values_list(
        "kind", "direction", "session__pair__mentor", "session__pair__mentee"
    )
    counts, people_of = _counted(rows)
    alone, together = told_apart(people_of)
    if not together:  # then nobody is hidden behind the kinds of which nothing was noted
        alone = list(Exchange.Kind.values)
    kinds = [
        KindFlow(kind, *_both_ways([kind], counts, people_of))
        for kind in Exchange.Kind.values
        if kind in alone
    ]
    if is_enough(people_of[kind] for kind in together):
        kinds.append(KindFlow(None, *_both_ways(together, counts, people_of)))
    return tuple(kinds)


def _counted(
    rows: Iterable[tuple[Key, str, int, int]],
) -> tuple[Counter[tuple[Key, str]], dict[Key, set[int]]]:
    """Return how many exchanges there are by what and direction, and the people by what."""
    counts: Counter[tuple[Key, str]] = Counter()
    people_of: dict[Key, set[int]] = defaultdict(set)
    for key, direction, *two in rows:
        counts[key, direction] += 1
        people_of[key].update(two)
    return counts, people_of


def _both_ways(
    keys: list[Key], counts: Counter[tuple[Key, str]], people_of: Mapping[Key, set[int]]
) -> tuple[int, int, int]:
    """Return how many exchanges went to the mentee and to the mentor, among how many people."""
    return (
        sum(counts[key, Exchange.Direction.TO_MENTEE] for key in keys),
        sum(counts[key, Exchange.Direction.TO_MENTOR] for key in keys),
        len(set().union(*(people_of.get(key, set()) for key in keys))),
    )
