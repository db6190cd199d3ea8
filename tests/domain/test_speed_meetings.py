"""Speed meetings: the plan, the rotation, what changes tell whom, what is refused."""

from datetime import timedelta

import pytest

from tests.factories import CohortFactory, PairFactory, ready_mentee, ready_mentor
from tests.meetings import (
    EVENT,
    LATER,
    PLANNED,
    UNTIL,
    announced,
    attendee,
    drawn,
    over,
    people,
    plan,
)
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    BadPlan,
    MeetingMoved,
    MeetingOver,
    NobodyReady,
    NoRotation,
    Presence,
    RoundBegun,
    amend_meeting,
    announce_meeting,
    call_off_meeting,
    close_preferences,
    follow_meetings,
    make_rotation,
    plan_meeting,
    say_away,
    set_presence,
)
from upside.matching.actions.rotations import MOST_A_SIDE
from upside.matching.models import SpeedMeeting
from upside.matching.queries import people_to_meet
from upside.matching.seating import seated
from upside.matching.timetable import n_begun, times_of
from upside.notices.models import Notice
from upside.programmes.actions import NotLaunched, save_wish, withdraw

pytestmark = pytest.mark.django_db
NEVER = EVENT + timedelta(days=14)
MOVED = "Somebody changed this speed meeting"


def told(template):
    return {notice.person for notice in Notice.objects.filter(template=template)}


def talks(meeting, **which):
    rows = meeting.encounters.filter(**which).order_by("number", "table")
    return [(one.number, one.mentee, one.mentor) for one in rows]


def test_a_plan_says_from_when_until_when(cohort, coordinator):
    shape = {"n_rounds": 10, "break_after": 5, "break_minutes": 15}

    meeting = plan_meeting(cohort, plan(**shape), by=coordinator, at=PLANNED)

    rounds = times_of(meeting)
    assert meeting.ends_at == rounds[-1].ends_at == EVENT + timedelta(minutes=111)
    assert rounds[5].starts_at - rounds[4].ends_at == timedelta(minutes=15)
    assert n_begun(meeting, EVENT + timedelta(minutes=10)) == 2
    assert AuditEntry.objects.get().verb == "meeting.planned"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"n_rounds": 2}, "3 to 12 rounds"),
        ({"n_rounds": 13}, "3 to 12 rounds"),
        ({"minutes": 2}, "3 to 30 minutes"),
        ({"pause_minutes": 16}, "0 to 15 minutes"),
        ({"n_tables": 0}, "1 to 150 tables"),
        ({"break_minutes": 61}, "0 to 60 minutes"),
        ({"break_after": 3}, "not the last one"),
        ({"starts_at": PLANNED}, "still to come"),
        ({"preferences_until": EVENT}, "after the event"),
        ({"preferences_until": EVENT + timedelta(days=400)}, "end with the cohort"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cohort, coordinator, changes, sentence):
    with pytest.raises(BadPlan, match=sentence):
        plan_meeting(cohort, plan(**changes), by=coordinator, at=PLANNED)

    assert not SpeedMeeting.objects.exists()


def test_everybody_meets_everybody_once_where_there_is_time(cohort, coordinator):
    mentees, mentors = people(cohort)

    meeting = drawn(cohort, coordinator)

    rows = talks(meeting)
    assert len(rows) == 9
    assert {(a, b) for _n, a, b in rows} == {(a, b) for a in mentees for b in mentors}
    assert all(one.why["to_mentee"] for one in meeting.encounters.all())
    assert {(one.n_best, one.n_best_met) for one in meeting.attendees.all()} == {(3, 3)}
    assert not Notice.objects.exists()


def test_a_mentee_keeps_the_table(cohort, coordinator):
    people(cohort, 3, 4)

    meeting = drawn(cohort, coordinator)

    tables = {}
    for one in meeting.encounters.all():
        tables.setdefault(one.mentee_id, set()).add(one.table)
    assert [len(found) for found in tables.values()] == [1, 1, 1]


def test_the_mentors_keep_theirs_where_the_mentees_are_more_than_the_tables():
    rounds = [[("a", "x"), ("b", "y")], [("c", "x"), ("a", "y")]]

    first, second = seated(rounds, 2)

    assert first[("a", "x")] == second[("c", "x")]
    assert first[("b", "y")] == second[("a", "y")]


