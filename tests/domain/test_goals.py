"""Goals: written by each of the two, versioned, read as the table says, deleted with the notes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
    SkillLevelFactory,
    WantFactory,
)
from upside.kernel.models import AuditEntry
from upside.pairs.actions import (
    GoalsChanged,
    NotOneOfThePair,
    PairClosed,
    forget_goals,
    write_goals,
)
from upside.pairs.models import Goal, Pair
from upside.pairs.queries import goals_of, goals_shown_to, history_of_goals, proposed_goals

pytestmark = pytest.mark.django_db

NOW = MONDAY_NINE
DAY = timedelta(days=1)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE)


def write(pair, by, learn="Prompts", offer="Budgets", **said):
    usual = {"at": NOW, "is_for_coach": False}
    return write_goals(pair, learn=learn, offer=offer, by=by, **usual | said)


def test_each_change_is_a_further_number_and_the_two_read_all_of_it(pair):
    write(pair, pair.mentee, " Prompts \n\n Sources ")
    write(pair, pair.mentee, "Sources", at=NOW + DAY)
    write(pair, pair.mentor, "Budgets", "Prompts")

    assert goals_of(pair)[pair.mentee_id].to_learn == ["Sources"]
    history = [goal for goal in history_of_goals(pair) if goal.person == pair.mentee]
    assert [goal.number for goal in history] == [2, 1]
    assert history_of_goals(pair)[-1].to_learn in (["Prompts", "Sources"], ["Budgets"])
    assert goals_of(pair)[pair.mentor_id].to_offer == ["Prompts"]
    entries = AuditEntry.objects.filter(verb="goals.written")
    assert [entry.details for entry in entries] == [{"number": 1}, {"number": 2}, {"number": 1}]


def test_the_same_again_changes_nothing_as_on_a_double_click(pair):
    first = write(pair, pair.mentee, after=0)
    again = write(pair, pair.mentee, after=0)

    assert (first, Goal.objects.count()) == (again, 1)
    assert str(first) == f"{pair.mentee} 1"


def test_nothing_where_nothing_was_stays_nothing_and_later_takes_it_back(pair):
    assert write(pair, pair.mentee, " ", "\n") is None
    write(pair, pair.mentee)
    assert write(pair, pair.mentee, "", "").number == 2


def test_two_devices_do_not_overwrite_each_other(pair):
    write(pair, pair.mentee, after=0)

    with pytest.raises(GoalsChanged, match="on another device"):
        write(pair, pair.mentee, "Something else", after=0)


def test_only_the_two_write_and_only_while_the_pair_is_open(pair, coordinator):
    with pytest.raises(NotOneOfThePair, match="Only the two"):
        write(pair, coordinator)
    Pair.objects.update(state=Pair.State.CLOSED)
    with pytest.raises(PairClosed, match="stay as they are"):
        write(pair, pair.mentee)


def test_the_database_holds_no_readable_words(pair):
    write(pair, pair.mentee, "Speak to the board")

    with connection.cursor() as cursor:
        cursor.execute("SELECT learn FROM pairs_goal")
        assert "board" not in cursor.fetchone()[0]


def test_the_coach_reads_only_what_is_shown_and_only_as_it_stands(pair, coordinator):
    coach = RoleGrantFactory(role="coach", programme=pair.cohort.programme).person
    elsewhere = RoleGrantFactory(role="coach").person
    write(pair, pair.mentor, "Mine alone")
    write(pair, pair.mentee, "Shown", is_for_coach=True)

    assert [goal.learn for goal in goals_shown_to(coach, pair)] == ["Shown"]
    assert len(goals_shown_to(pair.mentor, pair)) == 2
    for other in (coordinator, elsewhere, PersonFactory()):
        assert goals_shown_to(other, pair) == []
    write(pair, pair.mentee, "Shown", is_for_coach=False)
    assert goals_shown_to(coach, pair) == []


def test_goals_start_from_why_they_are_a_pair_and_from_what_fits_both(cohort):
    prompts, budgets, more, alone = (SkillFactory() for _ in range(4))
    reasons = {"to_mentee": [prompts.code], "to_mentor": [budgets.code]}
    pair = PairFactory(cohort=cohort, reasons=reasons)
    for skill in (more, alone):
        WantFactory(person=pair.mentee, skill=skill)
    SkillLevelFactory(person=pair.mentor, skill=more)

    mentee, mentor = (proposed_goals(pair, one) for one in (pair.mentee, pair.mentor))

    assert (mentee.learn, mentee.offer) == ((prompts, more), (budgets,))
    assert (mentor.learn, mentor.offer) == ((budgets,), (prompts,))


def test_goals_go_with_the_private_notes_of_a_pair_that_ended(pair):
    write(pair, pair.mentee)
    Pair.objects.update(state=Pair.State.CLOSED, closed_at=NOW + DAY)

    assert forget_goals(at=NOW + 30 * DAY) == 0
    assert forget_goals(at=NOW + 31 * DAY) == 1
    assert forget_goals(at=NOW + 32 * DAY) == 0
    entry = AuditEntry.objects.get(verb="programme.goals_forgotten")
    assert entry.details == {"n_goals": 1}


def test_goals_go_after_the_end_of_the_cohort_and_stay_while_it_runs(programme):
    cohort = CohortFactory(programme=programme)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    write(pair, pair.mentee)
    end = NOW + (cohort.ends_on - NOW.date())

    assert forget_goals(at=end) == 0
    assert forget_goals(at=end + 5 * DAY) == 0
    assert forget_goals(at=end + 32 * DAY) == 1


def test_a_line_that_is_nothing_but_a_topic_is_read_in_the_language_of_the_reader(pair):
    topic = SkillFactory(labels={"en": "Learning online", "fr": "Apprendre en ligne"})
    WantFactory(person=pair.mentee, skill=topic)
    write(pair, pair.mentee, learn="Learning online\nMy own words", offer="")

    with translation.override("fr"):
        assert goals_of(pair)[pair.mentee_id].to_learn == ["Apprendre en ligne", "My own words"]
    assert goals_of(pair)[pair.mentee_id].to_learn == ["Learning online", "My own words"]
