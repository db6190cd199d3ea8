"""What is told to a coach is read by the coaches named then, as long as they are: nobody else."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
)
from upside.feedback import actions, queries
from upside.feedback.models import Concern
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import keep_exit
from upside.pairs.exits import exits_told_to, readers_of
from upside.pairs.models import Exit
from upside.people.models import Person
from upside.programmes.actions import CannotGrant, grant_role
from upside.programmes.models import RoleGrant
from upside.sessions.actions import leave_pair

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def pair():
    cohort = CohortFactory(ends_on=(MONDAY_NINE + 100 * DAY).date())
    pair = PairFactory(cohort=cohort, state="active", activated_at=MONDAY_NINE)
    for role in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role)
    return pair


@pytest.fixture
def coach(pair):
    return coach_of(pair)


def coach_of(pair, **more):
    return RoleGrantFactory(role="coach", programme=pair.cohort.programme, **more).person


def say(pair, text="I feel small.", **more):
    return actions.speak_up(
        pair.cohort, **{"pair": pair, "by": pair.mentor, "text": text, "at": MONDAY_NINE, **more}
    )


def goes(person, how="leaves"):
    if how == "leaves":
        Person.objects.filter(pk=person.pk).update(is_active=False)
    else:
        RoleGrant.objects.filter(person=person, role="coach").delete()


@pytest.mark.parametrize("how", ["leaves", "revoked"])
def test_when_the_last_coach_is_gone_nobody_reads_and_the_author_hears_it_once(pair, coach, how):
    concern, second = say(pair), coach_of(pair)
    goes(coach, how)

    assert not queries.readers_of(concern).exists()
    Notice.objects.all().delete()
    assert actions.tell_of_gone_coaches(at=MONDAY_NINE) == 1
    assert actions.tell_of_gone_coaches(at=MONDAY_NINE + DAY) == 0
    [told] = Notice.objects.all()
    assert (told.person, told.context["path"]) == (pair.mentor, f"/word/{concern.pk}/")
    assert "uneasy" not in write_mail(told).text
    assert list(queries.readers_of(say(pair, "Anew."))) == [second]


@pytest.mark.parametrize("how", ["leaves", "revoked"])
def test_one_coach_of_two_who_goes_changes_nothing_for_the_author(pair, coach, how):
    second = coach_of(pair)
    concern = say(pair)
    goes(coach, how)

    assert list(queries.readers_of(concern)) == [second]
    assert actions.tell_of_gone_coaches(at=MONDAY_NINE) == 0


@pytest.mark.parametrize("way", ["silent", "outside", "none"])
def test_whoever_wants_no_mail_reads_on_the_page_that_the_coach_is_gone(pair, coach, way):
    say(pair, answer=way, reach="0600")
    goes(coach)

    assert actions.tell_of_gone_coaches(at=MONDAY_NINE) == 0


def test_what_is_closed_needs_no_reader(pair, coach):
    actions.close_concern(say(pair), by=coach, at=MONDAY_NINE)
    goes(coach)

    assert actions.tell_of_gone_coaches(at=MONDAY_NINE) == 0


def test_a_way_to_be_reached_is_kept_only_where_it_was_chosen(pair, coach):
    assert say(pair, "Here.", answer="here", reach="0600").reach is None
    assert say(pair, "Outside.", answer="outside", reach=" 0600 ").reach == "0600"


def test_a_second_press_corrects_how_to_be_answered(pair, coach):
    say(pair, answer="outside", reach="0600")
    say(pair, answer="none", at=MONDAY_NINE + timedelta(minutes=2))

    kept = Concern.objects.get()
    assert (kept.answer, kept.reach) == ("none", None)


@pytest.mark.parametrize(("held", "asked"), [("coordinator", "coach"), ("coach", "coordinator")])
def test_who_runs_a_programme_is_not_its_coach(programme, coordinator, held, asked):
    person = RoleGrantFactory(role=held, programme=programme).person

    with pytest.raises(CannotGrant, match="tell the coach"):
        grant_role(person, asked, programme=programme, by=coordinator, at=MONDAY_NINE)
    grant_role(person, "coach", programme=CohortFactory().programme, by=None, at=MONDAY_NINE)


def test_an_exit_is_read_by_the_coaches_of_that_moment(pair, coach):
    coach_of(pair, person=pair.mentee)
    left = keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, reason="He laughs.", tells_coach=True)
    later = coach_of(pair)

    assert readers_of(left) == [coach]
    assert list(exits_told_to(coach)) == [left]
    assert not exits_told_to(later).exists()
    assert not exits_told_to(pair.mentee).exists()


@pytest.mark.parametrize("how", ["leaves", "revoked"])
def test_an_exit_is_no_longer_read_by_who_is_coach_no_longer(pair, coach, how):
    left = keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, cause="way", tells_coach=True)
    goes(coach, how)

    assert readers_of(left) == []


def test_an_exit_for_its_author_alone_has_no_reader(pair, coach):
    left = keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, cause="way")

    assert readers_of(left) == []
    assert not exits_told_to(coach).exists()


def test_a_cause_for_the_coach_counts_also_where_the_other_was_faster(pair, coach):
    leave_pair(pair, by=pair.mentee, at=MONDAY_NINE)

    assert not leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, cause="uneasy", tells_coach=True)

    kept = exits_told_to(coach).get()
    assert (kept.person, kept.cause) == (pair.mentor, "uneasy")


def test_words_that_come_second_are_added_and_replace_none(pair, coach):
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE)
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, reason="First.", tells_coach=True)
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, cause="way", reason="Second.")

    kept = Exit.objects.get()
    assert (kept.cause, kept.reason, kept.tells_coach) == ("way", "First.", False)
    assert readers_of(kept) == []
    assert PersonFactory() not in kept.readers.all()


def test_a_coach_who_may_read_an_exit_gets_a_mail_without_a_word_of_it(pair, coach):
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, reason="I felt small.", tells_coach=True)

    [mail] = Notice.objects.filter(template="exit_told")
    text = write_mail(mail).text
    assert mail.person == coach
    assert mail.context["path"] == f"/pairs/{pair.pk}/"
    assert "small" not in text
    assert pair.mentor.name not in text


def test_nobody_gets_a_mail_of_an_exit_that_is_told_to_nobody(pair, coach):
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, reason="I felt small.")

    assert not Notice.objects.filter(template="exit_told").exists()
