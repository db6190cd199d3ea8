"""Notes and answers go when the programme says, nothing younger goes, and the log says how many."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, PairFactory, SessionFactory
from upside.feedback.actions import answer_pulse, forget_answers
from upside.feedback.models import Pulse
from upside.kernel.models import AuditEntry
from upside.programmes.retention import answers_go_on
from upside.sessions.actions import forget_notes, save_note
from upside.sessions.models import PrivateNote

pytestmark = pytest.mark.django_db

END = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def note(*, at=MONDAY_NINE, **pair):
    session = SessionFactory(pair=PairFactory(**pair))
    return save_note(session, text="Mine alone.", by=session.pair.mentor, at=at)


def forgotten():
    return list(AuditEntry.objects.filter(verb__endswith="_forgotten").values_list("details"))


@pytest.mark.parametrize(("kept", "days"), [({}, 30), ({"retention": {"notes_days": 5}}, 5)])
def test_notes_go_days_after_the_end_of_the_pair_and_no_sooner(kept, days):
    cohort = CohortFactory(kept=kept | {"seats": 1})
    old = note(cohort=cohort, state="closed", closed_at=END)
    younger = note(cohort=cohort, state="closed", closed_at=END + DAY)
    running = note(cohort=cohort, state="active")

    assert forget_notes(at=END + days * DAY - timedelta(minutes=1)) == 0
    assert forget_notes(at=END + days * DAY) == 1
    assert forget_notes(at=END + days * DAY) == 0
    assert set(PrivateNote.objects.all()) == {younger, running}
    assert old not in PrivateNote.objects.all()
    assert forgotten() == [({"n_notes": 1},)]


def test_notes_of_all_pairs_go_days_after_the_end_of_the_cohort():
    cohort = CohortFactory(ends_on=date(2026, 4, 1))
    note(cohort=cohort, state="active")
    note(cohort=CohortFactory(programme=cohort.programme), state="active")

    assert forget_notes(at=END + 30 * DAY) == 0
    assert forget_notes(at=END + 31 * DAY) == 1
    assert PrivateNote.objects.count() == 1


def test_a_note_written_after_the_end_stays_as_long_again():
    note(at=END + 29 * DAY, state="closed", closed_at=END)

    assert forget_notes(at=END + 58 * DAY) == 0
    assert forget_notes(at=END + 59 * DAY) == 1


@pytest.mark.parametrize(
    ("kept", "last"),
    [({}, date(2027, 3, 31)), ({"retention": {"answers_months": 1}}, date(2026, 5, 1))],
)
def test_answers_go_months_after_the_end_of_the_cohort_and_no_sooner(kept, last):
    cohort = CohortFactory(kept=kept | {"seats": 1}, ends_on=date(2026, 3, 31))
    for one in (cohort, CohortFactory(ends_on=date(2099, 1, 1))):
        session = SessionFactory(pair__cohort=one, state="held")
        answer_pulse(session, useful=4, at_ease=4, by=session.pair.mentee, at=MONDAY_NINE)
    last = datetime.combine(last, time.min, UTC)

    assert forget_answers(at=last - timedelta(seconds=1)) == 0
    assert forget_answers(at=last) == 1
    assert forget_answers(at=last) == 0
    assert Pulse.objects.get().session.pair.cohort != cohort
    assert forgotten() == [({"n_answers": 1},)]


@pytest.mark.parametrize(
    ("end", "months", "day"),
    [
        (date(2026, 9, 1), 12, date(2027, 9, 1)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
        (date(2026, 10, 31), 1, date(2026, 12, 1)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
    ],
)
def test_months_are_counted_on_the_calendar(end, months, day):
    kept = {"retention": {"answers_months": months}}

    assert answers_go_on(CohortFactory.build(kept=kept, ends_on=end)) == day
