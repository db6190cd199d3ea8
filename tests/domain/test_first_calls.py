"""A call before the yes: asked for by one, dated by the other, waited for, and taken out again."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.calendar_world import ConnectedCalendarFactory
from tests.call_world import open_proposal
from tests.factories import (
    MONDAY_NINE,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    SessionFactory,
    ready_mentee,
)
from upside.calendars.models import BusySpan
from upside.kernel.models import AuditEntry
from upside.matching.actions import answer_proposal, expire_proposals
from upside.matching.actions.first_calls import (
    NoFirstCall,
    ask_for_call,
    call_off_call,
    choose_call_date,
    mark_of_call,
    no_call,
    take_answer_to_call,
)
from upside.matching.actions.reminding import remind_of_proposals
from upside.matching.first_calls import dates_for, latest_close, offer_of
from upside.matching.models import Proposal
from upside.matching.queries import tally_of
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.actions import withdraw
from upside.programmes.files import check_file
from upside.programmes.files.contradictions import contradictions
from upside.programmes.models import Enrolment
from upside.programmes.templates import load_template, template_text
from upside.sessions.actions import book_session, leave_pair
from upside.sessions.actions.first_calls import (
    open_first_call,
    plan_first_call,
    remind_of_first_calls,
)
from upside.sessions.actions.refusals import DateNotFree, DateNotPossible
from upside.sessions.first_call_models import FirstCall
from upside.sessions.first_calls import call_appointments_of
from upside.sessions.queries import planned_spans
from upside.sessions.replies import CalendarAnswer
from upside.sessions.written import calls_to_write

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = MONDAY_NINE
NEXT_MONDAY = MONDAY_NINE + 7 * DAY  # 10:00 in Lyon, within the hours of both
END = MONDAY_NINE + 14 * DAY


@pytest.fixture
def proposal(cohort):
    return open_proposal(cohort, END)


@pytest.fixture
def asked(proposal):
    return ask_for_call(proposal, by=proposal.mentor, at=AT)


@pytest.fixture
def planned(asked):
    return choose_call_date(asked, starts_at=NEXT_MONDAY, by=asked.mentee, at=AT)


def told(template):
    return {one.person for one in Notice.objects.filter(template=template)}


def calendar_in(notice):
    calendar = Calendar.from_ical(notice.context["calendar"].encode())
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_one_asks_the_other_chooses_and_both_get_it_for_their_calendars(proposal):
    ask_for_call(proposal, by=proposal.mentee, at=AT)
    assert told("first_call_asked") == {proposal.mentor}

    choose_call_date(proposal, starts_at=NEXT_MONDAY, by=proposal.mentor, at=AT)

    call = FirstCall.objects.get()
    assert (call.state, call.starts_at, call.ends_at - call.starts_at) == (
        "planned", NEXT_MONDAY, timedelta(minutes=20),
    )  # fmt: skip
    mails = Notice.objects.filter(template="first_call_planned")
    assert {one.person for one in mails} == {proposal.mentor, proposal.mentee}
    for mail in mails:
        calendar, event = calendar_in(mail)
        assert (calendar["METHOD"], event["SEQUENCE"], event["UID"]) == ("REQUEST", 0, call.uid)
        assert event["DTSTART"].dt == NEXT_MONDAY
        assert "Monday 9 March 2026 at 10:00" in write_mail(mail).text
    assert [one.verb for one in AuditEntry.objects.all()] == [
        "first_call.asked", "first_call.planned",
    ]  # fmt: skip


def test_its_length_and_how_long_a_proposal_waits_are_the_programmes(proposal):
    proposal.cohort.kept = {"first_call": {"minutes": 30, "days": 14}}
    proposal.cohort.save()
    ask_for_call(proposal, by=proposal.mentee, at=AT)
    late = NEXT_MONDAY + 14 * DAY

    choose_call_date(proposal, starts_at=late, by=proposal.mentor, at=AT)

    call = FirstCall.objects.get()
    assert call.ends_at - call.starts_at == timedelta(minutes=30)
    proposal.refresh_from_db()
    assert late + DAY < proposal.expires_at < late + 2 * DAY


@pytest.mark.parametrize("said", [{}, {"first_call": {}, "mode": "choose"},
                                  {"first_call": {}, "mode": "speed_meet"},
                                  {"first_call": {}, "mode": "expert_clinic"}])  # fmt: skip
def test_without_the_key_and_outside_rounds_there_is_no_call(proposal, said):
    proposal.cohort.kept = said
    proposal.cohort.save()

    assert offer_of(proposal.cohort) is None
    with pytest.raises(NoFirstCall, match="no call before the yes"):
        ask_for_call(proposal, by=proposal.mentor, at=AT)


@pytest.mark.parametrize("mode", ["choose", "speed_meet", "expert_clinic"])
def test_a_file_cannot_promise_a_call_where_there_is_none(mode):
    content = load_template("mutual") | {"first_call": {}, "mode": mode}

    [(path, sentence)] = [one for one in contradictions(content) if one[0] == ("first_call",)]

    assert path == ("first_call",)
    assert "belongs to the proposals of rounds" in sentence


def test_a_file_without_anything_in_the_key_gives_twenty_minutes_and_a_week(cohort):
    text = template_text("inclusion_insight") + "\nfirst_call: {}\n"
    cohort.kept = check_file(text, "inclusion_insight.yaml").content

    offer = offer_of(cohort)

    assert (offer.minutes, offer.days) == (20, 7)
    assert load_template("mutual")["first_call"] == {"minutes": 20, "days": 7}


def test_dates_are_common_free_and_leave_a_day_to_answer(proposal):
    dates = dates_for(proposal, offer_of(proposal.cohort), proposal.mentor, at=AT)

    assert {one.date() for one in dates} == {NEXT_MONDAY.date(), (NEXT_MONDAY + 7 * DAY).date()}
    assert max(dates) + DAY < latest_close(proposal, offer_of(proposal.cohort))


def test_sessions_calls_and_busy_calendars_are_kept_clear(proposal, planned):
    other = ProposalFactory(
        round=proposal.round, mentor=proposal.mentor, mentee=ready_mentee(proposal.cohort),
        expires_at=END,
    )  # fmt: skip
    pair = PairFactory(cohort=proposal.cohort, mentor=proposal.mentor, state="active")
    SessionFactory(pair=pair, starts_at=NEXT_MONDAY + HOUR, ends_at=NEXT_MONDAY + 2 * HOUR)
    calendar = ConnectedCalendarFactory(person=other.mentee)
    BusySpan.objects.create(
        calendar=calendar, starts_at=NEXT_MONDAY + 7 * DAY - HOUR,
        ends_at=NEXT_MONDAY + 7 * DAY + 9 * HOUR,
    )  # fmt: skip

    dates = dates_for(other, offer_of(other.cohort), other.mentee, at=AT)

    free = [NEXT_MONDAY - HOUR, NEXT_MONDAY - HOUR / 2, NEXT_MONDAY + HOUR / 2]
    assert dates == free


def test_a_planned_call_is_busy_for_sessions(proposal, planned):
    pair = PairFactory(cohort=proposal.cohort, mentor=proposal.mentor, state="active")

    assert planned_spans([proposal.mentor], ends_after=AT) == [
        (NEXT_MONDAY, NEXT_MONDAY + timedelta(minutes=20))
    ]
    with pytest.raises(DateNotFree, match="first call"):
        book_session(pair, starts_at=NEXT_MONDAY, by=pair.mentor, at=AT)


def test_the_proposal_waits_to_the_end_of_the_day_after_the_call(proposal):
    late = NEXT_MONDAY + 7 * DAY  # the last day
    ask_for_call(proposal, by=proposal.mentor, at=AT)
    choose_call_date(proposal, starts_at=late, by=proposal.mentee, at=AT)
    proposal.refresh_from_db()
    assert proposal.closed_before_call_at == END

    assert expire_proposals(at=late + DAY) == 0
    assert expire_proposals(at=late + 2 * DAY) == 1


def test_a_call_well_before_the_last_day_moves_nothing(planned):
    assert (planned.expires_at, planned.closed_before_call_at) == (END, None)


def test_a_request_alone_is_not_waited_for(asked):
    assert expire_proposals(at=END) == 1

    assert FirstCall.objects.get().state == "cancelled"
    assert told("first_call_off") == set()


def test_a_double_click_and_two_tabs_do_it_once(proposal):
    for _twice in range(2):
        ask_for_call(proposal, by=proposal.mentor, at=AT)
    for _twice in range(2):
        choose_call_date(proposal, starts_at=NEXT_MONDAY, by=proposal.mentee, at=AT)

    assert FirstCall.objects.count() == 1
    assert Notice.objects.count() == 3
    with pytest.raises(NoFirstCall, match="not waiting for a date"):
        choose_call_date(proposal, starts_at=NEXT_MONDAY + HOUR, by=proposal.mentee, at=AT)
    with pytest.raises(NoFirstCall, match="not waiting for a date"):
        no_call(proposal, by=proposal.mentee, at=AT)
    with pytest.raises(NoFirstCall, match="asked for already"):
        ask_for_call(proposal, by=proposal.mentee, at=AT)


def test_whoever_asked_waits_and_the_other_need_not_ask_too(asked):
    with pytest.raises(NoFirstCall, match="other person chooses"):
        choose_call_date(asked, starts_at=NEXT_MONDAY, by=asked.mentor, at=AT)
    with pytest.raises(NoFirstCall, match="not waiting"):
        no_call(asked, by=asked.mentor, at=AT)
    with pytest.raises(NoFirstCall, match="Choose a date below"):
        ask_for_call(asked, by=asked.mentee, at=AT)
    with pytest.raises(NoFirstCall, match="rather answer without"):
        call_off_call(asked, by=asked.mentee, at=AT)


def test_a_kind_no_is_told_to_who_asked_and_ends_the_asking(asked):
    for _twice in range(2):
        no_call(asked, by=asked.mentee, at=AT)

    assert told("first_call_refused") == {asked.mentor}
    assert "says nothing about the answer" in write_mail(Notice.objects.last()).text
    for person in (asked.mentor, asked.mentee):
        with pytest.raises(NoFirstCall, match="Say yes or no as you like"):
            ask_for_call(asked, by=person, at=AT)
    asked.refresh_from_db()
    assert asked.state == "released"


def test_a_request_is_taken_back_without_a_word_and_may_be_made_anew(asked):
    for _twice in range(2):
        call_off_call(asked, by=asked.mentor, at=AT)
    assert told("first_call_off") == set()

    ask_for_call(asked, by=asked.mentee, at=AT)

    assert [one.state for one in FirstCall.objects.order_by("pk")] == ["cancelled", "asked"]


def test_a_planned_date_is_called_off_in_both_calendars(planned):
    call_off_call(planned, by=planned.mentor, at=AT + DAY)

    mails = Notice.objects.filter(template="first_call_off")
    assert {one.person for one in mails} == {planned.mentor, planned.mentee}
    for mail in mails:
        calendar, event = calendar_in(mail)
        assert (calendar["METHOD"], event["SEQUENCE"], event["STATUS"]) == (
            "CANCEL", 1, "CANCELLED",
        )  # fmt: skip
        assert "stays open" in write_mail(mail).text


def test_called_off_the_proposal_ends_as_it_would_have_but_not_before_tomorrow(proposal):
    late = NEXT_MONDAY + 7 * DAY
    ask_for_call(proposal, by=proposal.mentor, at=AT)
    choose_call_date(proposal, starts_at=late, by=proposal.mentee, at=AT)

    call_off_call(proposal, by=proposal.mentee, at=AT + DAY)
    proposal.refresh_from_db()
    assert proposal.expires_at == END

    ask_for_call(proposal, by=proposal.mentor, at=AT + DAY)
    choose_call_date(proposal, starts_at=late, by=proposal.mentee, at=AT + DAY)
    call_off_call(proposal, by=proposal.mentee, at=late - 2 * HOUR)
    proposal.refresh_from_db()
    assert late + DAY < proposal.expires_at < late + 2 * DAY


def test_a_stale_page_and_a_call_that_has_begun_call_nothing_off(planned):
    call = FirstCall.objects.get()
    for old in (f"{call.pk}:asked:0", f"{call.pk - 1}:planned:0", ""):
        with pytest.raises(NoFirstCall, match="Look at it again"):
            call_off_call(planned, by=planned.mentor, at=AT, seen=old)
    with pytest.raises(NoFirstCall, match="has begun"):
        call_off_call(planned, by=planned.mentor, at=NEXT_MONDAY, seen=mark_of_call(call))

    assert FirstCall.objects.get().state == "planned"


@pytest.mark.parametrize("offset", [-14 * DAY, HOUR * 5, DAY, 14 * DAY])
def test_a_date_that_no_page_offers_is_refused(asked, offset):
    with pytest.raises(NoFirstCall, match="not free for both"):
        choose_call_date(asked, starts_at=NEXT_MONDAY + offset, by=asked.mentee, at=AT)


def test_strangers_drafts_invitations_and_ended_proposals_are_refused(proposal):
    with pytest.raises(NoFirstCall, match="Only the two"):
        ask_for_call(proposal, by=PersonFactory(), at=AT)
    with pytest.raises(NoFirstCall, match="not open any more"):
        ask_for_call(proposal, by=proposal.mentor, at=END)
    Proposal.objects.update(asked_by=proposal.mentee)
    with pytest.raises(NoFirstCall, match="no call before the yes"):
        ask_for_call(proposal, by=proposal.mentor, at=AT)
    for state, said in (("draft", "Only the two"), ("declined", "not open")):
        Proposal.objects.update(asked_by=None, state=state)
        with pytest.raises(NoFirstCall, match=said):
            ask_for_call(proposal, by=proposal.mentor, at=AT)


def test_without_a_common_time_nobody_asks(proposal):
    Enrolment.objects.get(person=proposal.mentee).slots.all().delete()

    with pytest.raises(NoFirstCall, match="no free time in common"):
        ask_for_call(proposal, by=proposal.mentor, at=AT)


def test_a_no_takes_the_call_out_of_both_calendars_with_one_mail_each(planned):
    Notice.objects.all().delete()

    answer_proposal(planned, yes=False, by=planned.mentee, at=AT + DAY)

    mails = {one.person: one for one in Notice.objects.all()}
    assert {person: one.template for person, one in mails.items()} == {
        planned.mentor: "proposal_declined", planned.mentee: "first_call_off",
    }  # fmt: skip
    for mail in mails.values():
        calendar, event = calendar_in(mail)
        assert (calendar["METHOD"], event["SEQUENCE"]) == ("CANCEL", 1)
    assert "9 March 2026 does not take place" in write_mail(mails[planned.mentor]).text
    assert "has ended, and with it the call" in write_mail(mails[planned.mentee]).text


def test_whoever_gives_up_their_place_is_told_of_the_date_alone(planned):
    withdraw(Enrolment.objects.get(person=planned.mentor), by=planned.mentor, at=AT)
    Notice.objects.all().delete()

    expire_proposals(at=AT + DAY)

    assert {one.person: one.template for one in Notice.objects.all()} == {
        planned.mentor: "first_call_off", planned.mentee: "proposal_declined",
    }  # fmt: skip


def test_a_no_after_the_call_tells_of_no_call(planned):
    Notice.objects.all().delete()

    answer_proposal(planned, yes=False, by=planned.mentee, at=NEXT_MONDAY + HOUR)

    assert FirstCall.objects.get().state == "planned"
    assert [one.template for one in Notice.objects.all()] == ["proposal_declined"]
    assert "calendar" not in Notice.objects.get().context


def test_two_who_say_yes_keep_the_date_until_their_pair_ends(planned):
    for person in (planned.mentor, planned.mentee):
        answer_proposal(planned, yes=True, by=person, at=AT)
    assert FirstCall.objects.get().state == "planned"
    [entry] = calls_to_write(planned.mentor, at=AT)
    assert (entry.uid, entry.starts_at) == (FirstCall.objects.get().uid, NEXT_MONDAY)
    assert calls_to_write(planned.mentor, at=NEXT_MONDAY) == []
    assert [one.path for one in call_appointments_of(planned.mentor, at=AT)] == [
        f"/proposals/{planned.pk}/"
    ]
    Notice.objects.all().delete()

    leave_pair(Pair.objects.get(), by=planned.mentee, at=AT + DAY)

    assert FirstCall.objects.get().state == "cancelled"
    assert told("first_call_off") == {planned.mentor, planned.mentee}
    assert call_appointments_of(planned.mentor, at=AT) == []


def test_a_call_of_a_pair_is_called_off_without_moving_an_answered_proposal(planned):
    for person in (planned.mentor, planned.mentee):
        answer_proposal(planned, yes=True, by=person, at=AT)
    Proposal.objects.update(closed_before_call_at=AT)

    call_off_call(planned, by=planned.mentor, at=AT + DAY)

    planned.refresh_from_db()
    assert planned.expires_at == END


def test_a_second_yes_drops_what_was_only_asked_for(asked):
    for person in (asked.mentor, asked.mentee):
        answer_proposal(asked, yes=True, by=person, at=AT)

    assert FirstCall.objects.get().state == "cancelled"
    assert told("first_call_off") == set()


def test_both_are_reminded_the_day_before_once(planned):
    assert remind_of_first_calls(at=NEXT_MONDAY - 25 * HOUR) == 0
    assert remind_of_first_calls(at=NEXT_MONDAY - 23 * HOUR) == 2
    assert remind_of_first_calls(at=NEXT_MONDAY - 22 * HOUR) == 0

    mails = Notice.objects.filter(template="first_call_ahead")
    subjects = {write_mail(one).subject for one in mails}
    assert all("Monday 9 March 2026 at 10:00" in one for one in subjects), subjects


def test_a_call_planned_only_just_before_is_not_recalled(planned):
    FirstCall.objects.update(planned_at=NEXT_MONDAY - 30 * HOUR)

    assert remind_of_first_calls(at=NEXT_MONDAY - 23 * HOUR) == 0


def test_nobody_is_pressed_for_an_answer_before_the_call(planned):
    planned.cohort.kept |= {"messages": {"proposal_reminder_days": 10}}
    planned.cohort.save()

    assert remind_of_proposals(at=NEXT_MONDAY - DAY) == 0
    assert remind_of_proposals(at=NEXT_MONDAY + HOUR) == 2


@pytest.mark.parametrize("link", ["https://meet.example/{token}", ""])
def test_it_takes_place_where_the_programmes_sessions_do(proposal, link):
    proposal.cohort.kept |= {"video_link": link} if link else {}
    proposal.cohort.save()
    ask_for_call(proposal, by=proposal.mentor, at=AT)
    choose_call_date(proposal, starts_at=NEXT_MONDAY, by=proposal.mentee, at=AT)

    place = FirstCall.objects.get().place

    assert place.startswith("https://meet.example/") == bool(link)


def answer(call, person, **changes):
    said = {
        "uid": call.uid, "sequence": 0, "mail": person.email, "answer": "declined", "said_at": AT,
    }  # fmt: skip
    return CalendarAnswer(**{**said, **changes})


def test_a_no_from_a_calendar_calls_the_date_off_and_nothing_else_counts(planned):
    call = FirstCall.objects.get()
    stranger = PersonFactory()
    for odd in (
        answer(call, planned.mentee, answer="accepted"), answer(call, planned.mentee, uid="x"),
        answer(call, planned.mentee, sequence=3), answer(call, stranger),
    ):  # fmt: skip
        assert take_answer_to_call(odd, at=AT) is False
    assert take_answer_to_call(answer(call, planned.mentee), at=NEXT_MONDAY) is False

    assert take_answer_to_call(answer(call, planned.mentee), at=AT) is True

    call.refresh_from_db()
    assert call.state == "cancelled"


def test_a_calendar_that_answers_to_a_call_without_a_proposal_counts_not(planned):
    Proposal.objects.update(first_call=None)

    call = FirstCall.objects.get()
    assert take_answer_to_call(answer(call, planned.mentee), at=AT) is False


def test_the_room_of_sessions_refuses_a_past_or_a_taken_date_itself(proposal):
    two = (proposal.mentor, proposal.mentee)
    made = [
        open_first_call(proposal.cohort, two, minutes=20, path="/", by=two[0], at=AT)
        for _n in range(2)
    ]
    plan_first_call(made[0], starts_at=NEXT_MONDAY, by=two[1], at=AT)

    with pytest.raises(DateNotFree):
        plan_first_call(made[1], starts_at=NEXT_MONDAY, by=two[1], at=AT)
    with pytest.raises(DateNotPossible):
        plan_first_call(made[1], starts_at=AT, by=two[1], at=AT)
    assert str(made[0]) == f"{two[0]} → {two[1]}"


@pytest.mark.parametrize(("n_more", "n_told"), [(6, 0), (7, 1)])
def test_the_coordinator_reads_how_many_of_eight_and_nothing_more(planned, n_more, n_told):
    ProposalFactory.create_batch(n_more, round=planned.round)
    ProposalFactory(round=planned.round, state="draft")

    assert tally_of(planned.round)["with_call"] == n_told


def test_a_draft_has_no_latest_day(proposal):
    proposal.expires_at = None

    assert latest_close(proposal, offer_of(proposal.cohort)) is None
    assert dates_for(proposal, offer_of(proposal.cohort), proposal.mentor, at=AT) == []


@pytest.mark.parametrize("side", ["mentor", "mentee"])
@pytest.mark.parametrize("lack", [{"email": None}, {"is_active": False}])
def test_who_cannot_be_reached_does_not_keep_the_other_from_being_reminded(planned, side, lack):
    Person.objects.filter(pk=getattr(planned, side).pk).update(**lack)

    assert remind_of_first_calls(at=NEXT_MONDAY - 23 * HOUR) == 1

    assert told("first_call_ahead") == {planned.mentor, planned.mentee} - {getattr(planned, side)}
