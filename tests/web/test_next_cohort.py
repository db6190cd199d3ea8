"""From one cohort to the next: the lessons log, and the same programme once more."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, CohortFactory, LessonFactory
from upside.kernel.models import AuditEntry
from upside.programmes.actions import NoLesson, NoNextCohort, drop_lesson, next_cohort, save_lesson
from upside.programmes.lesson_models import Lesson
from upside.programmes.models import Cohort

pytestmark = pytest.mark.django_db
DATES = (date(2027, 3, 1), date(2027, 9, 30))
SAID = {"cohort_en": "Spring", "starts_on": "2027-03-01", "ends_on": "2027-09-30"}
WORDS = {"phase": "match", "learned": "Ask for slots early.", "change": "Slots first."}


@pytest.fixture
def mine(client, coordinator, programme):
    client.force_login(coordinator)
    return programme


def page(name, *keys):
    return reverse(f"programmes:{name}", args=keys)


def test_the_next_cohort_has_the_programme_and_a_launch_of_its_own(client, mine):
    before = CohortFactory(programme=mine, places_mentors=12)

    response = client.post(page("next", mine.pk), SAID)

    made = Cohort.objects.exclude(pk=before.pk).get()
    assert response["Location"] == page("launch", made.pk)
    assert (made.programme, made.launched_at, made.names["fr"]) == (mine, None, "Spring")
    assert not made.launch_records.exists()
    assert not made.enrolments.exists()
    assert (made.places_mentors, made.places_mentees) == (12, None)


def test_a_double_click_makes_one(client, mine):
    for _ in range(2):
        client.post(page("next", mine.pk), SAID)

    assert Cohort.objects.count() == 1
    assert AuditEntry.objects.filter(verb="programme.cohort_added").count() == 1


def test_an_end_before_the_start_and_a_cohort_without_a_name_are_refused(client, mine, coordinator):
    response = client.post(page("next", mine.pk), SAID | {"ends_on": "2027-01-01"})

    assert response.status_code == 409
    assert b"The last day must come after the first day" in response.content
    with pytest.raises(NoNextCohort, match="Give the cohort a name"):
        next_cohort(mine, names={}, dates=DATES, by=coordinator, at=MONDAY_NINE)
    assert not Cohort.objects.exists()


def test_what_was_learned_stands_where_the_next_cohort_is_made(client, mine):
    LessonFactory(programme=mine, learned="Start with a pilot.", change="Twelve pairs.")

    content = client.get(page("next", mine.pk)).content

    assert b"Start with a pilot." in content
    assert b"Twelve pairs." in content


def test_a_lesson_is_written_put_right_and_taken_out(client, mine):
    client.post(page("lessons", mine.pk), WORDS)
    lesson = Lesson.objects.get()
    client.post(page("lesson", mine.pk, lesson.pk), WORDS | {"learned": "Ask for slots first."})

    assert Lesson.objects.get().learned == "Ask for slots first."
    client.post(page("drop_lesson", mine.pk, lesson.pk))
    assert not Lesson.objects.exists()
    assert "slots" not in str(list(AuditEntry.objects.values()))
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["lesson.saved", "lesson.saved", "lesson.dropped"]


def test_a_lesson_that_says_nothing_is_refused(client, mine, coordinator):
    assert client.post(page("lessons", mine.pk), WORDS | {"learned": " "}).status_code == 409
    for wrong in ({"phase": "none"}, {"learned": ""}):
        with pytest.raises(NoLesson, match="Choose a phase"):
            save_lesson(mine, **(WORDS | wrong), by=coordinator, at=MONDAY_NINE)


def test_the_same_lesson_twice_at_once_is_one_and_dropping_twice_does_nothing(mine, coordinator):
    first = save_lesson(mine, **WORDS, by=coordinator, at=MONDAY_NINE)
    save_lesson(mine, **WORDS, by=coordinator, at=MONDAY_NINE + timedelta(seconds=5))
    assert Lesson.objects.count() == 1

    for _ in range(2):
        drop_lesson(first, by=coordinator, at=MONDAY_NINE)
    assert AuditEntry.objects.filter(verb="lesson.dropped").count() == 1
    with pytest.raises(NoLesson, match="took this lesson out"):
        save_lesson(mine, **WORDS, lesson=first, by=coordinator, at=MONDAY_NINE)
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_the_log_asks_the_same_queries_for_any_number_of_lessons(
    client, mine, rows, django_assert_num_queries
):
    LessonFactory.create_batch(rows, programme=mine)
    LessonFactory()

    with django_assert_num_queries(6):
        response = client.get(page("lessons", mine.pk))

    assert len(response.context["lessons"]) == rows
    assert (b"Nothing is written down yet" in response.content) == (rows == 0)
