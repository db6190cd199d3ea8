"""The launch page: what is missing, what was settled, and the launch itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, PersonFactory, ProgrammeFactory, RoundFactory
from upside.kernel.models import AuditEntry
from upside.matching.actions import release_round
from upside.notices.models import Notice
from upside.programmes.actions import (
    EnrolLine,
    NotInvitable,
    NotLaunched,
    NotThisProgramme,
    change_programme,
    create_programme,
    enrol_people,
    grant_role,
    invite,
    invite_many,
    launch_cohort,
    move_cohort,
    record_gate,
    text_of_programme,
)
from upside.programmes.models import Cohort, LaunchRecord, ProgrammeVersion
from upside.programmes.queries import gates_of

pytestmark = pytest.mark.django_db
RECORDS = {f"{gate}-reference": "2026-07" for gate in LaunchRecord.Gate.values}


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def cohort(person):
    return create_programme(
        "need_profile_hr",
        names={"en": "Turning the tables", "fr": "Regards croisés"},
        cohort_names={"en": "Spring", "fr": "Printemps"},
        starts_on=MONDAY_NINE.date(),
        ends_on=MONDAY_NINE.date() + timedelta(days=2000),
        by=person,
        at=MONDAY_NINE,
    )


@pytest.fixture
def page(client, cohort, person):
    client.force_login(person)
    return reverse("programmes:launch", args=[cohort.pk])


def name_sponsor(cohort, by):
    grant_role(PersonFactory(), "sponsor", programme=cohort.programme, by=by, at=MONDAY_NINE)


def ready(cohort, by):
    name_sponsor(cohort, by)
    for gate in LaunchRecord.Gate.values:
        record_gate(cohort, gate, reason="Before the summer.", by=by, at=MONDAY_NINE)


def test_a_new_cohort_lacks_its_sponsor_and_four_records(cohort):
    missing = [gate.code for gate in gates_of(cohort) if not gate.is_met]

    assert missing == ["sponsor", *LaunchRecord.Gate.values]


def test_a_launch_is_refused_with_all_that_is_missing(client, page, cohort):
    response = client.post(page, {"launch": "yes", "dpia-reference": "D-1"})

    assert response.status_code == 409
    assert (
        "A named sponsor; Time that people may take; Privacy notice; Works council"
        in (response.context["refusal"])
    )
    assert LaunchRecord.objects.get().reference == "D-1", "what was filled in is kept"


def test_a_cohort_is_launched_with_the_version_of_today(client, page, cohort, person):
    name_sponsor(cohort, person)

    response = client.post(page, RECORDS | {"launch": "yes"}, follow=True)

    cohort.refresh_from_db()
    assert response.status_code == 200
    assert (cohort.version.number, cohort.kept) == (1, cohort.programme.settings)
    assert AuditEntry.objects.filter(verb="programme.cohort_launched").count() == 1


def test_a_launched_cohort_keeps_its_version_until_it_is_moved(client, cohort, person):
    ready(cohort, person)
    launched = launch_cohort(cohort, by=person, at=MONDAY_NINE)
    text = text_of_programme(cohort.programme).replace("rhythm_days: 30", "rhythm_days: 14")
    made = change_programme(cohort.programme, text, by=person, at=MONDAY_NINE)

    assert Cohort.objects.get().settings["rhythm_days"] == 30
    client.force_login(person)
    client.post(reverse("programmes:move", args=[cohort.pk, made.number]))

    assert Cohort.objects.get().settings["rhythm_days"] == 14
    moved = AuditEntry.objects.get(verb="programme.cohort_moved")
    assert moved.details == {"version": 2, "instead_of_version": 1}
    assert move_cohort(launched, made, by=person, at=MONDAY_NINE).version == made
    assert AuditEntry.objects.filter(verb="programme.cohort_moved").count() == 1


def test_a_cohort_is_moved_to_no_version_of_another_programme(cohort):
    other = ProgrammeVersion.objects.create(
        programme=ProgrammeFactory(), number=1, text="", settings={}, made_at=MONDAY_NINE
    )

    with pytest.raises(NotThisProgramme, match="another programme"):
        move_cohort(cohort, other, by=None, at=MONDAY_NINE)
    with pytest.raises(NotThisProgramme, match="not launched"):
        move_cohort(cohort, cohort.programme.versions.get(), by=None, at=MONDAY_NINE)


def test_a_second_launch_changes_nothing(cohort, person):
    ready(cohort, person)
    first = launch_cohort(cohort, by=person, at=MONDAY_NINE)

    again = launch_cohort(cohort, by=person, at=MONDAY_NINE + timedelta(days=1))

    assert again.launched_at == first.launched_at
    assert AuditEntry.objects.filter(verb="programme.cohort_launched").count() == 1


def test_nobody_is_invited_before_the_launch(cohort, person):
    with pytest.raises(NotLaunched, match="not launched yet"):
        invite(cohort, PersonFactory(), "mentor", by=person, at=MONDAY_NINE)
    with pytest.raises(NotLaunched, match="not launched yet"):
        invite_many(cohort, [PersonFactory()], "mentor", by=person, at=MONDAY_NINE)
    with pytest.raises(NotInvitable):
        invite_many(cohort, [], "guest", by=person, at=MONDAY_NINE)


def test_a_record_says_something_and_belongs_to_a_gate_that_takes_one(cohort):
    with pytest.raises(NotLaunched, match="a date, a reference, or the reason"):
        record_gate(cohort, "dpia", reference=" ", by=None, at=MONDAY_NINE)
    with pytest.raises(NotLaunched, match="takes no record"):
        record_gate(cohort, "sponsor", reference="x", by=None, at=MONDAY_NINE)


def test_a_day_to_come_settles_nothing(client, page, cohort):
    with pytest.raises(NotLaunched, match="still to come"):
        record_gate(cohort, "dpia", settled_on=date(2026, 3, 3), by=None, at=MONDAY_NINE)

    refused = client.post(page, {"dpia-settled_on": "2099-01-01", "keep": "yes"})

    assert refused.status_code == 409
    assert "still to come" in refused.content.decode()
    assert not cohort.launch_records.exists()


def test_just_after_midnight_here_the_day_is_today(cohort):
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Paris

    assert record_gate(cohort, "dpia", settled_on=date(2026, 3, 3), by=None, at=late).pk


def test_a_second_record_replaces_the_first_and_the_log_keeps_both(client, page, cohort):
    for reference in ("D-1", "D-2", "D-2"):
        client.post(page, {"keep": "yes", "dpia-reference": reference})

    assert LaunchRecord.objects.get().reference == "D-2"
    assert AuditEntry.objects.filter(verb="programme.gate_recorded").count() == 2


def test_a_wrong_date_is_named_and_nothing_is_kept(client, page):
    response = client.post(page, RECORDS | {"keep": "yes", "dpia-settled_on": "2026-02-30"})

    assert response.status_code == 409
    assert not LaunchRecord.objects.exists()


def test_the_page_of_the_cohort_leads_to_the_launch(client, page, cohort):
    response = client.get(reverse("programmes:cohort", args=[cohort.pk]))

    assert page in response.content.decode()
    assert b"5 things are missing before the launch" in response.content


def test_a_yes_given_elsewhere_counts_before_the_launch_and_nobody_is_written_to(cohort):
    line = EnrolLine(PersonFactory().external_id)

    outcome = enrol_people(cohort, [line], "mentor", said_yes=True, by=None, at=MONDAY_NINE)

    assert (outcome.invited, outcome.answered) == (1, 1)
    assert not Notice.objects.exists()


def test_a_draft_is_not_released_before_the_launch(cohort):
    with pytest.raises(NotLaunched, match="not launched yet"):
        release_round(RoundFactory(cohort=cohort), by=None, at=MONDAY_NINE)
