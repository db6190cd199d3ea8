import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PersonFactory,
    RoleGrantFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching.actions import change_setup, hold_pair, run_round
from upside.matching.models import Round, Setup
from upside.matching.problem import studio_settings
from upside.matching.queries import setup_of
from upside.programmes.models import Wish

pytestmark = pytest.mark.django_db

HTMX = {"hx-request": "true"}


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def page_of(name, *keys):
    return reverse(f"studio:{name}", args=keys)


def knobs(client, cohort, **turned):
    """Return what the form of the page sends, with some knobs turned; None takes one away."""
    form = client.get(page_of("studio", cohort.pk)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: ("on" if value is True else value) for name, value in sent.items()}
    sent |= turned
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def turn(client, cohort, headers=HTMX, **turned):
    sent = knobs(client, cohort, **turned)
    return client.post(page_of("change", cohort.pk), sent, headers=headers)


def fill(cohort, n=1):
    for _n in range(n):
        ready_mentee(cohort)
        ready_mentor(cohort)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_studio_asks_the_same_queries_for_any_number(
    signed_in, cohort, coordinator, rows, django_assert_num_queries
):
    fill(cohort, rows)
    for _n in range(rows):
        run_round(cohort, by=coordinator, at=MONDAY_NINE, name=f"Scenario {_n}")

    with django_assert_num_queries(15):
        response = signed_in.get(page_of("studio", cohort.pk))

    assert len(response.context["rows"]) == len(response.context["scenarios"]) == rows


def test_the_page_says_what_the_plan_comes_to(signed_in, cohort):
    fill(cohort, 2)
    ready_mentee(cohort, first_name="Odile", last_name="Prigent", want=("J9", 5))

    page = signed_in.get(page_of("studio", cohort.pk)).content.decode()

    assert "2 of 3 mentees have a mentor." in page
    assert "Under these rules, no plan does better." in page
    assert "none that pairs as many scores higher" in page
    assert "2 of 3 things that mentees want to learn" in page
    assert "Odile Prigent" in page
    assert "<html" in page


def test_a_weight_typed_without_a_script_is_applied(signed_in, cohort):
    fill(cohort)

    response = turn(signed_in, cohort, headers={}, weight_teach=70)

    assert response.status_code == 302
    assert setup_of(cohort).weights["teach"] == 70
    assert setup_of(cohort).change["control"] == "weight:teach"


def test_a_slider_moved_without_a_script_is_applied_and_the_number_wins(signed_in, cohort):
    fill(cohort)

    turn(signed_in, cohort, headers={}, slider_teach=30)
    assert setup_of(cohort).weights["teach"] == 30
    turn(signed_in, cohort, headers={}, slider_teach=20, weight_teach=80)
    assert setup_of(cohort).weights["teach"] == 80


def test_with_a_script_only_the_result_comes_back_and_what_is_beside_it(signed_in, cohort):
    fill(cohort)

    response = turn(signed_in, cohort, on_slots=None)

    page = response.content.decode()
    assert "<html" not in page
    assert 'id="result"' in page
    assert 'id="says_slots" hx-swap-oob="true">Off: it forbids nothing.' in page
    assert f'value="{setup_of(cohort).number}" hx-swap-oob="true"' in page
    assert "Undo: the rule “time in common”" in page
    assert "slots" not in setup_of(cohort).rules


def test_settings_of_rules_and_the_aim_are_kept(signed_in, cohort):
    fill(cohort)

    turn(
        signed_in,
        cohort,
        skill_min_level=3,
        slots_k=4,
        on_different="on",
        different_by=["site"],
        objective="stable",
    )

    made = setup_of(cohort)
    assert made.rules["skill"]["min_level"] == 3
    assert (made.rules["slots"], made.rules["different"]) == ({"k": 4}, {"by": ["site"]})
    assert (made.objective, made.change["control"]) == ("stable", "several")


def test_a_form_that_turns_nothing_changes_nothing(signed_in, cohort):
    fill(cohort)

    assert turn(signed_in, cohort).status_code == 200
    assert not Setup.objects.exists()


def test_weights_of_0_are_refused_beside_the_figures_that_stand(signed_in, cohort):
    fill(cohort)
    nothing = {f"weight_{term}": 0 for term in studio_settings(cohort)["weights"]}

    response = turn(signed_in, cohort, **nothing)

    assert response.status_code == 409
    assert "All weights are 0" in response.content.decode()
    assert response.context["measures"].n_pairs == 1
    assert turn(signed_in, cohort, headers={}, **nothing).status_code == 302


