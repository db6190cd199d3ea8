"""The charter of a pair: signed as it was read, signed anew when it changed, taken along as PDF."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SkillFactory,
)
from upside.pairs.actions import ask_to_sign_anew, sign_charter
from upside.pairs.models import Goal, Pair
from upside.pairs.queries import charter_of, texts_signed
from upside.programmes.clauses import library

pytestmark = pytest.mark.django_db

OLD = {"version": "2026-1", "clauses": ["voluntary", "confidential"]}
NEW = {"version": "2026-2", "clauses": ["voluntary", "no_recording"]}
SIGNED_AT = datetime(2026, 9, 30, 16, 12, tzinfo=UTC)


@pytest.fixture
def pair(programme):
    """Two people whose charter waits for them."""
    programme.settings = {"charter": OLD}
    programme.save()
    today = timezone.localdate()
    cohort = CohortFactory(
        programme=programme,
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=200),
    )
    reasons = {"to_mentee": [SkillFactory(labels={"en": "Prompts", "fr": "Invites"}).code]}
    named = {"last_name": "Lœuvre", "time_zone": "Europe/Paris"}
    mentor = PersonFactory(first_name="Inès", **named)
    mentee = PersonFactory(first_name="Hélène", ui_language="fr", **named)
    for person, role in ((mentor, "mentor"), (mentee, "mentee")):
        EnrolmentFactory(cohort=cohort, person=person, role=role)
    return PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, reasons=reasons)


@pytest.fixture
def changed(pair):
    """The same two, active, once their charter has other words."""
    for person in pair.people:
        sign_charter(pair, by=person, at=SIGNED_AT)
    programme = pair.cohort.programme
    programme.settings = {"charter": NEW}
    programme.save()
    return Pair.objects.get(pk=pair.pk)


def url(name, pair, **query):
    return reverse(f"pairs:{name}", args=[pair.pk], query=query)


def text_of(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join((page.main or page).get_text(" ").split())


def read_pdf(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def test_journey_of_a_charter_that_changes(client, pair):
    """Sign, read what is different, sign anew, read what was signed before."""
    first, second = pair.people
    for person in (first, second):
        client.force_login(person)
        page = client.get(url("pair", pair))
        read = BeautifulSoup(page.content, "html.parser").find("input", {"name": "read"})["value"]
        client.post(url("sign", pair), {"read": read})
    pair.refresh_from_db()
    assert pair.state == Pair.State.ACTIVE

    pair.cohort.programme.settings = {"charter": NEW}
    pair.cohort.programme.save()
    assert ask_to_sign_anew(at=timezone.now()) == 2

    client.force_login(first)
    home = text_of(client.get(reverse("front:home")))
    assert "Your charter with Hélène has changed." in home
    said = text_of(client.get(url("charter", pair)))
    assert "Since version 2026-1, which you signed" in said
    assert "Taken out What is said here stays here" in said
    assert "New No recording" in said
    assert "sessions go on" in text_of(client.get(url("pair", pair)))

    answer = client.post(url("sign", pair), {"read": charter_of(pair.cohort).digest}, follow=True)
    assert "You have signed the new version of the charter." in answer.content.decode()
    home = text_of(client.get(reverse("front:home")))
    assert "has changed" not in home
    said = text_of(client.get(url("charter", pair)))
    assert "What the two of you agreed." in said
    assert "not signed yet" in said  # the other one
    old = texts_signed(pair)[1][0]
    before = text_of(client.get(url("charter", pair, version=old.pk)))
    assert "Version 2026-1, as it was signed." in before
    assert "What is said here stays here" in before
    pair.refresh_from_db()
    assert pair.state == Pair.State.ACTIVE


def test_what_changed_meanwhile_is_read_before_it_is_signed(client, changed):
    old = texts_signed(changed)[0][0].digest
    client.force_login(changed.mentor)

    answer = client.post(url("sign", changed), {"read": old}, follow=True)

    assert answer.redirect_chain == [(url("charter", changed), 302)]
    assert "The charter has changed since you opened the page." in answer.content.decode()
    assert changed.signatures.count() == 2


def test_the_same_words_under_another_version_are_asked_for_with_a_sentence(client, changed):
    programme = changed.cohort.programme
    programme.settings = {"charter": {**OLD, "version": "2027-1"}}
    programme.save()
    client.force_login(changed.mentor)

    said = text_of(client.get(url("charter", changed)))

    assert "The clauses are those of version 2026-1, which you signed." in said


def test_words_and_places_that_changed_are_told_apart(client, changed):
    programme = changed.cohort.programme
    other = {**library()["confidential"].words, "text": {"en": "Nothing leaves.", "fr": "Rien."}}
    programme.settings = {"charter": {"version": "3", "clauses": [other, "voluntary"]}}
    programme.save()
    client.force_login(changed.mentor)

    said = text_of(client.get(url("charter", changed)))

    assert "In other words What is said here stays here Nothing leaves. Before:" in said
    assert "In another place We are both here by choice" in said


def test_signing_keeps_the_goals_below_the_charter_and_a_second_press_changes_nothing(client, pair):
    client.force_login(pair.mentee)
    page = client.get(url("pair", pair))
    assert page.context["goal_form"].initial["learn"] == "Invites"
    read = {"read": charter_of(pair.cohort).digest}
    goals = {"learn": "Invites\nSources", "offer": "Budget", "goal_number": "0"}

    for _press in range(2):
        client.post(url("sign", pair), read | goals)

    goal = Goal.objects.get()
    assert (goal.person, goal.to_learn, goal.is_for_coach) == (
        pair.mentee, ["Invites", "Sources"], False,
    )  # fmt: skip
    assert pair.signatures.count() == 1


def test_a_window_from_before_the_signature_says_that_one_has_signed(client, pair):
    client.force_login(pair.mentee)
    read = {"read": charter_of(pair.cohort).digest, "offer": "", "goal_number": "0"}
    client.post(url("sign", pair), read | {"learn": "Sources"})

    told = client.post(url("sign", pair), read | {"learn": "Invites"}, follow=True)

    assert "Vous aviez déjà signé." in told.text
    assert Goal.objects.get().to_learn == ["Sources"]


def test_goals_that_cannot_be_kept_come_back_and_nothing_is_signed(client, pair):
    client.force_login(pair.mentor)

    answer = client.post(url("sign", pair), {"learn": "a" * 1001, "offer": ""})

    assert answer.status_code == 422
    assert "1000" in answer.content.decode()
    assert not pair.signatures.exists()


def test_the_pdf_has_names_version_clauses_and_both_times_in_the_language_of_the_reader(
    client, changed
):
    client.force_login(changed.mentee)
    old = texts_signed(changed)[0][0]

    french = client.get(url("charter_pdf", changed, version=old.pk))
    said = read_pdf(french)

    assert "Entre Inès Lœuvre (mentor) et Hélène Lœuvre" in said
    assert "Ce que nous disons en séance reste entre nous." in said
    assert said.count("30 septembre 2026 à 18 h 12 (CEST)") == 2
    assert "2026-1" in said
    assert "Notre charte" in said
    assert "charte-2026-1.pdf" in french["Content-Disposition"]
    client.force_login(changed.mentor)
    said = read_pdf(client.get(url("charter_pdf", changed, version=old.pk)))
    assert "Between Inès Lœuvre, mentor, and Hélène Lœuvre, mentee. Version 2026-1." in said
    assert "signed version 2026-1 on 30 September 2026 at 18:12 (CEST)" in said


def test_the_pdf_before_signing_has_no_signature(client, pair):
    client.force_login(pair.mentor)

    said = read_pdf(client.get(url("charter_pdf", pair)))

    assert said.count("not signed yet") == 2
    assert "We are both here by choice" in said


def test_a_long_charter_goes_on_over_pages_with_signs_no_font_has(client, pair):
    words = "Œuvre 中文 \u202e😀 ça\u202f! " * 60
    clause = {"title": {"en": "Ἀλήθεια"}, "text": {"en": words}}
    clauses = [{"key": f"own{n}", **clause} for n in range(30)]
    programme = pair.cohort.programme
    programme.settings = {"charter": {"version": "½ / ..", "clauses": clauses}}
    programme.save()
    client.force_login(pair.mentor)

    answer = client.get(url("charter_pdf", pair))

    assert len(PdfReader(BytesIO(answer.content)).pages) > 4
    assert "Œuvre ?? ? ça !" in read_pdf(answer)


@pytest.mark.parametrize("name", ["charter", "charter_pdf"])
@pytest.mark.parametrize("version", ["0", "x", "-1", "9" * 40])
def test_a_version_that_the_two_never_signed_is_not_there(client, changed, name, version):
    client.force_login(changed.mentor)

    assert client.get(url(name, changed, version=version)).status_code == 404


def test_another_pairs_text_is_not_there(client, changed):
    other = PairFactory(cohort=CohortFactory(programme=changed.cohort.programme))
    sign_charter(other, by=other.mentor, at=SIGNED_AT)
    client.force_login(changed.mentor)

    text = texts_signed(other)[0][0]

    assert client.get(url("charter", changed, version=text.pk)).status_code == 404


def test_a_pair_that_ended_reads_its_charter_and_signs_nothing(client, changed):
    Pair.objects.update(state=Pair.State.CLOSED)
    client.force_login(changed.mentor)

    said = client.get(url("charter", changed))
    answer = client.post(url("sign", changed), {}, follow=True)

    assert not said.context["may_sign"]
    assert "nothing left to sign" in answer.content.decode()


def test_the_page_asks_the_same_however_many_versions_were_signed(
    client, changed, django_assert_max_num_queries
):
    programme = changed.cohort.programme
    for n in range(6):
        programme.settings = {"charter": {**NEW, "version": f"v{n}"}}
        programme.save()
        pair = Pair.objects.get(pk=changed.pk)
        sign_charter(pair, by=pair.mentor, at=timezone.now())
    client.force_login(changed.mentor)

    with django_assert_max_num_queries(10):
        client.get(url("charter", changed))
