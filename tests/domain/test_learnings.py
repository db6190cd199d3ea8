"""What two people learned: published with both consents to the very words, and taken back alone."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
)
from upside.community.actions.learnings import (
    LearningChanged,
    NotTheirLearning,
    agree_to_learning,
    forget_drafts,
    withdraw_learning,
    write_learning,
)
from upside.community.learning_models import SharedLearning
from upside.community.learnings import (
    draft_of,
    learnings_to_finish,
    learnings_visible_to,
    n_published,
)
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import close_pair
from upside.pairs.actions.farewells import open_farewell
from upside.pairs.models import Pair
from upside.sessions.actions import leave_pair

pytestmark = pytest.mark.django_db

NOW = MONDAY_NINE
DAY = timedelta(days=1)


@pytest.fixture
def pair(cohort):
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    open_farewell(pair, cause="agreed", at=NOW)
    return pair


def write(pair, by, text="We learned to ask.", **said):
    usual = {"readers": "programme", "is_signed": False, "after": 0, "at": NOW}
    return write_learning(pair, text=text, by=by, **usual | said)


def publish(pair, **said):
    learning = write(pair, pair.mentor, **said)
    for person in pair.people:
        learning = agree_to_learning(pair, number=learning.number, by=person, at=NOW)
    return learning


def test_it_is_published_when_both_agree_to_the_very_words(pair):
    learning = write(pair, pair.mentor)
    agree_to_learning(pair, number=1, by=pair.mentor, at=NOW)
    agree_to_learning(pair, number=1, by=pair.mentor, at=NOW)

    assert draft_of(pair, pair.mentee).partner_agrees
    assert n_published(pair.cohort) == 0
    mail = Notice.objects.get(template="learning_waits")
    assert mail.person == pair.mentee
    assert "We learned to ask." not in write_mail(mail).text
    assert [one.pk for one in learnings_to_finish(pair.mentee)] == [learning.pk]
    assert learnings_to_finish(pair.mentor) == []

    agree_to_learning(pair, number=1, by=pair.mentee, at=NOW)
    assert n_published(pair.cohort) == 1
    assert learnings_to_finish(pair.mentee) == []


@pytest.mark.parametrize(
    "change", [{"text": "We learned a lot."}, {"readers": "company"}, {"is_signed": True}]
)
def test_any_change_takes_back_both_consents(pair, change):
    publish(pair)

    changed = write(pair, pair.mentee, after=1, **change)

    assert (changed.state, changed.number, changed.published_at) == ("draft", 2, None)
    assert not changed.consents.exists()
    draft = draft_of(pair, pair.mentee)
    assert (draft.i_agree, draft.partner_agrees) == (False, False)


def test_the_same_again_changes_nothing(pair):
    publish(pair)

    assert write(pair, pair.mentee, after=0).state == "published"


def test_two_devices_do_not_overwrite_each_other_and_nobody_agrees_to_other_words(pair):
    write(pair, pair.mentor)
    write(pair, pair.mentee, "Otherwise.", after=1)

    with pytest.raises(LearningChanged):
        write(pair, pair.mentor, "Mine again.", after=1)
    with pytest.raises(LearningChanged):
        agree_to_learning(pair, number=1, by=pair.mentor, at=NOW)
    assert SharedLearning.objects.get().text == "Otherwise."


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_either_takes_it_back_for_good_and_the_log_does_not_say_who(pair, side):
    publish(pair)

    withdraw_learning(pair, by=getattr(pair, side), at=NOW)
    withdraw_learning(pair, by=getattr(pair, side), at=NOW)

    kept = SharedLearning.objects.get()
    assert (kept.state, kept.text, kept.edited_by) == ("withdrawn", None, None)
    assert AuditEntry.objects.get(verb="learning.withdrawn").actor == "system"
    for act in (
        lambda: write(pair, pair.mentor, "Again.", after=1),
        lambda: agree_to_learning(pair, number=1, by=pair.mentor, at=NOW),
    ):
        with pytest.raises(NotTheirLearning):
            act()


def test_only_the_two_write_agree_and_take_back(pair):
    stranger = PersonFactory()
    write(pair, pair.mentor)

    for act in (
        lambda: write(pair, stranger),
        lambda: agree_to_learning(pair, number=1, by=stranger, at=NOW),
        lambda: withdraw_learning(pair, by=stranger, at=NOW),
    ):
        with pytest.raises(NotTheirLearning):
            act()


def test_there_is_nothing_to_agree_to_or_take_back_before_a_word_is_written(pair):
    for act in (
        lambda: write(pair, pair.mentor, "  "),
        lambda: agree_to_learning(pair, number=0, by=pair.mentor, at=NOW),
    ):
        with pytest.raises(NotTheirLearning):
            act()
    SharedLearning.objects.all().delete()
    with pytest.raises(NotTheirLearning):
        withdraw_learning(pair, by=pair.mentor, at=NOW)


def test_it_is_written_at_the_end_also_after_it_but_not_by_a_pair_that_ended_early(pair, cohort):
    close_pair(pair, ending="completed", by=None, at=NOW)
    assert write(pair, pair.mentor).number == 1

    running = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    parted = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    open_farewell(parted, cause="agreed", at=NOW)
    leave_pair(parted, by=parted.mentor, at=NOW)
    for one in (running, parted):
        with pytest.raises(NotTheirLearning):
            write(one, one.mentor)


def test_who_reads_it_is_what_both_agreed_to(pair, cohort):
    fellow, withdrawn, coach, outsider = (PersonFactory() for _ in range(4))
    EnrolmentFactory(cohort=cohort, person=fellow, state="ready")
    EnrolmentFactory(cohort=cohort, person=withdrawn, state="withdrawn")
    RoleGrantFactory(person=coach, role="coach", programme=cohort.programme)

    def readers():
        everybody = (fellow, withdrawn, coach, outsider)
        return [one for one in everybody if learnings_visible_to(one).exists()]

    write(pair, pair.mentor)
    assert readers() == []
    publish(pair)
    assert readers() == [fellow, coach]
    publish(pair, readers="company", after=1)
    assert readers() == [fellow, withdrawn, coach, outsider]
    withdraw_learning(pair, by=pair.mentee, at=NOW)
    assert readers() == []


def test_drafts_go_with_the_notes_and_what_is_published_stays(pair, cohort):
    other = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    open_farewell(other, cause="agreed", at=NOW)
    publish(other)
    write(pair, pair.mentor)
    for one in (pair, other):
        close_pair(one, ending="completed", by=None, at=NOW)

    assert forget_drafts(at=NOW + 29 * DAY) == 0
    assert forget_drafts(at=NOW + 30 * DAY) == 1
    assert SharedLearning.objects.get().pair == other
    assert AuditEntry.objects.get(verb="programme.drafts_forgotten").details == {"n_drafts": 1}
    assert forget_drafts(at=NOW + 30 * DAY) == 0


def test_a_draft_goes_after_the_end_of_its_cohort_though_the_pair_was_never_closed(pair, cohort):
    write(pair, pair.mentor)
    ended = {"starts_on": (NOW - 90 * DAY).date(), "ends_on": NOW.date()}
    type(cohort).objects.filter(pk=cohort.pk).update(**ended)

    assert forget_drafts(at=NOW + 29 * DAY) == 0
    assert forget_drafts(at=NOW + 31 * DAY) == 1