def test_whoever_finds_the_own_table_taken_sits_at_a_free_one():
    rounds = [[("a", "x"), ("b", "y")], [("c", "z"), ("a", "y")], [("b", "x"), ("c", "y")]]

    tables = seated(rounds, 2, home={"c": 1, "gone": 2})

    assert all(sorted(one.values()) == [1, 2] for one in tables)


def test_only_people_meet_who_may_be_a_pair(cohort, coordinator):
    mentees, mentors = people(cohort)
    save_wish(mentees[0].enrolments.get(), mentors[0], kind="veto", at=PLANNED)

    meeting = drawn(cohort, coordinator)

    assert not meeting.encounters.filter(mentee=mentees[0], mentor=mentors[0]).exists()
    assert meeting.encounters.count() == 8
    assert attendee(meeting, mentees[0]).n_best == 2


def test_with_few_tables_rests_are_spread(cohort, coordinator):
    mentees, _mentors = people(cohort, 4, 4)

    meeting = drawn(cohort, coordinator, n_rounds=4, n_tables=2)

    counts = {one.pk: meeting.encounters.filter(mentee=one).count() for one in mentees}
    assert set(counts.values()) == {2}
    assert {one.table for one in meeting.encounters.all()} == {1, 2}


def test_whoever_is_in_a_pair_or_at_another_site_takes_no_part(cohort, coordinator):
    mentees, mentors = people(cohort)
    PairFactory(cohort=cohort, mentor=mentors[0], mentee=mentees[0])
    ready_mentor(cohort, site="Brest")

    meeting = drawn(cohort, coordinator, site="Lyon")

    there = {one.person for one in meeting.attendees.all()}
    assert there == {*mentees[1:], *mentors[1:]}
    assert {place.enrolment.person for place in people_to_meet(cohort, "Lyon")} == there


def test_a_side_without_anybody_is_refused(cohort, coordinator):
    ready_mentee(cohort)
    meeting = plan_meeting(cohort, plan(), by=coordinator, at=PLANNED)

    with pytest.raises(NobodyReady, match="One side has none"):
        make_rotation(meeting, by=coordinator, at=PLANNED)

    assert not meeting.attendees.exists()


def test_more_people_than_one_event_takes_are_refused(cohort, coordinator, monkeypatch):
    people(cohort)
    monkeypatch.setattr("upside.matching.actions.rotations.MOST_A_SIDE", 2)

    with pytest.raises(BadPlan, match="up to 2 people a side, and 3 are ready"):
        drawn(cohort, coordinator)

    assert MOST_A_SIDE == 150


def test_a_rotation_made_again_keeps_the_rounds_before(cohort, coordinator):
    mentees, _mentors = people(cohort)
    meeting = announced(cohort, coordinator)
    before = talks(meeting, number__lt=2)
    set_presence(attendee(meeting, mentees[0]), Presence(last_round=1), by=coordinator, at=EVENT)

    make_rotation(meeting, by=coordinator, at=EVENT, from_round=2)

    assert talks(meeting, number__lt=2) == before
    assert not meeting.encounters.filter(number__gt=1, mentee=mentees[0]).exists()
    met = [(a, b) for _n, a, b in talks(meeting)]
    assert len(set(met)) == len(met)


def test_a_change_tells_those_concerned_and_nobody_else(cohort, coordinator):
    mentees, mentors = people(cohort, 3, 4)
    meeting = announced(cohort, coordinator)
    before = {m: talks(meeting, mentor=m) for m in mentors}
    say_away(attendee(meeting, mentees[0]), away=True, at=PLANNED)

    make_rotation(meeting, by=coordinator, at=PLANNED, from_round=3)

    changed = {m for m in mentors if talks(meeting, mentor=m) != before[m]}
    assert 0 < len(changed) < len(mentors)
    assert told("meeting_plan_changed") & set(mentors) == changed
    assert mentees[0] not in told("meeting_plan_changed")
    [change] = Notice.objects.filter(template="meeting_plan_changed")[0].context["changes"]
    assert change["number"] == 3


def test_newcomers_are_told_of_the_event_and_leavers_that_they_are_out(cohort, coordinator):
    mentees, _mentors = people(cohort)
    meeting = announced(cohort, coordinator)
    PairFactory(cohort=cohort, mentor=ready_mentor(cohort), mentee=mentees[0])
    new = ready_mentee(cohort)

    make_rotation(meeting, by=coordinator, at=EVENT, from_round=2)

    assert new in told("meeting_announced")
    assert attendee(meeting, new).first_round == 2
    assert attendee(meeting, mentees[0]).last_round == 1
    notice = Notice.objects.get(template="meeting_plan_changed", person=mentees[0])
    assert (notice.context["is_out"], notice.context["method"]) == (True, "CANCEL")
    make_rotation(meeting, by=coordinator, at=EVENT, from_round=3)
    assert Notice.objects.filter(person=mentees[0], context__is_out=True).count() == 1


