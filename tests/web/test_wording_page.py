import pytest
from django.urls import reverse

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


def test_a_change_of_a_programme_is_looked_through_before_it_is_kept(
    client, coordinator, programme
):
    text, settings = template_text("need_profile_hr"), load_template("need_profile_hr")
    programme.settings = settings
    programme.save()
    ProgrammeVersion.objects.create(
        programme=programme, number=1, text=text, settings=settings, made_at=programme.created_at
    )
    client.force_login(coordinator)

    said = {"name.en": "Young talents teach", "name.fr": "Du besoin au binôme", "look": "yes"}
    response = client.post(reverse("programmes:edit", args=[programme.pk, "name"]), said)

    assert [flag.words for flag in response.context["flags"]] == ["Young talents"]
    assert b"Keep these changes" in response.content
