"""A round that is released in steps: what waits is seen by nobody, and nobody is told twice."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, ready_mentee, ready_mentor
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    NothingToRelease,
    RoundDecided,
    leave_rest,
    release_round,
    run_round,
)
from upside.matching.letters import previews_of
from upside.matching.models import Proposal, Round
from upside.matching.queries import free_of, not_released_of, proposals_of, tally_of, waiting_in
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(hours=2)
State = Proposal.State


@pytest.fixture
def draft(cohort, coordinator):
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)
    return run_round(cohort, by=coordinator, at=MONDAY_NINE)


@pytest.fixture
def begun(draft, coordinator):
    """Release the first of three pairs."""
    first = draft.proposals.order_by("pk").first()
    return release_round(draft, only=[first.pk], by=coordinator, at=MONDAY_NINE)


def test_only_what_was_chosen_goes_out_and_the_rest_is_seen_by_nobody(begun):
    assert begun.state == Round.State.RELEASED
    assert tally_of(begun)["released"] == 1
    assert waiting_in(begun).count() == 2
    assert Notice.objects.count() == 2
    for waiting in waiting_in(begun):
        assert not proposals_of(waiting.mentor).exists()
        assert not proposals_of(waiting.mentee).exists()


def test_the_rest_follows_later_and_nobody_reads_twice(begun, coordinator):
    release_round(begun, by=coordinator, at=LATER)

    begun.refresh_from_db()
    assert tally_of(begun)["released"] == 3
    assert Notice.objects.count() == Notice.objects.values("person").distinct().count() == 6
    assert [step["n_released"] for step in begun.releases] == [1, 2]
    assert (begun.released_at, begun.releases[1]["at"]) == (MONDAY_NINE, LATER.isoformat())
    assert Proposal.objects.filter(expires_at=None).count() == 0


def test_what_goes_out_later_is_open_as_long(begun, coordinator):
    release_round(begun, by=coordinator, at=MONDAY_NINE + timedelta(days=3))

    days = sorted({one.expires_at for one in begun.proposals.all()})
    assert days[1] - days[0] >= timedelta(days=3) - timedelta(hours=1)


def test_of_two_coordinators_who_tick_the_same_the_second_is_refused(begun, coordinator):
    gone_out = begun.proposals.exclude(state=State.DRAFT).values_list("pk", flat=True)

    with pytest.raises(RoundDecided, match="do not wait any more"):
        release_round(begun, only=list(gone_out), by=coordinator, at=LATER)

    assert Notice.objects.count() == 2


def test_who_was_taken_meanwhile_stays_behind_and_is_not_tried_again(begun, coordinator):
    waiting = waiting_in(begun).first()
    Enrolment.objects.filter(person=waiting.mentor).update(state=Enrolment.State.WITHDRAWN)

    with pytest.raises(NothingToRelease):
        release_round(begun, only=[waiting.pk], by=coordinator, at=LATER)
    release_round(begun, by=coordinator, at=LATER)

    assert not_released_of(begun) == [(waiting, "withdrawn")]
    with pytest.raises(RoundDecided, match="released already"):
        release_round(begun, by=coordinator, at=LATER)


def test_the_rest_can_be_left_out_and_is_free(begun, coordinator, cohort):
    leave_rest(begun, by=coordinator, at=LATER)

    assert [reason for _one, reason in not_released_of(begun)] == ["left_out"] * 2
    assert tally_of(begun)["waiting"] == 0
    assert free_of(cohort).n_people == 4
    assert AuditEntry.objects.get(verb="round.rest_left_out").details == {"n_left_out": 2}
    assert Notice.objects.count() == 2


def test_of_a_draft_or_of_nothing_no_rest_is_left_out(draft, coordinator):
    with pytest.raises(RoundDecided, match="Nothing of this round waits"):
        leave_rest(draft, by=coordinator, at=LATER)
    release_round(draft, by=coordinator, at=LATER)
    with pytest.raises(RoundDecided, match="Nothing of this round waits"):
        leave_rest(draft, by=coordinator, at=LATER)


def test_later_steps_leave_newer_drafts_alone(begun, cohort, coordinator):
    ready_mentee(cohort)
    newer = run_round(cohort, by=coordinator, at=LATER)

    release_round(begun, by=coordinator, at=LATER)

    newer.refresh_from_db()
    assert newer.state == Round.State.DRAFT


def test_why_this_plan_stands_on_the_round_and_in_the_log(draft, coordinator):
    release_round(draft, by=coordinator, at=LATER, note=" The pilot of Lyon first. ")

    draft.refresh_from_db()
    assert draft.releases == [
        {
            "at": LATER.isoformat(),
            "by": coordinator.pk,
            "n_released": 3,
            "note": "The pilot of Lyon first.",
            "allowed_by": "",
        }
    ]
    assert AuditEntry.objects.get(verb="round.released").details == {
        "n_released": 3,
        "n_kept_back": 0,
        "n_still_waiting": 0,
        "note": "The pilot of Lyon first.",
    }


def test_previews_are_the_mails_that_are_sent_but_for_the_link(draft, coordinator):
    proposal = draft.proposals.select_related("mentor", "mentee", "cohort__programme").first()
    proposal.mentee.ui_language = "fr"
    proposal.mentee.save()

    before = previews_of(proposal, at=LATER)

    assert not Notice.objects.exists()
    assert [one.language for one in before] == ["en", "fr"]
    release_round(draft, only=[proposal.pk], by=coordinator, at=LATER)
    for preview in before:
        notice = Notice.objects.get(person=preview.to)
        sent = write_mail(notice)
        assert (sent.subject, without_link(sent)) == (
            preview.mail.subject,
            without_link(preview.mail),
        )
        assert "token" not in preview.mail.text + preview.mail.html


def test_who_has_no_mail_has_no_preview(draft):
    proposal = draft.proposals.select_related("mentor", "mentee", "cohort__programme").first()
    proposal.mentor.is_active = False

    assert [one.mail is None for one in previews_of(proposal, at=LATER)] == [True, False]


def without_link(mail):
    return mail.text.replace(mail.link, "")
