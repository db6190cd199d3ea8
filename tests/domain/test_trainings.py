"""Taking a training: done by parts, finished once, counted in each programme for 24 months."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    TrainingFactory,
)
from upside.kernel.models import AuditEntry
from upside.learning.actions import NotDone, begin_again, finish_part
from upside.learning.models import Training
from upside.learning.paths import paths
from upside.learning.queries import minutes_left, trainings_of, valid_until
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.actions import answer_invitation, take_part, take_training_back
from upside.programmes.actions.reminding import remind_of_training
from upside.programmes.actions.waiting import set_places, take_in_waiting
from upside.programmes.queries import here_texts, n_untrained, roles_to_learn
from upside.sessions.queries import training_first

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MENTOR, MENTEE = paths()["mentor"], paths()["mentee"]
FIRST = {"training": {"before_first_session": ["mentor"]}}
OWN = {"training": {"before_first_session": ["mentor"], "path": "own"}}


def right(part):
    return [question.right for question in part.questions]


def take(path, person, *, at=MONDAY_NINE, parts=None):
    for part in parts or path.parts:
        done = take_part(
            path, part, answers=right(part), commitments=len(part.commitments), by=person, at=at
        )
    return done


def test_a_part_is_kept_as_done_and_nothing_of_the_answers():
    person, part = PersonFactory(), MENTOR.parts[1]

    training = finish_part(MENTOR, part, answers=right(part), by=person, at=MONDAY_NINE)
    finish_part(MENTOR, part, answers=right(part), by=person, at=MONDAY_NINE + DAY)

    assert trainings_of(person) == {"mentor": training}
    assert training.done == [part.code]
    assert training.completed_on is training.version is valid_until(training) is None
    assert minutes_left(MENTOR, training) == 40 - part.minutes
    assert minutes_left(MENTOR, None) == 40
    assert {field.name for field in Training._meta.get_fields()} == {
        "id", "person", "path", "done", "started_at", "completed_on", "version", "covered",
    }  # fmt: skip
    assert not AuditEntry.objects.filter(verb__startswith="training").exists()


@pytest.mark.parametrize("answers", [[], [None, None], [1, 2], [0]])
def test_a_part_stays_open_until_each_answer_is_right(answers):
    with pytest.raises(NotDone, match="Not yet"):
        finish_part(MENTOR, MENTOR.parts[0], answers=answers, by=PersonFactory(), at=MONDAY_NINE)

    assert not Training.objects.exists()


def test_a_part_with_commitments_stays_open_until_all_are_taken():
    part = MENTEE.parts[-1]

    with pytest.raises(NotDone, match="Tick each commitment"):
        finish_part(
            MENTEE, part, answers=right(part), commitments=2, by=PersonFactory(), at=MONDAY_NINE
        )


def test_all_parts_done_it_is_finished_with_its_day_its_version_and_what_it_covered():
    person = PersonFactory()

    training = take(MENTOR, person)

    assert (training.completed_on, training.version) == (MONDAY_NINE.date(), MENTOR.version)
    assert training.minutes == 40
    assert [one["title"] for one in training.covered] == [dict(p.title) for p in MENTOR.parts]
    [entry] = AuditEntry.objects.filter(verb="training.finished")
    assert entry.details == {"path": "mentor", "version": MENTOR.version}
    assert str(training) == f"{person.pk} mentor"


def test_whoever_begins_again_keeps_the_day_until_they_are_through_once_more():
    person = PersonFactory()
    training = take(MENTEE, person)
    later = MONDAY_NINE + 400 * DAY

    again = begin_again(training, at=later)
    assert again.done == []
    assert again.completed_on == MONDAY_NINE.date()
    take(MENTEE, person, at=later, parts=MENTEE.parts[:1])
    assert begin_again(training, at=later).done == []
    take(MENTEE, person, at=later)

    assert trainings_of(person)["mentee"].completed_on == later.date()


def test_what_was_never_finished_is_not_begun_again():
    person, part = PersonFactory(), MENTOR.parts[0]
    training = finish_part(MENTOR, part, answers=right(part), by=person, at=MONDAY_NINE)

    assert begin_again(training, at=MONDAY_NINE).done == [part.code]


@pytest.mark.parametrize(
    ("day", "until"),
    [(date(2026, 3, 2), date(2028, 3, 2)), (date(2028, 2, 29), date(2030, 2, 28))],
)
def test_a_training_counts_for_two_years(day, until):
    assert valid_until(TrainingFactory.build(completed_on=day, covered=[])) == until


def test_the_last_part_opens_the_first_session_and_says_who_noted_it():
    cohort = CohortFactory(kept=FIRST)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    place = EnrolmentFactory(cohort=cohort, person=pair.mentor)
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee")

    take(MENTOR, pair.mentor, parts=MENTOR.parts[:-1])
    assert training_first(pair) == [pair.mentor]
    take(MENTOR, pair.mentor)

    place.refresh_from_db()
    assert training_first(pair) == []
    assert (place.trained_on, place.trained_by) == (MONDAY_NINE.date(), pair.mentor)
    assert AuditEntry.objects.filter(verb="place.trained").count() == 1


def test_only_places_of_that_role_with_a_yes_and_without_a_day_are_noted():
    person = PersonFactory()
    noted = EnrolmentFactory(person=person, trained_on="2026-01-05")
    own = EnrolmentFactory(person=person, cohort=CohortFactory(kept=OWN))
    invited = EnrolmentFactory(person=person, state="invited")
    mentee = EnrolmentFactory(person=person, role="mentee")
    ready = EnrolmentFactory(person=person, state="ready")

    take(MENTOR, person)

    days = {}
    for name, place in locals().copy().items():
        if name in {"noted", "own", "invited", "mentee", "ready"}:
            place.refresh_from_db()
            days[name] = place.trained_on
    assert days == {
        "noted": date(2026, 1, 5), "own": None, "invited": None, "mentee": None,
        "ready": MONDAY_NINE.date(),
    }  # fmt: skip


def test_a_note_taken_back_does_not_come_again_by_pressing_twice():
    cohort = CohortFactory(kept=FIRST)
    place = EnrolmentFactory(cohort=cohort)
    take(MENTOR, place.person)
    take_training_back(cohort, [place], by=PersonFactory(), at=MONDAY_NINE)

    take(MENTOR, place.person, parts=MENTOR.parts[-1:])

    place.refresh_from_db()
    assert place.trained_on is place.trained_by is None


@pytest.mark.parametrize(
    ("kept", "finished", "is_trained"),
    [
        (FIRST, MONDAY_NINE - 700 * DAY, True),
        (FIRST, MONDAY_NINE - 800 * DAY, False),
        ({"seats": 1}, MONDAY_NINE - DAY, True),
        (OWN, MONDAY_NINE - DAY, False),
    ],
)
def test_a_yes_takes_a_training_of_the_last_two_years_along(kept, finished, is_trained):
    place = EnrolmentFactory(cohort=CohortFactory(kept=kept), state="invited")
    TrainingFactory(person=place.person, completed_on=finished.date())

    answer_invitation(place, yes=True, by=place.person, at=MONDAY_NINE)

    place.refresh_from_db()
    assert (place.trained_on == finished.date()) is is_trained
    assert (place.trained_by == place.person) is is_trained


def test_whoever_comes_in_from_the_waiting_list_takes_it_along_too():
    place = EnrolmentFactory(
        cohort=CohortFactory(kept=FIRST, ends_on="2099-01-01"), state="waiting"
    )
    place.waiting_since = MONDAY_NINE
    place.save()
    TrainingFactory(person=place.person)
    set_places(place.cohort, mentors=1, mentees=None, by=PersonFactory(), at=MONDAY_NINE)
    take_in_waiting(at=MONDAY_NINE)

    place.refresh_from_db()
    assert place.trained_on == MONDAY_NINE.date()


def test_trainings_are_meant_for_the_roles_that_somebody_has():
    person = EnrolmentFactory(role="mentee").person
    EnrolmentFactory(person=person, state="declined")
    RoleGrantFactory(person=person, role="sponsor")
    assert roles_to_learn(person) == ["mentee"]

    RoleGrantFactory(person=person, role="coach")

    assert roles_to_learn(person) == ["mentee", "coach"]


def test_a_programme_adds_its_own_words_and_contacts():
    said = {"addendum": {"en": "Meet in room 4."}, "contacts": {"en": "Dr Ba, 12 34"}}
    cohort = CohortFactory(kept={"training": said})
    mentor = EnrolmentFactory(cohort=cohort).person
    EnrolmentFactory(cohort=CohortFactory(kept={"seats": 1}), person=mentor)
    coach = RoleGrantFactory(programme=cohort.programme, role="coach").person

    for person, role in ((mentor, "mentor"), (coach, "coach")):
        [here] = here_texts(person, role)
        assert here.programme == cohort.programme.name
        assert (here.text, here.contacts) == ("Meet in room 4.", "Dr Ba, 12 34")
    assert here_texts(mentor, "mentee") == here_texts(mentor, "coach") == []


def test_a_training_that_comes_first_is_recalled_once():
    plan = {"messages": {"training_reminder_days": 7}}
    cohort = CohortFactory(kept=FIRST | plan)
    french = PersonFactory(ui_language="fr")
    place = EnrolmentFactory(cohort=cohort, person=french, answered_at=MONDAY_NINE)
    EnrolmentFactory(cohort=cohort, role="mentee", answered_at=MONDAY_NINE)
    EnrolmentFactory(cohort=cohort, answered_at=MONDAY_NINE, trained_on=MONDAY_NINE.date())
    EnrolmentFactory(cohort=CohortFactory(kept=OWN | plan), answered_at=MONDAY_NINE)

    assert remind_of_training(at=MONDAY_NINE + 6 * DAY) == 0
    assert remind_of_training(at=MONDAY_NINE + 7 * DAY) == 1
    assert remind_of_training(at=MONDAY_NINE + 9 * DAY) == 0

    [notice] = Notice.objects.all()
    assert (notice.template, notice.person) == ("training_waits", place.person)
    mail = write_mail(notice)
    assert mail.subject == "40 minutes de formation pour Regards croisés"
    assert "/training/mentor/" in mail.text.replace("%2F", "/")


def test_where_the_company_trains_the_coordinator_alone_notes_it():
    cohort = CohortFactory(kept=OWN)
    place = EnrolmentFactory(cohort=cohort)

    take(MENTOR, place.person)

    assert n_untrained(cohort) == 1
