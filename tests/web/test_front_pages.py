"""The pages that everybody can open, the headers around them, and what stands in their frame."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.factories import EnrolmentFactory, PairFactory, PersonFactory, RoleGrantFactory
from upside.notices.sign_in import sign_in_link
from upside.pairs.models import Pair
from upside.web.front import errors, visibility

pytestmark = pytest.mark.django_db

OPEN_PAGES = ("home", "sign_in", "who_sees_what", "accessibility", "components")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_open_pages_are_there_for_everybody_in_both_languages(client, name, language):
    response = client.get(reverse(f"front:{name}"), headers={"accept-language": language})

    assert response.status_code == 200
    assert f'<html lang="{language}"'.encode() in response.content
    assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize("name", ["who_sees_what", "accessibility", "components"])
def test_open_pages_are_there_for_somebody_signed_in(client, coordinator, name):
    client.force_login(coordinator)

    assert client.get(reverse(f"front:{name}")).status_code == 200


def test_every_page_carries_the_headers_of_a_careful_site(client):
    headers = client.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_hold_no_inline_script_and_no_inline_style(client, coordinator):
    client.force_login(coordinator)

    for name in ("home", "components", "who_sees_what"):
        page = client.get(reverse(f"front:{name}")).content
        assert b" style=" not in page
        assert b"<style" not in page
        assert b"<script>" not in page
        assert b"onclick" not in page


def test_cookies_are_closed_to_scripts_and_to_other_sites(client, coordinator):
    query = parse_qs(urlsplit(sign_in_link(coordinator, "/")).query)
    client.post(reverse("front:sign_in_link"), query)
    client.get("/")
    client.post(reverse("front:language"), {"language": "fr"})
    client.post(reverse("front:theme"), {"theme": "dark"})

    assert {"upside_session", "csrftoken", "upside_language", "upside_theme"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def test_first_page_of_the_demo_shows_figures_from_eight_people_on(client, cohort, settings):
    settings.DEMO = True
    PairFactory.create_batch(3, cohort=cohort, state=Pair.State.ACTIVE)
    assert client.get("/").context["figures"] is None

    PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    figures = client.get("/").context["figures"]

    assert (figures.people, figures.pairs, figures.bridges, figures.held) == (8, 4, 4, 0)


def test_first_page_of_a_real_company_tells_a_passer_by_no_figure(client, cohort):
    PairFactory.create_batch(4, cohort=cohort, state=Pair.State.ACTIVE)

    response = client.get("/")

    assert response.context["figures"] is None
    assert b'class="figure"' not in response.content


def test_first_page_offers_no_roles_outside_the_demo(client, coordinator):
    response = client.get("/")

    assert response.context["guests"] == []
    assert b"demo/sign-in" not in response.content


def test_unknown_address_leads_on(client):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert b'href="/"' in response.content


def test_forbidden_page_is_the_page_of_an_unknown_address(rf):
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}

    response = errors.forbidden(request)

    assert response.status_code == 403
    assert b"not for you" in response.content


def test_page_of_a_stale_form_says_what_to_do(coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)

    response = client.post(reverse("front:sign_out"))

    assert response.status_code == 403
    assert b"had become old" in response.content


def test_broken_page_shows_a_reference_and_no_cause(client, monkeypatch):
    def fall_over(*_args, **_named):
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr("upside.web.front.pages.MailForm", fall_over)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert b"Reference" in response.content
    assert b"the cause" not in response.content


def test_bad_request_is_answered_with_a_page(client):
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert b"could not read" in response.content


@pytest.mark.parametrize("level", ["error", "warning", "success", "info"])
def test_messages_are_escaped(level):
    said = Message(getattr(constants, level.upper()), "<b>")

    html = render_to_string("web/parts/messages.html", {"messages": [said]})

    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        ("coordinator", ["People", "Programmes", "Pairs"], ["System", "Audit log"]),
        ("administrator", ["People", "Programmes", "System"], ["Audit log"]),
        ("auditor", ["Audit log"], ["People", "System"]),
        ("coach", ["Pairs"], ["People", "Audit log"]),
        ("sponsor", [], ["People", "Pairs", "Audit log", "System"]),
    ],
)
def test_navigation_shows_what_a_role_may_open(client, programme, role, seen, unseen):
    everywhere = role == "administrator"
    grant = RoleGrantFactory(role=role, programme=None if everywhere else programme)
    client.force_login(grant.person)

    labels = [entry.label for entry in client.get("/").context["navigation"]]

    assert set(seen) <= set(labels)
    assert not set(unseen) & set(labels)
    assert labels[0] == "Home"


def test_only_people_who_take_part_get_the_bar_at_the_bottom(client, coordinator):
    client.force_login(EnrolmentFactory().person)
    assert b'class="tabbar"' in client.get("/").content

    client.force_login(coordinator)
    assert b'class="tabbar"' not in client.get("/").content


def test_page_is_there_for_somebody_in_an_unknown_time_zone(client):
    client.force_login(PersonFactory(time_zone="Mars/Olympus"))

    assert client.get("/").status_code == 200


def test_process_says_that_it_lives(client):
    assert client.get(reverse("front:healthz")).json() == {"ok": True, "product": "upside"}


def test_process_says_that_it_can_work(client):
    answer = client.get(reverse("front:readyz"))

    assert answer.json() == {"ok": True, "database": True, "pending_migrations": 0}


def test_process_without_database_says_so(client, monkeypatch):
    def no_database(_connection):
        raise DatabaseError

    monkeypatch.setattr("upside.web.front.health.MigrationExecutor", no_database)

    answer = client.get(reverse("front:readyz"))

    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_table_of_who_sees_what_has_a_word_in_every_cell(client):
    lines = visibility.table(visibility.ROWS + visibility.LATER)

    assert all(len(cells) == len(visibility.COLUMNS) for _row, cells in lines)
    assert all(str(cell.said) for _row, cells in lines for cell in cells)
    assert all(set(row.seen) <= set(visibility.COLUMNS) for row, _cells in lines)


def test_line_managers_see_nothing_but_what_somebody_sends_them():
    assert [row.key for row in visibility.ROWS if "manager" in row.seen] == ["manager"]
