"""Words that the catalogue lacks, on the pages: sent from a profile, answered, then heard."""

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    SkillFactory,
    TopicRequestFactory,
)
from upside.programmes.models import Enrolment
from upside.skills.actions import load_catalogue
from upside.skills.models import Skill, SkillLevel, TopicRequest, Want

pytestmark = pytest.mark.django_db
State, Mentee = TopicRequest.State, Enrolment.Role.MENTEE
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def place(cohort):
    cohort.ends_on = "2099-01-01"
    cohort.save()
    return EnrolmentFactory(cohort=cohort, role=Mentee, state="accepted")


@pytest.fixture
def own(client, place):
    client.force_login(place.person)
    return client


@pytest.fixture
def runner(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def request_(place):
    return TopicRequestFactory(person=place.person)


def save(client, place, **fields):
    return client.post(reverse("places:profile", args=[place.pk]), fields)


def mine(client, place, **query):
    return client.get(reverse("places:place", args=[place.pk]), query).content.decode()


def page(name, request):
    return reverse(f"topics:{name}", args=[request.pk])


def answer(client, name, request, **fields):
    return client.post(page(name, request), fields, follow=True)


@pytest.mark.parametrize("typed", ["Power BI", "zzz"])
def test_whoever_finds_no_topic_may_send_the_word(own, place, typed):
    load_catalogue(at=MONDAY_NINE)
    assert f"My topic is not there: send “{typed}”" in mine(own, place, side="want", q=typed)
    assert save(own, place, block="ask_want", text=typed).status_code == 302
    assert save(own, place, block="ask_want", text=typed).status_code == 302
    assert "A coordinator answers" in mine(own, place)
    assert TopicRequest.objects.get().text == typed
    assert not Want.objects.exists()


def test_a_word_that_is_none_is_refused_where_it_was_sent(own, place):
    address = reverse("places:profile", args=[place.pk])
    response = own.post(address, {"block": "ask_share", "text": "--"}, **HTMX)
    assert response.status_code == 409
    assert "in one line" in response.content.decode()


def test_a_yes_to_an_answer_makes_the_want_and_opens_it(own, place):
    skill = SkillFactory()
    asked = TopicRequestFactory(person=place.person, state=State.MAPPED, skill=skill)
    assert "In the catalogue it is" in mine(own, place)
    sent = save(own, place, block="hear_want", request=asked.pk, answer="yes")
    assert f"topic={skill.code}" in sent["Location"]
    assert Want.objects.get().skill == skill
    assert "In the catalogue it is" not in mine(own, place)


def test_a_yes_to_a_topic_to_share_asks_for_the_level_first(own, place):
    skill = SkillFactory(direction="S2J")
    asked = TopicRequestFactory(
        person=place.person, state=State.ADDED, skill=skill, kind="share", direction="S2J"
    )
    sent = save(own, place, block="hear_share", request=asked.pk, answer="yes")
    assert f"asked={skill.code}" in sent["Location"]
    assert "Not kept yet" in own.get(sent["Location"]).content.decode()
    assert not SkillLevel.objects.exists()


def test_a_dropped_word_shows_its_reason_until_it_is_read(own, place):
    asked = TopicRequestFactory(person=place.person, state=State.DROPPED, reason="Too vague.")
    assert "Too vague." in mine(own, place)
    save(own, place, block="hear_want", request=asked.pk, answer="no")
    assert "Too vague." not in mine(own, place)


def test_the_inbox_is_empty_or_tells_how_many_miss_a_word_and_never_who(runner, place, cohort):
    assert "Nobody misses a topic" in runner.get(reverse("topics:asked")).content.decode()
    asked = TopicRequestFactory(person=place.person)
    TopicRequestFactory(person=EnrolmentFactory(cohort=cohort).person, text="KNITTING")
    for address in (reverse("topics:asked"), page("word", asked)):
        text = runner.get(address).content.decode()
        assert "2 want to learn it, from mentor to mentee" in text
        assert place.person.name not in text


def test_the_page_of_the_cohort_names_words_that_wait(runner, cohort, request_):
    text = runner.get(reverse("programmes:cohort", args=[cohort.pk])).content.decode()
    assert "1 word is missing in the catalogue" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_the_same_queries_for_any_number(
    runner, place, rows, django_assert_num_queries
):
    for number in range(rows):
        TopicRequestFactory(person=place.person, text=f"Word {number}")
    with django_assert_num_queries(6):  # session, person, standing (2), words, topics
        runner.get(reverse("topics:asked"))


def test_a_word_is_mapped_added_or_dropped_from_its_page(runner, place):
    load_catalogue(at=MONDAY_NINE)
    words = [TopicRequestFactory(person=place.person, text=text) for text in ("Aa", "Bb", "Cc")]
    names = {"label_en": "Weaving", "label_fr": "Tissage", "direction": "J2S"}
    said = [
        answer(runner, "map", words[0], skill="J6"),
        answer(runner, "add", words[1], **names),
        answer(runner, "drop", words[2], reason="Too vague."),
    ]
    assert ["is answered" in response.content.decode() for response in said] == [True] * 3
    states = list(TopicRequest.objects.order_by("text").values_list("state", flat=True))
    assert states == ["mapped", "added", "dropped"]
    assert Skill.objects.get(area="own").labels["fr"] == "Tissage"


def test_the_page_of_a_word_searches_the_whole_catalogue(runner, request_):
    load_catalogue(at=MONDAY_NINE)
    text = runner.get(page("word", request_), {"q": "Power BI"}).content.decode()
    assert "Data literacy and visualisation" in text
    assert "No topic is near" in runner.get(page("word", request_)).content.decode()


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("map", {"skill": "NONE"}, "no such topic"),
        ("add", {"label_en": "A", "label_fr": "\u200b", "direction": "J2S"}, "in each language"),
        ("drop", {"reason": " "}, "required"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_on_the_page(runner, request_, name, fields, words):
    response = runner.post(page(name, request_), fields)
    assert response.status_code == 409
    assert words in response.content.decode()


def test_the_second_answer_is_refused_kindly_and_leads_back(runner, request_):
    answer(runner, "drop", request_, reason="Too vague.")
    again = answer(runner, "drop", request_, reason="No.")
    assert "Somebody has answered this word already" in again.content.decode()
    late = runner.get(page("word", request_), follow=True)
    assert "has its answer already" in late.content.decode()
