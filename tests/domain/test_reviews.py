"""Reviews: three questions after the first and the third session, and who reads the answers."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.feedback.actions import (
    NotAsked,
    OffTheScale,
    answer_review,
    ask_reviews,
    forget_answers,
)
from upside.feedback.models import Review
from upside.feedback.queries import (
    review_of,
    review_summaries,
    reviews_due,
    reviews_for_coach,
    stage_of,
    with_held,
)
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of
from upside.sessions.actions import leave_pair

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOW = MONDAY_NINE + 10 * DAY


def met(pair, n=1):
    for day in range(1, n + 1):
        starts = MONDAY_NINE + day * DAY
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + DAY / 24, state="held")
    return pair


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)


def answer(pair, by, value=4, **said):
    usual = dict.fromkeys(("helps", "both_ways", "go_on"), value) | {"at": NOW}
    return answer_review(pair, by=by, **usual | said)


def due(pair):
    return reviews_due(pair.mentor, with_held(pairs_of(pair.mentor)))


def test_both_are_asked_once_after_the_first_and_once_after_the_third_session(pair):
    assert ask_reviews(at=NOW) == 0
    met(pair)
    answer(pair, pair.mentor)

    assert (ask_reviews(at=NOW), ask_reviews(at=NOW)) == (1, 0)
    assert Notice.objects.get().person == pair.mentee
    assert "first session" in write_mail(Notice.objects.get()).text
    met(pair, 2)
    assert (ask_reviews(at=NOW), ask_reviews(at=NOW)) == (2, 0)


def test_nobody_is_asked_late_or_where_the_programme_asks_nothing(pair):
    met(pair)
    silent = CohortFactory(kept={"measures": {"pulse": False}})
    quiet = met(PairFactory(cohort=silent, state=Pair.State.ACTIVE))

    assert ask_reviews(at=NOW + 20 * DAY) == 0
    assert ask_reviews(at=NOW) == 2
    assert due(quiet) == []
    with pytest.raises(NotAsked):
        answer(quiet, quiet.mentor)


@pytest.mark.parametrize(("measures", "stages"), [
    ({}, [0, 1, 1, 3, 3]),
    ({"review_after": 2, "review_again_after": 4}, [0, 0, 2, 2, 4]),
    ({"review_after": 0}, [0, 0, 0, 3, 3]),
    ({"review_after": 0, "review_again_after": 0}, [0, 0, 0, 0, 0]),
    ({"pulse": False}, [0, 0, 0, 0, 0]),
])  # fmt: skip
def test_a_programme_says_after_which_sessions(pair, measures, stages):
    pair.cohort.kept = {"measures": measures}
    pair.cohort.save()
    for day, stage in enumerate(stages):
        if day:
            starts = MONDAY_NINE + day * DAY
            SessionFactory(pair=pair, starts_at=starts, ends_at=starts + DAY / 24, state="held")
        due = reviews_due(pair.mentor, with_held(pairs_of(pair.mentor)))

        assert (stage_of(pair), [stage for _pair, stage in due]) == (stage, [stage] * bool(stage))
        is_new = stage != ([0, *stages][day])
        assert ask_reviews(at=NOW) == 2 * is_new


@pytest.mark.parametrize("n", [1, 20])
def test_asking_takes_the_same_queries_for_any_number(cohort, n, django_assert_num_queries):
    for _ in range(n):
        met(PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE))

    with django_assert_num_queries(5):
        assert ask_reviews(at=NOW) == 2 * n


def test_home_asks_for_the_stage_of_today_until_it_is_answered(pair):
    assert due(pair) == []
    met(pair)
    assert due(pair) == [(pair, 1)]
    answer(pair, pair.mentor)
    assert due(pair) == []
    met(pair, 2)
    assert (due(pair), stage_of(pair)) == ([(pair, 3)], 3)


def test_an_answer_is_put_right_and_the_log_does_not_hold_it(pair):
    met(pair)
    answer(pair, pair.mentee, 5)
    changed = answer(pair, pair.mentee, 2)

    assert Review.objects.get() == changed
    assert changed.is_low
    assert not answer(pair, pair.mentor, 3).is_low
    assert review_of(pair, pair.mentee, 1).helps == 2
    assert {entry.details == {} for entry in AuditEntry.objects.filter(verb="review.answered")}


def test_refused_are_strangers_early_late_and_off_the_scale(pair):
    for by in (PersonFactory(), pair.mentor):
        with pytest.raises(NotAsked):
            answer(pair, by)
    met(pair)
    with pytest.raises(OffTheScale):
        answer(pair, pair.mentor, go_on=6)
    leave_pair(pair, by=pair.mentor, at=NOW)
    with pytest.raises(NotAsked):
        answer(pair, pair.mentor)


def test_the_coach_reads_them_while_the_pair_is_amber_or_red_and_nobody_else_ever(pair):
    coach, coordinator = PersonFactory(), PersonFactory()
    for person, role in ((coach, "coach"), (coordinator, "coordinator")):
        RoleGrantFactory(person=person, role=role, programme=pair.cohort.programme)
    met(pair)
    said = answer(pair, pair.mentee)
    late = NOW + 100 * DAY
    pair.cohort.ends_on = (late + 100 * DAY).date()
    pair.cohort.save()

    assert reviews_for_coach(pair, coach, at=NOW) == []
    assert reviews_for_coach(pair, coach, at=late) == [said]
    for other in (coordinator, pair.mentor, PersonFactory()):
        assert reviews_for_coach(pair, other, at=late) == []


def test_sums_are_told_from_eight_people_on(cohort):
    pairs = [PairFactory(cohort=cohort, state=Pair.State.ACTIVE) for _ in range(4)]
    for pair in pairs:
        answer(met(pair), pair.mentor, 5)
    for pair in pairs[1:]:
        answer(pair, pair.mentee, 3)
    assert review_summaries(cohort) == []

    answer(pairs[0], pairs[0].mentee, 3)
    one = review_summaries(cohort)[0]
    assert (one.after, one.n, one.helps, one.both_ways, one.go_on) == (1, 8, 4, 4, 4)


def test_they_go_with_the_pulse(pair):
    answer(met(pair), pair.mentor)

    assert forget_answers(at=NOW) == 0
    assert forget_answers(at=NOW + 3 * 365 * DAY) == 1
    assert not Review.objects.exists()
