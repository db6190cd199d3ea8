"""Reads of grids and evaluations, and who may see them: candidate, own evaluators, coordinator.

A coordinator gets the state and yes or training path; marks and comments are for the candidate
and for those who evaluated them (practice.md §4.6).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from upside.grids.agreement import Agreement, agreement_of
from upside.grids.content import Criterion, criteria_of, skill_codes
from upside.grids.models import Evaluation, EvaluationGrid, EvaluationSheet
from upside.matching.queries import OPEN, proposals_of
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of
from upside.people.models import Person
from upside.programmes.models import OPEN_STATES, Cohort, Enrolment, Programme, RoleGrant
from upside.skills.models import Skill

__all__ = [
    "KEPT_OUT",
    "Evaluator",
    "agreement_on",
    "candidates_of",
    "contestable_by",
    "criteria_for",
    "evaluations_of",
    "evaluations_run_by",
    "evaluators_for",
    "grid_of",
    "is_in_use",
    "sheets_given_to",
    "sheets_of",
    "standing_evaluation",
    "waiting_for_a_second",
]

Role = RoleGrant.Role
State = Evaluation.State
LINE, PARTNER, SELF, FIRST = "line", "partner", "self", "first"
KEPT_OUT = (LINE, PARTNER, SELF, FIRST)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Somebody who holds the role, and why they may not evaluate one candidate; empty: they may."""

    person: Person
    kept_out: str = ""


def grid_of(programme: Programme) -> EvaluationGrid | None:
    """Return the grid by which the next candidates are evaluated: the newest version."""
    return EvaluationGrid.objects.filter(programme=programme).order_by("-number").first()


def is_in_use(grid: EvaluationGrid) -> bool:
    """Tell whether somebody was put up by this version: it is frozen then."""
    return Evaluation.objects.filter(grid=grid).exists()


def criteria_for(grid: EvaluationGrid, evaluation: Evaluation | None = None) -> list[Criterion]:
    """Return the criteria with their words, as a candidate is evaluated by them; one query."""
    topics = evaluation.topics if evaluation else {}
    skills = Skill.objects.filter(code__in=skill_codes(grid.content, topics))
    return criteria_of(grid.content, skills, topics)


