"""J5, trouble: dates called off, a word with the coach, an end, a new proposal; nobody moved."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import DESK, PHONE
from tests.factories import RoleGrantFactory, SessionFactory
from upside.kernel.jobs import do_next_job
from upside.matching.actions import look_again, release_round, run_round
from upside.matching.models import Proposal, Round
from upside.notices.actions import send_due_notices
from upside.pairs.actions import sign_charter
from upside.pairs.models import Exit, Pair

END = 'a[href$="/leave/"]'
END_NOW = 'main form[action$="/leave/"] button'
WHY = "details.more:has(textarea[name=reason]) > summary"
RELEASE = 'form[action$="/release/"] button'
YES = "button[name=answer][value=yes]"
SIGN = 'form[action$="/sign/"] button'
WORDS = "The topics are not for me."
CANCEL = "details.more:has(button[value=cancelled]) > summary"
UNEASY = "I never know whether we meet."
ANSWER = "Shall we talk on Thursday?"


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def meeting(cohort, coordinator):
    """Two pairs that meet, each with a date to come, and a mentor who waits."""
    now = timezone.now()
    for name in ("Agnès", "Brune"):
        steps.mentee_in(cohort, first_name=name)
    for name in ("Noé", "Basile", "Capucine"):
        steps.mentor_in(cohort, first_name=name)
    made = run_round(cohort, by=coordinator, at=now)
    release_round(made, by=coordinator, at=now)
    for proposal in made.proposals.select_related("mentor", "mentee"):
        steps.say_yes(proposal, proposal.mentor, proposal.mentee)
    for pair in Pair.objects.select_related("mentor", "mentee"):
        for person in pair.people:
            sign_charter(pair, by=person, at=now)
        starts = now + timedelta(days=9)
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + timedelta(hours=1))
    return list(Pair.objects.select_related("mentor", "mentee").order_by("pk"))


@pytest.fixture
def coach(programme):
    return RoleGrantFactory(role="coach", programme=programme).person


def call_off(visitor, pair):
    """Cancel every date of the pair, as its page offers it."""
    for session in pair.sessions.order_by("starts_at"):
        visitor.open(f"/sessions/{session.pk}/")
        visitor.press(CANCEL)
        visitor.leave_by("button[name=answer][value=cancelled]")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_two_dates_called_off_to_a_word_with_the_coach(visit, meeting, coach, size):
    pair, other = meeting
    later = timezone.now() + timedelta(days=23)
    SessionFactory(pair=pair, starts_at=later, ends_at=later + timedelta(hours=1))
    call_off(visit(pair.mentee, size=size), pair)

    reads = visit(coach, size=size)
    reads.open("/")
    row = reads.find("main .list > li", has_text=pair.mentee.name)
    expect(row).to_contain_text(reads.says("Amber", "Orange"))
    expect(reads.find("main")).not_to_contain_text(other.mentee.name)
    reads.leave_by(f'main a[href$="/pairs/{pair.pk}/"]')

    mentor = visit(pair.mentor, size=size)
    mentor.open("/")
    mentor.leave_by('main a[href^="/word/"]')
    mentor.find("[name=text]").fill(UNEASY)
    mentor.leave_by('form[action$="/word/"] button.primary')
    reads.follow_mail(coach)
    assert not any(UNEASY in letter.body for letter in mail.outbox)
    expect(reads.find("main")).to_contain_text(UNEASY)
    reads.find("[name=text]").fill(ANSWER)
    reads.leave_by('form[action$="/answer/"] button')
    mentor.follow_mail(pair.mentor)
    expect(mentor.find("main")).to_contain_text(ANSWER)


def the_worker_looks():
    """Do what the worker does each minute."""
    look_again(at=timezone.now())
    while do_next_job(timezone.now, worker="journey"):
        pass


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_a_pair_that_does_not_suit_to_a_new_one(visit, meeting, coordinator, size):
    parting, other = meeting
    before = Pair.objects.filter(pk=other.pk).values().get()

    mentor = visit(parting.mentor, size=size)
    mentor.open("/")
    mentor.leave_by(f"main {END}")
    mentor.press(WHY)
    mentor.find("textarea[name=reason]").fill(WORDS)
    mentor.leave_by(END_NOW)
    expect(mentor.find("h1")).to_contain_text(
        mentor.says("You are free for a new one.", "Vous êtes libre pour un nouveau.")
    )

    mentee = visit(parting.mentee, size=size)
    mentee.follow_mail(parting.mentee)
    letters = [letter for letter in mail.outbox if parting.mentee.email in letter.to[0]]
    assert not any(WORDS in letter.body for letter in letters)
    cancels = [one for letter in letters for one in letter.attachments if "CANCEL" in str(one)]
    assert cancels
    assert Exit.objects.get().reason == WORDS

    the_worker_looks()
    runs = visit(coordinator, size=size)
    runs.open("/")
    second = Round.objects.get(origin=Round.Origin.SECOND)
    assert WORDS not in runs.page.content()
    runs.leave_by(f'main a[href$="/rounds/{second.pk}/"]')
    proposal = second.proposals.get()
    assert proposal.mentee == parting.mentee
    assert proposal.mentor not in {parting.mentor, other.mentor}
    release_round(second, by=coordinator, at=timezone.now())

    newcomer = visit(proposal.mentor, size=size)
    for visitor, person in ((mentee, proposal.mentee), (newcomer, proposal.mentor)):
        visitor.follow_mail(person)
        visitor.leave_by(YES)
    pair = Pair.objects.get(mentee=parting.mentee, state=Pair.State.ACCEPTED)
    assert pair.mentor == proposal.mentor
    assert Pair.objects.filter(pk=other.pk).values().get() == before
    assert Proposal.objects.filter(mentee=other.mentee).count() == 1


def test_a_pause_and_its_end(visit, meeting):
    pair = meeting[0]
    mentee = visit(pair.mentee, size=PHONE)
    mentee.open("/")
    mentee.leave_by('main a[href$="/pause/"]')
    until = timezone.localdate() + timedelta(days=30)
    mentee.find("input[name=until]").fill(until.isoformat())
    mentee.leave_by('main form[action$="/pause/"] button.primary')
    pair.refresh_from_db()
    assert pair.state == Pair.State.PAUSED
    send_due_notices(at=timezone.now())

    mentor = visit(pair.mentor)
    mentor.open("/")
    expect(mentor.find("h1")).to_contain_text(mentor.says("on pause", "en pause"))
    mentor.open(f"/pairs/{pair.pk}/")
    mentor.leave_by('form[action$="/resume/"] button')

    pair.refresh_from_db()
    assert pair.state == Pair.State.ACTIVE
