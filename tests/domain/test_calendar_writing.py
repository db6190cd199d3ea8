"""Sessions are written into a calendar of a real server, Radicale, moved there and taken out."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.calendar_server import PASSWORD, USER, radicale
from tests.factories import MONDAY_NINE, PairFactory, PersonFactory
from upside.calendars import actions
from upside.calendars.actions import bringing
from upside.calendars.actions import writing as writing_module
from upside.calendars.caldav_writing import place_of
from upside.calendars.models import BusySpan, ConnectedCalendar, Writing, WrittenEntry
from upside.calendars.queries import calendars_of, places_to_write
from upside.kernel.models import AuditEntry, Job
from upside.pairs.models import Pair
from upside.sessions.actions import book_session, cancel_session, move_session
from upside.sessions.calendar import calendar_text

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def server(running, settings):
    settings.CALENDAR_HOSTS = frozenset({"127.0.0.1"})
    for name in ("office", "home"):
        running.send("DELETE", f"/{USER}/{name}/")
        running.make(name)
    return running


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE)


@pytest.fixture
def session(pair):
    return book_session(pair, starts_at=THURSDAY, by=pair.mentor, at=MONDAY_NINE)


@pytest.fixture
def connected(server, pair):
    """The account of the mentee, read once, whose calendar “office” is written."""
    found = actions.connect_account(
        pair.mentee, address=server.address, user=USER, password=PASSWORD, at=MONDAY_NINE
    )
    actions.read_calendar.call(found.pk)
    found.refresh_from_db()
    choose(found, "office")
    return found


def choose(calendar, name):
    [place] = [
        key for key, (_at, found) in places_to_write(calendar).items() if found == f"{USER}/{name}"
    ]
    return actions.write_into(calendar, place=place, by=calendar.person, at=MONDAY_NINE)


def work(calendar):
    actions.write_calendar.call(Writing.objects.get(calendar=calendar).pk)
    return Writing.objects.filter(calendar=calendar).first()


def stands(server, name="office"):
    """Return the dates that stand in a calendar of the server, by id."""
    status, text = server.send("GET", f"/{USER}/{name}/")
    assert status == 200, text
    return {str(event["UID"]): event for event in Calendar.from_ical(text).walk("VEVENT")}


def path_of(session, name="office"):
    return place_of(f"/{USER}/{name}/", session.uid)


def test_a_session_is_written_moved_and_taken_out(server, connected, session):
    work(connected)
    event = stands(server)[session.uid]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (THURSDAY, 0)
    assert not event.get("ATTENDEE")
    assert not event.get("ORGANIZER")

    session = move_session(session, starts_at=FRIDAY, by=session.pair.mentor, at=MONDAY_NINE)
    work(connected)
    event = stands(server)[session.uid]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (FRIDAY, 1)

    cancel_session(session, by=session.pair.mentor, at=MONDAY_NINE)
    done = work(connected)
    assert stands(server) == {}
    assert (done.fault, done.is_asked, done.done_at) == ("", False, MONDAY_NINE)
    assert not WrittenEntry.objects.exists()


def test_what_is_written_has_the_identity_of_the_invitation(server, connected, session):
    work(connected)
    invited = Calendar.from_ical(calendar_text(session)).walk("VEVENT")[0]

    written = stands(server)[session.uid]

    for name in ("UID", "SEQUENCE", "DTSTAMP", "SUMMARY"):
        assert written[name] == invited[name]
    assert "METHOD" not in server.send("GET", path_of(session))[1]


def test_what_stands_there_already_is_not_asked_for_again(connected, session, monkeypatch):
    work(connected)
    monkeypatch.setattr(bringing, "write_entry", None)
    monkeypatch.setattr(bringing, "remove_entry", None)

    assert work(connected).fault == ""


def test_own_sessions_in_the_calendar_are_not_busy_time(connected, session):
    work(connected)
    actions.read_calendar.call(connected.pk)

    assert not BusySpan.objects.exists()
    moved = move_session(
        session, starts_at=THURSDAY + HOUR / 2, by=session.pair.mentee, at=MONDAY_NINE
    )
    assert moved.sequence == 1


def test_a_change_makes_it_due_and_the_worker_queues_it_once(connected, session):
    Writing.objects.update(due_at=MONDAY_NINE + 9 * HOUR)
    at = MONDAY_NINE + HOUR
    assert actions.queue_due_writings(at=at) == 0

    move_session(session, starts_at=FRIDAY, by=session.pair.mentor, at=at)

    assert actions.queue_due_writings(at=at) == 1
    assert actions.queue_due_writings(at=at) == 0
    assert Job.objects.filter(task__endswith="write_calendar").count() == 1
    # a job that is lost, and no more than may wait
    assert actions.queue_due_writings(at=at + writing_module.LOST_AFTER) == 1


def test_no_more_are_queued_than_may_wait(connected, monkeypatch):
    monkeypatch.setattr(writing_module, "MOST_WAITING", 0)

    assert actions.queue_due_writings(at=MONDAY_NINE) == 0


def test_a_change_during_the_writing_is_written_next(connected, session, monkeypatch):
    later = MONDAY_NINE + HOUR

    def write(*_args):
        actions.write_soon([connected.person], at=later)
        return "etag"

    monkeypatch.setattr(bringing, "write_entry", write)

    assert work(connected).due_at == later


def test_many_dates_are_written_some_at_a_time(server, connected, session, monkeypatch):
    other = book_session(session.pair, starts_at=FRIDAY, by=session.pair.mentor, at=MONDAY_NINE)
    monkeypatch.setattr(bringing, "MOST_AT_ONCE", 1)

    assert work(connected).due_at == MONDAY_NINE  # at once again
    assert stands(server).keys() == {session.uid}
    work(connected)
    assert stands(server).keys() == {session.uid, other.uid}
    actions.stop_writing(connected, by=connected.person, at=MONDAY_NINE)
    assert work(connected) is not None
    assert work(connected) is None
    assert stands(server) == {}


def test_a_worker_killed_after_writing_does_no_harm(server, connected, session, monkeypatch):
    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(WrittenEntry.objects, "update_or_create", killed)
        with pytest.raises(KeyboardInterrupt):
            work(connected)
    work(connected)  # new, but there already
    move_session(session, starts_at=FRIDAY, by=session.pair.mentor, at=MONDAY_NINE)
    with monkeypatch.context() as patch:
        patch.setattr(WrittenEntry.objects, "update_or_create", killed)
        with pytest.raises(KeyboardInterrupt):
            work(connected)

    work(connected)  # known by an older name of its version

    assert stands(server)[session.uid]["SEQUENCE"] == 1
    server.send("DELETE", path_of(session))  # as a worker that is killed before it notes it
    actions.stop_writing(connected, by=connected.person, at=MONDAY_NINE)
    assert work(connected) is None


def test_what_its_owner_deleted_stays_away_until_the_session_moves(server, connected, session):
    work(connected)
    server.send("DELETE", path_of(session))

    work(connected)
    assert stands(server) == {}

    move_session(session, starts_at=FRIDAY, by=session.pair.mentor, at=MONDAY_NINE)
    work(connected)
    assert stands(server)[session.uid].decoded("DTSTART") == FRIDAY


def test_what_its_owner_changed_stays_until_the_session_moves(server, connected, session):
    work(connected)
    text = server.send("GET", path_of(session))[1]
    server.send("PUT", path_of(session), text.replace("SUMMARY:", "SUMMARY:Mine "))

    work(connected)
    assert "Mine" in stands(server)[session.uid]["SUMMARY"]

    move_session(session, starts_at=FRIDAY, by=session.pair.mentor, at=MONDAY_NINE)
    work(connected)
    assert "Mine" not in stands(server)[session.uid]["SUMMARY"]


def test_an_invitation_that_is_there_first_is_left_to_mail(server, connected, session):
    there = calendar_text(session).replace("METHOD:REQUEST\r\n", "")
    assert server.send("PUT", f"/{USER}/office/by-mail.ics", there)[0] == 201

    assert work(connected).fault == ""

    assert WrittenEntry.objects.get().is_theirs
    cancel_session(session, by=session.pair.mentor, at=MONDAY_NINE)
    work(connected)
    assert stands(server).keys() == {session.uid}  # its mail program takes it out


def test_another_calendar_of_the_account_takes_them_over(server, connected, session):
    work(connected)

    choose(connected, "home")
    work(connected)

    assert stands(server) == {}
    assert stands(server, "home").keys() == {session.uid}


def test_what_has_begun_stays_when_writing_ends(server, connected, session, monkeypatch):
    work(connected)
    monkeypatch.setattr(writing_module.jobs, "moment", lambda _at: THURSDAY)
    actions.stop_writing(connected, by=connected.person, at=THURSDAY)
    actions.stop_writing(connected, by=connected.person, at=THURSDAY)

    assert work(connected) is None
    assert stands(server).keys() == {session.uid}
    assert AuditEntry.objects.filter(verb="calendar.not_written_into").count() == 1


def test_removing_the_account_takes_out_what_was_written_and_then_forgets_it(
    server, connected, session
):
    work(connected)
    BusySpan.objects.create(calendar=connected, starts_at=THURSDAY, ends_at=FRIDAY)

    actions.disconnect_calendar(connected, by=connected.person, at=MONDAY_NINE)

    assert not calendars_of(connected.person).exists()
    assert not BusySpan.objects.exists()
    actions.read_calendar.call(connected.pk)
    assert ConnectedCalendar.objects.get().tried_at == MONDAY_NINE
    assert actions.queue_due_calendars(at=MONDAY_NINE + 99 * HOUR) == 0
    work(connected)
    assert stands(server) == {}
    assert not ConnectedCalendar.objects.exists()


def test_removing_an_account_into_which_nothing_was_written_forgets_it_at_once(connected):
    actions.disconnect_calendar(connected, by=connected.person, at=MONDAY_NINE)

    assert not ConnectedCalendar.objects.exists()


def test_an_account_that_is_connected_again_meanwhile_stays(server, connected, session):
    work(connected)
    actions.disconnect_calendar(connected, by=connected.person, at=MONDAY_NINE)
    again = actions.connect_account(
        connected.person, address=server.address, user=USER, password=PASSWORD, at=MONDAY_NINE
    )

    assert again == connected
    assert work(connected) is None
    assert stands(server) == {}
    assert calendars_of(connected.person).get() == connected


def test_a_wrong_password_is_told_and_tried_less_and_less_often(connected, session):
    ConnectedCalendar.objects.update(password="other")

    waits = []
    for _turn in range(8):
        found = work(connected)
        waits.append((found.due_at - MONDAY_NINE) / timedelta(minutes=1))

    assert found.fault == "no_login"
    assert waits == [1, 5, 25, 125, 625, 720, 720, 720]
    ConnectedCalendar.objects.update(password=PASSWORD)
    assert work(connected).fault == ""


def test_a_calendar_that_may_only_be_read_is_not_offered_and_told_where_it_becomes_so(
    tmp_path, settings, pair, session
):
    settings.CALENDAR_HOSTS = frozenset({"127.0.0.1"})
    rights = tmp_path / "rights"
    rights.write_text(RIGHTS)
    shared = tmp_path / "data" / "collection-root" / USER / "shared"
    shared.mkdir(parents=True)
    (shared / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    with radicale(tmp_path, "--rights-type", "from_file", "--rights-file", str(rights)) as server:
        server.make("office")
        found = actions.connect_account(
            pair.mentee, address=server.address, user=USER, password=PASSWORD, at=MONDAY_NINE
        )
        actions.read_calendar.call(found.pk)
        found.refresh_from_db()

        assert [name for _at, name in places_to_write(found).values()] == [f"{USER}/office"]
        chosen = choose(found, "office")
        chosen.address = chosen.address.replace("office", "shared")
        chosen.save()
        assert work(found).fault == "read_only"


RIGHTS = """[root]
user: .+
collection:
permissions: R

