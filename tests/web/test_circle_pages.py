"""The pages of a circle: its members answer, the host plans, the coordinator reads counts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CohortFactory, EnrolmentFactory, PairFactory
from upside.community.actions import CirclePlan, leave_circle, name_host, plan_date
from upside.community.models import CircleDate

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(programme):
    today = timezone.localdate()
    return CohortFactory(programme=programme, ends_on=today + timedelta(days=90))


@pytest.fixture
def member(cohort):
    return EnrolmentFactory(cohort=cohort).person


def page_of(cohort, role="mentors", name="circle"):
    return reverse(f"circles:{name}", args=[cohort.pk, role])


def planned(cohort, by, days=10):
    plan = CirclePlan(timezone.now() + timedelta(days=days), topic="How do you begin?")
    return plan_date(cohort, "mentor", plan, by=by, at=timezone.now())


def answers(**changed):
    day = timezone.localdate() + timedelta(days=20)
    return {
        "starts_on": day.isoformat(), "starts_at": "12:30", "minutes": "60", "place": "Room 4",
        "topic": "How do you begin?", **changed,
    }  # fmt: skip


def test_a_circle_without_dates_says_what_comes(client, cohort, member):
    client.force_login(member)

    page = client.get(page_of(cohort)).content.decode()

    assert "No date is planned yet." in page
    assert "A plan for the first circle" in page
    assert "Plan a date" not in page


def test_coordinator_plans_and_a_member_says_that_they_come(client, cohort, coordinator, member):
    client.force_login(coordinator)
    first = client.get(page_of(cohort, name="new"))
    assert first.context["form"].initial["topic"]
    assert client.post(page_of(cohort, name="new"), answers()).status_code == 302
    date = CircleDate.objects.get()

    client.force_login(member)
    home = client.get("/").content.decode()
    assert "Circle of mentors:" in home
    client.post(reverse("circles:answer", args=[date.pk]), {"comes": "yes"})
    page = client.get(page_of(cohort)).content.decode()
    assert "You come" in page
    assert member.name in page
    assert "are invited." not in page

    client.force_login(coordinator)
    page = client.get(page_of(cohort)).content.decode()
    assert "1 come, 0 cannot, 1 are invited." in page
    assert "Who comes" not in page


def test_a_plan_that_cannot_be_says_why_and_keeps_what_was_typed(client, cohort, coordinator):
    client.force_login(coordinator)

    past = client.post(page_of(cohort, name="new"), answers(starts_on="2020-01-01"))

    assert past.status_code == 409
    assert "still to come" in past.content.decode()
    assert "How do you begin?" in past.content.decode()


def test_the_host_changes_a_date_and_calls_it_off(client, cohort, coordinator, member):
    name_host(cohort, "mentor", member, by=coordinator, at=timezone.now())
    date = planned(cohort, coordinator)
    client.force_login(member)

    edit = reverse("circles:edit", args=[date.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, answers(seen="9")).status_code == 409
    assert client.post(edit, answers(seen="0")).status_code == 302
    assert client.get(reverse("circles:calendar", args=[date.pk])).status_code == 200
    off = client.post(reverse("circles:off", args=[date.pk]), {"seen": "0"}, follow=True)
    assert "since you opened the page" in off.content.decode()
    off = client.post(reverse("circles:off", args=[date.pk]), {"seen": "1"}, follow=True)
    assert "Called off" in off.content.decode()
    late = client.post(reverse("circles:answer", args=[date.pk]), {"comes": "yes"}, follow=True)
    assert "called off" in late.content.decode()
    assert (
        "METHOD:CANCEL" in client.get(reverse("circles:calendar", args=[date.pk])).content.decode()
    )


def test_a_date_is_called_off_only_after_its_consequence_was_opened(client, cohort, coordinator):
    date = planned(cohort, coordinator)
    client.force_login(coordinator)

    page = client.get(page_of(cohort)).text

    form = page[page.index(reverse("circles:off", args=[date.pk])) :]
    assert form.index("Call this date off</summary>") < form.index("It cannot be taken back.")
    assert form.index("It cannot be taken back.") < form.index("Yes, call it off for everybody")


def test_whoever_left_reads_no_dates_and_may_come_back(client, cohort, coordinator, member):
    planned(cohort, coordinator)
    leave_circle(cohort, "mentor", by=member, at=timezone.now())
    client.force_login(member)

    page = client.get(page_of(cohort))
    assert "You have left this circle." in page.content.decode()
    assert page.context["ahead"] == []
    back = client.post(page_of(cohort, name="belong"), {"belong": "yes"}, follow=True)
    assert "Welcome back" in back.content.decode()
    gone = client.post(page_of(cohort, name="belong"), {"belong": "no"}, follow=True)
    assert "No mail is sent" in gone.content.decode()


def test_coordinator_names_a_host_from_the_list(client, cohort, coordinator, member):
    client.force_login(coordinator)

    kept = client.post(page_of(cohort, name="host"), {"host": member.pk}, follow=True)
    assert f"{member.name} is the host" in kept.content.decode()
    wrong = client.post(page_of(cohort, name="host"), {"host": "0"}, follow=True)
    assert "from the list" in wrong.content.decode()
    client.force_login(member)
    assert client.post(page_of(cohort, name="host"), {"host": ""}).status_code == 404


def test_the_page_of_a_pair_leads_each_to_their_own_circle(client, cohort):
    pair = PairFactory(cohort=cohort, state="active")
    for person, role in ((pair.mentor, "mentors"), (pair.mentee, "mentees")):
        client.force_login(person)
        page = client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()
        assert page_of(cohort, role) in page


@pytest.mark.parametrize("role", ["mentees", "others"])
def test_nobody_opens_a_circle_that_is_not_theirs(client, cohort, member, role):
    client.force_login(member)

    assert client.get(page_of(cohort, role)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_same_queries_for_any_number_of_rows(
    client, cohort, coordinator, member, rows, django_assert_num_queries
):
    EnrolmentFactory.create_batch(rows, cohort=cohort)
    for n in range(min(rows, 12)):
        planned(cohort, coordinator, days=n + 1)
    for date in CircleDate.objects.all():
        date.invitations.update(comes=True)
    client.force_login(member)

    with django_assert_num_queries(12):
        assert client.get(page_of(cohort)).status_code == 200