def test_a_number_that_cannot_be_is_refused_with_its_name(signed_in, cohort):
    fill(cohort)

    response = turn(signed_in, cohort, skill_min_level=99)

    assert response.status_code == 409
    assert "Level at least: " in response.content.decode()


def test_a_colleague_who_changed_it_meanwhile_is_named_and_their_state_is_shown(
    signed_in, cohort, coordinator
):
    fill(cohort)
    mine = knobs(signed_in, cohort, weight_teach=70)
    colleague = PersonFactory(first_name="Inès", last_name="Belkacem")
    RoleGrantFactory(person=colleague, programme=cohort.programme)
    signed_in.force_login(colleague)
    turn(signed_in, cohort, weight_distance=1)
    signed_in.force_login(coordinator)

    response = signed_in.post(page_of("change", cohort.pk), mine, headers=HTMX)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Inès Belkacem changed the studio at" in page
    assert "Show the studio as it stands" in page
    assert 'id="id_seen"' not in page  # or the next turn of a knob would overwrite theirs
    assert setup_of(cohort).weights["distance"] == 1


def test_an_older_window_of_the_same_person_overwrites_nothing(signed_in, cohort):
    fill(cohort)
    older = knobs(signed_in, cohort)
    turn(signed_in, cohort, weight_teach=60)

    answer = signed_in.post(
        page_of("change", cohort.pk), older | {"weight_distance": 30}, headers=HTMX
    )

    assert answer.status_code == 409
    assert b"You changed the studio in another window" in answer.content
    assert setup_of(cohort).weights["teach"] == 60


def test_what_the_same_window_sent_before_its_answer_came_is_no_other_window(signed_in, cohort):
    fill(cohort)
    sent = knobs(signed_in, cohort)

    for teach in (50, 60):
        moved = sent | {"weight_teach": teach}
        assert signed_in.post(page_of("change", cohort.pk), moved, headers=HTMX).status_code == 200

    assert setup_of(cohort).weights["teach"] == 60


@pytest.mark.parametrize("grades", ["0", "-3"])
def test_grades_are_never_set_aside_in_the_studio(signed_in, cohort, grades):
    fill(cohort)

    answer = turn(signed_in, cohort, grade_gap_g=grades)

    assert answer.status_code == 409
    assert setup_of(cohort) is None


def test_undo_and_back_to_the_programme(signed_in, cohort):
    fill(cohort)
    turn(signed_in, cohort, weight_teach=70)
    turn(signed_in, cohort, weight_distance=1)

    signed_in.post(page_of("undo", cohort.pk), {"seen": 2})
    assert setup_of(cohort).weights["distance"] == 15
    signed_in.post(page_of("programme", cohort.pk), {"seen": 1})

    assert setup_of(cohort).weights["teach"] == 40
    assert (
        "Undo: back to the programme"
        in signed_in.get(page_of("studio", cohort.pk)).content.decode()
    )


def test_an_undo_where_nothing_was_changed_says_so(signed_in, cohort):
    fill(cohort)

    response = signed_in.post(page_of("undo", cohort.pk), {"seen": 0}, follow=True)

    assert "Nothing was changed" in response.content.decode()
    assert signed_in.post(page_of("undo", cohort.pk), {"seen": "x"}).status_code == 409


def test_pairs_by_hand_that_contradict_are_said_and_can_be_undone(signed_in, cohort, coordinator):
    mentee, mentor = ready_mentee(cohort), ready_mentor(cohort)
    other = ready_mentor(cohort)
    holds = [
        {"mentee": mentee.external_id, "mentor": one.external_id, "kind": "lock"}
        for one in (mentor, other)
    ]
    change_setup(cohort, holds=holds, change={}, by=coordinator, at=MONDAY_NINE)

    page = signed_in.get(page_of("studio", cohort.pk)).content.decode()

    assert "No plan meets all of this." in page
    assert f"{mentor.name} with {mentee.name}" in page
    assert "Undo: a pair by hand" in page


