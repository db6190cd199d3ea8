"""The page of an import that the worker is at."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.world import checked_import
from upside.kernel import jobs
from upside.kernel.models import Job
from upside.people import actions
from upside.people.models import PeopleImport

pytestmark = pytest.mark.django_db
WHOLE = "id;name\nN1;Nadia Nord\nN2;Noé Noir\n"


@pytest.fixture
def member(client, coordinator, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(actions, "LARGE", 1)
    settings.MEDIA_ROOT = tmp_path
    client.force_login(coordinator)
    return client


@pytest.fixture
def import_(member, coordinator):
    checked = checked_import(coordinator, WHOLE)
    said = {"revision": 1, "lines": "all", "leavers": "keep"}
    answer = member.post(reverse("people:apply", args=[checked.pk]), said)
    assert answer.url == page(checked)
    return PeopleImport.objects.get(pk=checked.pk)


def page(import_, name="check"):
    return reverse(f"people:{name}", args=[import_.pk])


def text(answer):
    return answer.content.decode()


def test_a_large_import_waits_for_the_worker_and_can_be_left(member, import_):
    shown = text(member.get(page(import_)))

    assert "imported in the background" in shown
    assert "Waiting for the worker" in shown
    assert 'hx-trigger="every 1s"' in shown


def test_the_page_says_how_far_it_is(member, import_):
    now = timezone.now()
    Job.objects.update(state="running", lease_until=now + timezone.timedelta(seconds=20))
    actions.write_progress(import_, "write", 1)

    shown = text(member.get(page(import_), headers={"hx-request": "true"}))

    assert "People are written" in shown
    assert 'value="67"' in shown
    assert "2 of 2" in shown
    assert "<html" not in shown


def test_a_worker_that_does_not_come_is_told(member, import_):
    Job.objects.update(due_at=timezone.now() - timezone.timedelta(minutes=2))

    assert "whether “upside work” is running" in text(member.get(page(import_)))


def test_the_page_turns_into_the_result(member, import_):
    jobs.do_next_job(timezone.now, worker="one")

    asked = member.get(page(import_), headers={"hx-request": "true"})

    assert asked.headers["HX-Refresh"] == "true"
    assert "2 people are in." in text(member.get(page(import_)))


def test_the_mapping_of_a_file_under_way_leads_to_its_progress(member, import_):
    assert member.get(page(import_, "mapping")).url == page(import_)


def test_it_can_be_stopped(member, import_):
    shown = text(member.post(page(import_, "stop"), follow=True))

    assert "The import is stopped. Nothing of it was written." in shown
    assert "If you import now" in shown


def test_stopping_too_late_says_so(member, import_):
    jobs.do_next_job(timezone.now, worker="one")

    assert "imported meanwhile" in text(member.post(page(import_, "stop"), follow=True))


def test_one_that_was_given_up_says_that_nothing_was_written(member, import_):
    Job.objects.update(state="failed")

    assert "Nothing of the file was written." in text(member.get(page(import_)))
    asked = member.get(page(import_), headers={"hx-request": "true"})
    assert asked.headers["HX-Refresh"] == "true"


def test_a_refusal_of_the_worker_stands_on_the_check(member, import_):
    actions.give_up_import(import_, "Nobody agreed to that.", at=timezone.now())

    assert "Nobody agreed to that." in text(member.get(page(import_)))
