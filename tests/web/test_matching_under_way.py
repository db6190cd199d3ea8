"""The page of a large round until it has pairs, or will never have any."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import RoundFactory, ready_mentee, ready_mentor
from upside.kernel.jobs import do_next_job
from upside.kernel.models import Job
from upside.matching.actions import running as module
from upside.matching.models import Round
from upside.web.matching import pages

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def under_way(signed_in, cohort, monkeypatch):
    """Ask for a large round on the page."""
    monkeypatch.setattr(module, "AT_ONCE", -1)
    ready_mentee(cohort)
    ready_mentor(cohort)
    answer = signed_in.post(reverse("matching:run", args=[cohort.pk]))
    found = Round.objects.get()
    assert answer.url == address(found)
    return found


def address(found):
    return reverse("matching:round", args=[found.pk])


def test_page_says_that_the_round_waits_and_asks_again_each_second(signed_in, under_way):
    page = signed_in.get(address(under_way)).content.decode()

    assert "Waiting for the worker" in page
    assert 'hx-trigger="every 1s"' in page
    assert f'href="{address(under_way)}"' in page, "without a script, a link does it"


def test_page_tells_how_far_the_round_is(signed_in, under_way):
    Job.objects.update(state=Job.State.RUNNING, step="certify", percent=74)

    fragment = signed_in.get(address(under_way), headers=HTMX).content.decode()

    assert "Proving that no plan is better" in fragment
    assert 'value="74"' in fragment
    assert "<html" not in fragment


def test_round_that_nobody_takes_up_says_whom_to_ask(signed_in, under_way):
    late = under_way.run_at + timedelta(minutes=1)
    assert pages.under_way_page(under_way, at=late)["is_late"]
    assert not pages.under_way_page(under_way, at=under_way.run_at)["is_late"]

    Job.objects.update(due_at=under_way.run_at - timedelta(hours=1))

    assert "Nothing has taken it up yet." in signed_in.get(address(under_way)).content.decode()


def test_round_whose_worker_died_waits_again(under_way):
    Job.objects.update(state=Job.State.RUNNING, step="solve", lease_until=under_way.run_at)
    under_way.refresh_from_db()
    later = under_way.run_at + timedelta(seconds=5)

    assert pages.under_way_page(under_way, at=later)["is_waiting"]
    assert not pages.under_way_page(under_way, at=under_way.run_at)["is_waiting"]


def test_waiting_page_is_loaded_anew_once_the_round_is_there(signed_in, under_way):
    do_next_job(lambda: under_way.run_at, worker="one")

    answer = signed_in.get(address(under_way), headers=HTMX)

    assert answer.headers["HX-Refresh"] == "true"
    assert "1 pair out of 1 mentee" in signed_in.get(address(under_way)).content.decode()


def test_list_of_rounds_leads_to_the_one_under_way_instead_of_another_run(
    signed_in, under_way, cohort
):
    page = signed_in.get(reverse("matching:rounds", args=[cohort.pk])).content.decode()

    assert "Round 1 is under way." in page
    assert reverse("matching:run", args=[cohort.pk]) not in page


def test_round_under_way_can_be_stopped(signed_in, under_way):
    signed_in.post(reverse("matching:stop", args=[under_way.pk]))

    assert "dropped before it was computed" in signed_in.get(address(under_way)).content.decode()
    assert not Job.objects.exists()


def test_refusal_of_the_engine_stands_on_the_page(signed_in, cohort):
    failed = RoundFactory(
        cohort=cohort,
        state=Round.State.FAILED,
        inputs_sha256="",
        outcome={"refusal": "The engine cannot solve this round: too many."},
    )

    page = signed_in.get(address(failed)).content.decode()

    assert "This round could not be computed." in page
    assert "too many" in page


def test_round_that_was_given_up_says_what_to_do(signed_in, under_way, coordinator):
    Job.objects.update(state=Job.State.FAILED)

    page = signed_in.get(address(under_way)).content.decode()

    assert "The worker tried three times and gave up." in page
    assert 'hx-trigger="every 1s"' not in page
    assert signed_in.get(address(under_way), headers=HTMX).headers["HX-Refresh"] == "true"


def test_click_on_stop_that_comes_too_late_leaves_the_draft(signed_in, under_way):
    do_next_job(lambda: under_way.run_at, worker="one")

    answer = signed_in.post(reverse("matching:stop", args=[under_way.pk]), follow=True)

    assert "computed meanwhile" in answer.content.decode()
    assert Round.objects.get().state == Round.State.DRAFT


def test_strangers_do_not_see_it(client, under_way, stranger):
    client.force_login(stranger)

    assert client.get(address(under_way), headers=HTMX).status_code == 404
    assert client.post(reverse("matching:stop", args=[under_way.pk])).status_code == 404
