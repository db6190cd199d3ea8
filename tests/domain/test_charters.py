"""What is signed is kept word for word; other words are asked to be signed anew."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps

from tests.factories import MONDAY_NINE, CohortFactory, PairFactory
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import CharterChanged, ask_to_sign_anew, charters, sign_charter
from upside.pairs.models import CharterSignature, CharterText, Pair
from upside.pairs.queries import (
    changes_of_charter,
    charter_of,
    charter_of_text,
    current_signatures,
    must_sign_anew,
    signings_of,
    texts_signed,
)
from upside.programmes.models import Programme

pytestmark = pytest.mark.django_db

NOW = MONDAY_NINE
OLD = {"version": "1", "clauses": ["voluntary", "confidential", "sharing"]}
NEW = {"version": "2", "clauses": ["voluntary", "sharing", "no_recording"]}
keep_texts = importlib.import_module("upside.pairs.migrations.0006_keep_signed_charters").keep_texts


def goes_by(programme, charter):
    programme.settings = {**programme.settings, "charter": charter}
    programme.save()


@pytest.fixture
def signed(programme):
    """An active pair that signed the charter OLD."""
    goes_by(programme, OLD)
    pair = PairFactory(cohort=CohortFactory(programme=programme))
    for person in pair.people:
        sign_charter(pair, by=person, at=NOW - timedelta(days=30))
    pair.refresh_from_db()
    return pair


@pytest.fixture
def changed(signed):
    """The same pair, once its programme has another charter."""
    goes_by(signed.cohort.programme, NEW)
    return Pair.objects.get(pk=signed.pk)


def asked(template="charter_changed"):
    return set(Notice.objects.filter(template=template).values_list("person", flat=True))


def test_what_was_signed_stays_readable_word_for_word(changed):
    (text, signatures), *others = texts_signed(changed)

    assert others == []
    assert [one.key for one in charter_of_text(text).clauses] == OLD["clauses"]
    assert {one.person for one in signatures} == set(changed.people)
    assert charter_of_text(text).clauses[1].texts["fr"].startswith("Ce que nous disons")
    assert str(text).endswith(" 1")


def test_an_active_pair_stays_active_while_it_signs_anew(changed):
    assert all(must_sign_anew(changed, person) for person in changed.people)

    for person in changed.people:
        sign_charter(changed, by=person, at=NOW)

    changed.refresh_from_db()
    assert changed.state == Pair.State.ACTIVE
    assert not any(must_sign_anew(changed, person) for person in changed.people)
    assert [text.version for text, _who in texts_signed(changed)] == ["2", "1"]
    assert CharterText.objects.count() == 2


def test_nobody_signs_anew_who_never_signed_or_whose_pair_has_ended(programme, changed):
    assert not must_sign_anew(PairFactory(cohort=changed.cohort), changed.mentor)
    changed.state = Pair.State.CLOSED
    assert not must_sign_anew(changed, changed.mentor)


def test_a_charter_that_changed_since_it_was_read_is_not_signed_unread(changed):
    read = charter_of_text(texts_signed(changed)[0][0]).digest

    with pytest.raises(CharterChanged, match="has changed since"):
        sign_charter(changed, by=changed.mentor, at=NOW, read=read)
    assert not current_signatures(changed)

    sign_charter(changed, by=changed.mentor, at=NOW, read=charter_of(changed.cohort).digest)
    assert changed.mentor_id in current_signatures(changed)


def test_changes_are_told_clause_by_clause(programme):
    one = {"key": "own", "title": {"en": "A"}, "text": {"en": "B"}}
    goes_by(programme, {"version": "1", "clauses": ["voluntary", "sharing", "confidential", one]})
    before = charter_of(programme)
    other = {**one, "text": {"en": "C"}}
    clauses = ["confidential", "voluntary", "sharing", other, "no_recording"]
    goes_by(programme, {"version": "2", "clauses": clauses[:2] + clauses[3:]})

    changes = changes_of_charter(before, charter_of(programme))

    assert [(one.kind, (one.after or one.before).key) for one in changes] == [
        ("moved", "confidential"), ("words", "own"), ("new", "no_recording"), ("gone", "sharing"),
    ]  # fmt: skip
    assert changes_of_charter(before, before) == []


def test_both_are_asked_once_and_reminded_once_a_week_later(changed):
    assert ask_to_sign_anew(at=NOW) == 2
    assert ask_to_sign_anew(at=NOW + timedelta(days=6)) == 0
    assert asked() == {changed.mentor_id, changed.mentee_id}
    assert not asked("charter_waits")
    sign_charter(changed, by=changed.mentor, at=NOW + timedelta(days=6))

    assert ask_to_sign_anew(at=NOW + timedelta(days=7)) == 1
    assert ask_to_sign_anew(at=NOW + timedelta(days=30)) == 0
    assert asked("charter_waits") == {changed.mentee_id}
    entry = AuditEntry.objects.get(verb="charter.asked_anew")
    assert entry.details == {"version": "2", "n_people": 2}


def test_the_mail_says_what_it_is_about_and_where_it_is_signed(changed):
    ask_to_sign_anew(at=NOW)

    for notice in Notice.objects.filter(template="charter_changed"):
        mail = write_mail(notice)
        assert "version 2 of the charter" in mail.text
        assert "sessions go on" in mail.text
        assert f"/pairs/{changed.pk}/charter/" in notice.context["path"]


def test_a_launched_cohort_asks_nobody_until_it_is_moved(signed):
    cohort = signed.cohort
    cohort.kept = {"charter": OLD}
    cohort.save()
    goes_by(cohort.programme, NEW)
    assert ask_to_sign_anew(at=NOW) == 0

    cohort.kept = {"charter": NEW}
    cohort.save()
    assert ask_to_sign_anew(at=NOW) == 2


@pytest.mark.parametrize("why", ["closed", "ended", "left", "same"])
def test_nobody_is_asked_in_vain(changed, why):
    if why == "closed":
        Pair.objects.update(state=Pair.State.CLOSED)
    if why == "left":
        for person in changed.people:
            person.is_active = False
            person.save()
    if why == "same":
        goes_by(Programme.objects.get(pk=changed.cohort.programme_id), OLD)
    late = timedelta(days=1000) if why == "ended" else timedelta()

    assert ask_to_sign_anew(at=NOW + late) == 0


def test_one_cohort_that_fails_stops_no_other(changed, monkeypatch, caplog):
    broken = PairFactory(cohort=CohortFactory(programme=changed.cohort.programme)).cohort
    ask = charters._ask_cohort

    def fail(cohort, *, at):
        if cohort == broken:
            raise ValueError
        return ask(cohort, at=at)

    monkeypatch.setattr(charters, "_ask_cohort", fail)

    assert ask_to_sign_anew(at=NOW) == 2
    assert f"asking cohort {broken.pk}" in caplog.text


def test_the_coordinator_reads_counts_cohort_by_cohort(changed, django_assert_num_queries):
    sign_charter(changed, by=changed.mentor, at=NOW)
    other = PairFactory(cohort=CohortFactory(programme=changed.cohort.programme))
    for person in other.people:
        sign_charter(other, by=person, at=NOW)
    PairFactory(cohort=changed.cohort, state=Pair.State.CLOSED)

    with django_assert_num_queries(1):
        one, two = signings_of([changed.cohort, other.cohort])

    assert (one.version, one.n_pairs, one.n_signed, one.n_to_sign) == ("2", 1, 0, 1)
    assert (two.n_pairs, two.n_signed, two.n_to_sign) == (1, 1, 0)


def test_signatures_from_before_get_the_words_that_their_version_had(signed, programme):
    CharterSignature.objects.update(text=None)
    CharterText.objects.all().delete()
    own = {"key": "a", "title": {"en": "A"}, "text": {"en": "B"}}
    goes_by(programme, {"version": "1", "clauses": [own]})
    unknown = CharterSignature.objects.filter(person=signed.mentee)
    unknown.update(version="lost")
    assert texts_signed(signed) == []

    keep_texts(apps, None)

    (text, who), *others = texts_signed(signed)
    assert (text.clauses, [one.person for one in who], others) == ([own], [signed.mentor], [])
    assert text.digest == charter_of(programme).digest
    assert unknown.get().text is None