def test_a_fixed_pair_that_somebody_ruled_out_later_is_let_go_right_there(
    signed_in, cohort, coordinator
):
    mentee, mentor = ready_mentee(cohort), ready_mentor(cohort)
    hold_pair(cohort, mentor, mentee, kind="lock", by=coordinator, at=MONDAY_NINE)
    Wish.objects.create(enrolment=mentee.enrolments.get(), other=mentor, kind="veto")
    studio = page_of("studio", cohort.pk)

    page = signed_in.get(studio).content.decode()
    assert "what people said, or an earlier pair" in page
    assert f"Let {mentor.name} and {mentee.name} go" in page
    assert "veto" not in page.split("<main", 1)[1].split("knobs", 1)[0]

    two = {"mentor": mentor.pk, "mentee": mentee.pk}
    origin = {"referer": f"http://testserver{studio}"}
    done = signed_in.post(reverse("by_hand:let_go", args=[cohort.pk]), two, headers=origin)
    assert done.url == studio
    assert "No plan meets all of this." not in signed_in.get(studio).content.decode()


@pytest.mark.parametrize(
    ("side", "said"),
    [
        (ready_mentee, "Mentees are ready, and no mentor is."),
        (ready_mentor, "Mentors are ready, and no mentee is."),
        (EnrolmentFactory._meta.model, "Nobody is ready for a round yet."),
    ],
)
def test_an_empty_side_says_what_to_do(signed_in, cohort, side, said):
    if side in (ready_mentee, ready_mentor):
        side(cohort)

    page = signed_in.get(page_of("studio", cohort.pk)).content.decode()

    assert said in page
    assert reverse("programmes:enrolments", args=[cohort.pk]) in page


def test_no_figure_of_the_page_counts_a_wish(signed_in, cohort):
    mentee, mentor = ready_mentee(cohort), ready_mentor(cohort)
    before = signed_in.get(page_of("studio", cohort.pk)).context
    Wish.objects.create(enrolment=mentee.enrolments.get(), other=mentor, kind="rank", rank=1)

    after = signed_in.get(page_of("studio", cohort.pk)).context

    for name in ("measures", "chart", "certificate"):
        assert after[name] == before[name]
    told = ("total", "bound")
    assert [after["facts"][name] for name in told] == [before["facts"][name] for name in told]
    assert after["outcome"]["gap"] == before["outcome"]["gap"] == 0


def test_all_pairs_are_shown_a_page_at_a_time(signed_in, cohort):
    fill(cohort, 9)

    few = signed_in.get(page_of("studio", cohort.pk))
    every = signed_in.get(page_of("studio", cohort.pk), {"page": 1})

    assert (len(few.context["rows"]), len(every.context["rows"])) == (8, 9)
    assert "Show all 9 pairs" in few.content.decode()


def test_a_plan_becomes_a_round(signed_in, cohort):
    fill(cohort)

    response = signed_in.post(page_of("run", cohort.pk))

    made = Round.objects.get()
    assert response["Location"] == reverse("matching:round", args=[made.pk])


def test_no_round_is_made_of_nobody(signed_in, cohort):
    response = signed_in.post(page_of("run", cohort.pk), follow=True)

    assert "No mentee is ready" in response.content.decode()


@pytest.fixture
def large(monkeypatch):
    for module in ("upside.matching.live", "upside.web.studio.pages"):
        monkeypatch.setattr(f"{module}.LIVE_PEOPLE", 1)


def test_a_large_cohort_shows_its_last_figures_and_says_that_they_are_earlier(
    signed_in, cohort, coordinator, large
):
    fill(cohort)
    run_round(cohort, by=coordinator, at=MONDAY_NINE)

    response = turn(signed_in, cohort, weight_teach=70)

    page = response.content.decode()
    assert "The figures below are those of round 1" in page
    assert "Compute</button>" in page
    assert setup_of(cohort).weights["teach"] == 70
    assert response.context["measures"].n_pairs == 1


def test_a_large_cohort_without_figures_can_be_computed(signed_in, cohort, large):
    fill(cohort)

    page = signed_in.get(page_of("studio", cohort.pk)).content.decode()

    assert "Nothing was computed here yet." in page
    assert "Compute</button>" in page


def test_a_round_under_way_shows_how_far_it_is_and_can_be_stopped(
    signed_in, cohort, large, monkeypatch
):
    monkeypatch.setattr("upside.matching.actions.running.AT_ONCE", 0)
    fill(cohort)

    response = signed_in.post(page_of("run", cohort.pk), follow=True)

    page = response.content.decode()
    made = Round.objects.get()
    assert response.redirect_chain[-1][0] == page_of("studio", cohort.pk)
    assert "<progress" in page
    assert reverse("matching:stop", args=[made.pk]) in page
    assert "Compute</button>" not in page

    origin = {"referer": f"http://testserver{page_of('studio', cohort.pk)}"}
    stopped = signed_in.post(reverse("matching:stop", args=[made.pk]), headers=origin)
    assert stopped.url == page_of("studio", cohort.pk)
