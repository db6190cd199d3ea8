"""The suggestion box: with a name or honestly without, answered, learned from, forgotten."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, EnrolmentFactory, PersonFactory, ProgrammeFactory
from upside.feedback.actions import (
    NoSuggestion,
    answer_suggestion,
    forget_suggestions,
    learn_from_suggestion,
    suggest,
)
from upside.feedback.models import Suggestion
from upside.feedback.queries import (
    answers_for_all,
    suggestions_of,
    suggestions_run_by,
    with_suggestions,
)
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.programmes.lesson_models import Lesson
from upside.programmes.queries import cohorts_run_by

pytestmark = pytest.mark.django_db

NOW = MONDAY_NINE


@pytest.fixture
def member(cohort):
    return EnrolmentFactory(cohort=cohort, state="ready").person


def say(cohort, by, text="Shorter mails.", *, is_signed=True):
    return suggest(cohort.programme, text=text, is_signed=is_signed, by=by, at=NOW)


def waiting(coordinator):
    return [one.n_suggested for one in with_suggestions(cohorts_run_by(coordinator))]


def test_a_signed_suggestion_is_answered_to_its_author_by_mail(cohort, member, coordinator):
    kept = say(cohort, member)
    assert say(cohort, member) == kept
    assert waiting(coordinator) == [1]

    answer_suggestion(kept, text="Gladly.", by=coordinator, at=NOW)
    answer_suggestion(kept, text="Gladly, from May.", by=coordinator, at=NOW)

    assert suggestions_of(member).get().answer == "Gladly, from May."
    assert Notice.objects.get().person == member
    assert "Gladly" not in write_mail(Notice.objects.get()).text
    assert list(answers_for_all(member)) == []
    assert waiting(coordinator) == [0]


def test_without_a_name_neither_row_nor_log_says_whose_it_is(cohort, member, coordinator):
    before = AuditEntry.objects.count()
    kept = say(cohort, member, is_signed=False)

    assert AuditEntry.objects.count() == before
    row = Suggestion.objects.values().get()
    assert (row["author_id"], row["answered_by_id"]) == (None, None)
    assert not {"written_at", "at"} & row.keys()
    assert list(suggestions_of(member)) == []

    answer_suggestion(kept, text="About the mails: yes.", by=coordinator, at=NOW)
    assert not Notice.objects.exists()
    assert [one.answer for one in answers_for_all(member)] == ["About the mails: yes."]
    assert list(answers_for_all(PersonFactory())) == []


def test_only_who_takes_part_suggests_and_says_something(cohort, member, coordinator):
    for by, text in ((member, "  "), (PersonFactory(), "Hello."), (coordinator, "Hello.")):
        with pytest.raises(NoSuggestion):
            say(cohort, by, text)
    invited = EnrolmentFactory(cohort=cohort, state="invited").person
    with pytest.raises(NoSuggestion):
        say(cohort, invited)


def test_only_coordinators_of_the_programme_read_answer_and_learn(cohort, member, coordinator):
    kept = say(cohort, member)
    other = PersonFactory()

    assert list(suggestions_run_by(other)) == []
    for act in (
        lambda: answer_suggestion(kept, text="Yes.", by=other, at=NOW),
        lambda: answer_suggestion(kept, text=" ", by=coordinator, at=NOW),
        lambda: learn_from_suggestion(kept, by=member, at=NOW),
    ):
        with pytest.raises(NoSuggestion):
            act()


def test_one_press_writes_it_into_the_lessons_log_once_and_without_a_name(
    cohort, member, coordinator
):
    kept = say(cohort, member)

    learn_from_suggestion(kept, by=coordinator, at=NOW)
    assert learn_from_suggestion(kept, by=coordinator, at=NOW) is None

    lesson = Lesson.objects.get()
    assert (lesson.learned, lesson.change, lesson.phase) == ("Shorter mails.", "", "review")
    assert lesson.written_by == coordinator


def test_it_is_stored_encrypted_and_goes_after_a_year(cohort, member):
    say(cohort, member)
    say(another_cohort(member), member)
    raw = Suggestion.objects.extra(select={"raw": "text"}).values_list("raw", flat=True)
    assert "Shorter" not in str(list(raw))

    assert forget_suggestions(at=NOW + timedelta(days=364)) == 0
    assert forget_suggestions(at=NOW + timedelta(days=365)) == 2
    assert forget_suggestions(at=NOW + timedelta(days=365)) == 0
    assert AuditEntry.objects.filter(verb="programme.suggestions_forgotten").count() == 2


def another_cohort(member):
    return EnrolmentFactory(
        person=member, cohort__programme=ProgrammeFactory(), state="ready"
    ).cohort


def test_the_same_words_twice_on_a_day_are_one_suggestion_and_others_are_another(cohort, member):
    first = say(cohort, member)
    other = say(cohort, member, text="Longer breaks.")

    assert say(cohort, member, text="Longer breaks.") == other != first
    assert Suggestion.objects.count() == 2
