"""Who reads how fair a round is, and what each of them does not."""

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, RoleGrantFactory, ready_mentee, ready_mentor
from upside.matching import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(cohort, coordinator):
    """Return a round with a pair for which a rule was overruled."""
    mentor = ready_mentor(cohort, languages=["de"], first_name="Wilhelmine")
    now = {"by": coordinator, "at": MONDAY_NINE}
    reason = "Both learn German"
    actions.hold_pair(cohort, mentor, ready_mentee(cohort), kind="pair", reason=reason, **now)
    return actions.release_round(actions.run_round(cohort, **now), **now)


def page_of(made):
    return reverse("by_hand:fairness", args=[made.pk])


def reader(client, made, role):
    person = RoleGrantFactory(role=role, programme=made.cohort.programme).person
    client.force_login(person)
    return client


def text_of(response):
    return response.content.decode()


def test_coordinators_read_names_and_reasons(client, released, coordinator):
    client.force_login(coordinator)

    text = text_of(client.get(page_of(released)))

    assert "Wilhelmine" in text
    assert "Both learn German" in text
    why = reverse("matching:why", args=[released.pk, released.proposals.get().pk])
    assert "Both learn German" in text_of(client.get(why))
    assert page_of(released) in text_of(client.get(reverse("matching:round", args=[released.pk])))


@pytest.mark.parametrize(("role", "reads_reasons"), [("auditor", True), ("sponsor", False)])
def test_home_leads_auditors_and_sponsors_to_a_page_without_names(
    client, released, role, reads_reasons
):
    member = reader(client, released, role)
    assert page_of(released) in text_of(member.get(reverse("front:home")))

    text = text_of(member.get(page_of(released)))

    assert "a rule was overruled, with a reason" in text
    assert ("Both learn German" in text) is reads_reasons
    assert "Wilhelmine" not in text
    assert f'href="{reverse("matching:round", args=[released.pk])}"' not in text


def test_sponsors_read_none_where_the_programme_keeps_its_report(client, released):
    programme = released.cohort.programme
    programme.settings["visibility"] = {"sponsor_reads_report": False}
    programme.save()
    released.cohort.kept = {}
    released.cohort.save()
    member = reader(client, released, "sponsor")

    assert page_of(released) not in text_of(member.get(reverse("front:home")))
    assert member.get(page_of(released)).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "sponsor"])
def test_a_draft_is_read_by_coordinators_alone(client, cohort, coordinator, role):
    ready_mentor(cohort)
    ready_mentee(cohort)
    made = actions.run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert reader(client, made, role).get(page_of(made)).status_code == 404
