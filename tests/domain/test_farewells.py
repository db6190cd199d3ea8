"""The end of a pair: asked once, a then-test, completed kindly, held up by nobody."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
    SkillFactory,
    SkillLevelFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import (
    NotOneOfThePair,
    NotTheEnd,
    OffTheScale,
    PairClosed,
    ask_again,
    close_pair,
    forget_look_backs,
)
from upside.pairs.actions.farewells import look_back, open_farewell
from upside.pairs.farewell_models import Farewell, LevelThen, LookBack
from upside.pairs.models import Pair
from upside.pairs.queries.farewells import asks_again, levels_said, look_backs_of, to_look_back
from upside.programmes.retention import answers_go_on
from upside.sessions.actions import (
    finish_farewells,
    finishing,
    leave_pair,
    open_farewells,
    say_farewell,
    wind_up,
)
from upside.sessions.models import Session
from upside.skills.models import SkillLevel

pytestmark = pytest.mark.django_db

NOW = MONDAY_NINE + timedelta(days=60)
DAY = timedelta(days=1)
State = Pair.State


def held(pair, n=1, *, first=1, state="held"):
    for day in range(first, first + n):
        starts = MONDAY_NINE + day * DAY
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + DAY / 24, state=state)
    return pair


@pytest.fixture
def cohort():
    ends_on = NOW.date() + 30 * DAY
    return CohortFactory(kept={"n_sessions": 2}, ends_on=ends_on)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=State.ACTIVE, activated_at=MONDAY_NINE)


@pytest.fixture
def at_end(pair):
    open_farewell(held(pair, 2), cause="sessions", at=NOW)
    return pair


def mails(template):
    return list(Notice.objects.filter(template=template).order_by("pk"))


def test_both_are_asked_once_when_all_sessions_are_held(pair, cohort):
    held(PairFactory(cohort=cohort, state=State.ACTIVE), 1)
    held(pair, 2)

    assert open_farewells(at=NOW) == 2
    assert open_farewells(at=NOW + DAY) == 0
    assert {one.person for one in mails("farewell_opened")} == set(pair.people)
    assert Farewell.objects.get().cause == "sessions"
    assert "nothing is held against anybody" in write_mail(mails("farewell_opened")[0]).text


def test_both_are_asked_when_the_cohort_has_ended_unless_they_never_met(cohort):
    met = held(PairFactory(cohort=cohort, state=State.PAUSED))
    PairFactory(cohort=cohort, state=State.ACTIVE)
    ended = cohort.ends_on - 100 * DAY
    long_ago = CohortFactory(starts_on=ended - DAY, ends_on=ended)
    held(PairFactory(cohort=long_ago, state=State.ACTIVE))

    assert open_farewells(at=NOW) == 0
    assert open_farewells(at=NOW + 31 * DAY) == 0  # it is not over everywhere
    assert open_farewells(at=NOW + 31 * DAY + DAY / 8) == 2
    assert (Farewell.objects.get().pair, Farewell.objects.get().cause) == (met, "cohort")


def test_nobody_is_asked_who_has_a_date_before_them(pair):
    held(held(pair, 2), 1, first=90, state="planned")

    assert open_farewells(at=NOW) == 0


def test_one_pair_that_fails_stops_no_other(pair, cohort, monkeypatch, caplog):
    other = held(PairFactory(cohort=cohort, state=State.ACTIVE), 2)
    held(pair, 2)
    real = finishing.open_farewell

    def fail(one, **said):
        if one.pk == pair.pk:
            raise ValueError("broken")
        return real(one, **said)

    monkeypatch.setattr(finishing, "open_farewell", fail)

    assert open_farewells(at=NOW) == 2
    assert Farewell.objects.get().pair == other
    assert "going on" in caplog.text


def test_both_say_that_they_are_done(pair):
    assert wind_up(pair, by=pair.mentor, at=NOW).opened_at is None
    assert wind_up(pair, by=pair.mentor, at=NOW).opened_at is None
    assert [one.person for one in mails("farewell_asked")] == [pair.mentee]
    assert to_look_back(pair.mentor)[0].opened_at is None

    assert wind_up(pair, by=pair.mentee, at=NOW).cause == "agreed"
    assert wind_up(pair, by=pair.mentee, at=NOW).opened_at == NOW
    assert len(mails("farewell_opened")) == 2


def test_only_the_two_say_so_and_only_while_the_pair_goes_on(pair, cohort):
    with pytest.raises(NotOneOfThePair):
        wind_up(pair, by=PersonFactory(), at=NOW)
    early = PairFactory(cohort=cohort)
    with pytest.raises(NotTheEnd):
        wind_up(early, by=early.mentor, at=NOW)
    leave_pair(pair, by=pair.mentor, at=NOW)
    with pytest.raises(PairClosed):
        wind_up(pair, by=pair.mentor, at=NOW)
    assert not open_farewell(pair, cause="sessions", at=NOW)


def test_the_pair_is_completed_when_both_have_looked_back(at_end):
    held(at_end, 1, first=90, state="planned")

    say_farewell(at_end, levels={}, thanks="Thank you.", by=at_end.mentor, at=NOW)
    at_end.refresh_from_db()
    assert at_end.state == State.ACTIVE
    say_farewell(at_end, levels={}, by=at_end.mentee, at=NOW + DAY)

    at_end.refresh_from_db()
    assert (at_end.state, at_end.ending) == (State.CLOSED, "completed")
    assert Session.objects.get(state="cancelled").settled_by is None
    assert {one.person for one in mails("pair_completed")} == set(at_end.people)
    assert "Thank you for the hours" in write_mail(mails("pair_completed")[0]).text


def test_whoever_never_answers_holds_up_nobody(at_end):
    say_farewell(at_end, levels={}, by=at_end.mentor, at=NOW)
    last = NOW + 21 * DAY

    assert finish_farewells(at=last - DAY) == 0
    assert finish_farewells(at=last) == 1
    assert finish_farewells(at=last) == 0
    at_end.refresh_from_db()
    assert at_end.ending == "completed"


def test_a_programme_says_how_long_both_have_to_look_back(at_end):
    at_end.cohort.kept = {"farewell_days": 30}
    at_end.cohort.save()
    say_farewell(at_end, levels={}, by=at_end.mentor, at=NOW)

    assert finish_farewells(at=NOW + 29 * DAY) == 0
    assert finish_farewells(at=NOW + 30 * DAY) == 1


def test_a_pair_that_booked_another_date_is_not_completed_before_it(at_end):
    held(at_end, 1, first=90, state="planned")

    assert finish_farewells(at=NOW + 22 * DAY) == 0
    assert finish_farewells(at=NOW + 40 * DAY) == 1


def test_words_are_read_by_the_two_once_both_have_answered(at_end):
    look_back(at_end, levels={}, goals="Half of it.", thanks="Merci.", by=at_end.mentor, at=NOW)

    assert look_backs_of(at_end, at_end.mentee) == (None, None)
    mine = look_back(at_end, levels={}, by=at_end.mentee, at=NOW)
    assert look_backs_of(at_end, at_end.mentee)[0] == mine
    assert look_backs_of(at_end, at_end.mentee)[1].thanks == "Merci."
    raw = LookBack.objects.extra(select={"raw": "thanks"}).values_list("raw", flat=True)
    assert "Merci." not in str(list(raw))
    assert not AuditEntry.objects.filter(details__icontains="merci").exists()


def test_levels_now_and_then_stand_beside_the_profile_and_overwrite_nothing(at_end):
    skill, later = SkillFactory(), SkillFactory()
    SkillLevelFactory(
        person=at_end.mentee, skill=skill, level=5, own_level=4, set_at=at_end.accepted_at
    )
    SkillLevelFactory(person=at_end.mentee, skill=later, level=3, set_at=NOW)
    at_end.reasons = {"to_mentee": [skill.code, later.code], "to_mentor": []}
    at_end.save()
    before = list(SkillLevel.objects.values())

    say = {"levels": {skill.pk: (2, 6), later.pk: (1, 3)}, "by": at_end.mentee, "at": NOW}
    look_back(at_end, **say)

    said = levels_said(at_end, at_end.mentee)
    first, second = said[skill.pk], said[later.pk]
    assert (first.before, first.then, first.now) == (4, 2, 6)
    assert (second.before, second.then, second.now) == (None, 1, 3)
    assert list(SkillLevel.objects.values()) == before

    look_back(at_end, **say | {"levels": {skill.pk: (3, 6)}})
    assert LevelThen.objects.get().then == 3


def test_levels_off_the_scale_or_of_other_skills_are_refused(at_end):
    skill = SkillFactory()
    at_end.reasons = {"to_mentee": [skill.code], "to_mentor": []}
    at_end.save()

    for levels, by in (({skill.pk: (2, 9)}, "mentee"), ({skill.pk: (2, 3)}, "mentor")):
        with pytest.raises(OffTheScale):
            look_back(at_end, levels=levels, by=getattr(at_end, by), at=NOW)
    assert not LookBack.objects.exists()


def test_looking_back_is_for_the_two_at_the_end(pair):
    with pytest.raises(NotTheEnd):
        look_back(pair, levels={}, by=pair.mentor, at=NOW)
    open_farewell(pair, cause="agreed", at=NOW)
    with pytest.raises(NotOneOfThePair):
        look_back(pair, levels={}, by=PersonFactory(), at=NOW)
    close_pair(pair, ending="completed", by=None, at=NOW)
    with pytest.raises(PairClosed):
        look_back(pair, levels={}, by=pair.mentor, at=NOW)


def test_who_may_be_asked_again_is_known_to_the_next_cohort_and_can_be_changed(at_end):
    following = CohortFactory(programme=at_end.cohort.programme)
    with pytest.raises(NotTheEnd):
        ask_again(at_end, wanted=True, by=at_end.mentor, at=NOW)
    look_back(at_end, levels={}, asks_again=True, thanks="Merci.", by=at_end.mentor, at=NOW)
    assert asks_again(following) == [at_end.mentor]
    close_pair(at_end, ending="completed", by=None, at=NOW)

    ask_again(at_end, wanted=False, by=at_end.mentor, at=NOW)
    ask_again(at_end, wanted=True, by=at_end.mentee, at=NOW)

    assert asks_again(following) == [at_end.mentee]
    assert look_backs_of(at_end, at_end.mentor)[0].thanks == "Merci."
    EnrolmentFactory(cohort=following, person=at_end.mentee, role="mentee")
    assert asks_again(following) == []
    with pytest.raises(NotOneOfThePair):
        ask_again(at_end, wanted=True, by=PersonFactory(), at=NOW)


def test_a_pair_that_ended_early_is_asked_that_one_question_only(pair):
    leave_pair(pair, by=pair.mentor, at=NOW)

    assert open_farewells(at=NOW + 60 * DAY) == 0
    assert ask_again(pair, wanted=True, by=pair.mentee, at=NOW).asks_again


def test_words_go_with_the_notes_and_the_rest_with_the_answers(at_end):
    skill = SkillFactory()
    at_end.reasons = {"to_mentee": [skill.code], "to_mentor": []}
    at_end.save()
    look_back(
        at_end, levels={skill.pk: (1, 2)}, goals="All.", asks_again=True, by=at_end.mentee, at=NOW
    )
    close_pair(at_end, ending="completed", by=None, at=NOW)

    assert forget_look_backs(at=NOW + 29 * DAY) == 0
    assert forget_look_backs(at=NOW + 30 * DAY) == 1
    assert (LookBack.objects.get().goals, LookBack.objects.get().asks_again) == (None, True)
    last = answers_go_on(at_end.cohort)
    end = NOW.replace(year=last.year, month=last.month, day=last.day)
    assert forget_look_backs(at=end - DAY) == 0
    assert forget_look_backs(at=end) == 2
    assert not LookBack.objects.exists()
    assert not LevelThen.objects.exists()
    assert AuditEntry.objects.filter(verb="programme.look_backs_forgotten").count() == 2


def test_asked_twice_at_once_it_is_asked_once_and_a_broken_database_is_said(pair, monkeypatch):
    assert open_farewell(held(pair, 2), cause="sessions", at=NOW)
    assert not open_farewell(pair, cause="cohort", at=NOW)
    Farewell.objects.all().delete()
    monkeypatch.setattr(finishing, "open_farewell", lambda *_one, **_said: False)
    assert open_farewells(at=NOW) == 0

    def fail(*_one, **_said):
        raise OperationalError("locked")

    monkeypatch.setattr(finishing, "open_farewell", fail)
    with pytest.raises(OperationalError):
        open_farewells(at=NOW)
