"""A programme on pages: read, changed section by section or as its file, with the same checks."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import MONDAY_NINE, PersonFactory
from tests.web.forms_on_pages import forms_on
from upside.programmes.actions import create_programme, text_of_programme
from upside.programmes.models import Programme, ProgrammeVersion
from upside.web.programmes.editor.parts import sections
from upside.web.programmes.editor.unsaid import UNSAID

pytestmark = pytest.mark.django_db
WHY = {"why": "The board asked for it.", "after": 1, "keep": "yes"}


@pytest.fixture
def programme(client):
    person = PersonFactory()
    client.force_login(person)
    cohort = create_programme(
        "need_profile_hr",
        names={"en": "Turning the tables", "fr": "Regards croisés"},
        cohort_names={"en": "Spring", "fr": "Printemps"},
        starts_on=MONDAY_NINE.date(),
        ends_on=MONDAY_NINE.date() + timedelta(days=200),
        by=person,
        at=MONDAY_NINE,
    )
    return cohort.programme


def answers_on(client, address):
    """Return what a browser would send back from the page without a change."""
    page = client.get(address).content
    [form] = [one for one in forms_on(page, address, "coordinator") if "look" in one.sent]
    return {name: said for name, said in form.sent.items() if name != "look"}


def edit_of(programme, section):
    return reverse("programmes:edit", args=[programme.pk, section])


@pytest.mark.parametrize("section", sorted(set(sections()) - {"charter"}))
def test_a_section_sent_back_as_it_is_changes_nothing(client, programme, section):
    address = edit_of(programme, section)

    response = client.post(address, answers_on(client, address) | {"look": "yes"})

    assert response.context["changes"] == []
    assert response.context["form"].faults == ()
    assert response.status_code == 200


def test_a_change_is_looked_at_before_it_is_kept(client, programme):
    address = edit_of(programme, "how-it-runs")
    answers = answers_on(client, address) | {"rhythm_days": "21"}

    looked = client.post(address, answers | {"look": "yes"})
    kept = client.post(address, answers | WHY)

    assert [str(one.path[0]) for one in looked.context["changes"]] == ["rhythm_days"]
    assert kept.status_code == 302
    assert Programme.objects.get().settings["rhythm_days"] == 21
    assert ProgrammeVersion.objects.get(number=2).why == WHY["why"]
    assert "# about one session a month" in text_of_programme(programme)


def test_a_change_is_not_kept_without_a_reason(client, programme):
    address = edit_of(programme, "how-it-runs")
    answers = answers_on(client, address) | {"rhythm_days": "21"} | WHY | {"why": " "}

    response = client.post(address, answers)

    assert response.status_code == 409
    assert b"Say why in a sentence" in response.content
    assert ProgrammeVersion.objects.count() == 1


@pytest.mark.parametrize("typed", ["1000", "often", "", "1.5", "٣"])
def test_what_the_file_refuses_the_page_refuses(client, programme, typed):
    address = edit_of(programme, "how-it-runs")

    response = client.post(address, answers_on(client, address) | {"session_minutes": typed} | WHY)

    assert ProgrammeVersion.objects.count() == (2 if typed == "" else 1)
    assert (response.status_code == 409) == (typed != "")


def test_a_rule_that_is_not_ticked_does_not_apply(client, programme):
    address = edit_of(programme, "matching")
    answers = answers_on(client, address)
    del answers["matching.rules.slots.on"]

    client.post(address, answers | WHY)

    assert "slots" not in Programme.objects.get().settings["matching"]["rules"]


def test_a_row_is_added_by_filling_the_spare_one_and_taken_out_by_emptying_it(client, programme):
    address = edit_of(programme, "steps")
    answers = answers_on(client, address)
    answers |= {"steps.1.en": "", "steps.1.fr": "", "steps.4.en": "They celebrate."}

    client.post(address, answers | WHY)

    steps = Programme.objects.get().settings["steps"]
    assert len(steps) == 3
    assert steps[-1] == {"en": "They celebrate."}


def test_the_second_of_two_who_change_it_at_once_is_refused(client, programme):
    address = edit_of(programme, "how-it-runs")
    answers = answers_on(client, address) | WHY

    client.post(address, answers | {"rhythm_days": "21"})
    late = client.post(address, answers | {"rhythm_days": "14"})

    assert late.status_code == 409
    assert b"Somebody has changed this programme meanwhile" in late.content


def test_the_file_is_changed_as_text_and_faults_name_their_lines(client, programme):
    address = reverse("programmes:source", args=[programme.pk])
    text = text_of_programme(programme)

    faulty = client.post(address, {"text": text.replace("seats: 1", "seat: 1"), **WHY})
    good = client.post(address, {"text": text.replace("seats: 1", "seats: 2"), **WHY})

    assert b"Did you mean \xe2\x80\x9cseats\xe2\x80\x9d?" in faulty.content
    assert b"Line " in faulty.content
    assert good.status_code == 302
    assert Programme.objects.get().settings["seats"] == 2


def test_the_file_is_taken_along_byte_for_byte(client, programme):
    response = client.get(reverse("programmes:file", args=[programme.pk]))

    assert response.content.decode() == text_of_programme(programme)
    assert programme.slug in response["Content-Disposition"]


def test_a_section_that_no_programme_has_is_not_found(client, programme):
    assert client.get(edit_of(programme, "programme")).status_code == 404


def test_a_key_of_its_own_leads_to_the_section_that_holds_it(client, programme):
    response = client.get(edit_of(programme, "mode"))

    assert response.status_code == 302
    assert response["Location"] == edit_of(programme, "how-it-runs")


def test_a_question_gets_a_key_of_its_own_from_its_text(client, programme):
    address = edit_of(programme, "application")
    for label in ("Why you, Élise?", "Why you, Élise?", "?"):
        n = len(Programme.objects.get().settings.get("application", {}).get("questions", []))
        field = f"application.questions.{n + 1}"
        said = {f"{field}.label.en": label, f"{field}.type": "short"}
        answers = answers_on(client, address) | said | WHY | {"after": str(n + 1)}
        client.post(address, answers)

    questions = Programme.objects.get().settings["application"]["questions"]
    assert [one["key"] for one in questions] == ["why_you_elise", "why_you_elise_2", "one"]
    gone = answers_on(client, address) | {"application.questions.1.label.en": ""}
    gone |= {"application.questions.1.type": ""}
    client.post(address, gone | WHY | {"after": "4"})
    questions = Programme.objects.get().settings["application"]["questions"]
    assert [one["key"] for one in questions] == ["why_you_elise_2", "one"]


def test_the_second_of_two_is_led_to_the_version_of_the_first(client, programme):
    address = edit_of(programme, "how-it-runs")
    answers = answers_on(client, address) | {"rhythm_days": "21"} | WHY
    client.post(address, answers)

    content = client.post(address, answers | {"rhythm_days": "14"}).content.decode()

    assert reverse("programmes:version", args=[programme.pk, 2]) in content
    assert 'name="keep"' not in content


def test_a_file_is_brought_back(client, programme):
    address = reverse("programmes:source", args=[programme.pk])
    text = text_of_programme(programme).replace("rhythm_days: 30", "rhythm_days: 21")
    brought = SimpleUploadedFile("ours.yaml", b"\xef\xbb\xbf" + text.encode())

    looked = client.post(address, {"text": "ignored", "brought": brought, "after": 1, "look": 1})

    assert [change.key for change in looked.context["changes"]] == ["rhythm_days"]
    assert looked.context["text"] == text


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe\x00", "no text in UTF-8"), (b"a" * 1_000_001, "larger than")]
)
def test_a_file_that_is_none_is_refused_and_the_text_stays(client, programme, content, said):
    address = reverse("programmes:source", args=[programme.pk])
    brought = SimpleUploadedFile("ours.yaml", content)

    answer = client.post(address, {"text": "mine", "brought": brought, "after": 1, "look": 1})

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert answer.context["text"] == "mine"


def test_what_holds_where_nothing_is_said_stands_in_every_section_that_may_be_empty(
    client, programme
):
    needed = {"name", "purpose", "objectives", "matching", "charter", "how-it-runs"}

    content = client.get(reverse("programmes:programme", args=[programme.pk])).content.decode()

    assert set(UNSAID) == set(sections()) - needed
    assert "No partner company takes part." in content


def test_a_new_module_is_told_by_the_words_of_its_parts(client, programme):
    said = {"curriculum.1.title.en": "Search", "curriculum.1.plan.en": "Find."}
    address = edit_of(programme, "curriculum")

    looked = client.post(address, answers_on(client, address) | said | {"look": "yes"})

    words = [change.words.rpartition(" › ")[2] for change in looked.context["changes"]]
    assert words == ["Title", "What the two do in it"]
