"""Writing goes on where a server refuses single entries, fails for a while, or choices change."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tests.calendar_world import served
from tests.factories import MONDAY_NINE, PairFactory
from upside.calendars import actions
from upside.calendars.actions import bringing
from upside.calendars.actions import writing as writing_module
from upside.calendars.models import ConnectedCalendar, Writing, WrittenEntry
from upside.pairs.models import Pair
from upside.sessions.actions import book_session, cancel_session, move_session

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ONCE = b"<d:error xmlns:d='DAV:'><c:unique-scheduling-object-resource/></d:error>"


class Shelf(dict):
    """What was put on a server, by path; ``refuses`` are parts of paths and the status for them."""

    def __init__(self):
        super().__init__()
        self.refuses, self.asked, self.is_once = {}, [], False

    def answer(self, handler):
        path, method = handler.path, handler.command
        text = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.asked.append((method, path))
        status, body = self.done(method, path, text)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def done(self, method, path, text):
        for part, status in self.refuses.items():
            if method in {"PUT", "DELETE"} and part in path:
                return status, b""
        if method == "PROPFIND":
            return 207, b'<d:multistatus xmlns:d="DAV:"/>'
        if method == "DELETE":
            return (204, b"") if self.pop(path, None) else (404, b"")
        name = path.rpartition("/")[2]
        if self.is_once and any(name in one and one != path for one in self):
            return 403, ONCE
        self[path] = text
        return 201, b""


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def base(settings, shelf):
    settings.CALENDAR_HOSTS = frozenset({"127.0.0.1"})

    class Answers:
        def __getitem__(self, _path):
            return shelf.answer

    with served(Answers()) as (found, _seen):
        yield found


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE)


@pytest.fixture
def session(pair):
    return book(pair, THURSDAY)


@pytest.fixture
def writing(base, pair):
    """Of the mentee: dates go into the calendar “a”."""
    calendar = ConnectedCalendar.objects.create(
        person=pair.mentee,
        kind=ConnectedCalendar.Kind.CALDAV,
        label="x",
        address=f"{base}/",
        user="camille",
        password="rose",
        connected_at=MONDAY_NINE,
    )
    return Writing.objects.create(
        calendar=calendar, address=f"{base}/a/", label="a", due_at=MONDAY_NINE
    )


@pytest.fixture
def clock(monkeypatch):
    """Let the worker’s clock be set."""
    now = {"at": MONDAY_NINE}
    monkeypatch.setattr(writing_module.jobs, "moment", lambda _otherwise: now["at"])
    return now


def book(pair, starts_at):
    return book_session(pair, starts_at=starts_at, by=pair.mentor, at=MONDAY_NINE)


def work(writing):
    actions.write_calendar.call(writing.pk)
    return Writing.objects.filter(pk=writing.pk).first()


def choose(writing, name, *, at=MONDAY_NINE):
    base = writing.address.rpartition("/a/")[0] or writing.address.rpartition("/b/")[0]
    again = {"due_at": at, "fault": "", "n_failed": 0}
    for field, value in {"address": f"{base}/{name}/", "label": name, **again}.items():
        setattr(writing, field, value)
    writing.save()


def path(session, name="a"):
    return f"/{name}/{quote(session.uid, safe='')}.ics"


@pytest.mark.parametrize(
    ("status", "fault"), [(403, "read_only"), (409, "calendar_gone"), (500, "server")]
)
def test_one_entry_that_is_refused_holds_up_no_other(shelf, writing, session, status, fault):
    others = [book(session.pair, FRIDAY), book(session.pair, FRIDAY + 72 * HOUR)]
    shelf.refuses[path(session)] = status

    found = work(writing)

    assert set(shelf) == {path(one) for one in others}
    assert (found.fault, found.due_at) == (fault, MONDAY_NINE + MINUTE)
    assert work(writing).due_at == MONDAY_NINE + 5 * MINUTE
    shelf.refuses.clear()
    assert work(writing).fault == ""
    assert path(session) in shelf


def test_a_login_that_is_refused_is_tried_with_one_entry_only(shelf, writing, session):
    book(session.pair, FRIDAY)
    shelf.refuses["/a/"] = 401

    assert work(writing).fault == "no_login"
    assert len(shelf.asked) == 1


def test_entries_that_are_refused_leave_the_place_of_one_round_to_others(
    shelf, writing, session, monkeypatch
):
    monkeypatch.setattr(bringing, "MOST_AT_ONCE", 1)
    other = book(session.pair, FRIDAY)
    shelf.refuses[path(session)] = 403

    work(writing)

    assert set(shelf) == {path(other)}


def test_a_cancelled_date_that_cannot_be_taken_out_is_told(shelf, writing, session):
    work(writing)
    cancel_session(session, by=session.pair.mentor, at=MONDAY_NINE)
    shelf.refuses["/a/"] = 403

    assert work(writing).fault == "read_only"
    assert WrittenEntry.objects.exists()


def test_an_old_calendar_that_gives_nothing_back_does_not_hold_up_the_new_one(
    shelf, writing, session, clock
):
    work(writing)
    choose(writing, "b")
    shelf.refuses["/a/"] = 403

    found = work(writing)

    assert set(shelf) == {path(session), path(session, "b")}
    assert (found.fault, found.done_at, found.n_failed) == ("", MONDAY_NINE, 1)
    assert found.due_at == MONDAY_NINE + MINUTE  # taking out is tried again

    clock["at"] = MONDAY_NINE + bringing.LET_GO_AFTER - MINUTE
    assert work(writing).n_failed == 2
    assert WrittenEntry.objects.count() == 2
    clock["at"] += MINUTE
    assert work(writing).n_failed == 0
    assert "/b/" in WrittenEntry.objects.get().place


def test_what_the_old_calendar_gives_back_later_is_taken_out_then(shelf, writing, session, clock):
    work(writing)
    choose(writing, "b")
    shelf.refuses["/a/"] = 423
    work(writing)

    shelf.refuses.clear()
    clock["at"] += MINUTE
    found = work(writing)

    assert set(shelf) == {path(session, "b")}
    assert found.due_at == clock["at"] + writing_module.LOOKED_AT_EVERY


def test_a_server_that_is_down_is_not_a_calendar_that_refuses(shelf, writing, session, clock):
    work(writing)
    choose(writing, "b")
    shelf.refuses["/a/"] = 403
    work(writing)
    clock["at"] += 2 * bringing.LET_GO_AFTER
    shelf.refuses["/a/"] = 401

    assert work(writing).fault == "no_login"
    assert WrittenEntry.objects.count() == 2


def test_the_old_calendar_chosen_again_knows_what_stands_there(shelf, writing, session):
    work(writing)
    choose(writing, "b")
    shelf.refuses["/a/"] = 403
    work(writing)
    choose(writing, "a")
    shelf.refuses.clear()

    assert work(writing).fault == ""

    assert set(shelf) == {path(session)}
    assert WrittenEntry.objects.get().out_since is None


def test_a_server_that_holds_a_date_once_gets_it_from_the_old_calendar(shelf, writing, session):
    shelf.is_once = True
    work(writing)
    choose(writing, "b")

    assert work(writing).fault == ""

    assert set(shelf) == {path(session, "b")}
    assert not WrittenEntry.objects.get().is_theirs


def test_changes_of_dates_do_not_use_up_the_tries_of_taking_out(shelf, writing, session):
    work(writing)
    shelf.refuses["/a/"] = 503
    actions.stop_writing(writing.calendar, by=session.pair.mentee, at=MONDAY_NINE)
    due_at = work(writing).due_at

    for turn in range(writing_module.MOST_FAILURES):
        at = MONDAY_NINE + timedelta(seconds=turn)
        actions.write_soon([session.pair.mentee], at=at)
        assert actions.queue_due_writings(at=at) == 0

    assert Writing.objects.get().due_at == due_at


def test_a_slow_server_is_not_given_up_while_entries_come_out(writing, session, monkeypatch):
    for number in range(20):
        WrittenEntry.objects.create(
            writing=writing,
            uid=f"{number}",
            sequence=0,
            starts_at=THURSDAY,
            place=f"{writing.address}{number}.ics",
        )
    writing.is_ending = True
    writing.save()
    asked = []

    def slow(_account, place):
        asked.append(place)
        if len(asked) % 3 == 0:
            raise bringing.Unreadable("slow")

    monkeypatch.setattr(bringing, "remove_entry", slow)
    for _turn in range(9):
        assert work(writing).n_failed == 1

    assert work(writing) is None


def test_a_lost_job_is_queued_again_once(writing):
    Writing.objects.update(is_asked=True)
    late = MONDAY_NINE + 2 * HOUR
    minutes = [actions.queue_due_writings(at=late + turn * MINUTE) for turn in range(61)]

    assert minutes == [1, *[0] * 59, 1]


def test_a_mended_password_begins_to_write_at_once(base, writing):
    Writing.objects.update(fault="no_login", n_failed=6, due_at=MONDAY_NINE + 12 * HOUR)
    at = MONDAY_NINE + HOUR

    actions.connect_account(
        writing.calendar.person, address=f"{base}/", user="camille", password="new", at=at
    )

    found = Writing.objects.get()
    assert (found.fault, found.n_failed, found.due_at) == ("", 0, at)


@pytest.mark.parametrize(
    ("more", "is_due"),
    [({}, True), ({"is_ending": True}, False), ({"fault": ""}, False)],
)
def test_read_again_tries_to_write_again_where_that_failed(writing, more, is_due):
    later, at = MONDAY_NINE + 12 * HOUR, MONDAY_NINE + HOUR
    Writing.objects.update(**{"fault": "no_login", "due_at": later, **more})

    assert actions.ask_to_read(writing.calendar, at=at)

    assert Writing.objects.get().due_at == (at if is_due else later)


def test_an_account_removed_while_its_first_entry_is_written_gives_it_back(
    shelf, writing, session, monkeypatch
):
    assert actions.queue_due_writings(at=MONDAY_NINE) == 1
    put = bringing.write_entry

    def slow(*args):
        etag = put(*args)
        actions.disconnect_calendar(
            ConnectedCalendar.objects.get(), by=session.pair.mentee, at=MONDAY_NINE
        )
        return etag

    monkeypatch.setattr(bringing, "write_entry", slow)

    found = work(writing)
    assert (found.is_ending, found.due_at) == (True, MONDAY_NINE)
    assert set(shelf) == {path(session)}
    assert work(writing) is None
    assert not shelf
    assert not ConnectedCalendar.objects.exists()


def test_a_fault_of_the_calendar_before_is_not_told_of_the_new_one(writing, session, monkeypatch):
    later = MONDAY_NINE + MINUTE

    def refused(*_args):
        choose(Writing.objects.get(), "b", at=later)
        raise bringing.Unreadable("read_only")

    Writing.objects.update(is_asked=True)
    monkeypatch.setattr(bringing, "write_entry", refused)

    found = work(writing)
    assert (found.fault, found.n_failed, found.due_at) == ("", 0, later)
    assert not found.is_asked


def test_the_last_try_does_not_forget_an_account_that_was_given_anew(
    base, writing, session, monkeypatch
):
    work(writing)
    Writing.objects.update(is_ending=True, n_failed=writing_module.MOST_FAILURES - 1)

    def refused(*_args):
        actions.connect_account(
            session.pair.mentee,
            address=f"{base}/",
            user="camille",
            password="new",
            at=MONDAY_NINE + MINUTE,
        )
        raise bringing.Unreadable("no_login")

    monkeypatch.setattr(bringing, "remove_entry", refused)

    assert work(writing).n_failed == 0
    assert WrittenEntry.objects.exists()


def test_a_date_that_moves_is_written_before_others_are_taken_out(shelf, writing, session):
    gone = book(session.pair, FRIDAY)
    work(writing)
    cancel_session(gone, by=session.pair.mentor, at=MONDAY_NINE)
    move_session(session, starts_at=FRIDAY, by=session.pair.mentor, at=MONDAY_NINE)
    shelf.asked.clear()

    work(writing)

    assert shelf.asked[0] == ("PUT", path(session))
    assert shelf.asked[-1] == ("DELETE", path(gone))
