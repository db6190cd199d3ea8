"""The pages of the suggestion box."""

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, PersonFactory
from upside.feedback.models import Suggestion
from upside.programmes.lesson_models import Lesson

pytestmark = pytest.mark.django_db

BOX = "/suggestions/"


@pytest.fixture
def member(cohort):
    return EnrolmentFactory(cohort=cohort, state="ready").person


def send(client, person, cohort, name):
    client.force_login(person)
    data = {"programme": cohort.programme_id, "text": "Longer breaks.", "name": name}
    return client.post(BOX, data, follow=True).content.decode()


def test_from_a_suggestion_to_its_answer(client, member, coordinator, cohort):
    assert "Thank you. The coordinators read it." in send(client, member, cohort, "with")
    one = reverse("box:suggestion", args=[Suggestion.objects.get().pk])

    client.force_login(coordinator)
    assert "1 suggestion waits for your answer" in client.get("/").content.decode()
    assert member.name in client.get(BOX).content.decode()
    assert "The answer is kept." in client.post(one, {"text": "Yes."}, follow=True).content.decode()
    lesson = reverse("box:lesson", args=[Suggestion.objects.get().pk])
    assert "lessons log" in client.post(lesson, follow=True).content.decode()
    assert Lesson.objects.get().change == "Yes."

    client.force_login(member)
    assert "Yes." in client.get(BOX).content.decode()


def test_without_a_name_the_answer_is_for_everybody_and_the_words_are_not(
    client, member, coordinator, cohort
):
    fellow = EnrolmentFactory(cohort=cohort, state="ready").person
    send(client, member, cohort, "without")
    one = reverse("box:suggestion", args=[Suggestion.objects.get().pk])
    client.force_login(coordinator)
    assert member.name not in client.get(one).content.decode()
    client.post(one, {"text": "On breaks: agreed."})

    client.force_login(fellow)
    page = client.get(BOX).content.decode()

    assert "On breaks: agreed." in page
    assert "Longer breaks." not in page


def test_nothing_said_comes_back_and_strangers_find_nothing(client, member, coordinator, cohort):
    client.force_login(member)
    assert client.post(BOX, {"text": ""}).status_code == 422
    assert client.post(BOX, {"programme": cohort.programme_id, "text": "\x00 ", "name": "with"})
    send(client, member, cohort, "with")
    one = reverse("box:suggestion", args=[Suggestion.objects.get().pk])
    assert client.get(one).status_code == 404

    client.force_login(coordinator)
    assert client.post(one, {"text": ""}).status_code == 422
    client.force_login(PersonFactory())
    assert client.get(BOX).status_code == 404
