"""The page on which somebody tells their manager the hours."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CohortFactory, EnrolmentFactory, PairFactory, PersonFactory
from upside.notices.models import Notice
from upside.programmes.models import Cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(ends_on=timezone.localdate().replace(year=2099))
    boss = PersonFactory(email="boss@aubrac.example", ui_language="fr")
    return EnrolmentFactory(cohort=cohort, person=PersonFactory(manager=boss))


def pair_until(day):
    cohort = CohortFactory(starts_on=day - timedelta(days=100), ends_on=day)
    pair = PairFactory(cohort=cohort, state="active", activated_at=timezone.now())
    for role in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role)
    return pair


@pytest.mark.parametrize(("days", "is_there"), [(-1, False), (0, True)])
def test_home_and_pair_lead_there_until_the_last_day(client, days, is_there):
    pair = pair_until(timezone.localdate() + timedelta(days=days))
    client.force_login(pair.mentee)
    link = reverse("places:my_manager", args=[pair.cohort_id])

    for page in ("/", reverse("pairs:pair", args=[pair.pk])):
        assert (link in client.get(page).content.decode()) == is_there

    assert client.get(link, follow=True).status_code == (200 if is_there else 404)


@pytest.fixture
def page(place):
    return reverse("places:manager", args=[place.pk])


def hidden(answer):
    return answer.context["said"]


def test_the_hr_files_manager_is_proposed_in_their_language_and_one_press_sends(
    client, place, page
):
    client.force_login(place.person)
    first = client.get(page)
    assert "boss@aubrac.example" in first.content.decode()
    assert first.context["preview"].language == "fr"
    assert not Notice.objects.exists()

    send = reverse("places:manager_send", args=[place.pk])
    sent = client.post(send, hidden(first), follow=True).content.decode()
    again = client.post(send, hidden(first), follow=True).content.decode()

    assert "Sent." in sent
    assert "went out today already" in again
    assert [one.to_mail for one in Notice.objects.all()] == ["boss@aubrac.example"]


def test_another_address_is_typed_and_looked_at_first(client, place, page):
    client.force_login(place.person)
    chosen = {"address": "chief@aubrac.example", "language": "en", "with_days": "on"}

    shown = client.post(page, chosen, follow=True)

    assert "To chief@aubrac.example" in shown.content.decode()
    assert hidden(shown)["with_days"] == "on"
    assert "mailto:chief%40aubrac.example?subject=Working%20time" in shown.content.decode()
    assert "?" not in shown.redirect_chain[-1][0]
    assert not Notice.objects.exists()


def test_without_a_manager_in_the_file_there_is_a_form_and_no_button_that_sends(
    client, place, page
):
    client.force_login(place.person)
    type(place.person).objects.filter(pk=place.person.pk).update(manager=None)

    assert "Send this mail" not in client.get(page).content.decode()
    assert client.post(page, {"address": "x", "language": "en"}).status_code == 422


def test_refusals_are_said_and_nothing_goes_out(client, place, page):
    client.force_login(place.person)
    send = reverse("places:manager_send", args=[place.pk])
    odd = {**hidden(client.get(page)), "address": "boss@elsewhere.example"}

    assert "Copy the words" in client.post(send, odd, follow=True).content.decode()
    assert "Look at the words once more" in client.post(send, {}, follow=True).content.decode()
    assert not Notice.objects.exists()


def test_an_address_of_elsewhere_is_said_at_once_and_goes_by_the_own_mail(client, place, page):
    client.force_login(place.person)

    shown = client.post(page, {"address": "boss@elsewhere.example", "language": "en"}, follow=True)

    assert "Copy the words" in shown.text
    assert "Send this mail" not in shown.text
    assert "mailto:boss%40elsewhere.example" in shown.text
    assert "To boss@aubrac.example" in client.get(page).text


def test_whoever_has_no_mail_sees_no_words(client, place, page):
    type(place.person).objects.filter(pk=place.person.pk).update(email=None)
    client.force_login(place.person)

    assert "Send this mail" not in client.get(page).content.decode()


def test_nobody_but_the_person_finds_it_and_only_while_they_take_part(
    client, place, page, coordinator
):
    for person in (place.person.manager, coordinator):
        client.force_login(person)
        assert client.get(page).status_code == 404
    client.force_login(place.person)
    place.state = "invited"
    place.save()
    assert client.get(page).status_code == 404


def test_home_and_pair_lead_there(client, place, page):
    pair = PairFactory(cohort=place.cohort, mentor=place.person, state="active")
    client.force_login(place.person)
    lead = reverse("places:my_manager", args=[place.cohort_id])

    assert lead in client.get("/").content.decode()
    assert lead in client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()
    assert page in client.get(reverse("places:place", args=[place.pk])).content.decode()
    assert client.get(lead).url == page
