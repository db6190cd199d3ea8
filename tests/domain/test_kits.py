"""Kits in the database: loaded, found, copied, shared, hidden, approved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    MONDAY_NINE,
    KitCopyFactory,
    KitFactory,
    PersonFactory,
    SkillFactory,
)
from upside.kernel.models import AuditEntry
from upside.learning import actions, queries
from upside.learning.actions import CopyRefused, NotApproved
from upside.learning.kits import in_one_language, kits
from upside.learning.models import Kit, KitApproval, KitCopy

pytestmark = pytest.mark.django_db

AT = {"at": MONDAY_NINE}


def verbs():
    return [entry.verb for entry in AuditEntry.objects.order_by("pk")]


def changed(copy, **said):
    return copy.content | said


def test_load_kits_brings_34_kits_once_and_again_what_changed():
    assert actions.load_kits(**AT) == Kit.objects.count() == 34
    assert actions.load_kits(**AT) == 0

    Kit.objects.filter(code="J4").update(content={}, content_hash="")
    assert actions.load_kits(**AT) == 1
    assert Kit.objects.get(code="J4").content_hash == kits()[9]["content_hash"]
    assert verbs().count("kits.loaded") == 2


def test_loading_leaves_copies_alone():
    actions.load_kits(**AT)
    kit = Kit.objects.get(code="J4")
    copy = actions.copy_kit(kit, language="fr", by=PersonFactory(), **AT)
    Kit.objects.update(content_hash="")

    actions.load_kits(at=MONDAY_NINE)

    copy.refresh_from_db()
    assert copy.content == in_one_language(kit.content, "fr")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("pishing", None), ("phishing motif", None), ("KeePassXC", "J7"), ("negociation", "S2"),
     ("première séance", "session-1"), ("power automate", "J16"), ("LinkedIn profil", "J3")],
)  # fmt: skip
def test_a_kit_is_found_by_its_words_in_either_language(typed, code):
    actions.load_kits(**AT)

    found = [kit.code for kit in queries.kits_like(typed)]

    assert (code in found) if code else found == []


def test_the_library_has_sessions_first_and_asks_once():
    actions.load_kits(**AT)

    with CaptureQueriesContext(connection) as asked:
        found = [kit.code for kit in queries.kits_like("")]

    assert found[:7] == [*(f"session-{n}" for n in range(1, 7)), "J1"]
    assert len(found) == 34
    assert len(asked) == 1


def test_kits_for_topics_keep_the_order_of_the_topics_behind_the_session():
    actions.load_kits(**AT)

    found = queries.kits_for_topics(["S2", "J4"], session=1)

    assert [kit.code for kit in found] == ["session-1", "S2", "J4"]
    assert queries.kits_for_topics([]) == []
    assert list(queries.kits_by_code(["J4", "nothing"])) == ["J4"]


def test_whoever_copies_a_kit_twice_gets_the_same_copy():
    kit, mentor = KitFactory(), PersonFactory()

    copy = actions.copy_kit(kit, language="fr", by=mentor, **AT)

    assert copy == actions.copy_kit(kit, language="en", by=mentor, **AT)
    assert copy.content["title"] == {"fr": kit.content["title"]["fr"]}
    assert copy.title == kit.content["title"]["fr"]
    assert copy.shared_at is None


def test_a_copy_is_its_owners_until_it_is_shared_and_again_once_taken_back():
    copy = KitCopyFactory(shared_at=None)
    other = PersonFactory()
    assert list(queries.copies_visible_to(copy.owner)) == [copy]
    assert list(queries.copies_visible_to(other)) == list(queries.copies_run_by(other)) == []

    actions.share_copy(copy, is_named=False, **AT)
    assert [one.author for one in queries.copies_visible_to(other)] == [""]
    actions.share_copy(copy, is_named=True, **AT)
    assert [one.author for one in queries.copies_visible_to(other)] == [copy.owner.name]

    actions.withdraw_copy(copy)
    assert list(queries.copies_visible_to(other)) == []
    assert actions.withdraw_copy(copy).author == ""


def test_whoever_adopted_a_copy_keeps_it_when_it_is_changed_or_deleted():
    copy, other = KitCopyFactory(), PersonFactory()
    mine = actions.adopt_copy(copy, by=other, **AT)
    before = mine.content

    actions.change_copy(copy, changed(copy, title={"en": "Another"}), **AT)
    actions.drop_copy(copy)

    mine.refresh_from_db()
    assert (mine.content, mine.adopted_from, mine.shared_at) == (before, None, None)
    assert list(queries.copies_of(other)) == [mine]


def test_adopting_is_refused_for_what_is_not_shared_and_for_a_second_copy():
    copy, other = KitCopyFactory(), PersonFactory()
    actions.withdraw_copy(copy)
    with pytest.raises(CopyRefused, match="not shared any more"):
        actions.adopt_copy(copy, by=other, **AT)

    actions.share_copy(copy, is_named=False, **AT)
    actions.copy_kit(copy.kit, language="en", by=other, **AT)
    with pytest.raises(CopyRefused, match="your own copy"):
        actions.adopt_copy(copy, by=other, **AT)
    assert KitCopy.objects.count() == 2


def with_minutes(copy, minutes):
    return [step | {"minutes": minutes} for step in copy.content["steps"]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _copy: {"title": {"en": ""}}, "all its texts"),
        (lambda copy: {"steps": copy.content["steps"][:3]}, "all its texts"),
        (lambda copy: {"steps": with_minutes(copy, 0)}, "a minute at least"),
        (lambda copy: {"steps": with_minutes(copy, 60)}, "more than four hours"),
    ],
)
def test_change_copy_refuses_what_is_no_kit(change, said):
    copy = KitCopyFactory()
    before = copy.content

    with pytest.raises(CopyRefused, match=said):
        actions.change_copy(copy, changed(copy, **change(copy)), **AT)

    copy.refresh_from_db()
    assert copy.content == before


def test_a_copy_may_leave_the_caution_out():
    copy = KitCopyFactory()
    content = {name: said for name, said in copy.content.items() if name != "caution"}

    assert actions.change_copy(copy, content, **AT).content == content


def test_a_hidden_copy_is_read_by_its_owner_and_coordinators_alone(coordinator):
    copy = KitCopyFactory()

    actions.hide_copy(copy, " It names a colleague. ", by=coordinator, **AT)

    copy.refresh_from_db()
    assert copy.hidden_reason == "It names a colleague."
    assert list(queries.copies_visible_to(PersonFactory())) == []
    assert list(queries.copies_run_by(coordinator)) == [copy]
    assert list(queries.copies_visible_to(copy.owner)) == [copy]
    entry = AuditEntry.objects.get(verb="kit.hidden")
    assert entry.details == {"kit": copy.kit.code, "reason": "It names a colleague."}
    with pytest.raises(CopyRefused, match="has hidden this copy"):
        actions.share_copy(copy, is_named=True, **AT)
    with pytest.raises(CopyRefused, match="not shared any more"):
        actions.adopt_copy(copy, by=PersonFactory(), **AT)

    actions.show_copy(copy, by=coordinator, **AT)
    actions.show_copy(copy, by=coordinator, **AT)
    assert queries.copies_visible_to(PersonFactory()).get().hidden_reason == ""
    assert verbs().count("kit.shown") == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_hiding_needs_a_reason_of_one_line(coordinator, reason):
    copy = KitCopyFactory()

    with pytest.raises(CopyRefused, match="Say why"):
        actions.hide_copy(copy, reason, by=coordinator, **AT)

    assert verbs() == []


def test_what_nobody_shares_cannot_be_hidden(coordinator):
    copy = KitCopyFactory(shared_at=None)

    with pytest.raises(CopyRefused, match="not shared"):
        actions.hide_copy(copy, "Why not.", by=coordinator, **AT)


def test_the_name_of_who_shares_is_not_in_the_log(coordinator):
    copy = KitCopyFactory(shared_at=None)
    actions.share_copy(copy, is_named=False, **AT)
    actions.hide_copy(copy, "It offends.", by=coordinator, **AT)

    told = [f"{e.actor} {e.subject} {e.details}" for e in AuditEntry.objects.all()]

    assert not any(f"person:{copy.owner.pk}" in line for line in told)


@pytest.fixture
def ai_kit():
    return KitFactory(skill=SkillFactory(code="J1"), needs_review=True)


def test_a_kit_needs_no_review_unless_it_says_so():
    assert not queries.review_of(KitFactory()).is_open
    assert queries.unapproved([KitFactory()]) == set()


def test_an_approval_has_name_date_and_the_very_words(ai_kit, coordinator):
    assert queries.review_of(ai_kit).is_open
    assert queries.unapproved([ai_kit]) == {ai_kit.pk}

    given = {"seen": ai_kit.content_hash, "by": coordinator, **AT}
    approval = actions.approve(ai_kit, " Ada, data office ", **given)

    assert (approval.expert, approval.content_hash) == ("Ada, data office", ai_kit.content_hash)
    assert queries.review_of(ai_kit).approval == approval
    assert queries.unapproved([ai_kit]) == set()
    assert actions.approve(ai_kit, "Somebody else", **given) == approval
    entry = AuditEntry.objects.get(verb="kit.approved")
    assert entry.details["text"] == ai_kit.content_hash
    assert entry.details["expert"] == "Ada, data office"


def test_a_changed_kit_needs_a_new_approval(ai_kit, coordinator):
    seen = ai_kit.content_hash
    actions.approve(ai_kit, "Ada", seen=seen, by=coordinator, **AT)
    Kit.objects.update(content_hash="other")

    with pytest.raises(NotApproved, match="has changed since"):
        actions.approve(ai_kit, "Ada", seen=seen, by=coordinator, **AT)
    assert queries.review_of(Kit.objects.get()).is_open


def test_an_unchanged_copy_has_the_approval_of_its_kit_and_a_changed_one_has_not(
    ai_kit, coordinator
):
    copy = actions.copy_kit(ai_kit, language="en", by=PersonFactory(), **AT)
    assert queries.review_of(copy).is_open
    actions.approve(ai_kit, "Ada", seen=ai_kit.content_hash, by=coordinator, **AT)
    assert not queries.review_of(copy).is_open

    copy = actions.change_copy(copy, changed(copy, title={"en": "Mine"}), **AT)
    assert queries.review_of(copy).is_open

    actions.approve(copy, "Ada", seen=copy.content_hash, by=coordinator, **AT)
    assert queries.review_of(copy).approval.expert == "Ada"
    assert KitApproval.objects.count() == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_an_approval_names_somebody(ai_kit, coordinator, name):
    with pytest.raises(NotApproved, match="Say who"):
        actions.approve(ai_kit, name, seen=ai_kit.content_hash, by=coordinator, **AT)

    assert str(KitApproval(kit=ai_kit, expert="Ada")) == f"{ai_kit.code} Ada"
    assert str(ai_kit) == ai_kit.title
    assert str(KitCopyFactory(kit=ai_kit)) == ai_kit.title
