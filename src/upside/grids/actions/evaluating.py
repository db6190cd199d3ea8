from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.grids.actions.letters import tell_called_off, tell_candidate, tell_contested, tell_open
from upside.grids.content import Axis
from upside.grids.models import Evaluation, EvaluationGrid, EvaluationSheet
from upside.grids.queries import evaluators_for, grid_of, standing_evaluation
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.actions import check_launched
from upside.programmes.models import OPEN_STATES, Enrolment, Programme
from upside.skills.models import Skill
from upside.skills.queries import skill_by_code

__all__ = ["NotEvaluated", "acknowledge", "call_off", "contest", "put_up"]

State = Evaluation.State
OPEN = (State.ANNOUNCED, State.UNDER_WAY)
LONGEST_REASON = 2000


class NotEvaluated(Refused):
    """Somebody cannot be put up, read the notice or contest as things stand."""


@transaction.atomic
def put_up(
    enrolment: Enrolment, evaluators: Collection[Person], *, by: Person | None, at: datetime
) -> Evaluation:
    """Put a mentor up for evaluation by the newest grid, and give them the notice.

    Nobody fills anything in before the candidate has read it. After a contest this is the second
    evaluation, by other people. A second click finds it open and changes nothing. Refused for
    anybody but a mentor who takes part or may, before the launch, for another number of
    evaluators than the grid asks, and for evaluators who may not evaluate this candidate.
    """
    rows = Enrolment.objects.select_for_update(of=("self",))
    place = rows.select_related("person", "cohort__programme").get(pk=enrolment.pk)
    grid = _grid_for(place)
    check_launched(place.cohort)
    before = standing_evaluation(place)
    if before is not None and before.state in OPEN:
        return before
    contested = before if before and before.state == State.CONTESTED else None
    _check_evaluators(place, contested, grid, evaluators)
    evaluation = Evaluation.objects.create(
        enrolment=place, grid=grid, put_up_by=by, put_up_at=at, second_of=contested
    )
    EvaluationSheet.objects.bulk_create(
        EvaluationSheet(evaluation=evaluation, evaluator=person) for person in evaluators
    )
    tell_candidate("evaluation_announced", evaluation, at=at)
    _record("evaluation.announced", evaluation, by=by, at=at)
    return evaluation


def _grid_for(place: Enrolment) -> EvaluationGrid:
    if place.role != Enrolment.Role.MENTOR or place.state not in OPEN_STATES:
        raise NotEvaluated(_("Only mentors who take part, or are invited to, are evaluated."))
    # held, so that nobody changes the version meanwhile that freezes with this evaluation
    grid = grid_of(Programme.objects.select_for_update().get(pk=place.cohort.programme_id))
    if grid is None:
        raise NotEvaluated(_("This programme has no grid yet. Take the ready one first."))
    return grid


def _check_evaluators(
    place: Enrolment,
    contested: Evaluation | None,
    grid: EvaluationGrid,
    evaluators: Collection[Person],
) -> None:
    chosen = {person.pk for person in evaluators}
    if len(chosen) != grid.n_evaluators or len(evaluators) != len(chosen):
        raise NotEvaluated(
            _("The grid asks for %(n)s evaluators. Choose so many.") % {"n": grid.n_evaluators}
        )
    permitted = {e.person.pk for e in evaluators_for(place, contested) if not e.kept_out}
    if not chosen <= permitted:
        raise NotEvaluated(
            _(
                "Evaluators hold the role in this programme, stand neither above nor below the"
                " candidate, are not their partner, and did not make an evaluation that is"
                " contested. Choose others."
            )
        )


def _record(verb: str, evaluation: Evaluation, *, by: Person | None, at: datetime) -> None:
    programme = evaluation.enrolment.cohort.programme
    audit.record(verb=verb, subject=evaluation, actor=by, at=at, programme=programme)


def _locked(evaluation: Evaluation) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",))
    related = ("grid", "enrolment__person", "enrolment__cohort__programme")
    return rows.select_related(*related).get(pk=evaluation.pk)


def _check_is_theirs(evaluation: Evaluation, by: Person | None) -> None:
    if by is None or by.pk != evaluation.enrolment.person_id:
        raise NotEvaluated(_("Only the candidate answers for their own evaluation."))


@transaction.atomic
def acknowledge(
    evaluation: Evaluation, *, topics: Mapping[str, str], by: Person | None, at: datetime
) -> Evaluation:
    """Keep that the candidate has read the notice, and the topic they chose where it is open.

    From then on the evaluators can fill in their sheets; they are told. Twice is as once.
    Refused for anybody else, without a topic, and where the evaluation was called off.
    """
    found = _locked(evaluation)
    _check_is_theirs(found, by)
    if found.state == State.CALLED_OFF:
        raise NotEvaluated(_("This evaluation was called off. You need do nothing."))
    if found.state != State.ANNOUNCED:
        return found
    found.topics = _topics(found, topics)
    found.state, found.acknowledged_at = State.UNDER_WAY, at
    found.save(update_fields=["topics", "state", "acknowledged_at"])
    tell_open(found, at=at)
    _record("evaluation.acknowledged", found, by=by, at=at)
    return found


def _topics(evaluation: Evaluation, topics: Mapping[str, str]) -> dict[str, str]:
    """Return the skill that the candidate chose for each topic that the grid leaves open."""
    chosen: dict[str, str] = {}
    fixed = {said.get("skill") for said in evaluation.content["criteria"]}
    for said in evaluation.content["criteria"]:
        if said["axis"] == Axis.TOPIC and not said["skill"]:
            code = topics.get(said["key"], "")
            skill = skill_by_code(code)
            if skill is None or skill.direction == Skill.Direction.S2J or code in fixed:
                raise NotEvaluated(_("Choose the topic that you would share as a mentor."))
            chosen[said["key"]] = skill.code
    return chosen


@transaction.atomic
def call_off(evaluation: Evaluation, *, by: Person | None, at: datetime) -> Evaluation:
    """End an evaluation before its result; drafts are deleted and the candidate is told.

    Refused once there is a result: that can be contested by the candidate, not called off.
    """
    found = _locked(evaluation)
    if found.state == State.CALLED_OFF:
        return found
    if found.state not in OPEN:
        raise NotEvaluated(_("There is a result already: it cannot be called off."))
    found.state = State.CALLED_OFF
    found.save(update_fields=["state"])
    found.sheets.all().delete()
    tell_called_off(found, at=at)
    _record("evaluation.called_off", found, by=by, at=at)
    return found


@transaction.atomic
def contest(evaluation: Evaluation, *, reason: str, by: Person | None, at: datetime) -> Evaluation:
    """Keep that the candidate contests a result, and why; the coordinators are told.

    Twice is as once. Refused for anybody else, without a reason, before there is a result, and
    for a second evaluation: that one stands.
    """
    found = _locked(evaluation)
    _check_is_theirs(found, by)
    if found.state == State.CONTESTED:
        return found
    if found.state != State.DECIDED:
        raise NotEvaluated(_("There is no result yet that could be contested."))
    if found.second_of_id:
        raise NotEvaluated(
            _("A second evaluation stands. Your coach or a coordinator listens if it is wrong.")
        )
    if not reason.strip():
        raise NotEvaluated(_("Say in a sentence what was not right: the coordinator reads it."))
    found.state, found.contested_at = State.CONTESTED, at
    found.contest_reason = reason.strip()[:LONGEST_REASON]
    found.save(update_fields=["state", "contested_at", "contest_reason"])
    tell_contested(found, at=at)
    _record("evaluation.contested", found, by=by, at=at)
    return found
