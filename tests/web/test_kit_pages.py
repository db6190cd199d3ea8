from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    KitCopyFactory,
    KitFactory,
    PairFactory,
    RoleGrantFactory,
    SessionFactory,
    SkillFactory,
)
from upside.learning.actions import change_copy, hide_copy, load_kits
from upside.learning.models import Kit, KitApproval, KitCopy
from upside.pairs.models import Pair
from upside.programmes.files import schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(client):
    person = EnrolmentFactory(role="mentor").person
    client.force_login(person)
    return person


def read(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def post(client, name, key, **said):
    return client.post(reverse(name, args=[key]), said, follow=True).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_library_asks_the_same_queries_for_any_number(
    client, mentor, n, django_assert_num_queries
):
    for _one in range(n):
        KitCopyFactory(owner=mentor, kit=KitFactory(needs_review=True))

    with django_assert_num_queries(7):  # session, person, two of standing, kits, reviews, copies
        client.get(reverse("kits:list"))


def test_the_library_has_three_parts_and_marks_what_waits_for_an_expert(client, mentor):
    load_kits(at=MONDAY_NINE)

    page = read(client, "kits:list")

    for name in ("The six sessions", "Topics from mentor to mentee", "from mentee to mentor"):
        assert name in page
    assert page.count("needs expert review") == 2
    found = client.get(reverse("kits:list"), {"q": "phishing"}).context["groups"]
    assert [line.kit.code for lines in found.values() for line in lines] == ["J7"]


def test_an_empty_library_and_a_vain_search_say_what_to_do(client, mentor):
    assert "No kits are loaded yet" in read(client, "kits:list")
    page = client.get(reverse("kits:list"), {"q": "zzz"}).content.decode()
    assert "No kit holds all these words" in page


@pytest.mark.parametrize(
    ("code", "teaches"), [("J6", "the mentee teaches"), ("S6", "the mentor teaches")]
)
def test_a_kit_page_has_the_whole_hour(client, mentor, code, teaches):
    load_kits(at=MONDAY_NINE)
    kit = Kit.objects.get(code=code)

    page = read(client, "kits:kit", kit.pk)

    sheet = client.get(reverse("kits:kit", args=[kit.pk])).context["sheet"]
    assert sheet.minutes == 60
    assert teaches in page
    for part in ("title", "whom", "tool", "exit", "artefact", "homework", "wrong", "caution"):
        assert kit.content[part]["en"] in page
    assert sheet.steps[0].starts == 0
    assert all(step.text in page for step in sheet.steps)


def test_every_kit_is_drawn_in_french(client, mentor):
    load_kits(at=MONDAY_NINE)
    mentor.ui_language = "fr"
    mentor.save()

    for kit in Kit.objects.all():
        page = read(client, "kits:kit", kit.pk)
        assert kit.content["exit"]["fr"] in page
        assert kit.content["steps"][2]["text"]["fr"] in page


def filled(client, copy, **said):
    form = client.get(reverse("kits:edit", args=[copy.pk])).context["form"]
    return {name: form[name].value() for name in form.fields} | said


def test_a_mentor_adapts_a_copy_shares_it_and_takes_it_back(client, mentor):
    kit = KitFactory(content=KitFactory.build().content)
    response = client.post(reverse("kits:make_copy", args=[kit.pk]))
    copy = KitCopy.objects.get(owner=mentor)
    assert response["Location"] == reverse("kits:edit", args=[copy.pk])

    said = filled(client, copy, title="My hour", minutes_exercise=40, prepare="One\n\nTwo\n")
    page = post(client, "kits:edit", copy.pk, **said)
    assert "My hour" in page
    assert "The plan, 80 minutes" in page
    copy.refresh_from_db()
    assert copy.content["prepare"] == [{"en": "One"}, {"en": "Two"}]

    assert "Shared. You can take it back" in post(client, "kits:share", copy.pk, is_named="on")
    other = EnrolmentFactory(role="mentor").person
    client.force_login(other)
    assert mentor.name in read(client, "kits:kit", kit.pk)
    client.force_login(mentor)
    assert "Only you see it now" in post(client, "kits:withdraw", copy.pk)
    client.force_login(other)
    assert "My hour" not in read(client, "kits:kit", kit.pk)
    assert client.get(reverse("kits:copy", args=[copy.pk])).status_code == 404


def test_a_shared_copy_names_nobody_who_did_not_say_so(client, mentor):
    copy = KitCopyFactory()

    page = read(client, "kits:copy", copy.pk)

    assert copy.owner.name not in page + read(client, "kits:kit", copy.kit.pk)
    assert "by a colleague" in page


def test_a_copy_keeps_its_language_whatever_the_page_speaks(client, mentor):
    copy = KitCopyFactory(owner=mentor, language="fr")

    client.post(reverse("kits:edit", args=[copy.pk]), filled(client, copy, title="À moi"))

    copy.refresh_from_db()
    assert copy.content["title"] == {"fr": "À moi"}


def test_a_copy_is_read_in_its_own_language_headings_too(client, mentor):
    copy = KitCopyFactory(language="fr")

    page = read(client, "kits:copy", copy.pk)

    assert "En retour" in page
    assert "Avant la séance" in page
    assert "Give back" not in page
    assert "Adopt this copy" in page  # what one does with it is said in the page's language


def test_a_form_with_a_hole_comes_back_as_it_was_typed(client, mentor):
    copy = KitCopyFactory(owner=mentor)
    said = filled(client, copy, homework="", whom="Anybody")

    response = client.post(reverse("kits:edit", args=[copy.pk]), said)

    assert response.status_code == 409
    assert "Anybody" in response.content.decode()
    many = filled(client, copy, prepare="\n".join("abcdefg"))
    assert "No more than six things" in post(client, "kits:edit", copy.pk, **many)
    long = filled(client, copy) | {f"minutes_{s}": 100 for s in ("opening", "exercise", "exit")}
    assert "more than four hours" in post(client, "kits:edit", copy.pk, **long)


def test_a_word_of_age_is_named_beside_what_was_kept(client, mentor):
    copy = KitCopyFactory(owner=mentor)

    page = post(client, "kits:edit", copy.pk, **filled(client, copy, whom="For digital natives."))

    assert "colleagues at ease with digital tools" in page


def test_others_adopt_a_copy_once(client, mentor):
    copy = KitCopyFactory(is_named=True)

    page = post(client, "kits:adopt", copy.pk)

    assert f"After a copy by {copy.owner.name}" in page
    assert "This copy is yours now" in page
    assert "You have your own copy" in read(client, "kits:copy", copy.pk)
    assert "You have your own copy" in post(client, "kits:adopt", copy.pk)
    mine = KitCopy.objects.get(owner=mentor)
    assert "Your copy is deleted" in post(client, "kits:drop", mine.pk)
    assert not KitCopy.objects.filter(owner=mentor).exists()


def test_a_coordinator_hides_a_copy_and_its_owner_reads_why(client, mentor):
    copy = KitCopyFactory(owner=mentor)
    client.force_login(RoleGrantFactory(role="coordinator").person)
    assert "Say why" in post(client, "kits:hide", copy.pk, reason="")

    assert "Its author reads why" in post(client, "kits:hide", copy.pk, reason="It mocks people.")

    client.force_login(mentor)
    assert "It mocks people." in read(client, "kits:copy", copy.pk)
    assert "hidden by a coordinator" in read(client, "kits:list")
    assert "has hidden this copy" in post(client, "kits:share", copy.pk)
    client.force_login(RoleGrantFactory(role="coordinator").person)
    assert "hidden" in read(client, "kits:kit", copy.kit.pk)
    assert "Everybody sees it again" in post(client, "kits:show", copy.pk)


def test_a_hidden_authors_name_does_not_stand_on_what_others_adopted(client, mentor, coordinator):
    copy = KitCopyFactory(is_named=True)
    page = post(client, "kits:adopt", copy.pk)
    assert copy.owner.name in page

    hide_copy(copy, "It offends.", by=coordinator, at=MONDAY_NINE)

    assert copy.owner.name not in read(client, "kits:copy", KitCopy.objects.get(owner=mentor).pk)


def test_an_approval_takes_the_mark_away_until_the_words_change(client, mentor):
    kit = KitFactory(needs_review=True)
    copy = KitCopyFactory(kit=kit, owner=mentor)
    assert "Needs expert review" in read(client, "kits:kit", kit.pk)
    assert "Note the approval" not in read(client, "kits:kit", kit.pk)
    client.force_login(RoleGrantFactory(role="coordinator").person)
    post(client, "kits:approve", kit.pk, expert="", seen=kit.content_hash)
    assert not KitApproval.objects.exists()
    assert "has changed" in post(client, "kits:approve", kit.pk, expert="Ada", seen="0" * 64)

    page = post(client, "kits:approve", kit.pk, expert="Ada, data office", seen=kit.content_hash)

    assert "Approved by Ada, data office" in page
    assert "Approved by" in read(client, "kits:copy", copy.pk)
    copy = change_copy(copy, copy.content | {"title": {"en": "Mine"}}, at=MONDAY_NINE)
    assert "Needs expert review" in read(client, "kits:copy", copy.pk)
    page = post(client, "kits:approve_copy", copy.pk, expert="Ada", seen=copy.content_hash)
    assert "Approved by Ada" in page


def pair_with(kept):
    for code in ("J1", "S1"):
        SkillFactory(code=code)
    load_kits(at=MONDAY_NINE)
    reasons = {"to_mentee": ["J1"], "to_mentor": ["S1"]}
    pair = PairFactory(cohort=CohortFactory(kept=kept), state=Pair.State.ACTIVE, reasons=reasons)
    EnrolmentFactory(cohort=pair.cohort, person=pair.mentor, role="mentor")
    return pair


def kits_on(client, pair):
    client.force_login(pair.mentor)
    return [kit.code for kit in client.get(reverse("pairs:pair", args=[pair.pk])).context["kits"]]


def test_the_pair_finds_the_kit_of_its_next_module(client):
    module = {"title": {"en": "Watch"}, "plan": {"en": "Find three sources."}, "kit": "J4"}
    pair = pair_with({"curriculum": [module, module | {"kit": "J5"}]})
    assert kits_on(client, pair) == ["J4"]

    session = SessionFactory(pair=pair, state="held")

    assert kits_on(client, pair) == ["J5"]
    kit = Kit.objects.get(code="J4")
    assert reverse("kits:kit", args=[kit.pk]) in read(client, "pairs:session", session.pk)


def test_without_a_module_the_pair_finds_the_kits_of_its_topics(client):
    pair = pair_with({"curriculum": [{"title": {"en": "Free"}, "plan": {"en": "As you like."}}]})
    assert kits_on(client, pair) == ["session-1", "J1", "S1"]

    session = SessionFactory(pair=pair, state="held")
    assert kits_on(client, pair) == ["J1", "S1"]
    assert "Open the kit" not in read(client, "pairs:session", session.pk)

    later = session.starts_at + timedelta(days=30)
    SessionFactory(pair=pair, starts_at=later, ends_at=later + timedelta(hours=1))
    Pair.objects.update(state=Pair.State.CLOSED)
    assert kits_on(client, Pair.objects.get()) == []


def test_the_schema_offers_every_kit_by_its_title():
    offered = schema()["properties"]["curriculum"]["items"]["properties"]["kit"]
    load_kits(at=MONDAY_NINE)

    known = {kit.code: kit.content["title"] for kit in Kit.objects.order_by("place")}

    assert offered["enum"] == list(known)
    assert offered["x-labels"] == known