def candidates_of(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return the mentors who said yes or may, newest evaluation first in ``all_evaluations``.

    Ask only for a cohort that you may run.
    """
    evaluations = Evaluation.objects.exclude(state=State.CALLED_OFF).order_by("-pk")
    counted = evaluations.annotate(
        n_sheets=Count("sheets"),
        n_submitted=Count("sheets", filter=Q(sheets__submitted_at__isnull=False)),
    )
    works = Enrolment.objects.filter(person__is_active=True, state__in=OPEN_STATES)
    return (
        works.filter(cohort=cohort, role=Enrolment.Role.MENTOR)
        .select_related("person__unit", "cohort__programme")
        .prefetch_related(Prefetch("evaluations", queryset=counted, to_attr="all_evaluations"))
        .order_by("person__last_name", "person__first_name", "pk")
    )


def standing_evaluation(enrolment: Enrolment) -> Evaluation | None:
    """Return the evaluation that counts for a place: the newest that was not called off."""
    evaluations = Evaluation.objects.filter(enrolment=enrolment).exclude(state=State.CALLED_OFF)
    return evaluations.select_related("grid").order_by("-pk").first()


def evaluations_of(person: Person) -> QuerySet[Evaluation]:
    """Return the evaluations of ``person`` as a candidate, newest first."""
    return _whole(Evaluation.objects.filter(enrolment__person=person))


def contestable_by(person: Person) -> frozenset[int]:
    """Return the keys of the evaluations whose result ``person`` may contest: a second stands."""
    found = Evaluation.objects.filter(
        enrolment__person=person, state=State.DECIDED, second_of__isnull=True
    )
    return frozenset(found.values_list("pk", flat=True))


def evaluations_run_by(person: Person) -> QuerySet[Evaluation]:
    """Return the evaluations in the programmes that ``person`` coordinates, newest first."""
    return _whole(Evaluation.objects.filter(_holds(person, Role.COORDINATOR)))


def waiting_for_a_second(person: Person) -> QuerySet[Evaluation]:
    """Return the contested evaluations for which ``person`` still has to name other evaluators."""
    evaluations = evaluations_run_by(person).filter(state=State.CONTESTED)
    seconds = Evaluation.objects.filter(second_of=OuterRef("pk")).exclude(state=State.CALLED_OFF)
    return evaluations.exclude(Exists(seconds))


def _whole(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    related = ("grid", "enrolment__person__unit", "enrolment__cohort__programme")
    return evaluations.select_related(*related).order_by("-pk")


def sheets_given_to(person: Person) -> QuerySet[EvaluationSheet]:
    """Return the sheets that ``person`` has to fill or filled, while they hold the role.

    None before the candidate has read the notice, none of what was called off.
    """
    programme = OuterRef("evaluation__enrolment__cohort__programme")
    grants = RoleGrant.objects.filter(person=person, role=Role.EVALUATOR, programme=programme)
    return (
        EvaluationSheet.objects.filter(Exists(grants), evaluator=person)
        .exclude(evaluation__state__in=[State.ANNOUNCED, State.CALLED_OFF])
        .select_related(
            "evaluation__grid",
            "evaluation__enrolment__person__unit",
            "evaluation__enrolment__cohort__programme",
        )
        .order_by("-pk")
    )


def sheets_of(evaluation: Evaluation) -> list[EvaluationSheet]:
    """Return the sheets of an evaluation by the names of who fills them.

    Who evaluates is no secret; what the sheets say is for the candidate and the evaluators, and
    only once there is a result.
    """
    sheets = evaluation.sheets.select_related("evaluator__unit")
    return list(sheets.order_by("evaluator__last_name", "evaluator__first_name", "evaluator_id"))


def _holds(person: Person, role: str) -> Exists:
    programme = OuterRef("enrolment__cohort__programme")
    return Exists(RoleGrant.objects.filter(person=person, role=role, programme=programme))


def agreement_on(
    grid: EvaluationGrid, evaluation: Evaluation | None = None
) -> tuple[Agreement, int]:
    """Return how far evaluators agree in one version of the grid, and on how many candidates.

    With an ``evaluation`` only what was said there counts. Sheets that others may not see yet,
    those of evaluations under way, do not count.
    """
    sheets = EvaluationSheet.objects.filter(
        evaluation__grid=grid,
        evaluation__state__in=[State.DECIDED, State.CONTESTED],
        submitted_at__isnull=False,
    )
    if evaluation is not None:
        sheets = sheets.filter(evaluation=evaluation)
    rows = list(sheets.values_list("evaluation_id", "evaluator_id", "ratings"))
    ratings = [
        (evaluator, (of, key), rating)
        for of, evaluator, said in rows
        for key, rating in said.items()
    ]
    return agreement_of(ratings), len({of for of, _evaluator, _said in rows})


def evaluators_for(enrolment: Enrolment, contested: Evaluation | None = None) -> list[Evaluator]:
    """Return who holds the role in the programme, and why some may not evaluate this candidate.

    Kept out are the candidate, everybody above or below them in the reporting line, whoever is
    or may become their partner, and, for a second evaluation, who made the first.
    """
    grants = RoleGrant.objects.filter(
        programme=enrolment.cohort.programme_id, role=Role.EVALUATOR, person__is_active=True
    )
    people = [grant.person for grant in grants.select_related("person__unit")]
    people.sort(key=lambda person: (person.last_name, person.first_name, person.pk))
    candidate = enrolment.person
    first = set(contested.sheets.values_list("evaluator", flat=True)) if contested else set()
    reasons = {
        SELF: {candidate.pk},
        LINE: _in_line(candidate, people),
        PARTNER: _partners(candidate),
        FIRST: first,
    }
    return [Evaluator(person, _why(person, reasons)) for person in people]


def _why(person: Person, reasons: dict[str, set[int]]) -> str:
    return next((reason for reason, keys in reasons.items() if person.pk in keys), "")


def _partners(candidate: Person) -> set[int]:
    """Return with whom the candidate is in a pair, or in a proposal that is on its way."""
    pairs = pairs_of(candidate).exclude(state=Pair.State.CLOSED)
    proposals = proposals_of(candidate).filter(state__in=OPEN)
    both: list[tuple[int, int]] = [
        *pairs.values_list("mentor_id", "mentee_id"),
        *proposals.values_list("mentor_id", "mentee_id"),
    ]
    return {key for two in both for key in two} - {candidate.pk}


def _in_line(candidate: Person, people: Sequence[Person]) -> set[int]:
    """Return which of ``people`` stand above or below ``candidate`` in the reporting line."""
    above = _managers({candidate.pk, *(person.pk for person in people)})
    over_candidate = set(_upwards(candidate.pk, above))
    return {
        person.pk
        for person in people
        if person.pk in over_candidate or candidate.pk in _upwards(person.pk, above)
    }


def _managers(keys: Collection[int]) -> dict[int, int | None]:
    """Return the manager of each, of their managers and so on; a query for each level."""
    known: dict[int, int | None] = {}
    asked = set(keys)
    while asked:
        rows = Person.objects.filter(pk__in=asked).values_list("pk", "manager_id")
        known |= dict(rows)
        asked = {key for key in known.values() if key is not None} - known.keys()
    return known


def _upwards(key: int, managers: dict[int, int | None]) -> Iterable[int]:
    """Return everybody above ``key``; a circle ends where it began."""
    found: list[int] = []
    above = managers.get(key)
    while above is not None and above not in found:
        found.append(above)
        above = managers.get(above)
    return found
