"""The language and the colours: a choice that anybody makes on any page, without JavaScript."""

import pytest
from django.urls import reverse

from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_browser_decides_the_language_at_first(client):
    page = client.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"})

    assert b'<html lang="fr"' in page.content


def test_choice_of_a_language_wins_over_the_browser(client):
    client.post(reverse("front:language"), {"language": "fr"})

    assert b'<html lang="fr"' in client.get("/", headers={"accept-language": "en"}).content


def test_choice_of_a_language_stays_with_the_person(client):
    person = PersonFactory(ui_language="en")
    client.force_login(person)

    client.post(reverse("front:language"), {"language": "fr"})

    person.refresh_from_db()
    assert person.ui_language == "fr"
    client.cookies.pop("upside_language")
    assert b'<html lang="fr"' in client.get("/").content


def test_unknown_language_changes_nothing(client):
    person = PersonFactory(ui_language="en")
    client.force_login(person)

    client.post(reverse("front:language"), {"language": "tlh"})

    person.refresh_from_db()
    assert person.ui_language == "en"
    assert "upside_language" not in client.cookies


@pytest.mark.parametrize("name", ["language", "theme"])
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/audit/?page=2&subject=pair", "/audit/?page=2&subject=pair"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_choices_come_back_to_the_page_with_its_query_and_to_no_other_site(
    client, name, given, kept
):
    assert client.post(reverse(f"front:{name}"), {"next": given}).url == kept


def test_switch_on_the_page_carries_page_and_query(client):
    page = client.get("/who-sees-what/?part=3")

    assert page.context["here"] == "/who-sees-what/?part=3"


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/places/3/?tab=2", "/places/3/?tab=2"),
        ("http://testserver/places/3/", "/places/3/"),
        ("http://elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_switch_under_a_refused_form_goes_back_to_where_the_form_was(client, came_from, back):
    page = client.post(reverse("front:sign_in"), {"mail": "x"}, headers={"referer": came_from})

    assert page.context["here"] == back


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_kept_in_a_cookie(client, theme):
    client.post(reverse("front:theme"), {"theme": theme})

    assert f'data-theme="{theme}"'.encode() in client.get("/").content


def test_colours_follow_the_device_again(client):
    client.post(reverse("front:theme"), {"theme": "dark"})
    client.post(reverse("front:theme"), {"theme": "system"})

    assert b"data-theme" not in client.get("/").content


def test_foreign_words_in_the_cookie_do_not_reach_the_page(client):
    client.cookies["upside_theme"] = 'x"><script>'

    assert b"data-theme" not in client.get("/").content


@pytest.mark.parametrize("name", ["language", "theme"])
def test_choices_are_made_by_forms_only(client, name):
    assert client.get(reverse(f"front:{name}")).status_code == 405


def test_demo_keeps_the_language_of_whoever_tries_it(client, settings, coordinator):
    settings.DEMO = True
    coordinator.ui_language = "fr"
    coordinator.save()

    client.post(
        reverse("front:demo_sign_in"), {"role": "coordinator"}, headers={"accept-language": "en"}
    )
    assert b'<html lang="en"' in client.get("/").content

    client.post(reverse("front:language"), {"language": "fr"})
    assert b'<html lang="fr"' in client.get("/").content
