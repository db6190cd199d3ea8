"""The way of a survey through its pages, as a coordinator meets them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.domain.test_survey_shapes import ANA, BO, GOOGLE
from tests.factories import MONDAY_NINE, PersonFactory
from upside.skills.actions import load_catalogue
from upside.skills.models import Skill, SkillLevel, SurveyFile, Want

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def people():
    load_catalogue(at=MONDAY_NINE)
    return [PersonFactory(email=mail) for mail in (ANA, BO)]


def bring(client, rows=GOOGLE, name="signups.csv"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file = SimpleUploadedFile(name, text.getvalue().encode())
    answer = client.post(reverse("surveys:upload"), {"file": file})
    return answer, SurveyFile.objects.order_by("-pk").first()


def page(name, survey):
    return reverse(f"surveys:{name}", args=[survey.pk])


def said(form, **changes):
    """Return a form as it stands, with changes."""
    values = {field.html_name: field.value() for field in form}
    return {k: "" if v is None else v for k, v in values.items()} | changes


def explained(client, survey, **changes):
    form = client.get(page("questions", survey)).context["form"]
    return client.post(page("questions", survey), said(form, **changes))


def decided(client, survey, **changes):
    form = client.get(page("texts", survey)).context["form"]
    return client.post(page("texts", survey), said(form, **changes), follow=True)


def applied(client, survey, lines="all", revision=1):
    said = {"revision": revision, "lines": lines}
    return client.post(page("apply", survey), said, follow=True)


def test_a_survey_goes_from_file_to_levels_and_wants(member, people):
    answer, survey = bring(member)
    assert answer.url == page("questions", survey)
    assert explained(member, survey).url == page("texts", survey)
    checked = decided(member, survey, rest="own")
    assert checked.context["outcome"]["created"] == 6
    assert not SkillLevel.objects.exists()

    done = applied(member, survey)

    assert "The answers of 2 people are in." in done.content.decode()
    assert (SkillLevel.objects.count(), Want.objects.count()) == (3, 3)


def test_the_next_export_goes_straight_to_the_check(member, people):
    _answer, survey = bring(member)
    explained(member, survey)
    decided(member, survey, rest="own")
    applied(member, survey)

    answer, again = bring(member)

    assert answer.url == page("check", again)
    checked = member.get(answer.url)
    assert (checked.context["outcome"]["created"], checked.context["outcome"]["kept"]) == (0, 0)
    assert "Known from the last export" in checked.content.decode()


def test_a_new_option_of_a_known_survey_is_asked_for(member, people):
    _answer, survey = bring(member)
    explained(member, survey)
    decided(member, survey, rest="ask", **{"topic-3": "leave_out"})
    applied(member, survey)

    answer, again = bring(member, [*GOOGLE, ["", ANA, "Juggling", ""]])

    assert answer.url == page("questions", again)


def test_texts_that_are_open_hold_the_import_up(member, people):
    _answer, survey = bring(member)
    explained(member, survey)

    checked = decided(member, survey)

    assert checked.context["undecided"] == [("Office (Word, Excel)", 1)]
    assert "Nobody has said" in applied(member, survey).content.decode()
    assert not SkillLevel.objects.exists()


def test_another_topic_is_found_by_its_name_or_refused(member, people):
    _answer, survey = bring(member)
    explained(member, survey)
    form = member.get(page("texts", survey)).context["form"]
    (row,) = form.open_rows()

    wrong = decided(member, survey, **{row.other.html_name: "no such thing"})
    right = decided(member, survey, **{row.other.html_name: "Podcasting"})

    assert wrong.status_code == 409
    assert "no single topic called so" in wrong.content.decode()
    assert right.context["undecided"] == []


def test_levels_targets_and_scales_are_those_that_were_said(member, people):
    rows = [["Email", "Rate [Excel]", "You want"], [ANA, "5", "ChatGPT;"], [BO, "1", "ChatGPT;"]]
    _answer, survey = bring(member, rows)
    explained(member, survey, **{"scale-1-0": "8", "scale-1-1": "", "target-2": "6"})
    decided(member, survey)

    applied(member, survey)

    assert [(one.person, one.level) for one in SkillLevel.objects.all()] == [(people[0], 8)]
    assert {want.target for want in Want.objects.all()} == {6}


def test_questions_without_a_topic_are_refused_beside_the_form(member, people):
    _answer, survey = bring(member)

    answer = explained(member, survey, **{"means-2": "leave_out", "means-3": "leave_out"})

    assert answer.status_code == 409
    assert "Say of one question at least what it asks" in answer.content.decode()


def test_without_a_person_answers_are_counted(member, people):
    _answer, survey = bring(member)
    explained(member, survey, person="")
    decided(member, survey, rest="own")

    done = applied(member, survey).content.decode()

    assert "The answers of 2 lines are counted." in done
    assert "under 8" in done
    assert not SkillLevel.objects.exists()


def test_faulty_lines_are_listed_downloaded_and_left_out(member, people):
    people[1].delete()
    _answer, survey = bring(member)
    explained(member, survey)
    checked = decided(member, survey, rest="own").content.decode()
    told = member.get(page("faults", survey)).content.decode("utf-8-sig")

    done = applied(member, survey, lines="good")

    assert "Nobody is known by this." in checked
    assert BO in told
    assert done.context["outcome"]["refused"] == 1
    assert {one.person for one in SkillLevel.objects.all()} == {people[0]}


def test_good_lines_must_be_chosen(member, people):
    people[1].delete()
    _answer, survey = bring(member)
    explained(member, survey)
    decided(member, survey, rest="own")

    assert "1 line is faulty" in applied(member, survey).content.decode()


def test_a_second_press_and_another_window_change_nothing(member, people):
    _answer, survey = bring(member)
    explained(member, survey)
    decided(member, survey, rest="own")
    decided(member, survey, rest="leave_out")

    assert "decided anew in another window" in applied(member, survey).content.decode()
    applied(member, survey, revision=2)
    before = SkillLevel.objects.count()
    applied(member, survey, revision=2)
    assert SkillLevel.objects.count() == before
    assert not Skill.objects.filter(area="own").exists()


def test_a_file_that_is_no_survey_is_refused_where_it_was_chosen(member):
    answer, survey = bring(member, [["one"]])

    assert (answer.status_code, survey) == (409, None)
    assert b"no table with headings" in answer.content


def test_a_dropped_survey_is_gone(member, people):
    _answer, survey = bring(member)
    member.post(page("drop", survey))

    assert "was dropped" in member.get(page("check", survey), follow=True).content.decode()
    assert member.get(page("questions", survey)).url == page("check", survey)
    assert member.get(page("texts", survey)).url == page("check", survey)


def test_an_imported_survey_is_neither_dropped_nor_explained_again(member, people):
    _answer, survey = bring(member)
    explained(member, survey)
    decided(member, survey, rest="own")
    applied(member, survey)

    answer = member.post(page("drop", survey), follow=True)

    assert "has been imported" in answer.content.decode()
    assert member.get(page("texts", survey)).url == page("check", survey)


def test_a_copy_that_is_gone_is_told(member, people, settings):
    _answer, survey = bring(member)
    SurveyFile.objects.update(stored_as="elsewhere.csv")

    answer = member.get(page("questions", survey), follow=True)

    assert "no longer there" in answer.content.decode()


def test_pages_before_their_turn_lead_back(member, people):
    _answer, survey = bring(member)

    assert member.get(page("texts", survey)).url == page("questions", survey)
    assert member.get(page("check", survey)).url == page("texts", survey)
    assert "Choose how to import" in applied(member, survey, lines="x").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_texts_take_the_same_queries_for_any_number(
    member, people, n, django_assert_num_queries
):
    _answer, survey = bring(
        member, [["Email", "You have"], *[[ANA, f"Thing {k}"] for k in range(n)]]
    )
    explained(member, survey, **{"means-1": "had"})

    with django_assert_num_queries(8):
        member.get(page("texts", survey))
