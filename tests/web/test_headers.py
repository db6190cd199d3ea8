"""What browsers and proxies may keep, and what pages may use of a browser."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PersonFactory
from upside.web.headers import KEPT_NOWHERE

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(PersonFactory())
    return client


@pytest.mark.parametrize(
    ("address", "status"), [("/", 200), ("/pairs/", 200), ("/pairs/9/", 404), ("/sign-in/", 302)]
)
def test_nothing_of_somebody_who_is_signed_in_is_kept(signed_in, address, status):
    answer = signed_in.get(address)

    assert (answer.status_code, answer["Cache-Control"]) == (status, KEPT_NOWHERE)


def test_no_download_and_no_private_note_is_kept(client, world):
    people, things = world
    client.force_login(people["mentor"])
    session = [things["session"].pk]

    answers = [
        client.get(reverse("pairs:ics", args=session)),
        client.get(reverse("pairs:session", args=session)),
        client.post(reverse("pairs:note", args=session), {"text": "Mine."}),
    ]

    assert {answer["Cache-Control"] for answer in answers} == {KEPT_NOWHERE}


def test_the_answer_to_signing_out_is_not_kept_either(signed_in):
    assert signed_in.post(reverse("front:sign_out"))["Cache-Control"] == KEPT_NOWHERE


def test_public_pages_may_be_kept(client):
    assert "Cache-Control" not in client.get(reverse("front:who_sees_what"))


def test_style_sheets_are_kept_whoever_asks(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "some.css").write_text("")
    client = Client()
    client.force_login(PersonFactory())

    answer = client.get("/static/some.css")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "max-age=60, public"


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/healthz/"])
def test_no_page_uses_camera_microphone_or_place(client, address):
    policy = client.get(address)["Permissions-Policy"]

    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))
