"""What keys of a programme file do on pages and at the launch, where no other test says it."""

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    RoleGrantFactory,
)
from upside.programmes.actions import NotLaunched, invite, launch_cohort, record_gate
from upside.programmes.models import LaunchRecord
from upside.programmes.queries import gates_of
from upside.programmes.templates import hours_asked, load_template

pytestmark = pytest.mark.django_db


def with_settings(programme, **changed):
    programme.settings = load_template("need_profile_hr") | changed
    programme.save()
    return CohortFactory(programme=programme, launched_at=None)


def test_what_a_programme_is_for_and_how_it_goes_stands_on_the_invitation(client):
    kept = {"purpose": {"en": "To learn from each other"}, "steps": [{"en": "First we meet."}]}
    place = EnrolmentFactory(cohort=CohortFactory(kept=kept), state="invited")
    client.force_login(place.person)

    content = client.get(reverse("places:place", args=[place.pk])).content

    assert b"To learn from each other" in content
    assert b"First we meet." in content


def test_a_way_of_forming_pairs_that_does_not_run_yet_stops_the_launch(programme):
    cohort = with_settings(programme, mode="choose")
    RoleGrantFactory(programme=programme, role="sponsor")
    for gate in LaunchRecord.Gate.values:
        record_gate(cohort, gate, reason="Soon.", by=None, at=MONDAY_NINE)

    with pytest.raises(NotLaunched, match="A way of forming pairs that this version runs"):
        launch_cohort(cohort, by=None, at=MONDAY_NINE)


@pytest.mark.parametrize("said", [{}, {"pilot_pairs": 20}])
def test_without_a_size_of_the_pilot_there_is_no_launch(programme, said):
    cohort = with_settings(programme, launch=said)

    [gate] = [one for one in gates_of(cohort) if one.code == "pilot"]

    assert gate.is_met is bool(said)


def test_the_hours_asked_are_sessions_times_minutes():
    assert hours_asked({"n_sessions": 5, "session_minutes": 90}) == 8


def test_a_mentor_has_the_usual_seats_of_the_programme():
    cohort = CohortFactory(kept={"seats": 3})

    seats = {
        role: invite(cohort, PersonFactory(), role, by=None, at=MONDAY_NINE).seats
        for role in ("mentor", "mentee")
    }

    assert seats == {"mentor": 3, "mentee": 1}
