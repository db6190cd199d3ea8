"""Training before the first session: noted by day, taken back, and waited for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
)
from upside.kernel.models import AuditEntry
from upside.pairs.models import Pair
from upside.programmes.actions import CannotTrain, record_training, take_training_back
from upside.programmes.queries import n_untrained, places_to_train, trained_roles
from upside.sessions.actions import TrainingFirst, book_session
from upside.sessions.queries import training_first

pytestmark = pytest.mark.django_db

DAY = MONDAY_NINE.date()
LATER = MONDAY_NINE + timedelta(days=3)


@pytest.fixture
def cohort():
    return CohortFactory(kept={"training": {"before_first_session": ["mentor"]}})


@pytest.fixture
def pair(cohort):
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    EnrolmentFactory(cohort=cohort, person=pair.mentor)
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee")
    return pair


def note(cohort, places, day=DAY):
    return record_training(cohort, places, trained_on=day, by=PersonFactory(), at=MONDAY_NINE)


def test_no_first_session_is_booked_before_the_training(cohort, pair):
    with pytest.raises(TrainingFirst, match=pair.mentor.name):
        book_session(pair, starts_at=LATER, by=pair.mentee, at=MONDAY_NINE)
    assert training_first(pair) == [pair.mentor]

    note(cohort, places_to_train(cohort))

    assert book_session(pair, starts_at=LATER, by=pair.mentee, at=MONDAY_NINE).starts_at == LATER


def test_whoever_met_already_goes_on_booking(pair):
    SessionFactory(pair=pair, state="held", starts_at=MONDAY_NINE, ends_at=LATER)
    start = LATER + timedelta(days=1)

    assert book_session(pair, starts_at=start, by=pair.mentee, at=MONDAY_NINE).starts_at == start


def test_a_programme_without_training_waits_for_nobody():
    pair = PairFactory(state=Pair.State.ACTIVE)
    place = EnrolmentFactory(cohort=pair.cohort, person=pair.mentor)

    assert training_first(pair) == []
    assert trained_roles(pair.cohort) == []
    assert n_untrained(pair.cohort) == 0
    with pytest.raises(CannotTrain, match="not trained in this programme"):
        note(pair.cohort, [place])


def test_a_note_of_training_is_kept_once_and_in_the_log(cohort):
    places = [EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)]
    assert n_untrained(cohort) == 2

    assert note(cohort, places[:1]) == 1
    assert note(cohort, places[:1], date(2026, 3, 1)) == 0
    assert note(cohort, places, date(2026, 3, 1)) == 1

    assert {place.trained_on for place in places_to_train(cohort)} == {DAY, date(2026, 3, 1)}
    assert n_untrained(cohort) == 0
    [first, _second] = AuditEntry.objects.filter(verb="people.trained").order_by("pk")
    assert first.details == {"enrolments": [places[0].pk], "trained_on": "2026-03-02"}


def test_the_day_of_a_training_is_counted_as_the_company_does(cohort):
    after_midnight = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    places, day = [EnrolmentFactory(cohort=cohort)], date(2026, 3, 3)

    assert record_training(cohort, places, trained_on=day, by=PersonFactory(), at=after_midnight)


def test_whoever_was_trained_and_gave_the_place_back_holds_no_session_up(cohort, pair):
    note(cohort, places_to_train(cohort))
    cohort.enrolments.filter(person=pair.mentor).update(state="withdrawn")

    assert training_first(pair) == []


def test_a_note_of_training_is_taken_back(cohort):
    place = EnrolmentFactory(cohort=cohort)
    note(cohort, [place])

    assert take_training_back(cohort, [place], by=PersonFactory(), at=MONDAY_NINE) == 1
    assert take_training_back(cohort, [place], by=PersonFactory(), at=MONDAY_NINE) == 0

    assert n_untrained(cohort) == 1
    assert AuditEntry.objects.filter(verb="people.training_taken_back").count() == 1


def test_nobody_no_later_day_and_nobody_who_is_not_trained_here_is_noted(cohort):
    place = EnrolmentFactory(cohort=cohort)
    with pytest.raises(CannotTrain, match="at least one"):
        note(cohort, [])
    with pytest.raises(CannotTrain, match="still to come"):
        note(cohort, [place], DAY + timedelta(days=1))
    others = (
        EnrolmentFactory(cohort=cohort, role="mentee"),
        EnrolmentFactory(cohort=cohort, state="withdrawn"),
        EnrolmentFactory(),
    )
    for other in others:
        with pytest.raises(CannotTrain, match="no longer part"):
            note(cohort, [place, other])
    assert n_untrained(cohort) == 1
