"""The mails around an evaluation: none of them carries a mark, a comment or a result."""

from datetime import datetime
from typing import Any

from upside.grids.models import Evaluation
from upside.notices.actions import queue_notice
from upside.programmes.models import RoleGrant
from upside.programmes.queries import team_of

__all__ = ["tell_called_off", "tell_candidate", "tell_contested", "tell_open"]


def _said(evaluation: Evaluation) -> dict[str, Any]:
    cohort = evaluation.enrolment.cohort
    return {
        "programme": cohort.programme.names,
        "cohort": cohort.names,
        "person": evaluation.enrolment.person.name,
        "path": f"/evaluations/{evaluation.pk}/",
    }


def tell_candidate(template: str, evaluation: Evaluation, *, at: datetime) -> None:
    """Write to the candidate that there is something to read on their own page."""
    queue_notice(
        template,
        to=evaluation.enrolment.person,
        key=f"{template}:{evaluation.pk}",
        at=at,
        context=_said(evaluation),
    )


def tell_called_off(evaluation: Evaluation, *, at: datetime) -> None:
    """Write to the candidate that nothing more will come."""
    tell_candidate("evaluation_called_off", evaluation, at=at)


def tell_open(evaluation: Evaluation, *, at: datetime) -> None:
    """Write to each evaluator that they can fill in their sheet."""
    for sheet in evaluation.sheets.select_related("evaluator"):
        queue_notice(
            "evaluation_to_fill",
            to=sheet.evaluator,
            key=f"evaluation_to_fill:{sheet.pk}",
            at=at,
            context=_said(evaluation) | {"path": f"/evaluations/sheets/{sheet.pk}/"},
        )


def tell_contested(evaluation: Evaluation, *, at: datetime) -> None:
    """Write to the coordinators that a second evaluation is asked for."""
    cohort = evaluation.enrolment.cohort
    coordinators = team_of(cohort.programme).filter(role=RoleGrant.Role.COORDINATOR)
    for grant in coordinators:
        queue_notice(
            "evaluation_contested",
            to=grant.person,
            key=f"evaluation_contested:{evaluation.pk}:{grant.person_id}",
            at=at,
            context=_said(evaluation) | {"path": f"/cohorts/{cohort.pk}/evaluations/"},
        )
