"""The pages of an expert clinic: who sees which times, and what they say when a rule says no."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.clinic_world import clinic_cohort, expert_in, free_time, guest_in
from tests.factories import PairFactory, PersonFactory, SkillFactory, WantFactory
from upside.matching.models import ClinicSlot
from upside.notices.actions import send_due_notices
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.actions import save_wish
from upside.programmes.models import Cohort, Enrolment
from upside.sessions.models import Session
from upside.web.front.steps import Urgency, steps_of

pytestmark = pytest.mark.django_db

State = ClinicSlot.State


@pytest.fixture
def clinic(programme):
    today = timezone.localdate()
    return clinic_cohort(
        programme, starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=200)
    )


@pytest.fixture
def expert(clinic):
    return expert_in(clinic, first_name="Noé")


@pytest.fixture
def guest(clinic):
    return guest_in(clinic)


@pytest.fixture
def as_guest(client, guest):
    client.force_login(guest.person)
    return client


@pytest.fixture
def as_expert(client, expert):
    client.force_login(expert.person)
    return client


def ahead(days=3, hour=11):
    day = timezone.now() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def page(name, place, *more):
    return reverse(f"clinics:{name}", args=[place.cohort_id, *more])


def text_of(response):
    return response.content.decode()


def said_in(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def offer(**said):
    day = timezone.localdate() + timedelta(days=8)
    return {"first_on": day.isoformat(), "starts": "12:00", "ends": "14:00", "weeks": 1, **said}


def test_a_mentee_sees_topics_and_times_and_no_level(as_guest, expert, guest):
    slot = free_time(expert, ahead())

    text = text_of(as_guest.get(page("clinic", guest)))

    assert "What Noé can show you" in text
    assert f'value="{slot.pk}"' in text
    assert "Topic J1" in text
    assert "level" not in text.lower()


def test_both_clocks_are_shown_where_they_differ(as_guest, clinic, guest):
    expert = expert_in(clinic, first_name="Tess", time_zone="Europe/London")
    free_time(expert, ahead())

    london = ahead().astimezone(ZoneInfo("Europe/London"))
    assert f"{london:%H:%M} for Tess" in text_of(as_guest.get(page("clinic", guest)))


def test_one_tap_books_and_leads_to_the_charter(as_guest, expert, guest):
    slot = free_time(expert, ahead())

    response = as_guest.post(page("book", guest), {"slot": slot.pk, "question": "How?"})

    assert response["Location"] == reverse("pairs:pair", args=[Pair.objects.get().pk])
    assert ClinicSlot.objects.get().question == "How?"
    assert "Kept until both" in text_of(as_guest.get(page("clinic", guest)))


def test_the_second_signature_on_the_page_makes_the_session(client, expert, guest):
    slot = free_time(expert, ahead())
    client.force_login(guest.person)
    client.post(page("book", guest), {"slot": slot.pk})
    pair = Pair.objects.get()
    for person in pair.people:
        client.force_login(person)
        client.post(reverse("pairs:sign", args=[pair.pk]))

    assert Session.objects.get().starts_at == slot.starts_at
    client.force_login(guest.person)
    text = text_of(client.get(page("clinic", guest)))
    assert reverse("pairs:session", args=[Session.objects.get().pk]) in text
    later = free_time(expert, ahead(9))
    assert client.post(page("book", guest), {"slot": later.pk})["Location"] == page("clinic", guest)
    assert Session.objects.count() == 2


def test_a_time_that_is_gone_is_refused_with_the_next_free_ones(as_guest, clinic, expert, guest):
    gone = free_time(expert, ahead(), state="booked", mentee=guest_in(clinic).person)
    free = free_time(expert, ahead(4))

    response = as_guest.post(page("book", guest), {"slot": gone.pk})

    assert response.status_code == 409
    assert "no longer free" in text_of(response)
    assert f'value="{free.pk}"' in text_of(response)


def test_a_vetoed_expert_is_not_listed_and_guessing_tells_nothing(as_guest, expert, guest):
    slot = free_time(expert, ahead())
    save_wish(expert, guest.person, kind="veto", at=timezone.now())
    Cohort.objects.update(kept={**guest.cohort.kept, "matching": {"rules": {"veto": {}}}})

    listed = text_of(as_guest.get(page("clinic", guest)))
    guessed = as_guest.post(page("book", guest), {"slot": slot.pk})
    nothing = as_guest.post(page("book", guest), {"slot": 10**9})

    assert expert.person.name not in listed
    assert (guessed.status_code, nothing.status_code) == (409, 409)
    assert guessed.context["refusal"] == nothing.context["refusal"]
    assert expert.person.name not in text_of(guessed)


@pytest.mark.parametrize("slot", ["", "x", "-1", "9" * 40])
def test_what_is_no_time_is_refused(as_guest, guest, slot):
    response = as_guest.post(page("book", guest), {"slot": slot})

    assert response.status_code == 422
    assert "Choose one of the times" in text_of(response)


def test_at_the_cap_the_page_says_why_and_offers_nothing(as_guest, expert, guest):
    for n in range(3):
        free_time(expert, ahead(3 + n))
    for slot in list(ClinicSlot.objects.order_by("pk"))[:2]:
        as_guest.post(page("book", guest), {"slot": slot.pk})

    text = text_of(as_guest.get(page("clinic", guest)))

    assert "2 times are booked" in text
    assert 'name="slot"' not in text


def test_all_sessions_of_the_programme_are_said(as_guest, expert, guest):
    Cohort.objects.update(kept={**guest.cohort.kept, "n_sessions": 1})
    slot = free_time(expert, ahead())
    as_guest.post(page("book", guest), {"slot": slot.pk})

    assert "You have booked the 1 session" in text_of(as_guest.get(page("clinic", guest)))


def test_without_a_profile_the_page_leads_to_it(as_guest, guest):
    Enrolment.objects.filter(pk=guest.pk).update(state="complete")

    assert "Your profile comes first" in text_of(as_guest.get(page("clinic", guest)))


def test_without_free_times_the_page_says_so(as_guest, guest):
    assert "No free time at the moment" in text_of(as_guest.get(page("clinic", guest)))


def test_an_assistant_books_later_times_and_reads_no_topic(client, expert, guest):
    assistant = PersonFactory()
    Enrolment.objects.filter(pk=guest.pk).update(assistant=assistant)
    first, second = free_time(expert, ahead()), free_time(expert, ahead(4))
    address = f"{page('clinic', guest)}?for={guest.person_id}"
    client.force_login(assistant)
    assert "booked in person" in text_of(client.get(address))

    client.force_login(guest.person)
    client.post(page("book", guest), {"slot": first.pk, "question": "Mine?"})
    client.force_login(assistant)
    text = text_of(client.get(address))
    response = client.post(page("book", guest), {"slot": second.pk, "for": guest.person_id})

    assert response["Location"] == address
    assert "Topic J1" not in text
    assert "Mine?" not in text
    back = client.post(page("give_back", guest, second.pk), {"for": guest.person_id})
    assert "Given back" in said_in(back)[-1]


def test_a_time_is_given_back_once(as_guest, expert, guest):
    slot = free_time(expert, ahead())
    as_guest.post(page("book", guest), {"slot": slot.pk})

    assert as_guest.post(page("give_back", guest, slot.pk)).status_code == 302
    assert as_guest.post(page("give_back", guest, slot.pk)).status_code == 404
    assert ClinicSlot.objects.get().state == State.OPEN


def test_a_time_that_has_begun_is_not_given_back_or_called_off(client, expert, guest):
    begun = free_time(
        expert, timezone.now() - timedelta(minutes=5), state="booked", mentee=guest.person
    )
    for place, name in ((guest, "give_back"), (expert, "call_off")):
        client.force_login(place.person)
        response = client.post(page(name, place, begun.pk))
        assert "has begun" in said_in(response)[-1]


def test_a_mentor_offers_a_series_and_takes_times_back(as_expert, expert):
    as_expert.post(page("mine", expert), offer(weeks=2, place="Room 4"))
    slots = list(ClinicSlot.objects.order_by("starts_at"))
    assert len(slots) == 8

    again = as_expert.post(page("mine", expert), offer(weeks=3))
    assert "4 times are offered. 8 were left out" in said_in(again)[-1]

    response = as_expert.post(page("take_back", expert), {"slots": [s.pk for s in slots[:2]]})
    assert "2 times are taken back." in said_in(response)
    assert "6" not in text_of(as_expert.get(page("mine", expert))).split("</h1>")[0][-40:]
    nothing = as_expert.post(page("take_back", expert), {"slots": ["x"]})
    assert "Tick the free times" in said_in(nothing)[-1]


def test_an_offer_beyond_the_cohort_says_so(as_expert, expert):
    Cohort.objects.update(ends_on=timezone.localdate() + timedelta(days=10))

    response = as_expert.post(page("mine", expert), offer(weeks=2))

    assert "4 were left out: the cohort has ended" in said_in(response)[0]


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        ({"ends": "12:10"}, 409, "30 minutes at least"),
        ({"weeks": 40}, 422, "less than or equal to 12"),
        ({"first_on": "never"}, 422, "valid date"),
    ],
)
def test_an_offer_that_makes_no_sense_comes_back(as_expert, expert, said, status, why):
    response = as_expert.post(page("mine", expert), offer(**said))

    assert response.status_code == status
    assert why in text_of(response)


def test_a_mentor_sees_who_booked_and_calls_off_with_a_word(client, expert, guest):
    slot = free_time(expert, ahead())
    client.force_login(guest.person)
    client.post(page("book", guest), {"slot": slot.pk, "question": "How to begin?"})
    client.force_login(expert.person)

    text = text_of(client.get(page("mine", expert)))
    assert guest.person.name in text
    assert "How to begin?" in text
    client.post(page("call_off", expert, slot.pk), {"word": "x" * 501})
    assert ClinicSlot.objects.get().state == State.BOOKED
    client.post(page("call_off", expert, slot.pk), {"word": "I am ill."})

    assert ClinicSlot.objects.get().state == State.WITHDRAWN


def test_a_mentor_who_is_not_ready_is_led_to_the_profile(as_expert, expert):
    Enrolment.objects.filter(pk=expert.pk).update(state="complete")

    assert "Your profile comes first" in text_of(as_expert.get(page("mine", expert)))


def test_a_cohort_of_another_mode_has_no_clinic(client, cohort, coordinator, programme):
    expert, guest = expert_in(cohort), guest_in(cohort)
    for person, name in (
        (expert.person, "mine"), (guest.person, "clinic"), (coordinator, "overview"),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(page(name, expert)).status_code == 404


def test_the_coordinator_reads_counts_and_no_question(client, coordinator, expert, guest):
    slot = free_time(expert, ahead())
    free_time(expert, ahead(4))
    client.force_login(guest.person)
    client.post(page("book", guest), {"slot": slot.pk, "question": "How to begin?"})
    client.force_login(coordinator)

    text = text_of(client.get(page("overview", guest)))

    assert "1 time is booked in the next two weeks," in text
    assert "How to begin?" not in text
    assert guest.person.name not in text


def test_topics_without_an_expert_are_told_from_eight_on(client, clinic, coordinator):
    guests = [guest_in(clinic) for _n in range(8)]
    for guest in guests[:7]:
        WantFactory(person=guest.person, skill=SkillFactory(code="J7"))
    client.force_login(coordinator)
    address = page("overview", guests[0])
    assert "Topic J7" not in text_of(client.get(address))

    WantFactory(person=guests[7].person, skill=SkillFactory(code="J7"))

    assert "Topic J7" in text_of(client.get(address))


def test_the_rounds_of_a_clinic_lead_to_it(client, coordinator, clinic):
    client.force_login(coordinator)

    text = text_of(client.get(reverse("matching:rounds", args=[clinic.pk])))

    assert "A clinic needs no round." in text
    assert reverse("clinics:overview", args=[clinic.pk]) in text


def test_the_home_page_leads_an_expert_to_offer_and_a_mentee_to_book(expert, guest):
    now = timezone.now()
    [nudge] = steps_of(expert.person, at=now)
    [book] = steps_of(guest.person, at=now)
    assert (nudge.urgency, nudge.address) == (Urgency.BOOK, page("mine", expert))
    assert (book.urgency, book.address) == (Urgency.BOOK, page("clinic", guest))

    free_time(expert, ahead())

    [calm] = steps_of(expert.person, at=now)
    assert calm.urgency == Urgency.REST


def test_a_pair_of_a_clinic_is_led_to_its_times(client, clinic, expert, guest):
    pair = Pair.objects.create(
        cohort=clinic, mentor=expert.person, mentee=guest.person, state="active",
        accepted_at=timezone.now(), activated_at=timezone.now(),
    )  # fmt: skip
    for place, name in ((guest, "clinic"), (expert, "mine")):
        client.force_login(place.person)
        text = text_of(client.get(reverse("pairs:pair", args=[pair.pk])))
        assert page(name, place) in text
    steps = steps_of(guest.person, at=timezone.now())
    assert steps[0].address == page("clinic", guest)


def test_the_coordinators_first_page_asks_for_no_round(client, coordinator, expert, guest):
    client.force_login(coordinator)

    assert "matching/" not in text_of(client.get("/"))
    overview = text_of(client.get(reverse("programmes:cohort", args=[guest.cohort_id])))
    assert page("overview", guest) in overview


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mail_of_a_clinic_can_be_written(client, settings, expert, guest, language):
    settings.DEMO = True
    type(guest.person).objects.update(ui_language=language)
    for n, template in enumerate(
        ("clinic_booked", "clinic_called_off", "clinic_given_back", "clinic_lapsed")
    ):
        Notice.objects.create(
            person=guest.person, template=template, language=language, key=str(n),
            due_at=timezone.now(), queued_at=timezone.now(),
            context={
                "programme": {"en": "Clinic", "fr": "Permanence"}, "partner": "Noé Tanguy",
                "starts_at": datetime(2026, 3, 10, 11, tzinfo=UTC).isoformat(), "word": "Ill.",
                "path": "/",
            },
        )  # fmt: skip

    assert send_due_notices(at=timezone.now()) == 4
    bodies = list(Notice.objects.values_list("body", flat=True))
    assert all("Paris" in body and "12" in body for body in bodies)


@pytest.mark.parametrize("n", [1, 3])
def test_pages_ask_the_same_queries_for_any_number(client, clinic, coordinator, guest, n):
    experts = [expert_in(clinic) for _n in range(n)]
    for k, expert in enumerate(experts):
        free_time(expert, ahead(3 + k))
        free_time(expert, ahead(20 + k))
    found = {}
    for name, person in (
        ("clinic", guest.person), ("mine", experts[0].person), ("overview", coordinator),
    ):  # fmt: skip
        client.force_login(person)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page(name, guest)).status_code == 200
        found[name] = len(asked)

    assert found == {"clinic": 15, "mine": 7, "overview": 11}


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("has_pair", [True, False])
def test_the_clinic_of_who_had_an_expert_before_asks_no_more(
    as_guest, clinic, guest, n, has_pair, django_assert_num_queries
):
    before, *_others = experts = [expert_in(clinic) for _n in range(n + 1)]
    at = timezone.now()
    pair = PairFactory(cohort=clinic, mentor=before.person, mentee=guest.person, activated_at=at)
    Pair.objects.filter(pk=pair.pk).update(state="active" if has_pair else "closed")
    elsewhere = expert_in(clinic_cohort(clinic.programme))
    free_time(elsewhere, ahead(40), state="booked", mentee=guest.person)
    for k, expert in enumerate(experts):
        free_time(expert, ahead(3 + k))

    with django_assert_num_queries(8 if has_pair else 15):
        response = as_guest.get(page("clinic", guest))

    assert len(response.context["offers"]) == (1 if has_pair else n)
