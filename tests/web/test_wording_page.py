import re

import pytest
from django.urls import reverse

from tests.grid_world import TYPED_IN_GRIDS
from upside.people.models import Person
from upside.programmes.models import ProgrammeVersion
from upside.programmes.templates import load_template, template_text

pytestmark = pytest.mark.django_db
PAGE = "programmes:wording"


def test_words_of_age_are_named_with_others_to_use(client, coordinator):
    client.force_login(coordinator)

    response = client.post(reverse(PAGE), {"text": "We look for digital natives."})

    assert "“digital natives”: rather colleagues at ease with digital tools" in (
        response.content.decode()
    )


def test_a_text_without_them_is_told_so(client, coordinator):
    client.force_login(coordinator)

    response = client.post(reverse(PAGE), {"text": "Colleagues of every grade are welcome."})

    assert b"No word here ties a role to age." in response.content


def test_an_empty_text_is_refused_beside_the_field(client, coordinator):
    client.force_login(coordinator)

    assert client.post(reverse(PAGE), {"text": ""}).status_code == 409


@pytest.fixture
def edited(client, coordinator, programme):
    """A programme that its coordinator may change on pages."""
    text, settings = template_text("need_profile_hr"), load_template("need_profile_hr")
    programme.settings = settings
    programme.save()
    ProgrammeVersion.objects.create(
        programme=programme, number=1, text=text, settings=settings, made_at=programme.created_at
    )
    client.force_login(coordinator)
    return programme


def named_below(content, key):
    """Return what stands in the list below the control ``key``, which refers to it."""
    assert re.search(rf'aria-describedby="[^"]*\b{re.escape(key)}_age"', content)
    return content.split(f'id="{key}_age"', 1)[1].split("</ul>", 1)[0]


def test_a_change_of_a_programme_is_looked_through_before_it_is_kept(client, edited):
    said = {"name.en": "Young talents teach", "name.fr": "Du besoin au binôme", "look": "yes"}
    response = client.post(reverse("programmes:edit", args=[edited.pk, "name"]), said)
    content = response.content.decode()

    assert [flag.words for flag in response.context["flags"]] == ["Young talents"]
    assert "Keep these changes" in content
    below = named_below(content, "id_name.en")
    assert "“Young talents”: rather colleagues early in their career / colleagues in" in below
    assert "may be of any age" in below
    assert "id_name.fr_age" not in content


def test_what_is_kept_is_named_beside_its_field_and_was_not_blocked(client, edited):
    page = reverse("programmes:edit", args=[edited.pk, "name"])
    said = {"name.en": "Young talents teach", "name.fr": "Les seniors apprennent", "after": "1"}
    client.post(page, said | {"why": "We say so here.", "keep": "yes"})

    content = client.get(page).content.decode()

    assert "a certain age on" in named_below(content, "id_name.fr")
    assert "Young talents" in named_below(content, "id_name.en")


def test_what_comes_back_with_errors_is_looked_through_as_it_was_typed(client, edited):
    page = reverse("programmes:edit", args=[edited.pk, "name"])

    response = client.post(page, {"name.en": "For digital natives " * 150, "name.fr": ""})

    assert response.status_code == 409
    assert "digital natives" in named_below(response.content.decode(), "id_name.en")


@pytest.mark.parametrize("fault", ["", "unknown: 1\n"])
def test_a_file_names_the_words_below_it_also_where_it_is_refused(client, edited, fault):
    text = template_text("need_profile_hr") + fault
    text = text.replace("en:", "en: The kids teach us.", 1) if fault else text
    text = re.sub(r"(?m)^(purpose:\n  en: ).*$", r"\1The kids teach us.", text)

    response = client.post(reverse("programmes:source", args=[edited.pk]), {"text": text})

    assert response.status_code == (409 if fault else 200)
    assert "makes children of colleagues" in named_below(response.content.decode(), "id_text")


def test_a_call_names_the_words_below_the_field_and_opens_once_asked(client, coordinator, cohort):
    client.force_login(coordinator)
    page = reverse("calls:run", args=[cohort.pk])
    said = {"text_en": "Four hours.", "text_fr": "Nos seniors apprennent.", "roles": ["mentor"]}

    refused = client.post(page, said | {"roles": []}).content.decode()
    asked = client.post(page, said).content.decode()
    assert "Open it as it stands" in asked
    assert "The call is open" not in asked
    opened = client.post(page, said | {"anyway": "yes"}, follow=True).content.decode()

    for content in (refused, asked, opened):
        assert "“Nos seniors”: rather des collègues" in named_below(content, "id_text_fr")
        assert "id_text_en_age" not in content
    assert "The call is open" not in refused
    assert "The call is open" in opened


def test_reasons_are_told_in_the_language_of_the_page(client, coordinator, cohort):
    Person.objects.update(ui_language="fr")
    client.force_login(coordinator)
    page = reverse("calls:run", args=[cohort.pk])

    said = {"text_en": "Young people teach <b>us</b>", "text_fr": ""}
    content = client.post(page, said).content.decode()

    assert "On peut débuter ou être de grade junior à tout âge" in content


def test_a_name_of_a_cohort_and_a_lesson_are_named_after_they_are_kept(client, edited):
    lesson = {"phase": "recruit", "learned": "Ask millennials", "change": "Ask nobody under 30"}
    cohort = {"cohort_en": "Gen Z", "starts_on": "2027-01-04", "ends_on": "2027-09-01"}

    rows = client.post(reverse("programmes:lessons", args=[edited.pk]), lesson, follow=True)
    made = client.post(reverse("programmes:next", args=[edited.pk]), cohort, follow=True)

    assert rows.content.decode().count("“millennials”: rather") == 1
    assert "“Gen Z”: rather people who joined lately" in made.content.decode()


def test_a_new_programme_is_made_and_its_words_are_named(client, coordinator):
    client.force_login(coordinator)
    said = {"name_en": "Young talents teach", "cohort_en": "Spring"}
    dates = {"starts_on": "2027-01-04", "ends_on": "2027-09-01"}

    made = client.post(reverse("programmes:new"), said | dates, follow=True)

    assert "“Young talents”: rather" in made.content.decode()


def test_a_criterion_of_a_grid_is_kept_and_its_words_are_named(client, coordinator, cohort):
    client.force_login(coordinator)
    page = reverse("grids:grid", args=[cohort.pk])
    client.post(page, {"block": "ready"})
    said = TYPED_IN_GRIDS | {"block": "own", "own_weight": 2, "seen7_en": "Wins the kids over."}

    refused = client.post(page, said | {"label_en": ""}).content.decode()
    kept = client.post(page, said, follow=True).content.decode()

    assert "kids" in named_below(refused, "id_seen7_en")
    assert kept.count("“kids”: rather") == 2
