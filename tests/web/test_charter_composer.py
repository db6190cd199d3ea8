"""The charter of a programme, composed on its page; the file says the same afterwards."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    ProgrammeFactory,
    RoleGrantFactory,
)
from upside.pairs.actions import sign_charter
from upside.programmes.actions import change_programme, text_of_programme
from upside.programmes.actions.versions import first_version
from upside.programmes.clauses import library
from upside.programmes.files import check_file
from upside.programmes.templates import template_text

pytestmark = pytest.mark.django_db

OWN = {
    "own_0_title_en": "We meet in the garden",
    "own_0_title_fr": "Nous nous voyons au jardin",
    "own_0_text_en": "When it is dry.",
    "own_0_text_fr": "Quand il fait sec.",
    "place_own_0": "2",
}
KEYS = [
    "voluntary", "confidential", "no_reporting", "equal_respect", "not_a_helpdesk",
    "right_to_stop", "sharing",
]  # fmt: skip


@pytest.fixture
def programme(coordinator):
    made = coordinator.role_grants.get().programme
    first_version(made, template_text("need_profile_hr"), by=None, at=MONDAY_NINE)
    return made


@pytest.fixture
def coordinator(client):
    person = RoleGrantFactory(programme=ProgrammeFactory()).person
    client.force_login(person)
    return person


def address(programme):
    return reverse("programmes:charter", args=[programme.pk])


def numbered(keys):
    return {"clause": keys, **{f"place_{key}": str(n) for n, key in enumerate(keys, 1)}}


def send(client, programme, answers, *, keep=False, after=1):
    button = {"keep": "yes", "why": "The works council asked.", "after": after}
    return client.post(address(programme), answers | (button if keep else {"look": "yes"}))


def said_by(programme):
    programme.refresh_from_db()
    return programme.settings["charter"]


def answers_on(client, programme):
    """Return what the form on the page sends as it stands."""
    page = BeautifulSoup(client.get(address(programme)).content, "html.parser")
    answers = {}
    for one in page.main.find("form").find_all(["input", "textarea"]):
        if one.get("type") == "checkbox" and not one.has_attr("checked"):
            continue
        value = one.get("value", "") if one.name == "input" else one.get_text().lstrip("\n")
        answers.setdefault(one["name"], []).append(value)
    return answers


def test_sent_back_as_it_is_nothing_changes(client, programme):
    answer = client.post(address(programme), answers_on(client, programme) | {"look": "yes"})

    assert answer.status_code == 200
    assert answer.context["changes_nothing"]


def test_clauses_are_looked_at_then_kept_as_another_version(client, programme, coordinator):
    answers = numbered([*KEYS[::-1][1:], "no_recording"]) | OWN | {"place_no_recording": ""}

    looked = send(client, programme, answers)

    page = looked.content.decode()
    year = looked.context["charter"].version.partition("-")[0]
    assert looked.status_code == 200
    assert "This makes version" in page
    assert "New: No recording" in page
    assert "Taken out: What may be shared, and how" in page
    assert "Nous nous voyons au jardin" in page
    assert said_by(programme)["clauses"] == KEYS

    kept = send(client, programme, answers, keep=True)

    assert kept.status_code == 302
    charter = said_by(programme)
    assert charter["version"] == next(
        name for name in (f"{year}-1", f"{year}-2") if name != "2026-1"
    )
    keys = [one if isinstance(one, str) else one["key"] for one in charter["clauses"]]
    assert keys[0] == "right_to_stop"
    assert keys[2] == "we_meet_in_the_garden"
    assert keys[-1] == "no_recording"
    assert check_file(text_of_programme(programme), "x").content == programme.settings


def test_own_clauses_are_changed_and_taken_out(client, programme):
    send(client, programme, numbered(KEYS) | OWN, keep=True)
    shown = answers_on(client, programme)
    assert shown["own_0_key"] == ["we_meet_in_the_garden"]
    send(client, programme, shown | {"own_0_text_en": "When the sun shines."}, keep=True, after=2)
    assert said_by(programme)["clauses"][2]["text"]["en"] == "When the sun shines."

    shown = answers_on(client, programme)
    looked = send(client, programme, shown | {"own_0_text_en": "Always."})
    assert "In other words: We meet in the garden" in looked.content.decode()
    send(client, programme, shown | {"own_0_out": "on"}, keep=True, after=3)

    assert said_by(programme)["clauses"] == KEYS


def test_another_order_is_another_version_and_said(client, programme):
    looked = send(client, programme, numbered([KEYS[1], KEYS[0], *KEYS[2:]]))

    assert "In another place: " in looked.content.decode()
    assert looked.context["charter"].version != "2026-1"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "the list is empty"),
        (numbered(KEYS) | OWN | {"own_0_text_fr": ""}, "in English and in French"),
        (numbered(KEYS) | {"own_0_title_en": "Only this"}, "“Only this” needs a title and a text"),
        (numbered(KEYS) | {"own_0_text_en": "Only that"}, "“only_that” needs a title"),
        (numbered(KEYS) | OWN | {"own_0_key": "Not good"}, "not written as expected"),
        (numbered(KEYS) | OWN | {"own_0_title_fr": "a" * 2001}, "2000"),
    ],
)
@pytest.mark.parametrize("keep", [False, True])
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(client, programme, answers, said, keep):
    answer = send(client, programme, answers, keep=keep)

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert said_by(programme)["clauses"] == KEYS


def test_two_coordinators_do_not_overwrite_each_other(client, programme):
    text = text_of_programme(programme).replace("rhythm_days: 30", "rhythm_days: 21")
    change_programme(programme, text, by=None, at=MONDAY_NINE)

    answer = send(client, programme, numbered(KEYS[:3]), keep=True, after=1)

    assert answer.status_code == 409
    assert "Somebody has changed this programme meanwhile" in answer.content.decode()


def test_odd_places_and_unknown_keys_do_no_harm(client, programme):
    odd = {"place_voluntary": "²", "place_sharing": "-1", "place_confidential": "1" * 50}

    looked = send(client, programme, numbered(KEYS) | odd | {"clause": [*KEYS, KEYS[0], "nope"]})

    assert looked.status_code == 200
    keys = [one.key for one in looked.context["charter"].clauses]
    assert sorted(keys) == sorted(KEYS)


def test_a_clause_written_out_stays_written_out_and_one_with_our_key_is_ones_own(client, programme):
    whole = library()["voluntary"].words
    other = {**library()["sharing"].words, "text": {"en": "Nothing.", "fr": "Rien."}}
    programme.settings["charter"]["clauses"] = [whole, other, "confidential"]
    programme.save()

    shown = client.get(address(programme))
    answer = client.post(address(programme), answers_on(client, programme) | {"look": "yes"})

    assert [one.key for one in shown.context["own"]] == ["sharing", ""]
    assert answer.context["changes_nothing"]


def test_the_page_counts_who_signed_what_their_cohort_goes_by(client, programme):
    cohort = CohortFactory(programme=programme)
    pair = PairFactory(cohort=cohort)
    for person in pair.people:
        sign_charter(pair, by=person, at=MONDAY_NINE)
    PairFactory(cohort=cohort)

    said = " ".join(client.get(address(programme)).content.decode().split())

    assert "1 of 2 open pairs have both signatures under it." in said


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_asks_the_same_for_any_number_of_cohorts(
    client, programme, rows, django_assert_num_queries
):
    for cohort in CohortFactory.create_batch(rows, programme=programme):
        PairFactory(cohort=cohort)

    with django_assert_num_queries(8):
        client.get(address(programme))


def test_the_section_of_the_editor_leads_to_the_page(client, programme):
    answer = client.get(reverse("programmes:edit", args=[programme.pk, "charter"]))

    assert answer.url == address(programme)
    section = client.get(reverse("programmes:programme", args=[programme.pk])).content.decode()
    assert "We are both here by choice" in section


def test_who_reads_french_sees_the_english_words_beside(client, programme, coordinator):
    coordinator.ui_language = "fr"
    coordinator.save()

    said = client.get(address(programme), headers={"accept-language": "fr"}).content.decode()

    assert "Nous sommes là par choix" in said
    assert "We are both here by choice" in said
