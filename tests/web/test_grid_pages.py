"""Pages of grids and evaluations: who reads what, refusals in place, the letter."""

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, EnrolmentFactory, PersonFactory
from tests.grid_world import (
    TYPED_IN_GRIDS,
    announced,
    decided,
    evaluators_of,
    rated,
    submit_all,
    under_way,
)
from upside.grids.actions import contest, take_ready_grid
from upside.grids.queries import grid_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(client, coordinator):
    client.force_login(coordinator)
    return client


def text_of(client, name, *args):
    return client.get(reverse(name, args=[thing.pk for thing in args])).content.decode()


def test_a_coordinator_takes_the_ready_grid_with_one_click(runs, cohort):
    address = reverse("grids:grid", args=[cohort.pk])
    assert "Take the ready grid" in runs.get(address).content.decode()

    answer = runs.post(address, {"block": "ready"}, follow=True)

    assert "7 criteria, the same for every mentor" in answer.content.decode()
    assert runs.post(address, {"block": "nonsense"}).status_code == 409


@pytest.fixture
def grid(runs, cohort):
    take_ready_grid(cohort.programme, by=None, at=MONDAY_NINE)
    return reverse("grids:grid", args=[cohort.pk])


def test_an_own_criterion_with_behaviours_is_added_and_taken_out(runs, cohort, grid):
    said = TYPED_IN_GRIDS | {"block": "own", "own_weight": 2}

    assert "Tells a story" in runs.post(grid, said, follow=True).content.decode()

    runs.post(grid, {"block": "drop", "key": "own1"})
    assert "own1" not in [c["key"] for c in grid_of(cohort.programme).content["criteria"]]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"label_en": "Team spirit"}, "L.1222-2 and L.1222-3"),
        ({"seen4_en": ""}, "can be seen at level 4"),
    ],
)
def test_the_editor_refuses_with_the_reason_and_keeps_what_was_typed(runs, grid, changes, said):
    answer = runs.post(grid, TYPED_IN_GRIDS | {"block": "own", "own_weight": 2} | changes)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert said in page
    assert "Changes it as asked." in page


def test_weights_and_threshold_are_kept(runs, cohort, grid):
    weights = {f"weight_{c['key']}": 3 for c in grid_of(cohort.programme).content["criteria"]}
    numbers = {"topic_threshold": 6, "family_threshold": 4, "n_evaluators": 2, "retry_weeks": 4}

    runs.post(grid, {"block": "settings", **weights, **numbers})

    content = grid_of(cohort.programme).content
    assert {content[name] for name in numbers} == {6, 4, 2}
    assert {c["weight"] for c in content["criteria"]} == {3}


def test_putting_up_names_who_may_not_and_why(runs, cohort, grid):
    place = EnrolmentFactory(cohort=cohort, person=PersonFactory())
    *three, boss = evaluators_of(cohort.programme, 4)
    place.person.manager = boss
    place.person.save()
    address = reverse("grids:candidate", args=[cohort.pk, place.pk])

    assert f"{boss.name} stands above or below" in runs.get(address).content.decode()
    few = runs.post(address, {"evaluators": [three[0].pk]})
    assert few.status_code == 409
    assert "asks for 3 evaluators" in few.content.decode()
    answer = runs.post(address, {"evaluators": [p.pk for p in three]}, follow=True)
    assert "is being evaluated" in answer.content.decode()