@pytest.mark.parametrize(("at", "from_round"), [(PLANNED, 0), (PLANNED, 4), (EVENT, 1)])
def test_a_round_that_has_begun_or_is_not_there_is_refused(cohort, coordinator, at, from_round):
    people(cohort)
    meeting = announced(cohort, coordinator)

    with pytest.raises(RoundBegun, match="have begun and stay"):
        make_rotation(meeting, by=coordinator, at=at, from_round=from_round)


def test_without_a_rotation_there_is_none_to_go_on_with(cohort, coordinator):
    people(cohort)
    meeting = plan_meeting(cohort, plan(), by=coordinator, at=PLANNED)

    with pytest.raises(NoRotation, match="from the first round on"):
        make_rotation(meeting, by=coordinator, at=PLANNED, from_round=2)
    with pytest.raises(NoRotation, match="Make the rotation first"):
        announce_meeting(meeting, by=coordinator, at=PLANNED)


@pytest.mark.parametrize("presence", [Presence(first_round=0), Presence(last_round=9)])
def test_rounds_that_are_not_there_are_refused(cohort, coordinator, presence):
    mentees, _mentors = people(cohort)
    meeting = drawn(cohort, coordinator)

    with pytest.raises(BadPlan, match="Rounds go from 1 to 3"):
        set_presence(attendee(meeting, mentees[0]), presence, by=coordinator, at=PLANNED)


def test_of_two_coordinators_the_later_one_is_refused(cohort, coordinator):
    mentees, _mentors = people(cohort)
    meeting = drawn(cohort, coordinator)
    seen = meeting.sequence
    announce_meeting(meeting, by=coordinator, at=PLANNED, seen=seen)
    one = {"by": coordinator, "at": PLANNED, "seen": seen}

    for refused in (
        lambda: announce_meeting(meeting, **one),
        lambda: call_off_meeting(meeting, **one),
        lambda: make_rotation(meeting, **one),
        lambda: amend_meeting(meeting, plan(), **one),
        lambda: set_presence(attendee(meeting, mentees[0]), Presence(), **one),
    ):
        with pytest.raises(MeetingMoved, match=MOVED):
            refused()
    with pytest.raises(MeetingOver, match="Nobody was told twice"):
        announce_meeting(meeting, by=coordinator, at=PLANNED)
    assert Notice.objects.filter(template="meeting_announced").count() == 6


def test_announcing_needs_a_launch_and_a_day_to_come(cohort, coordinator):
    people(cohort)
    meeting = drawn(cohort, coordinator)

    with pytest.raises(BadPlan, match="This date is past"):
        announce_meeting(meeting, by=coordinator, at=EVENT)
    cohort.launched_at = None
    cohort.save()
    with pytest.raises(NotLaunched):
        announce_meeting(meeting, by=coordinator, at=PLANNED)
    assert not Notice.objects.exists()


def test_another_date_reaches_everybody_and_their_calendars(cohort, coordinator):
    people(cohort)
    meeting = announced(cohort, coordinator)

    amend_meeting(meeting, plan(starts_at=EVENT + timedelta(hours=1)), by=coordinator, at=PLANNED)

    first, second = (
        Notice.objects.filter(template=name).order_by("person").first().context["calendar"]
        for name in ("meeting_announced", "meeting_changed")
    )
    uid = [line for line in first.splitlines() if line.startswith("UID")]
    assert uid == [line for line in second.splitlines() if line.startswith("UID")]
    assert "DTSTART:20260309T140000Z" in second
    assert first.count("ATTENDEE") == second.count("ATTENDEE") == 1
    assert len(told("meeting_changed")) == 6


def test_changing_what_nobody_knows_of_tells_nobody(cohort, coordinator):
    people(cohort)
    meeting = drawn(cohort, coordinator)

    amend_meeting(meeting, plan(place="Room 7", n_tables=2), by=coordinator, at=PLANNED)

    assert {one.table for one in meeting.encounters.all()} == {1, 2}
    assert not Notice.objects.exists()


