"""An open call: opened by a coordinator, answered by whoever wants to take part."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, CohortFactory, EnrolmentFactory, PersonFactory
from upside.kernel.models import AuditEntry
from upside.programmes.actions import CannotApply, apply_to_call, open_call, withdraw
from upside.programmes.call_models import Answers, OpenCall
from upside.programmes.files import BadProgrammeFile, check_file
from upside.programmes.models import Enrolment
from upside.programmes.templates import template_text

pytestmark = pytest.mark.django_db
OPTIONS = [{"en": "Monday"}, {"en": "Friday"}]
KINDS = ("short", "long", "one_of", "several", "yes_no", "number")
QUESTIONS = [
    {"key": kind, "type": kind, "label": {"en": f"Ask {kind}"}, "options": OPTIONS}
    for kind in KINDS
]
QUESTIONS[0] = QUESTIONS[0] | {"required": True}
SAID = {
    "q-short": "A line", "q-long": "Some lines", "q-one_of": "Monday",
    "q-several": ["Monday", "Friday"], "q-yes_no": "yes", "q-number": "7", "role": "mentor",
}  # fmt: skip


@pytest.fixture
def running(programme):
    kept = {"application": {"questions": QUESTIONS}}
    return CohortFactory(programme=programme, kept=kept, ends_on=date(2099, 1, 1))


@pytest.fixture
def call(running):
    return OpenCall.objects.create(cohort=running, texts={"en": "Come."}, opened_at=MONDAY_NINE)


@pytest.fixture
def applicant(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def page(name, *keys):
    return reverse(f"calls:{name}", args=keys)


def test_each_kind_of_question_is_answered_in_its_own_way(client, call, applicant):
    response = client.post(page("call", call.pk), SAID)

    place = Enrolment.objects.get()
    assert response["Location"] == reverse("places:place", args=[place.pk])
    assert (place.person, place.role, place.state) == (applicant, "mentor", "accepted")
    assert Answers.objects.get().answers == {
        "short": "A line", "long": "Some lines", "one_of": "Monday",
        "several": ["Monday", "Friday"], "yes_no": "yes", "number": 7,
    }  # fmt: skip


def test_what_must_be_answered_is_asked_for_and_nothing_is_kept(client, call, applicant):
    response = client.post(page("call", call.pk), SAID | {"q-short": ""})

    assert response.status_code == 409
    assert not Enrolment.objects.exists()


def test_applying_twice_gives_one_place(client, call, applicant):
    for _ in range(2):
        client.post(page("call", call.pk), SAID)

    assert Enrolment.objects.count() == 1
    assert AuditEntry.objects.filter(verb="call.answered").count() == 1


def test_whoever_is_not_meant_reads_why_and_other_ways(client, call, applicant):
    call.cohort.kept |= {"who": {"mentors": {"grades": {"to": 2}}}}
    call.cohort.save()

    response = client.post(page("call", call.pk), SAID)

    assert b"This side ends at grade 2." in response.content
    assert b"There are other ways to join" in response.content
    assert not Enrolment.objects.exists()


def test_a_closed_call_is_not_found_and_takes_nobody(client, call, applicant, coordinator):
    client.force_login(coordinator)
    for _ in range(2):
        client.post(page("close", call.cohort_id))
    client.force_login(applicant)

    assert client.get(page("call", call.pk)).status_code == 404
    with pytest.raises(CannotApply, match="closed for that role"):
        apply_to_call(call, applicant, "mentor", {}, at=MONDAY_NINE)
    assert AuditEntry.objects.filter(verb="call.closed").count() == 1


def test_a_place_in_the_other_role_is_told(call, applicant):
    EnrolmentFactory(cohort=call.cohort, person=applicant, role="mentee", state="accepted")

    with pytest.raises(CannotApply, match="You have a place in this cohort as mentee"):
        apply_to_call(call, applicant, "mentor", {}, at=MONDAY_NINE)


def test_answers_are_changed_and_go_when_the_person_withdraws(client, call, applicant):
    client.post(page("call", call.pk), SAID)
    place = Enrolment.objects.get()
    client.post(page("answers", place.pk), SAID | {"q-short": "Another line"})

    assert Answers.objects.get().answers["short"] == "Another line"
    assert client.post(page("answers", place.pk), {"q-short": "", "keep": "yes"}).status_code == 409
    withdraw(place, by=applicant, at=MONDAY_NINE)
    assert not Answers.objects.exists()


def test_coordinators_read_answers_and_take_them_along(client, call, applicant, coordinator):
    client.post(page("call", call.pk), SAID | {"q-short": "=1+1"})
    client.force_login(coordinator)

    content = client.get(page("run", call.cohort_id)).content.decode()
    sheet = client.get(page("applications", call.cohort_id)).content.decode()

    assert applicant.name in content
    assert "Monday, Friday" in content
    assert "'=1+1" in sheet


def test_a_call_is_opened_and_changed_and_words_of_age_are_named(client, running, coordinator):
    client.force_login(coordinator)
    said = {"text_en": "We look for young talents.", "text_fr": "", "roles": ["mentor"]}

    client.post(page("run", running.pk), said)
    assert not OpenCall.objects.exists()
    client.post(page("run", running.pk), said | {"anyway": "yes"})

    assert OpenCall.objects.get().for_mentees is False
    assert b"young talents" in client.get(page("run", running.pk)).content
    assert client.post(page("run", running.pk), {"text_en": "Come."}).status_code == 409
    empty = client.post(page("run", running.pk), {"text_en": "", "roles": ["mentor"]})
    assert b"Say in a text what you offer" in empty.content


def test_a_call_waits_for_the_launch(coordinator, programme):
    cohort = CohortFactory(programme=programme, launched_at=None)

    with pytest.raises(Exception, match="not launched yet"):
        open_call(
            cohort, texts={"en": "x"}, roles=frozenset({"mentor"}), by=coordinator, at=MONDAY_NINE
        )


def test_an_open_call_is_offered_to_whoever_has_no_place_in_it(client, call, applicant):
    home = reverse("front:home")
    assert page("call", call.pk) in client.get(home).content.decode()

    client.post(page("call", call.pk), SAID)
    assert page("call", call.pk) not in client.get(home).content.decode()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("{key: a, type: one_of, label: {en: Which}}", "two options at least"),
        ("{key: a, type: short, label: {en: How old are you}}", "birth date or age"),
        ("{key: a, type: short, label: {fr: Votre nationalité}}", "nationality or origin"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(question, said):
    text = f"{template_text('need_profile_hr')}application:\n  questions:\n    - {question}\n"

    with pytest.raises(BadProgrammeFile, match=said):
        check_file(text, "x")


def test_two_questions_with_one_key_are_refused():
    one = "    - {key: a, type: short, label: {en: Why}}\n"
    text = f"{template_text('need_profile_hr')}application:\n  questions:\n{one}{one}"

    with pytest.raises(BadProgrammeFile, match="two questions have the key"):
        check_file(text, "x")


def test_a_call_ends_with_its_cohort(client, call, applicant):
    assert client.get(page("call", call.pk)).status_code == 200
    running = call.cohort
    running.ends_on = date(2026, 9, 1)
    running.save()

    assert client.get(page("call", call.pk)).status_code == 404
    assert b"Would you like to take part" not in client.get(reverse("front:home")).content


@pytest.mark.parametrize(("state", "status"), [("accepted", 302), ("withdrawn", 404)])
def test_answers_are_kept_only_of_whoever_takes_part(client, running, applicant, state, status):
    place = EnrolmentFactory(cohort=running, person=applicant, state=state)

    answered = client.post(page("answers", place.pk), SAID)

    assert answered.status_code == status
    assert Answers.objects.exists() == (state == "accepted")
