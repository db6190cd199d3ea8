"""The waiting list on the pages of the coordinator and of whoever waits."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, CohortFactory, EnrolmentFactory, PersonFactory
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.programmes.actions import withdraw
from upside.programmes.call_models import OpenCall
from upside.programmes.models import Enrolment
from upside.web.front.steps import steps_of

pytestmark = pytest.mark.django_db
State, Mentor = Enrolment.State, Enrolment.Role.MENTOR


@pytest.fixture
def running(programme):
    return CohortFactory(programme=programme, places_mentors=1, ends_on=date(2099, 1, 1))


@pytest.fixture
def held(running):
    return EnrolmentFactory(cohort=running, state=State.READY)


@pytest.fixture
def waits(running, held):
    """Three people on the waiting list, in the order of their yes."""
    return [
        EnrolmentFactory(
            cohort=running,
            state=State.WAITING,
            answered_at=MONDAY_NINE + timedelta(minutes=n),
            person__last_name=name,
        )
        for n, name in enumerate(("Zola", "Martin", "Abel"))
    ]


@pytest.fixture
def runs(client, coordinator):
    client.force_login(coordinator)
    return client


def page(name, *keys):
    return reverse(f"programmes:{name}", args=keys)


def text_of(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&#x27;", "’")


def test_whoever_waits_reads_their_number_and_may_leave(client, waits):
    client.force_login(waits[2].person)
    address = reverse("places:place", args=[waits[2].pk])
    text = text_of(client.get(address))
    assert "You are number 3 on the waiting list." in text
    assert "A mail tells you" in text
    gone = client.post(reverse("places:withdraw", args=[waits[2].pk]), follow=True)
    assert "You left the waiting list." in text_of(gone)
    assert "All places are taken at the moment." in text_of(gone)
    assert Enrolment.objects.get(pk=waits[2].pk).state == State.WITHDRAWN


def test_the_page_of_whoever_waits_speaks_french(client, waits):
    client.force_login(waits[0].person)
    waits[0].person.ui_language = "fr"
    waits[0].person.save()
    text = text_of(
        client.get(reverse("places:place", args=[waits[0].pk]), headers={"accept-language": "fr"})
    )
    assert "Vous êtes en position 1 sur la liste d’attente." in text
    assert Enrolment.State.WAITING.label == "Sur liste d’attente"


def test_whoever_waits_has_a_step_and_no_profile_to_fill_in(client, waits):
    person = waits[1].person
    step = steps_of(person, at=MONDAY_NINE)[0]
    assert step.title == "You are number 2 on the waiting list of “Turning the tables”."
    client.force_login(person)
    answer = client.post(reverse("places:profile", args=[waits[1].pk]), {"block": "times"})
    assert answer["Location"] == reverse("places:place", args=[waits[1].pk])


def test_a_waiting_place_is_nobody_elses(client, waits):
    client.force_login(waits[0].person)
    assert client.get(reverse("places:place", args=[waits[1].pk])).status_code == 404


def test_an_invitation_to_a_full_role_says_so_before_the_yes(client, running, held):
    place = EnrolmentFactory(cohort=running, state=State.INVITED)
    client.force_login(place.person)
    address = reverse("places:place", args=[place.pk])
    assert "All places are taken at the moment." in text_of(client.get(address))
    said = client.post(reverse("places:answer", args=[place.pk]), {"answer": "yes"}, follow=True)
    assert "You are number 1 on the waiting list." in text_of(said)


@pytest.mark.parametrize(
    ("places", "for_mentors", "said"),
    [
        ({}, True, "All places for mentors are taken"),
        ({"places_mentees": 1}, True, "All places are taken at the moment."),
        ({"places_mentees": 1}, False, "All places for mentees are taken"),
    ],
)
def test_a_call_says_so_too(client, running, held, places, for_mentors, said):
    type(running).objects.filter(pk=running.pk).update(**places)
    EnrolmentFactory(cohort=running, role="mentee", state=State.READY)
    call = OpenCall.objects.create(
        cohort=running, texts={"en": "Come."}, opened_at=MONDAY_NINE, for_mentors=for_mentors
    )
    client.force_login(PersonFactory())
    address = reverse("calls:call", args=[call.pk])
    assert said in text_of(client.get(address))
    role = "mentor" if for_mentors else "mentee"
    answer = client.post(address, {"role": role}, follow=True)
    assert "number 1 on the waiting list" in text_of(answer)
    assert "You are in." not in text_of(answer)


def test_the_coordinator_reads_the_list_in_its_order(runs, running, waits):
    found = runs.get(page("enrolments", running.pk), {"state": "waiting"})
    rows = [(row.place, row.number) for row in found.context["rows"]]
    assert rows == [(place, n) for n, place in enumerate(waits, 1)]
    everybody = text_of(runs.get(page("enrolments", running.pk)))
    assert "1 of 1 place taken." in everybody
    assert "3 people are on the waiting list." in everybody


def test_somebody_is_moved_up_with_a_reason_only(runs, running, waits):
    address = page("move_up", running.pk, waits[2].pk)
    assert "Write why." in text_of(runs.post(address, {"reason": " "}, follow=True))
    assert not AuditEntry.objects.filter(verb="place.moved_up").exists()
    said = runs.post(address, {"reason": "Lyon has nobody."}, follow=True)
    assert "is first on the waiting list now." in text_of(said)
    found = runs.get(page("enrolments", running.pk), {"state": "waiting"})
    assert [row.place for row in found.context["rows"]] == [waits[2], waits[0], waits[1]]


def form_of(cohort, **said):
    """Return what the page of a cohort sends as it stands, but for what is said."""
    names = {f"name_{code}": name for code, name in cohort.names.items()}
    dates = {"starts_on": cohort.starts_on.isoformat(), "ends_on": cohort.ends_on.isoformat()}
    return {**names, **dates, "mentors": "1", "mentees": "", **said}


def test_name_and_dates_of_a_cohort_are_changed_and_in_the_log(runs, running):
    last = (running.ends_on + timedelta(days=30)).isoformat()
    runs.post(page("places", running.pk), form_of(running, name_en="Autumn", ends_on=last))
    running.refresh_from_db()
    assert running.names["en"] == "Autumn"
    assert running.ends_on.isoformat() == last
    again = runs.post(page("places", running.pk), form_of(running), follow=True)
    assert "Kept." in text_of(again)
    assert AuditEntry.objects.filter(verb="programme.cohort_amended").count() == 1


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"ends_on": "2020-01-01"}, "after the first day"), ({"name_en": "", "name_fr": " "}, "name")],
)
def test_a_cohort_without_a_name_or_with_no_length_is_refused(runs, running, said, refusal):
    before = (running.names, running.ends_on, running.places_mentors)
    answer = runs.post(page("places", running.pk), form_of(running, mentors="7", **said))
    assert answer.status_code == 409
    assert refusal in text_of(answer)
    running.refresh_from_db()
    assert (running.names, running.ends_on, running.places_mentors) == before


def test_more_places_let_people_in_and_say_so(runs, running, waits):
    said = runs.post(page("places", running.pk), form_of(running, mentors="3"), follow=True)
    assert "2 people came in from the waiting list" in text_of(said)
    again = runs.post(page("places", running.pk), form_of(running, mentors="3"), follow=True)
    assert "Kept." in text_of(again)
    assert 'value="3"' in text_of(runs.get(page("places", running.pk)))


@pytest.mark.parametrize("number", ["0", "-2", "many", "10001"])
def test_a_number_that_is_none_is_refused_beside_the_field(runs, running, waits, number):
    answer = runs.post(page("places", running.pk), form_of(running, mentors=number))
    assert answer.status_code == 409
    assert answer.context["form"].errors.keys() == {"mentors"}
    assert Enrolment.objects.filter(state=State.WAITING).count() == 3


def test_the_coordinator_ends_a_place_and_the_next_comes_in(runs, running, held, waits):
    runs.post(page("withdraw", running.pk, held.pk))
    assert Enrolment.objects.get(pk=waits[0].pk).state == State.ACCEPTED
    runs.post(page("withdraw", running.pk, waits[1].pk))
    assert Enrolment.objects.get(pk=waits[1].pk).state == State.WITHDRAWN


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("A place is free for you", "You take part", "withdraw on your page")),
     ("fr", ("Une place s’est libérée", "Vous participez", "retirez-vous"))],
)  # fmt: skip
def test_the_mail_says_that_one_is_in_and_may_leave(held, waits, language, said):
    waits[0].person.ui_language = language
    waits[0].person.save()
    withdraw(held, by=held.person, at=MONDAY_NINE + timedelta(hours=2))
    notice = Notice.objects.get(template="place_free")
    mail = write_mail(notice)
    whole = f"{mail.subject}\n{mail.text}"
    assert [part for part in said if part not in whole] == []


def test_the_coordinators_mail_names_who_came_in(coordinator, held, waits):
    withdraw(held, by=held.person, at=MONDAY_NINE + timedelta(hours=2))
    notice = Notice.objects.get(template="place_withdrawn")
    assert f"{waits[0].person.name} has come in from the waiting list" in write_mail(notice).text


@pytest.mark.parametrize("waiting", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    runs, running, held, waiting, django_assert_num_queries
):
    for _ in range(waiting):
        EnrolmentFactory(cohort=running, state=State.WAITING, answered_at=MONDAY_NINE)
    runs.get(page("enrolments", running.pk))
    with django_assert_num_queries(11):
        runs.get(page("enrolments", running.pk))
