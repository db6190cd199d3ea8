"""A speed meeting, from the plan to an active pair: coordinator at a desk, people on phones."""

from datetime import timedelta

import pytest
import scipy.optimize  # noqa: F401 - the first rotation of a process would wait for it
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import ProgrammeFactory, RoleGrantFactory
from upside.matching.actions import follow_meetings
from upside.matching.models import Proposal, SpeedMeeting
from upside.pairs.models import Pair
from upside.programmes.models import Wish
from upside.programmes.templates import load_template

YES = "button[name=answer][value=yes]"
NAMES = (("Agnès", "Fabre"), ("Lou", "Sans"))


@pytest.fixture
def programme(catalogue):
    return ProgrammeFactory(settings=load_template("speed_meet"), template="speed_meet")


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def people(cohort):
    """Return two mentees and two mentors who may all meet."""
    mentees = [steps.mentee_in(cohort, first_name=a, last_name=b) for a, b in NAMES]
    mentors = [steps.mentor_in(cohort, first_name=name) for name in ("Noé", "Inès")]
    return mentees, mentors


def plan_and_announce(visitor, cohort):
    """Plan an event, read the sentence change, make the rotation, look at all of it, announce."""
    visitor.open(f"/cohorts/{cohort.pk}/speed-meetings/")
    visitor.leave_by('a[href$="/speed-meetings/new/"]')
    visitor.find("[name=n_rounds]").fill("4")
    visitor.find("[name=place]").fill("Salle Horizon")
    expect(visitor.find("#how")).to_contain_text(
        visitor.says("4 rounds of 8 minutes", "4 tours de 8 minutes")
    )
    visitor.leave_by("form[hx-get] button")
    visitor.leave_by('form[action$="/rotation/"] button')
    meeting = SpeedMeeting.objects.get()
    for page in ("people/", "print/", "edit/", ""):
        visitor.open(f"/speed-meetings/{meeting.pk}/{page}")
    visitor.leave_by('form[action$="/announce/"] button')
    return meeting


def move_to(meeting, start):
    """Let the event begin at another time: nobody waits two weeks in a test."""
    length = meeting.ends_at - meeting.starts_at
    SpeedMeeting.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + length)


def prefer(visitor, person, other):
    visitor.follow_mail(person)
    visitor.find(f"[name=p{other.pk}]").select_option("1")
    visitor.leave_by('form[action$="/mine/answer/"] button')
    visitor.sees(".alert.well, .said")


def accept(visitor, person):
    visitor.follow_mail(person)
    visitor.press(YES)
    expect(visitor.find(YES)).to_have_count(0)


def test_from_the_event_to_an_active_pair(visit, cohort, coordinator, people):
    (mentee, _other), (_first, mentor) = people
    desk = visit(coordinator)
    meeting = plan_and_announce(desk, cohort)

    phone = visit(size=PHONE)
    phone.follow_mail(mentee)
    phone.sees(".rounds > li", times=4)
    move_to(meeting, timezone.now() - timedelta(minutes=3))
    phone.open(f"/speed-meetings/{meeting.pk}/mine/")
    phone.sees(".now .go")

    move_to(meeting, timezone.now() - timedelta(hours=3))
    follow_meetings(at=timezone.now())
    for one, other in ((mentee, mentor), (mentor, mentee)):
        prefer(visit(size=PHONE), one, other)
    desk.open(f"/speed-meetings/{meeting.pk}/")
    expect(desk.find("h1")).to_contain_text(desk.says("2 of 4", "2 personnes sur 4"))
    desk.leave_by('form[action$="/close/"] button')
    desk.leave_by(f'aside a[href$="/cohorts/{cohort.pk}/rounds/"]')
    desk.press('form[action$="/rounds/run/"] button')
    desk.sees('form[action$="/release/"] button')
    assert Wish.objects.count() == 2
    assert Proposal.objects.filter(mentee=mentee, mentor=mentor).exists()
    desk.press('form[action$="/release/"] button')
    desk.sees(".figure", times=5)

    for one in (mentor, mentee):
        accept(visit(), one)

    pair = Pair.objects.get(mentor=mentor, mentee=mentee)
    for one in (mentor, mentee):
        signer = visit(one)
        signer.open(f"/pairs/{pair.pk}/")
        signer.press('form[action$="/sign/"] button')
        expect(signer.find('form[action$="/sign/"]')).to_have_count(0)
    pair.refresh_from_db()
    assert pair.state == Pair.State.ACTIVE