def test_a_coordinator_reads_yes_or_training_path_and_no_mark(runs, cohort):
    comments = {"align": "Set a goal.", "overall": "Go on."}
    yes = submit_all(under_way(cohort), comments=comments)
    path = decided(cohort, topic=2)

    listed = text_of(runs, "grids:candidates", cohort)
    pages = [text_of(runs, "grids:candidate", cohort, one.enrolment) for one in (yes, path)]

    assert "Eligible" in listed
    assert "Training path" in listed
    assert "Second try from 27 April 2026" in pages[1]
    assert not any(word in "".join([listed, *pages]) for word in ("Set a goal", "Go on.", "2.0"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_queries_for_any_number(
    runs, cohort, rows, django_assert_num_queries
):
    people = evaluators_of(cohort.programme)
    for _row in range(rows):
        under_way(cohort, people)

    with django_assert_num_queries(10):
        text_of(runs, "grids:candidates", cohort)


def test_calling_off_ends_it_and_a_result_cannot_be_called_off(runs, cohort):
    open_, closed = announced(cohort), decided(cohort)

    for one, word in ((open_, "called off"), (closed, "a result already")):
        address = reverse("grids:call_off", args=[cohort.pk, one.enrolment.pk])
        assert word in runs.post(address, follow=True).content.decode()


def test_nothing_is_called_off_where_nobody_was_put_up(runs, cohort):
    place = EnrolmentFactory(cohort=cohort)

    address = reverse("grids:call_off", args=[cohort.pk, place.pk])

    assert runs.post(address).status_code == 302


def test_a_candidate_reads_the_notice_and_lets_it_begin(client, cohort):
    evaluation = announced(cohort)
    client.force_login(evaluation.enrolment.person)
    page = text_of(client, "grids:evaluation", evaluation)
    assert all(sheet.evaluator.name in page for sheet in evaluation.sheets.all())
    address = reverse("grids:acknowledge", args=[evaluation.pk])

    assert client.post(address, {}).status_code == 409
    unread = client.post(address, {"read": "on"})
    assert unread.status_code == 409
    letter = client.get(reverse("grids:letter", args=[evaluation.pk]))
    assert letter.status_code == 404


def test_the_candidate_reads_marks_and_comments_in_the_letter(client, cohort):
    comments = {"align": "You set a goal at once.", "overall": "Thank you."}
    evaluation = submit_all(under_way(cohort), comments=comments, topic=4, others=4)
    client.force_login(evaluation.enrolment.person)

    letter = text_of(client, "grids:letter", evaluation)

    assert "You set a goal at once." in letter
    assert "Names the goal of the session at its start" in letter  # reached: 4
    assert "Writes goal, rhythm and limits down" in letter  # the next: 7
    assert "this letter is your training path" in letter
    assert "27 April 2026" in letter
    page = text_of(client, "grids:evaluation", evaluation)
    assert "n = 21 ratings" in page


def test_a_contest_is_kept_and_needs_a_reason(client, cohort):
    evaluation = decided(cohort)
    client.force_login(evaluation.enrolment.person)
    address = reverse("grids:contest", args=[evaluation.pk])

    assert client.post(address, {"reason": ""}).status_code == 409
    answer = client.post(address, {"reason": "My tool was down."}, follow=True)

    assert "You contested this result" in answer.content.decode()
    assert client.post(address, {"reason": "Again"}).status_code == 302


def test_the_coordinator_reads_why_a_result_is_contested(runs, cohort):
    evaluation = decided(cohort)
    person = evaluation.enrolment.person
    contest(evaluation, reason="My tool was down.", by=person, at=MONDAY_NINE)

    assert "1 mentor asks for a second evaluation" in text_of(runs, "grids:candidates", cohort)
    assert "My tool was down." in text_of(runs, "grids:candidate", cohort, evaluation.enrolment)


def test_an_evaluator_fills_in_alone_and_sees_the_others_at_the_end(client, cohort):
    evaluation = under_way(cohort)
    mine, *others = evaluation.sheets.order_by("pk")
    client.force_login(mine.evaluator)
    address = reverse("grids:sheet", args=[mine.pk])
    assert client.post(address, {"rate_align": "9", "do": "draft"}).status_code == 409
    draft = client.post(address, {"rate_align": "4", "say_align": "A goal."}, follow=True)
    assert "Your draft is kept." in draft.content.decode()
    missing = client.post(address, {"rate_align": "4", "do": "submit"})
    assert "Rate these too" in missing.content.decode()

    whole = {f"rate_{key}": value for key, value in rated(evaluation).items()}
    done = client.post(address, whole | {"do": "submit"}, follow=True).content.decode()

    assert "The others are not all in yet" in done
    assert others[0].evaluator.name not in done
    submit_all(evaluation)
    assert others[0].evaluator.name in text_of(client, "grids:sheet", mine)


def test_the_first_pages_say_what_waits(client, cohort):
    people = evaluators_of(cohort.programme)
    waiting, open_ = announced(cohort), under_way(cohort, people)
    for person, word in (
        (waiting.enrolment.person, "Before anybody evaluates you, read how."),
        (people[0], "1 grid waits for you."),
    ):
        client.force_login(person)
        assert word in client.get(reverse("front:home")).content.decode()
    submit_all(open_)
    assert "There is nothing for you to fill in." in client.get("/").content.decode()
