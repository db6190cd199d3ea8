"""Large HR files in the worker: all in or nothing, whatever happens on the way."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.world import checked_import
from upside.kernel import jobs
from upside.kernel.models import AuditEntry, Job
from upside.people import actions
from upside.people.actions import (
    ImportIsOver,
    ImportMovedOn,
    ImportUnderWay,
    drop_import,
    read_progress,
    stop_import,
)
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.models import PeopleImport, Person
from upside.programmes.actions import large_files, start_import

pytestmark = pytest.mark.django_db
State = PeopleImport.State
KEEP = Choices(leavers="keep")
WHOLE = "id;name;email\nN1;Nadia Nord;nadia@aubrac.example\nN2;Noé Noir;noe@aubrac.example\n"


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(actions, "LARGE", 1)
    monkeypatch.setattr("upside.people.imports.checking.TOLD_EVERY", 1)
    settings.MEDIA_ROOT = tmp_path


def begun(coordinator, staff=WHOLE, choices=KEEP):
    import_ = checked_import(coordinator, staff)
    return start_import(import_, choices, revision=1, by=coordinator, at=timezone.now())


def work(**said):
    return jobs.do_next_job(timezone.now, worker="one", **said)


def test_a_large_file_is_handed_over_and_the_worker_takes_it_in(coordinator):
    import_ = begun(coordinator)
    assert (import_.state, Person.objects.filter(external_id="N1").count()) == (State.RUNNING, 0)

    assert work()

    import_.refresh_from_db()
    assert (import_.state, import_.job, import_.outcome["created"]) == (State.APPLIED, None, 2)
    assert not Job.objects.exists()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["people.begun", "people.imported"]


def test_a_small_file_is_imported_at_once(coordinator, monkeypatch):
    monkeypatch.setattr(actions, "LARGE", 2)

    assert begun(coordinator).state == State.APPLIED


def test_two_clicks_are_one_import(coordinator):
    import_ = begun(coordinator)

    again = start_import(import_, KEEP, revision=1, by=coordinator, at=timezone.now())

    assert (again.job_id, Job.objects.count()) == (import_.job_id, 1)


def test_a_click_after_the_end_changes_nothing(coordinator):
    import_ = begun(coordinator)
    work()

    again = start_import(import_, KEEP, revision=1, by=coordinator, at=timezone.now())

    assert (again.state, Job.objects.count()) == (State.APPLIED, 0)


def test_another_revision_than_the_one_shown_is_refused(coordinator):
    import_ = checked_import(coordinator, WHOLE)

    with pytest.raises(ImportMovedOn):
        start_import(import_, KEEP, revision=7, by=coordinator, at=timezone.now())


def test_how_far_it_is_can_be_read_while_it_is_written(coordinator, monkeypatch):
    import_, seen = begun(coordinator), []
    written = actions.write_progress

    def noted(import_, step, n_lines):
        written(import_, step, n_lines)
        seen.append(read_progress(import_))

    monkeypatch.setattr(actions, "write_progress", noted)
    assert read_progress(import_) == {}
    work()

    assert seen == [
        {"step": "check", "n_lines": 1},
        {"step": "write", "n_lines": 2},
        {"step": "settle", "n_lines": 2},
    ]


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_does_all(
    coordinator, monkeypatch
):
    import_ = begun(coordinator)

    class Killed(BaseException):
        pass

    def killed(**_said):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(large_files, "refresh_all", killed)
        with pytest.raises(Killed):
            work()
    assert not Person.objects.filter(external_id="N1").exists()

    later = timezone.now() + timedelta(minutes=5)
    assert jobs.do_next_job(lambda: later, worker="two")
    import_.refresh_from_db()
    assert (import_.state, Person.objects.filter(external_id="N1").count()) == (State.APPLIED, 1)


def test_a_job_done_twice_imports_once(coordinator):
    import_ = begun(coordinator)
    work()
    large_files.take_in_large_file.call(import_.pk, timezone.now().isoformat())

    assert AuditEntry.objects.filter(verb="people.imported").count() == 1


def test_an_import_that_was_stopped_before_it_wrote_is_not_written(coordinator):
    import_ = begun(coordinator)
    prepared = actions.prepare_import(import_, at=timezone.now())
    stop_import(import_, by=coordinator, at=timezone.now())

    large_files._taken_in(import_, prepared, at=timezone.now())

    import_.refresh_from_db()
    assert (import_.state, Job.objects.count()) == (State.CHECKED, 0)
    assert not Person.objects.filter(external_id="N1").exists()


def test_stopping_twice_is_stopping_once_and_the_file_can_be_imported_later(coordinator):
    import_ = begun(coordinator)
    for _each in range(2):
        import_ = stop_import(import_, by=coordinator, at=timezone.now())

    start_import(import_, KEEP, revision=1, by=coordinator, at=timezone.now())
    work()

    assert AuditEntry.objects.filter(verb="people.stopped").count() == 1
    assert Person.objects.filter(external_id="N1").exists()


def test_what_was_written_meanwhile_cannot_be_stopped(coordinator):
    import_ = begun(coordinator)
    work()

    with pytest.raises(ImportIsOver, match="imported meanwhile"):
        stop_import(import_, by=coordinator, at=timezone.now())


def test_what_only_the_worker_finds_out_puts_the_file_back_to_its_check(coordinator):
    import_ = begun(coordinator, staff=WHOLE + "N1;Twice;\n")

    work()

    import_.refresh_from_db()
    assert (import_.state, Job.objects.count()) == (State.CHECKED, 0)
    assert import_.outcome["refusal"].startswith("2 lines are faulty, so nothing was imported.")
    actions.give_up_import(import_, "again", at=timezone.now())
    import_.refresh_from_db()
    assert import_.outcome["refusal"] != "again"


def test_a_worker_that_ends_gives_the_file_back(coordinator):
    import_, ending = begun(coordinator), threading.Event()
    ending.set()

    work(ending=ending)

    import_.refresh_from_db()
    assert (import_.state, Job.objects.get().state) == (State.RUNNING, Job.State.READY)


def test_one_that_the_worker_gave_up_can_be_begun_again(coordinator):
    import_ = begun(coordinator)
    Job.objects.update(state=Job.State.FAILED)
    import_ = PeopleImport.objects.get(pk=import_.pk)
    assert import_.is_lost

    again = start_import(import_, KEEP, revision=1, by=coordinator, at=timezone.now())

    assert again.job_id != import_.job_id
    assert stop_import(again, by=coordinator, at=timezone.now()).state == State.CHECKED


def test_a_lost_job_can_be_left_behind(coordinator):
    import_ = begun(coordinator)
    Job.objects.all().delete()

    assert stop_import(import_, by=coordinator, at=timezone.now()).state == State.CHECKED


def test_a_file_that_is_under_way_is_neither_dropped_nor_checked_anew(coordinator):
    import_ = begun(coordinator)

    with pytest.raises(ImportUnderWay):
        drop_import(import_, by=coordinator, at=timezone.now())
    with pytest.raises(ImportUnderWay):
        actions.check_import(import_, Mapping(), KEEP, by=coordinator, at=timezone.now())


def test_people_who_changed_meanwhile_are_looked_at_again(coordinator):
    import_ = begun(coordinator)
    prepared = actions.prepare_import(import_, at=timezone.now())
    Person.objects.create(external_id="X", email="noe@aubrac.example")

    with pytest.raises(actions.FaultyLines):
        actions.finish_import(import_, prepared, at=timezone.now())
