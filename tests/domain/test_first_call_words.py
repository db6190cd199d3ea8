"""What the two are told of a call before the yes, and how soon calendars know of it."""

from datetime import timedelta

import pytest

from tests.calendar_world import ConnectedCalendarFactory
from tests.call_world import open_proposal
from tests.factories import MONDAY_NINE
from upside.calendars.models import Writing
from upside.matching.actions import answer_proposal, expire_proposals
from upside.matching.actions.first_calls import ask_for_call, call_off_call, choose_call_date
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.sessions.actions import leave_pair
from upside.sessions.actions.first_calls import remind_of_first_calls

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = MONDAY_NINE
NEXT_MONDAY = MONDAY_NINE + 7 * DAY
END = MONDAY_NINE + 14 * DAY


@pytest.fixture
def proposal(cohort):
    return open_proposal(cohort, END)


@pytest.fixture
def planned(proposal):
    ask_for_call(proposal, by=proposal.mentor, at=AT)
    return choose_call_date(proposal, starts_at=NEXT_MONDAY, by=proposal.mentee, at=AT)


def say_yes(proposal):
    for person in (proposal.mentor, proposal.mentee):
        answer_proposal(proposal, yes=True, by=person, at=AT)


def words_of(template):
    return [write_mail(one).text for one in Notice.objects.filter(template=template)]


def n_asked(person):
    return Notice.objects.filter(template="first_call_asked", person=person).count()


def test_who_takes_a_request_back_and_makes_it_anew_sends_no_second_mail(proposal):
    for _again in range(5):
        ask_for_call(proposal, by=proposal.mentor, at=AT)
        call_off_call(proposal, by=proposal.mentor, at=AT)
    assert n_asked(proposal.mentee) == 1

    ask_for_call(proposal, by=proposal.mentee, at=AT)
    assert n_asked(proposal.mentor) == 1


def test_after_a_date_that_was_called_off_a_request_is_told_again(planned):
    call_off_call(planned, by=planned.mentee, at=AT)

    ask_for_call(planned, by=planned.mentor, at=AT)

    assert n_asked(planned.mentee) == 2


def test_called_off_before_the_answers_the_proposal_stays_open(planned):
    call_off_call(planned, by=planned.mentor, at=AT)

    assert len(words_of("first_call_off")) == 2
    for text in words_of("first_call_off"):
        assert "stays open. Either of you can ask for another date" in text


def test_called_off_after_both_said_yes_nothing_is_to_be_answered(planned):
    say_yes(planned)

    call_off_call(planned, by=planned.mentor, at=AT)

    assert len(words_of("first_call_off")) == 2
    for text in words_of("first_call_off"):
        assert "You have both said yes" in text
        assert "ask for another" not in text


def test_called_off_with_the_pair_it_is_the_pair_that_has_ended(planned):
    say_yes(planned)

    leave_pair(Pair.objects.get(), by=planned.mentee, at=AT + DAY)

    assert len(words_of("first_call_off")) == 2
    for text in words_of("first_call_off"):
        assert "Your pair in" in text
        assert "proposal in" not in text


def test_the_day_before_nobody_is_told_to_answer_who_has_said_yes(planned):
    remind_of_first_calls(at=NEXT_MONDAY - 23 * HOUR)
    assert all("Afterwards each of you answers alone." in one for one in _reminded())
    assert all("can ask for another" in one for one in _reminded())
    Notice.objects.all().delete()
    say_yes(planned)

    remind_of_first_calls(at=NEXT_MONDAY - 22 * HOUR)

    assert not any("answers alone" in one or "ask for another" in one for one in _reminded())


def _reminded():
    found = words_of("first_call_ahead")
    assert len(found) == 2
    return found


@pytest.fixture
def writing(proposal):
    calendar = ConnectedCalendarFactory(person=proposal.mentee)
    return Writing.objects.create(
        calendar=calendar, address="https://dav.example/b/", due_at=AT + 6 * HOUR
    )


def due(writing):
    writing.refresh_from_db()
    return writing.due_at


def test_written_calendars_are_looked_at_as_soon_as_a_call_is_planned(proposal, writing):
    ask_for_call(proposal, by=proposal.mentor, at=AT)
    assert due(writing) == AT + 6 * HOUR

    choose_call_date(proposal, starts_at=NEXT_MONDAY, by=proposal.mentee, at=AT)

    assert due(writing) == AT


@pytest.mark.parametrize("end", ["off", "no", "late"])
def test_and_as_soon_as_it_is_off_however_it_ends(planned, writing, end):
    if end == "off":
        call_off_call(planned, by=planned.mentor, at=AT)
    elif end == "no":
        answer_proposal(planned, yes=False, by=planned.mentor, at=AT)
    else:
        planned.expires_at = AT
        planned.save()
        assert expire_proposals(at=AT) == 1

    assert due(writing) == AT