def test_another_shape_makes_the_rotation_again(cohort, coordinator):
    people(cohort)
    meeting = announced(cohort, coordinator)
    brest = [ready_mentee(cohort, site="Brest"), ready_mentor(cohort, site="Brest")]

    amend_meeting(meeting, plan(site="Brest"), by=coordinator, at=PLANNED)

    assert {one.person for one in meeting.attendees.all()} == set(brest)
    assert talks(meeting) == [(1, *brest)]
    assert told("meeting_changed") == set(brest)
    assert len(told("meeting_called_off")) == 6


def test_what_is_over_stays_as_it_was(cohort, coordinator):
    people(cohort)
    begun = announced(cohort, coordinator)
    with pytest.raises(MeetingOver, match="has begun"):
        amend_meeting(begun, plan(), by=coordinator, at=EVENT)
    with pytest.raises(MeetingOver, match="is over"):
        make_rotation(begun, by=coordinator, at=LATER)
    with pytest.raises(MeetingOver, match="end of the event"):
        close_preferences(begun, by=coordinator, at=EVENT)

    close_preferences(begun, by=coordinator, at=LATER)

    with pytest.raises(MeetingOver, match="not open"):
        close_preferences(begun, by=coordinator, at=LATER)
    with pytest.raises(MeetingOver, match="is over"):
        call_off_meeting(begun, by=coordinator, at=LATER)


def test_calling_off_takes_the_date_out_of_all_calendars(cohort, coordinator):
    people(cohort)
    meeting = call_off_meeting(announced(cohort, coordinator), by=coordinator, at=PLANNED)

    notices = Notice.objects.filter(template="meeting_called_off")
    assert notices.count() == 6
    assert all("STATUS:CANCELLED" in notice.context["calendar"] for notice in notices)
    with pytest.raises(MeetingOver, match="was called off"):
        announce_meeting(meeting, by=coordinator, at=PLANNED)


def test_calling_off_what_nobody_knows_of_tells_nobody(cohort, coordinator):
    people(cohort)

    call_off_meeting(drawn(cohort, coordinator), by=coordinator, at=PLANNED)

    assert not Notice.objects.exists()


def test_whoever_leaves_is_out_of_the_talks_to_come_and_the_others_are_told(cohort, coordinator):
    mentees, mentors = people(cohort)
    meeting = announced(cohort, coordinator)
    draft = drawn(cohort, coordinator)
    mentees[0].is_active = False
    mentees[0].save()
    withdraw(mentors[0].enrolments.get(), by=mentors[0], at=PLANNED)

    left = {mentees[0], mentors[0]}
    two_by_two = [set(two) for _n, *two in talks(meeting, number__gt=1)]

    follow_meetings(at=EVENT)
    follow_meetings(at=EVENT)

    assert not left & {who for _n, *two in talks(meeting, number__gt=1) for who in two}
    assert len(talks(meeting, number=1)) == 3
    assert not left & {who for _n, *two in talks(draft, number__gt=1) for who in two}
    assert told("meeting_plan_changed") == set().union(*(t for t in two_by_two if t & left)) - left
    assert attendee(meeting, mentees[0]).away_at == EVENT


def test_preferences_are_asked_once_reminded_once_and_closed(cohort, coordinator):
    mentees, _mentors = people(cohort)
    meeting = announced(cohort, coordinator)
    say_away(attendee(meeting, mentees[0]), away=True, at=PLANNED)

    sent = [follow_meetings(at=one) for one in (EVENT, LATER, LATER)]
    reminded = [follow_meetings(at=UNTIL - timedelta(hours=20)) for _twice in range(2)]
    follow_meetings(at=UNTIL)

    assert (sent, reminded) == ([0, 5, 0], [5, 0])
    assert mentees[0] not in told("meeting_preferences")
    meeting.refresh_from_db()
    assert meeting.state == SpeedMeeting.State.CLOSED
    assert AuditEntry.objects.filter(verb="meeting.closed").get().actor == "system"


def test_a_meeting_that_is_over_is_not_asked_about_twice(cohort, coordinator):
    people(cohort)

    over(cohort, coordinator)

    assert Notice.objects.filter(template="meeting_preferences").count() == 6


@pytest.mark.parametrize("n", [1, 3])
def test_following_asks_the_same_queries_for_any_number(
    programme, coordinator, n, django_assert_num_queries
):
    for _meeting in range(n):
        cohort = CohortFactory(programme=programme)
        people(cohort)
        over(cohort, coordinator)
        drawn(cohort, coordinator, starts_at=EVENT + timedelta(days=7), preferences_until=NEVER)

    with django_assert_num_queries(4):
        assert follow_meetings(at=LATER) == 0
