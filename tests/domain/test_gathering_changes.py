"""What becomes of a date of a group: moved, called off, held, left by one; calendars follow."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.factories import EnrolmentFactory
from tests.group_world import meeting_group
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.pairs.queries.groups import shared_group
from upside.sessions.actions import (
    DateNotFree,
    MovedBefore,
    NotTheirs,
    Said,
    SettledBefore,
    answer_session,
    book_gatherings,
    book_session,
    cancel_session,
    dissolve_group,
    hold_session,
    leave_pair,
    miss_session,
    move_session,
    part_from_group,
    part_from_leavers,
    pause_pair,
    resume_pair,
)
from upside.sessions.actions.inbox import take_answer
from upside.sessions.after_pause import dates_of_pause
from upside.sessions.feed import feed_text
from upside.sessions.gatherings import once_for
from upside.sessions.models import Gathering, Session, SessionReply
from upside.sessions.queries import sessions_visible_to
from upside.sessions.replies import CalendarAnswer
from upside.sessions.written import sessions_to_write

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
AFTER = THURSDAY + timedelta(hours=2)
State = Session.State


@pytest.fixture
def group(cohort, coordinator):
    return meeting_group(cohort, coordinator)


@pytest.fixture
def mentor(group):
    return group.mentor


@pytest.fixture
def dates(group):
    """Return the sessions of one date: of Bea, of Cem and of Dov."""
    [gathering] = book_gatherings(group, starts=[THURSDAY], by=group.mentor, at=MONDAY)
    Notice.objects.all().delete()
    return list(gathering.sessions.order_by("pk"))


def states():
    return list(Session.objects.order_by("pk").values_list("state", flat=True))


def mails(template):
    return list(Notice.objects.filter(template=template).order_by("pk"))


def event_to(person, template):
    [notice] = [one for one in mails(template) if one.person == person]
    calendar = Calendar.from_ical(notice.context["calendar"].encode())
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def addresses(event):
    found = event["ATTENDEE"]
    return {str(o).removeprefix("mailto:") for o in (found if isinstance(found, list) else [found])}


def test_the_mentor_moves_the_date_for_all(dates, mentor):
    for _press in range(2):
        move_session(dates[1], starts_at=FRIDAY, by=mentor, at=MONDAY, sequence=0)

    assert set(Session.objects.values_list("starts_at", "sequence")) == {(FRIDAY, 1)}
    assert len(mails("session_moved")) == 4
    for person in (mentor, dates[0].pair.mentee):
        method, event = event_to(person, "session_moved")
        assert (method, event["SEQUENCE"]) == ("REQUEST", 1)
        assert str(event["UID"]) == Gathering.objects.get().uid
    with pytest.raises(MovedBefore):
        move_session(dates[0], starts_at=THURSDAY, by=mentor, at=MONDAY, sequence=0)


def test_a_mentee_or_an_assistant_moves_nothing(dates, cohort, coordinator):
    mentee = dates[0].pair.mentee
    EnrolmentFactory(cohort=cohort, person=mentee, role="mentee", assistant=coordinator)

    for person in (mentee, coordinator):
        with pytest.raises(NotTheirs, match="the others meet"):
            move_session(dates[0], starts_at=FRIDAY, by=person, at=MONDAY)


def test_it_moves_past_itself_and_not_over_another_session_of_anybody(dates, mentor):
    move_session(dates[0], starts_at=THURSDAY + timedelta(minutes=30), by=mentor, at=MONDAY)
    book_session(dates[2].pair, starts_at=FRIDAY, by=mentor, at=MONDAY)

    with pytest.raises(DateNotFree):
        move_session(dates[0], starts_at=FRIDAY, by=mentor, at=MONDAY)


def test_the_mentor_calls_the_date_off_for_all(dates, mentor):
    for _press in range(2):
        cancel_session(dates[0], by=mentor, at=MONDAY)

    assert states() == ["cancelled"] * 3
    assert len(mails("session_cancelled")) == 4
    method, event = event_to(mentor, "session_cancelled")
    assert (method, event["SEQUENCE"] > 0) == ("CANCEL", True)


def test_a_mentee_stays_away_alone_and_the_others_meet(dates, mentor):
    bea, cem, dov = (one.pair.mentee for one in dates)
    for _press in range(2):
        cancel_session(dates[0], by=bea, at=MONDAY)

    assert states() == ["cancelled", "planned", "planned"]
    assert [one.person for one in mails("session_cancelled")] == [bea]
    method, own = event_to(mentor, "gathering_changed")
    assert method == "REQUEST"
    assert addresses(own) == {one.email for one in (mentor, cem, dov)}
    assert own["SEQUENCE"] > 0
    assert event_to(bea, "session_cancelled")[0] == "CANCEL"
    assert len(Notice.objects.all()) == 2
    mail = write_mail(mails("gathering_changed")[0])
    assert mail.subject.startswith("Bea Kent: not there on Thursday")
    assert "You meet: Cem Kent, Dov Kent." in mail.text


def test_an_assistant_keeps_their_mentee_away_alone(dates, cohort, coordinator):
    mentee = dates[0].pair.mentee
    EnrolmentFactory(cohort=cohort, person=mentee, role="mentee", assistant=coordinator)

    cancel_session(dates[0], by=coordinator, at=MONDAY)

    assert states() == ["cancelled", "planned", "planned"]


def test_when_the_last_one_stays_away_the_mentors_event_goes(dates, mentor):
    for one in dates:
        cancel_session(one, by=one.pair.mentee, at=MONDAY)

    assert states() == ["cancelled"] * 3
    method, event = event_to(mentor, "session_cancelled")
    assert (method, event["SEQUENCE"]) == ("CANCEL", 4)
    [in_feed] = Calendar.from_ical(feed_text(mentor, at=MONDAY)[0]).walk("VEVENT")
    assert (in_feed["STATUS"], in_feed["SEQUENCE"]) == ("CANCELLED", 4)


def test_after_one_stayed_away_it_moves_for_the_others(dates, mentor):
    cancel_session(dates[0], by=dates[0].pair.mentee, at=MONDAY)
    move_session(dates[1], starts_at=FRIDAY, by=mentor, at=MONDAY)

    starts = list(Session.objects.order_by("pk").values_list("starts_at", "sequence"))
    assert starts == [(THURSDAY, 1), (FRIDAY, 3), (FRIDAY, 3)]
    [one] = once_for(mentor, sessions_visible_to(mentor))
    assert one.starts_at == FRIDAY


def test_one_tap_of_the_mentor_says_held_for_all(dates, mentor):
    for _press in range(2):
        hold_session(dates[0], by=mentor, at=AFTER)

    assert states() == ["held"] * 3
    assert len(mails("session_held")) == 4
    to_mentor = next(one for one in mails("session_held") if one.person == mentor)
    assert "once for the whole date" in write_mail(to_mentor).text


def test_who_was_not_there_says_so_for_themselves(dates, mentor):
    miss_session(dates[1], by=dates[1].pair.mentee, at=AFTER)
    hold_session(dates[0], by=mentor, at=AFTER)
    assert states() == ["held", "missed", "held"]

    miss_session(dates[2], by=dates[2].pair.mentee, at=AFTER, instead_of=State.HELD)
    assert states() == ["held", "missed", "missed"]
    hold_session(dates[2], by=mentor, at=AFTER, instead_of=State.MISSED)
    assert states() == ["held", "missed", "held"]


def test_a_mentee_says_held_for_themselves_alone(dates, mentor):
    hold_session(dates[0], by=dates[0].pair.mentee, at=AFTER)
    assert states() == ["held", "planned", "planned"]

    with pytest.raises(SettledBefore):
        miss_session(dates[0], by=mentor, at=AFTER)
    miss_session(dates[1], by=mentor, at=AFTER)
    assert states() == ["held", "missed", "missed"]


def test_the_mentors_word_counts_for_all_who_were_left(dates, mentor):
    miss_session(dates[0], by=mentor, at=AFTER)
    assert states() == ["missed"] * 3

    hold_session(dates[1], by=mentor, at=AFTER, instead_of=State.MISSED)
    assert states() == ["missed", "held", "missed"]


def test_the_mentor_answers_for_the_whole_date(dates, mentor):
    for answer in ("tentative", "declined", "declined"):
        answer_session(dates[0], Said(answer, via="mail"), by=mentor, at=MONDAY)

    of_mentor = SessionReply.objects.filter(person=mentor)
    assert list(of_mentor.values_list("answer", flat=True)) == ["declined"] * 3
    told = {one.person for one in mails("session_declined")}
    assert told == {one.pair.mentee for one in dates}
    [own] = mails("session_yours_to_move")
    assert own.context["path"] == f"/sessions/{dates[0].pk}/move/"
    assert "times that suit everybody" in write_mail(own).text


def test_a_no_of_a_mentee_goes_to_the_mentor_and_calls_nothing_off(dates, mentor):
    bea = dates[0].pair.mentee
    answer_session(dates[0], Said("declined", via="mail"), by=bea, at=MONDAY)

    assert [one.person for one in mails("session_declined")] == [mentor]
    assert (
        "You may move it for everybody, or meet the others."
        in write_mail(mails("session_declined")[0]).text
    )
    [own] = mails("session_yours_to_move")
    assert own.context["path"] == f"/sessions/{dates[0].pk}/"
    assert states() == ["planned"] * 3


def test_the_mentor_reads_each_no_and_each_yes_after_it(dates, mentor):
    for one in dates[:2]:
        answer_session(one, Said("declined"), by=one.pair.mentee, at=MONDAY)
    answer_session(dates[0], Said("accepted"), by=dates[0].pair.mentee, at=MONDAY)

    subjects = [write_mail(one).subject for one in mails("session_declined")]
    assert [subject.split(" cannot")[0] for subject in subjects] == ["Bea Kent", "Cem Kent"]
    assert [one.context["partner"] for one in mails("session_accepted")] == ["Bea Kent"]


def test_dates_that_a_pause_took_from_a_group_are_not_offered_to_the_pair(dates):
    pair = dates[0].pair
    pause_pair(pair, until=None, by=pair.mentee, at=MONDAY)
    resume_pair(pair, by=pair.mentee, at=MONDAY + timedelta(hours=1))

    pair.refresh_from_db()
    assert dates_of_pause(pair, pair.sessions.all(), at=MONDAY + timedelta(hours=2)) == []


def test_it_stands_once_in_the_mentors_own_calendar(dates, mentor):
    [entry] = sessions_to_write(mentor, at=MONDAY)

    assert entry.uid == Gathering.objects.get().uid
    assert [one.uid for one in sessions_to_write(dates[1].pair.mentee, at=MONDAY)] == [entry.uid]


def says(person, answer, sequence=0, **more):
    uid = Gathering.objects.get().uid
    said = CalendarAnswer(uid, sequence, person.email, answer, MONDAY, **more)
    return take_answer(said, at=MONDAY + timedelta(hours=1))


def test_calendars_answer_the_one_event_each_for_themselves(dates, mentor, stranger):
    Session.objects.update(booked_at=MONDAY - timedelta(days=1))
    SessionReply.objects.all().delete()
    cem = dates[1].pair.mentee

    assert says(cem, "accepted")
    assert SessionReply.objects.get().session == dates[1]
    assert says(mentor, "accepted")
    assert SessionReply.objects.filter(person=mentor).count() == 3
    assert not says(stranger, "accepted")


def test_the_mentors_answer_counts_after_somebody_stayed_away(dates, mentor):
    SessionReply.objects.all().delete()
    cancel_session(dates[0], by=dates[0].pair.mentee, at=MONDAY)

    assert says(mentor, "tentative", sequence=Gathering.objects.get().sequence)
    assert set(SessionReply.objects.values_list("session", flat=True)) == {
        dates[1].pk, dates[2].pk,
    }  # fmt: skip
    assert not says(mentor, "accepted", sequence=9)
    assert not says(dates[0].pair.mentee, "accepted")


def test_another_time_from_a_calendar_leads_the_mentor_to_moving(dates, mentor):
    bea = dates[0].pair.mentee

    assert says(bea, "", proposed_at=FRIDAY)

    paths = {one.person: one.context["path"] for one in mails("session_counter")}
    assert paths[mentor].startswith(f"/sessions/{dates[0].pk}/move/?start=")
    assert paths[bea] == f"/sessions/{dates[0].pk}/"


def test_a_pause_takes_one_pair_out_of_the_date(dates, mentor):
    pause_pair(dates[0].pair, until=None, by=dates[0].pair.mentee, at=MONDAY)

    assert states() == ["cancelled", "planned", "planned"]
    assert {one.person for one in mails("gathering_changed")} == {mentor}
    assert {one.person for one in mails("session_cancelled")} == {dates[0].pair.mentee}


def test_who_ends_their_pair_leaves_the_group_and_the_others_go_on(dates, group, mentor):
    bea, cem, dov = dates
    leave_pair(bea.pair, by=bea.pair.mentee, at=MONDAY)
    assert states() == ["cancelled", "planned", "planned"]

    leave_pair(cem.pair, by=mentor, at=MONDAY)
    assert states() == ["cancelled", "cancelled", "planned"]
    assert shared_group(Pair.objects.get(pk=dov.pair.pk)) is None
    assert len(mails("gathering_changed")) == 2


def test_when_the_mentor_leaves_the_company_everybody_is_told(dates, mentor):
    mentor.is_active = False
    mentor.save()

    assert part_from_leavers(at=MONDAY) == 3
    assert states() == ["cancelled"] * 3
    assert {one.person for one in mails("session_cancelled")} == {o.pair.mentee for o in dates}


def test_a_pair_taken_out_loses_its_dates_with_the_others(dates, group, mentor, coordinator):
    part_from_group(group, dates[0].pair, by=coordinator, at=MONDAY)

    assert states() == ["cancelled", "planned", "planned"]
    [off] = mails("session_cancelled")
    assert "It was a date of a group that you no longer meet in" in write_mail(off).text
    assert [one.person for one in mails("gathering_changed")] == [mentor]


def test_dissolving_calls_off_what_several_share(dates, group, mentor, coordinator):
    [alone] = book_gatherings(group, starts=[FRIDAY], by=mentor, at=MONDAY)
    for one in alone.sessions.order_by("pk")[:2]:
        cancel_session(one, by=one.pair.mentee, at=MONDAY)
    Notice.objects.all().delete()

    for _press in range(2):
        dissolve_group(group, by=coordinator, at=MONDAY)

    assert states() == [*["cancelled"] * 3, "cancelled", "cancelled", "planned"]
    assert [one.person for one in mails("session_cancelled")].count(mentor) == 1
    assert len(mails("session_cancelled")) == 4
    assert mails("gathering_changed") == []


def test_what_has_begun_is_not_called_off_with_the_group(dates, group, coordinator):
    dissolve_group(group, by=coordinator, at=AFTER)

    assert states() == ["planned"] * 3
