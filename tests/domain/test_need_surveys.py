"""Need surveys: who may be asked, what is kept of an answer, and what is told of them."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, PersonFactory, SkillFactory
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes.actions import (
    Asked,
    BadNeeds,
    NeedSurveyClosed,
    answer_need_survey,
    ask_about_needs,
    close_need_survey,
    open_need_survey,
)
from upside.programmes.models import Enrolment
from upside.programmes.need_models import NeedAnswer, NeedInvitation, NeedItem, NeedSurvey
from upside.programmes.queries import (
    Source,
    Told,
    Way,
    demand_map,
    is_open,
    items_of,
    need_survey,
    need_surveys_run_by,
    people_to_ask,
    told_survey_of,
)

pytestmark = pytest.mark.django_db

TODAY = MONDAY_NINE.date()
FRIDAY = TODAY + timedelta(days=4)
SATURDAY = MONDAY_NINE + timedelta(days=5)


@pytest.fixture
def survey(cohort, coordinator):
    return open_need_survey(cohort, closes_on=FRIDAY, by=coordinator, at=MONDAY_NINE)


@pytest.fixture
def skill():
    return SkillFactory(code="J1")


def answer(survey, key, *, wants=None, offers=None, at=MONDAY_NINE):
    answer_need_survey(survey, key, wants=wants or {}, offers=offers or {}, at=at)


def test_a_survey_is_open_until_the_end_of_its_last_day(survey):
    assert [e.verb for e in AuditEntry.objects.all()] == ["need_survey.opened"]
    assert is_open(survey, at=MONDAY_NINE + timedelta(days=4, hours=12))
    assert not is_open(survey, at=SATURDAY)


def test_it_may_be_opened_before_the_launch(coordinator):
    cohort = CohortFactory(launched_at=None)
    assert open_need_survey(cohort, closes_on=FRIDAY, by=coordinator, at=MONDAY_NINE).pk


def test_a_second_press_gives_the_survey_that_is_there(survey, cohort, coordinator):
    now = {"by": coordinator, "at": MONDAY_NINE}
    assert open_need_survey(cohort, closes_on=FRIDAY, **now) == survey
    with pytest.raises(NeedSurveyClosed, match="open already"):
        open_need_survey(cohort, closes_on=TODAY, **now)
    later = {"by": coordinator, "at": SATURDAY}
    assert open_need_survey(cohort, closes_on=SATURDAY.date(), **later) != survey


@pytest.mark.parametrize("days", [-1, 93])
def test_a_last_day_that_is_past_or_far_is_refused(cohort, coordinator, days):
    last = TODAY + timedelta(days=days)
    with pytest.raises(BadNeeds, match="within three months"):
        open_need_survey(cohort, closes_on=last, by=coordinator, at=MONDAY_NINE)


def test_everybody_is_asked_once_by_one_mail(survey, coordinator):
    people = [PersonFactory(), PersonFactory(), PersonFactory(email=None)]
    gone = PersonFactory(is_active=False)
    now = {"by": coordinator, "at": MONDAY_NINE}

    assert ask_about_needs(survey, [*people, gone, people[0]], **now) == Asked(2, 0, 1)
    assert ask_about_needs(survey, people, **now) == Asked(0, 2, 1)

    assert {n.person for n in Notice.objects.all()} == set(people[:2])
    assert AuditEntry.objects.last().details == {"n": 2}
    assert not Enrolment.objects.exists()
    assert (
        people_to_ask(coordinator, survey.cohort, survey)
        .filter(pk__in=[p.pk for p in people])
        .get()
        == (people[2])
    )


def test_nobody_but_who_keeps_the_roster_sees_whom_to_ask(survey):
    assert not people_to_ask(PersonFactory(), survey.cohort, survey).exists()


def test_an_answer_is_kept_and_replaced_under_its_key(survey, skill):
    other = SkillFactory(code="J2")
    answer(survey, "a" * 64, wants={skill: 3, other: 1}, offers={skill: 6})
    answer(survey, "a" * 64, wants={other: 2}, offers={skill: 7})
    answer(survey, "b" * 64, wants={skill: 1})

    said = [(item.kind, item.skill, item.value) for item in items_of("a" * 64)]
    assert said == [("want", other, 2), ("offer", skill, 7)]
    assert NeedAnswer.objects.count() == 2
    assert items_of("c" * 64) == []


def test_no_table_joins_an_answer_with_a_person_or_a_time(survey, skill, coordinator):
    ask_about_needs(survey, [PersonFactory()], by=coordinator, at=MONDAY_NINE)
    before = AuditEntry.objects.count()
    answer(survey, "a" * 64, wants={skill: 3})

    assert AuditEntry.objects.count() == before
    columns = {f.name for model in (NeedAnswer, NeedItem) for f in model._meta.concrete_fields}
    assert columns == {"key", "survey", "id", "answer", "kind", "skill", "value"}
    assert {f.name for f in NeedInvitation._meta.concrete_fields} == {"id", "survey", "person"}
    assert "token" not in str(Notice.objects.get().context)
    assert Notice.objects.get().context["path"] == f"/needs/{survey.pk}/"


@pytest.mark.parametrize(
    ("wants", "offers", "said"),
    [
        ({}, {}, "one topic at least"),
        ({f"J{n}": 2 for n in range(6)}, {}, "five topics at most"),
        ({"J1": 4}, {}, "from the lists"),
        ({}, {"J1": 9}, "from the lists"),
        ({}, {"J1": 0}, "from the lists"),
    ],
)
def test_an_answer_off_the_page_is_refused(survey, wants, offers, said):
    given = [{SkillFactory(code=c): n for c, n in side.items()} for side in (wants, offers)]
    with pytest.raises(BadNeeds, match=said):
        answer(survey, "a" * 64, wants=given[0], offers=given[1])
    assert not NeedAnswer.objects.exists()


def test_a_closed_survey_takes_nothing_more(survey, skill, coordinator):
    now = {"by": coordinator, "at": MONDAY_NINE}
    close_need_survey(survey, **now)
    close_need_survey(survey, **now)
    with pytest.raises(NeedSurveyClosed, match="closed"):
        answer(survey, "a" * 64, wants={skill: 3})
    with pytest.raises(NeedSurveyClosed):
        ask_about_needs(survey, [PersonFactory()], **now)
    verbs = [e.verb for e in AuditEntry.objects.all()]
    assert verbs == ["need_survey.opened", "need_survey.closed"]


def test_nobody_answers_after_the_last_day(survey, skill):
    with pytest.raises(NeedSurveyClosed):
        answer(survey, "a" * 64, wants={skill: 3}, at=SATURDAY)


def test_results_are_told_after_the_close_from_eight_answers_on(survey, cohort, skill):
    for n in range(7):
        answer(survey, f"{n:064}", wants={skill: 2})
    assert told_survey_of(cohort, at=SATURDAY) is None
    answer(survey, "7" * 64, wants={skill: 2}, offers={SkillFactory(code="J2"): 6})
    assert told_survey_of(cohort, at=MONDAY_NINE) is None
    assert told_survey_of(cohort, at=SATURDAY) == survey


def test_a_survey_is_counted_for_its_coordinators_only(survey, cohort, coordinator, stranger):
    ask_about_needs(survey, [PersonFactory()], by=coordinator, at=MONDAY_NINE)
    answer(survey, "a" * 64, wants={SkillFactory(): 1})
    answer(survey, "b" * 64, wants={SkillFactory(): 1})
    found = need_surveys_run_by(coordinator, cohort).get()
    assert (found.n_asked, found.n_answers) == (1, 2)
    assert not need_surveys_run_by(stranger, cohort).exists()
    assert need_survey(survey.pk) == survey
    assert need_survey(0) is None
    assert NeedSurvey.objects.count() == 1


def test_answers_feed_the_map_without_levels_of_wants(
    survey, cohort, skill, django_assert_num_queries
):
    few = SkillFactory(code="J2")
    for n in range(12):
        offers = {skill: 6} if n < 3 else {few: 5}
        answer(survey, f"{n:064}", wants={skill: 2}, offers=offers)
    answer(survey, "e" * 64, wants={few: 1})

    with django_assert_num_queries(3):
        found = demand_map(cohort, Way.TO_MENTEES, Source.NEEDS, survey=survey)

    cells = [[(c.low, c.high, c.span, c.n_want, c.can) for c in row.cells] for row in found.rows]
    assert cells == [[(1, 8, 4, 12, Told("fewer", 7))], []]
    assert [(row.want, row.can) for row in found.rows][1] == (Told("fewer", 7), Told("exact", 9))