[account]
user: .+
collection: {user}
permissions: RW

[shared]
user: .+
collection: {user}/shared
permissions: r

[calendars]
user: .+
collection: {user}/[^/]+
permissions: rw
"""


def test_a_calendar_that_was_deleted_is_told(server, connected, session):
    server.send("DELETE", f"/{USER}/office/")

    assert work(connected).fault == "calendar_gone"
    with pytest.raises(actions.NotInTheAccount, match="any more"):
        actions.write_into(connected, place="nothing", by=connected.person, at=MONDAY_NINE)


def test_a_server_that_is_gone_is_told_and_given_up_once_writing_has_ended(
    connected, session, caplog
):
    work(connected)
    gone = "http://127.0.0.1:9/office/"
    WrittenEntry.objects.update(place=place_of(gone, session.uid))
    ConnectedCalendar.objects.update(address=gone)
    assert work(connected).fault == "no_answer"

    actions.disconnect_calendar(
        ConnectedCalendar.objects.get(), by=connected.person, at=MONDAY_NINE
    )
    for _turn in range(writing_module.MOST_FAILURES):
        assert ConnectedCalendar.objects.exists()
        work(connected)
    assert not ConnectedCalendar.objects.exists()
    assert PASSWORD not in caplog.text


def test_whatever_goes_wrong_is_told(connected, session, monkeypatch):
    def broken(*_args):
        raise RuntimeError("of the server")

    monkeypatch.setattr(bringing, "write_entry", broken)

    assert work(connected).fault == "no_answer"
    actions.write_calendar.call(0)  # a calendar that is gone


def test_who_has_no_calendar_written_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.write_soon([PersonFactory.build(pk=9)], at=MONDAY_NINE)
