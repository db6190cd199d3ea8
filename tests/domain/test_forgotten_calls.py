"""Calls before a yes go when the programme says, and the log says how many."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import CohortFactory, FirstCallFactory, ProposalFactory
from upside.kernel.models import AuditEntry
from upside.matching.actions.forgetting import forget_calls
from upside.sessions.first_call_models import FirstCall

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
END = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)


def call(cohort, state, *, proposal, **more):
    made = ProposalFactory(round__cohort=cohort, state=proposal)
    made.first_call = FirstCallFactory(
        cohort=cohort, mentor=made.mentor, mentee=made.mentee, state=state, **more
    )
    made.save()
    return made.first_call


@pytest.mark.parametrize(("kept", "days"), [({}, 30), ({"retention": {"notes_days": 5}}, 5)])
@pytest.mark.parametrize("state", ["refused", "cancelled"])
def test_what_came_to_nothing_goes_days_after_it(kept, days, state):
    cohort = CohortFactory(kept=kept)
    call(cohort, state, proposal="accepted", ended_at=END)
    younger = call(cohort, state, proposal="declined", ended_at=END + DAY)
    dates = {"starts_at": END, "ends_at": END + DAY, "planned_at": END}
    others = [
        younger,
        call(cohort, state, proposal="half", ended_at=END),
        call(cohort, "planned", proposal="accepted", **dates),
    ]

    assert forget_calls(at=END + days * DAY - timedelta(minutes=1)) == 0
    assert forget_calls(at=END + days * DAY) == 1

    assert list(FirstCall.objects.order_by("pk")) == others
    [entry] = AuditEntry.objects.filter(verb="programme.calls_forgotten")
    assert entry.details == {"n_calls": 1}


def test_all_go_days_after_the_end_of_the_cohort():
    cohort = CohortFactory(ends_on=date(2026, 4, 1))
    dates = {"starts_at": END, "ends_at": END + DAY, "planned_at": END}
    call(cohort, "planned", proposal="accepted", **dates)
    call(cohort, "asked", proposal="expired")

    assert forget_calls(at=END + 30 * DAY) == 0
    assert forget_calls(at=END + 31 * DAY) == 2
