"""Need surveys on pages: opened and sent by a coordinator, answered by whoever holds a link."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import PersonFactory, SkillFactory
from upside.notices.anonymous import anonymous_token, key_of_token
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.programmes.actions import answer_need_survey, close_need_survey, open_need_survey
from upside.programmes.models import Enrolment
from upside.programmes.need_models import NeedAnswer, NeedInvitation, NeedSurvey
from upside.programmes.queries import items_of
from upside.skills.actions import load_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def survey(cohort, coordinator):
    load_catalogue(at=timezone.now())
    last = timezone.localdate()
    return open_need_survey(cohort, closes_on=last, by=coordinator, at=timezone.now())


@pytest.fixture
def link(survey):
    return link_of(survey)


def link_of(survey):
    return reverse("needs:answer", args=[survey.pk, anonymous_token(f"/needs/{survey.pk}/")])


def text_of(answer):
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def page(name, cohort):
    return reverse(f"needs:{name}", args=[cohort.pk])


def test_a_coordinator_opens_a_survey_asks_people_and_closes_it(member, cohort):
    assert "What is wanted, and what is there?" in text_of(member.get(page("survey", cohort)))
    member.post(page("open", cohort), {"closes_on": timezone.localdate()})
    assert "Nobody is asked yet." in text_of(member.get(page("survey", cohort)))
    people = [PersonFactory(site="Nantes"), PersonFactory(site="Nantes", email=None)]

    said = member.post(page("ask", cohort) + "?site=Nantes", {"everybody": "1"}, follow=True)

    assert "1 person gets a mail." in text_of(said)
    assert "Not asked for want of a mail: 1." in text_of(said)
    assert "1 person was asked." in text_of(said)
    assert "Fewer than 8 answers so far." in text_of(said)
    assert NeedInvitation.objects.get().person == people[0]
    assert people[0].name not in text_of(said)
    assert "The survey is closed." in text_of(member.post(page("close", cohort), follow=True))
    assert "Earlier surveys" in text_of(member.post(page("close", cohort), follow=True))


def test_a_list_can_be_asked_and_again_nobody_twice(member, cohort, survey):
    person = PersonFactory()
    for sentence in ("1 person gets a mail.", "Nobody new was asked, and no mail was sent."):
        said = member.post(page("ask", cohort), {"pasted": person.external_id}, follow=True)
        assert sentence in text_of(said)
    assert "Asked before: 1." in text_of(said)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("open", {"closes_on": "2020-01-01"}, "within three months"),
        ("open", {"closes_on": "nonsense"}, "Enter a valid date."),
        ("ask", {"pasted": "nobody"}, "Nobody has these ids or mails"),
        ("ask", {}, "or paste a list"),
    ],
)
def test_what_cannot_be_is_refused_on_the_page(member, cohort, survey, name, data, sentence):
    if name == "open":
        close_need_survey(survey, by=None, at=timezone.now())
    answer = member.post(page(name, cohort), data)
    assert answer.status_code == 409
    assert sentence in text_of(answer)


def test_nobody_is_asked_without_an_open_survey(member, cohort):
    said = member.post(page("ask", cohort), {"everybody": "1"}, follow=True)
    assert "No survey is open. Open one first." in text_of(said)


def test_the_mail_carries_a_link_of_nobody(client, member, cohort, survey):
    person = PersonFactory()
    member.post(page("ask", cohort), {"pasted": person.external_id})
    notice = Notice.objects.get(template="need_survey")

    mails = [write_mail(notice), write_mail(notice)]

    assert "signs nobody in" in mails[0].text
    assert person.name not in mails[0].text
    assert mails[0].link != mails[1].link
    client.logout()
    path = re.sub(r"^https?://[^/]+", "", mails[0].link)
    assert "What would you learn" in text_of(client.get(path))
    assert "_auth_user_id" not in client.session


def test_topics_are_found_as_they_are_typed_and_kept(client, survey, link):
    data = {"want_1": "j1", "want_1_value": "3", "offer_1": "Agile and product thinking",
            "offer_1_value": "6", "want_2": ""}  # fmt: skip
    said = client.post(link, data, follow=True)
    assert "Thank you. Your answer is kept, without your name." in text_of(said)
    assert "to share, level 6" in text_of(said)
    kept = items_of(NeedAnswer.objects.get().key)
    assert [(one.kind, one.value) for one in kept] == [("want", 3), ("offer", 6)]
    assert not Enrolment.objects.exists()

    again = text_of(client.get(link))
    assert "This is the answer given with this link." in again
    assert "Agile and product thinking" in again
    client.post(link, {"want_1": "J1"})
    assert [one.value for one in items_of(NeedAnswer.objects.get().key)] == [2]


def test_what_is_near_is_offered_and_never_guessed(client, survey, link):
    answer = client.post(link, {"want_1": "data"})
    assert answer.status_code == 409
    assert "Which of these do you mean?" in text_of(answer)
    assert not NeedAnswer.objects.exists()
    code = re.search(r'name="want_1_is" value="(\w+)"', answer.content.decode())[1]
    client.post(link, {"want_1": "data", "want_1_is": code})
    assert items_of(NeedAnswer.objects.get().key)[0].skill.code == code


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Name one topic at least"),
        ({"want_1": "xyzzyqq"}, "The catalogue has nothing near this."),
        ({"offer_1": "J1"}, "Choose your level."),
        ({"offer_1": "J1", "offer_1_value": "9"}, "Select a valid choice"),
    ],
)
def test_an_answer_that_cannot_be_kept_says_why(client, survey, link, data, sentence):
    answer = client.post(link, data)
    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert not NeedAnswer.objects.exists()


def test_an_answer_goes_without_the_word_that_the_catalogue_has_not(client, survey, link):
    said = {"want_1": "xyzzyqq", "want_2": "J1"}
    asked = text_of(client.post(link, said))
    assert "nothing near: xyzzyqq." in asked
    assert "Send it without what was not found" in asked

    client.post(link, said | {"without": "yes"})

    assert [one.skill.code for one in items_of(NeedAnswer.objects.get().key)] == ["J1"]


def test_a_closed_survey_says_so(client, survey, link):
    close_need_survey(survey, by=None, at=timezone.now())
    for answer in (client.get(link), client.post(link, {"want_1": "J1"})):
        assert answer.status_code == 410
        assert "This survey is closed." in text_of(answer)
    assert "Nothing is kept with this link." in text_of(client.get(link + "thanks/"))
    assert not NeedAnswer.objects.exists()


def test_a_survey_that_closes_meanwhile_refuses(client, survey, link, monkeypatch):
    monkeypatch.setattr("upside.web.needs.answers.queries.is_open", lambda *_a, **_k: True)
    close_need_survey(survey, by=None, at=timezone.now())
    answer = client.post(link, {"want_1": "J1"})
    assert answer.status_code == 409
    assert "This survey is closed. Nothing was changed." in text_of(answer)


def test_a_link_that_is_not_ours_is_no_page(client, survey, link):
    other = NeedSurvey.objects.create(
        cohort=survey.cohort, opened_at=timezone.now(), closes_on=timezone.localdate()
    )
    foreign = link.replace(f"/needs/{survey.pk}/", f"/needs/{other.pk}/")
    survey_key = key_of_token(link.split("/")[3], f"/needs/{survey.pk}/")
    assert survey_key
    for address in (foreign, f"/needs/{survey.pk}/made:up/", link_of(NeedSurvey(pk=99))):
        assert client.get(address).status_code == 404


def test_whoever_is_signed_in_answers_as_nobody(member, coordinator, link):
    assert coordinator.name not in text_of(member.get(link))
    assert member.get(link).wsgi_request.user.is_anonymous


def test_results_lead_to_the_map(member, cohort, survey):
    skill = SkillFactory(code="J1")
    for n in range(8):
        answer_need_survey(survey, f"{n:064}", wants={skill: 2}, offers={}, at=timezone.now())
    assert "There are results." not in text_of(member.get(page("survey", cohort)))
    assert "8 answers so far." in text_of(member.get(page("survey", cohort)))
    close_need_survey(survey, by=None, at=timezone.now())
    assert "There are results." in text_of(member.get(page("survey", cohort)))
    said = text_of(member.get(reverse("demand:map", args=[cohort.pk]) + "?source=needs&skill=J1"))
    assert "8 want it; nobody could teach it yet." in said
    assert "Who wants it" not in said


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_the_same_queries_for_any_number_of_surveys(
    member, cohort, n, django_assert_num_queries
):
    for _each in range(n):
        last = timezone.localdate()
        one = open_need_survey(cohort, closes_on=last, by=None, at=timezone.now())
        close_need_survey(one, by=None, at=timezone.now())
    with django_assert_num_queries(12):
        member.get(page("survey", cohort))
