"""Redirects after forms: back to the page of the form, and never a page inside a block."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db

HTMX = {"hx-request": "true"}


@pytest.fixture
def place(cohort):
    return EnrolmentFactory(cohort=cohort, state="withdrawn")


def send(client, place, **headers):
    address = reverse("places:profile", args=[place.pk])
    return client.post(address, {"block": "languages"}, headers=headers)


def next_of(address):
    return parse_qs(urlsplit(address).query)["next"][0]


def test_whoever_sends_a_form_signed_out_comes_back_to_its_page(client, place):
    page = reverse("places:place", args=[place.pk])

    response = send(client, place, referer=f"http://testserver{page}?topic=J1")

    assert response.status_code == 302
    assert next_of(response["Location"]) == f"{page}?topic=J1"


def test_without_a_page_to_come_back_to_the_first_page_will_do(client, place):
    assert next_of(send(client, place)["Location"]) == "/"


def test_a_page_that_is_opened_signed_out_is_the_one_to_come_back_to(client, place):
    page = reverse("places:place", args=[place.pk])

    assert next_of(client.get(page)["Location"]) == page


def test_htmx_goes_to_the_page_it_is_led_to(client, place):
    client.force_login(place.person)

    response = send(client, place, **HTMX)

    assert "Location" not in response
    assert response["HX-Redirect"] == reverse("places:place", args=[place.pk])


def test_htmx_signed_out_goes_to_the_sign_in_page_and_back(client, place):
    page = reverse("places:place", args=[place.pk])

    response = send(client, place, referer=f"http://testserver{page}", **HTMX)

    assert urlsplit(response["HX-Redirect"]).path == reverse("front:sign_in")
    assert next_of(response["HX-Redirect"]) == page


def test_a_search_of_htmx_signed_out_leads_back_to_the_page_around_it(client, place):
    page = reverse("places:place", args=[place.pk])
    address = reverse("places:colleague_suggest", args=[place.pk])

    response = client.get(
        address, {"q": "abc"}, headers={"referer": f"http://testserver{page}", **HTMX}
    )

    assert next_of(response["HX-Redirect"]) == page


def test_a_form_of_somebody_signed_in_leads_where_it_did(client, place):
    client.force_login(place.person)

    assert send(client, place)["Location"] == reverse("places:place", args=[place.pk])
