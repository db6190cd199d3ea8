"""Work in the background: done once, repeated after a death, told of a stop."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db.utils import OperationalError
from django_tasks import task

from tests.factories import MONDAY_NINE
from upside.kernel import jobs
from upside.kernel.jobs import LEASE, MOST_ATTEMPTS, JobStopped, do_next_job, stop_job, tell
from upside.kernel.models import Job

pytestmark = pytest.mark.django_db

DONE = []
LATER = MONDAY_NINE + LEASE + timedelta(seconds=1)


@task()
def note(what):
    DONE.append(what)


@task()
def fail():
    raise OSError("the disk of Camille is full")


@task()
def count(steps):
    for step in steps:
        tell(step, 0.25)
        DONE.append(Job.objects.get().step)


@task()
def finish():
    tell("keep", 1.0)
    DONE.append("finished")


@task()
def be_stopped():
    stop_job(Job.objects.get().pk)
    tell("after", 0.5)
    DONE.append("never")


@task()
def wait_for_renewal():
    before = Job.objects.get().lease_until
    while Job.objects.get().lease_until == before:
        time.sleep(0.01)


@task(priority=-10)
def wait_behind(what):
    DONE.append(what)


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()


def queue(work, *args, at=MONDAY_NINE):
    return Job.objects.get(pk=work.using(run_after=at).enqueue(*args).id)


def do(at=MONDAY_NINE, worker="one", **how):
    return do_next_job(lambda: at, worker=worker, **how)


def test_a_job_of_a_higher_rank_does_not_wait_behind_older_ones():
    for what in ("first", "second"):
        queue(wait_behind, what, at=MONDAY_NINE - timedelta(minutes=1))
    queue(note, "round")

    assert jobs.n_waiting(wait_behind) == 2
    assert [do(), do(), do()] == [True] * 3
    assert DONE == ["round", "first", "second"]


def test_job_is_done_once_and_its_row_goes():
    queue(note, "tea")

    assert [do(), do()] == [True, False]
    assert DONE == ["tea"]
    assert not Job.objects.exists()


def test_oldest_job_comes_first_and_none_before_it_is_due():
    queue(note, "second", at=MONDAY_NINE)
    queue(note, "first", at=MONDAY_NINE - timedelta(hours=1))
    queue(note, "tomorrow", at=MONDAY_NINE + timedelta(days=1))

    while do():
        pass

    assert DONE == ["first", "second"]


def test_job_without_a_time_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="run_after"):
        note.enqueue("tea")


def test_job_that_fails_is_tried_again_later_and_in_the_end_stays_failed(caplog):
    job = queue(fail)
    for _n in range(MOST_ATTEMPTS):
        assert not do(at=Job.objects.get().due_at - timedelta(seconds=1))
        assert do(at=Job.objects.get().due_at)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, MOST_ATTEMPTS)
    assert job.last_error == "OSError", "what an error says may tell of people"
    assert not do(at=LATER + timedelta(days=1))


def test_job_of_a_worker_that_died_is_done_by_another_once_its_lease_is_over():
    job = queue(note, "tea")
    jobs._claim(MONDAY_NINE, "dead")

    assert not do(at=MONDAY_NINE + LEASE)
    assert do(at=LATER)
    assert DONE == ["tea"]
    assert not Job.objects.filter(pk=job.pk).exists()


def test_job_that_another_worker_took_up_meanwhile_is_left_to_it():
    queue(note, "tea", at=MONDAY_NINE + timedelta(days=1))  # as if it were taken: not due
    Job.objects.update(state=Job.State.RUNNING, lease_until=MONDAY_NINE)

    assert not do(at=LATER)
    assert DONE == []


def test_job_that_killed_each_of_its_workers_is_given_up(caplog):
    job = queue(note, "poison")
    at = MONDAY_NINE
    for _n in range(MOST_ATTEMPTS):
        jobs._claim(at, "dead")
        at += LEASE + timedelta(seconds=1)

    assert do(at=at)

    job.refresh_from_db()
    assert (job.state, job.last_error) == (Job.State.FAILED, "WorkerKilled")
    assert DONE == []


def test_row_tells_how_far_the_job_is():
    queue(count, ["read", "read", "solve"])

    do()

    assert DONE == ["read", "read", "solve"]


def test_telling_outside_the_worker_says_nothing_of_a_job(django_assert_num_queries):
    queue(note, "tea")

    with django_assert_num_queries(0):
        tell("read", 0.5)


def test_job_goes_on_where_it_cannot_write_down_how_far_it_is(monkeypatch, caplog):
    queue(count, ["read"])

    def locked(_hold, **values):
        if "step" in values:
            raise OperationalError("database is locked")
        return True

    monkeypatch.setattr(jobs._Hold, "update", locked)

    assert do()
    assert DONE == [""]
    assert "was not written down" in caplog.text


def test_job_that_is_done_is_not_given_up_because_its_worker_ends():
    queue(finish)
    ending = threading.Event()
    ending.set()

    assert do(ending=ending)
    assert DONE == ["finished"]


def test_worker_that_ends_gives_back_what_it_could_not_finish():
    job = queue(note, "tea")
    jobs._claim(MONDAY_NINE, "ending")

    jobs.give_back("ending")

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.READY, 0)


def test_stopped_job_ends_where_it_tells_how_far_it_is():
    queue(be_stopped)

    assert do()
    assert DONE == []
    assert not Job.objects.exists()


def test_job_of_a_worker_that_ends_goes_back_into_the_queue():
    job = queue(count, ["read"])
    ending = threading.Event()
    ending.set()

    assert do(ending=ending)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.READY, 0)


def test_worker_that_lost_its_job_to_another_hears_of_it():
    job = queue(note, "tea")
    hold = jobs._Hold(jobs._claim(MONDAY_NINE, "slow"), lambda: MONDAY_NINE, threading.Event())
    jobs._claim(LATER, "quick")
    mark = jobs._held.set(hold)

    with pytest.raises(JobStopped):
        tell("solve", 0.5)
    jobs._held.reset(mark)

    job.refresh_from_db()
    assert job.worker == "quick"


def test_error_while_renewing_is_tried_again(monkeypatch, caplog):
    hold = jobs._Hold(queue(note, "tea"), lambda: MONDAY_NINE, threading.Event())
    answers = iter([OSError("locked"), False])

    def update(_hold, **_values):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(jobs._Hold, "update", update)
    monkeypatch.setattr(jobs, "RENEWED_EVERY", 0.001)
    monkeypatch.setattr(jobs.connection, "close", lambda: None)

    hold.renew()

    assert "was not renewed" in caplog.text
    assert next(answers, None) is None


@pytest.mark.django_db(transaction=True)
def test_lease_is_renewed_as_long_as_the_job_is_at_work(monkeypatch):
    monkeypatch.setattr(jobs, "RENEWED_EVERY", 0.01)
    queue(wait_for_renewal)
    times = (MONDAY_NINE + timedelta(seconds=n) for n in range(10_000))

    assert do_next_job(lambda: next(times), worker="one")


@pytest.mark.django_db(transaction=True)
def test_job_survives_a_kill_of_its_worker(tmp_path, settings):
    queue(note, "tea")
    program = (
        "import django; django.setup()\n"
        "import time\n"
        "from datetime import datetime\n"
        "from upside.kernel import jobs\n"
        "def endless(*_args): print('begun', flush=True); time.sleep(60)\n"
        "jobs.import_string = lambda _path: type('Endless', (), {'call': staticmethod(endless)})\n"
        f"jobs.do_next_job(lambda: datetime.fromisoformat({MONDAY_NINE.isoformat()!r}), worker='x')"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "upside.config.settings",
        "UPSIDE_DATA_DIR": str(tmp_path),
        "UPSIDE_DATABASE_URL": f"sqlite:///{settings.DATABASES['default']['NAME']}",
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout.readline() == "begun\n"
    worker.kill()
    worker.wait()

    assert Job.objects.get().state == Job.State.RUNNING
    assert do(at=LATER)
    assert DONE == ["tea"]
