"""The demo goes through the same actions as the pages: their entries in the log are alike."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories import PersonFactory, RoleGrantFactory, UnitFactory
from upside.calendars.models import ConnectedCalendar
from upside.cli.demo.build import build_demo
from upside.community.models import CircleDate
from upside.insights.report import report_of
from upside.kernel.models import AuditEntry
from upside.learning.paths import path_of
from upside.matching.models import ClinicSlot, Proposal, Round, SpeedMeeting
from upside.pairs.farewell_models import LookBack
from upside.pairs.models import Pair
from upside.programmes.models import Cohort, Enrolment, LaunchRecord
from upside.programmes.queries import places_to_train
from upside.programmes.templates import load_template, template_names
from upside.sessions.models import CalendarFeed, Session, SessionReply
from upside.sessions.queries import common_dates
from upside.skills.actions import load_catalogue
from upside.skills.models import Skill

pytestmark = pytest.mark.django_db
USUAL = "need_profile_hr"
# what the demo's people do besides, and one journey of two people does not
BESIDES = {
    "administrator.named", "assistant.named", "catalogue.loaded", "confidence.said",
    "invitation.declined",
    "circle.answered", "circle.planned", "clinic.freed", "group.formed", "kits.loaded",
    "lists.refreshed", "people.imported", "person.signed_in", "programme.cohort_added",
    "proposal.no", "proposal.withdrawn", "session.cancelled", "session.missed", "studio.changed",
    "studio.undone",
}  # fmt: skip


@pytest.fixture
def few(monkeypatch, settings):
    """Let fewer people take part, so that a whole life takes seconds; mails stay in the house."""
    settings.DEMO = True
    monkeypatch.setattr("upside.cli.demo.cast.N_MENTEES", 14)
    monkeypatch.setattr("upside.cli.demo.cast.N_MENTORS", 18)
    monkeypatch.setattr("upside.cli.demo.cast.N_NEXT_MENTEES", 8)
    monkeypatch.setattr("upside.cli.demo.cast.N_NEXT_MENTORS", 8)


def test_the_demo_leaves_a_next_cohort_at_its_matching_day(few):
    summary = build_demo(at=timezone.now(), n_people=130)

    [coming] = Cohort.objects.exclude(pk=summary.cohort)
    plans = Round.objects.filter(cohort=coming)
    assert set(plans.values_list("state", "name")) == {
        ("draft", "Plan A"), ("draft", "Plan B"), ("draft", "Plan C"),
    }  # fmt: skip
    assert not Pair.objects.filter(cohort=coming).exists()


def test_the_demo_shows_what_happens_to_pairs(few, monkeypatch):
    for name in ("N_MENTEES", "N_MENTORS"):
        monkeypatch.setattr(f"upside.cli.demo.cast.{name}", 26)
    build_demo(at=timezone.now(), n_people=130)

    said = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"session.moved", "pair.paused", "pair.closed", "learning.published"} <= said
    assert SessionReply.objects.exclude(answer="accepted").exists()
    assert CalendarFeed.objects.exists()
    assert ConnectedCalendar.objects.get().spans.count() > 1
    assert CircleDate.objects.exists()
    assert LookBack.objects.exclude(thanks=None).count() > 1


def shapes(entries):
    """Return each verb with what its entries are about and which facts they tell."""
    return {
        (entry.verb, entry.subject.partition(":")[0], tuple(sorted(entry.details)))
        for entry in entries
        if entry.verb not in BESIDES
    }


class Driver:
    """Sends what people send from the pages, one after the other."""

    def __init__(self, client):
        self.client = client

    def post(self, person, name, keys=(), **data):
        self.client.force_login(person)
        response = self.client.post(reverse(name, args=keys), data)
        assert response.status_code in {200, 302}, (name, response.content)

    def programme(self, template, by):
        day = timezone.localdate()
        names = {f"{one}_{code}": one for one in ("name", "cohort") for code in ("en", "fr")}
        dates = {"starts_on": day.isoformat(), "ends_on": (day + timedelta(days=300)).isoformat()}
        self.client.force_login(by)
        address = reverse("programmes:new") + f"?template={template}"
        assert self.client.post(address, names | dates).status_code == 302
        cohort = Cohort.objects.get()
        for role in ("sponsor", "coach", "evaluator", "auditor"):
            other = PersonFactory().external_id
            self.post(by, "programmes:team", [cohort.pk], who=other, role=role)
        day_ = {f"{gate}-settled_on": "2026-01-05" for gate in LaunchRecord.Gate.values}
        said = {f"{gate}-reference": "R-1" for gate in LaunchRecord.Gate.values}
        self.post(by, "programmes:launch", [cohort.pk], launch="yes", **day_, **said)
        return cohort

    def join(self, cohort, person, role, by, *, want, share):
        data = {"role": role, "pasted": person.external_id}
        self.post(by, "programmes:invite", [cohort.pk], **data)
        [place] = Enrolment.objects.filter(person=person)
        self.post(person, "places:answer", [place.pk], answer="yes")
        profile = ("places:profile", [place.pk])
        self.post(person, *profile, block="want", skill=want, target=6, importance=3, today=1)
        self.post(person, *profile, block="share", skill=share, level=8)
        self.post(person, *profile, block="times", times="1-540-1080")

    def pair(self, cohort, mentor, mentee, by):
        """Form a pair as the mode of the programme has it."""
        mode = load_template(cohort.programme.template)["mode"]
        if mode in {"choose", "hybrid"}:
            last_day = (timezone.localdate() + timedelta(days=9)).isoformat()
            self.post(by, "choosing:prepare", [cohort.pk])
            self.post(by, "choosing:open", [cohort.pk], last_day=last_day)
        place = Enrolment.objects.get(person=mentee)
        if mode == "choose":
            self.post(mentee, "choosing:invite", [place.pk], other=mentor.pk)
            self.post(mentor, "matching:answer", [Proposal.objects.get().pk], answer="yes")
            return
        if mode == "speed_meet":
            self.speed_meeting(cohort, by, (mentor, mentee))
        if mode == "hybrid":
            self.post(mentee, "choosing:rank", [place.pk], **{f"p{mentor.pk}": "1"})
        if mode == "manual":
            two = {"mentor": mentor.pk, "mentee": mentee.pk}
            self.post(by, "by_hand:propose", [cohort.pk], **two)
        else:
            self.post(by, "matching:run", [cohort.pk])
        self.post(by, "matching:release", [Round.objects.get().pk], which="all")
        for person in (mentee, mentor):
            self.post(person, "matching:answer", [Proposal.objects.get().pk], answer="yes")

    def learn(self, person, code):
        """Take a whole training: the right answers, every commitment."""
        for part in path_of(code).parts:
            answers = {f"question_{n}": q.right for n, q in enumerate(part.questions)}
            ticks = {f"commitment_{n}": "on" for n in range(len(part.commitments))}
            self.post(person, "training:part", [code, part.code], **answers, **ticks)

    def train(self, cohort, by):
        waiting = list(places_to_train(cohort).values_list("pk", flat=True))
        if waiting:
            day = timezone.localdate().isoformat()
            self.post(by, "programmes:training", [cohort.pk], people=waiting, trained_on=day)

    def speed_meeting(self, cohort, by, people):
        day = timezone.localdate()
        plan = {
            "starts_on": day + timedelta(days=2), "starts_at": "14:00", "n_rounds": 3, "minutes": 8,
            "pause_minutes": 2, "n_tables": 1, "until_on": day + timedelta(days=4),
        }  # fmt: skip
        self.post(by, "meetings:new", [cohort.pk], **plan)
        event = [SpeedMeeting.objects.get().pk]
        for name in ("rotation", "announce"):
            self.post(by, f"meetings:{name}", event)
        for answer in ("yes", "no"):
            self.post(people[0], "meetings:away", event, away=answer)
        past = timezone.now() - timedelta(hours=3)
        SpeedMeeting.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))
        for one, other in (people, people[::-1]):
            self.post(one, "meetings:answer", event, **{f"p{other.pk}": "1"})
        self.post(by, "meetings:close", event)

    def meet(self, pair):
        mentor, mentee = pair.people
        for person in (mentor, mentee):
            self.post(person, "pairs:sign", [pair.pk])
        self.post(mentor, "pairs:goals", [pair.pk], learn="Strategy", offer="Prompts")
        self.booked(pair, mentee)
        self.settle(pair)

    def moments(self, pair):
        """Book, answer, move, rest and go on, connect calendars; then come to the end."""
        mentor, mentee = pair.people
        session, other = self.booked(pair, mentee), common_dates(
            pair, after=timezone.now() + timedelta(days=9), limit=1
        )[0]  # fmt: skip
        self.post(mentor, "pairs:answer", [session.pk], answer="accepted")
        self.post(mentor, "pairs:move", [session.pk], starts=f"{other:%Y-%m-%dT%H:%M:%S%z}")
        until = timezone.localdate() + timedelta(days=20)
        self.post(mentee, "pairs:pause", [pair.pk], until=until.isoformat())
        self.post(mentee, "pairs:resume", [pair.pk])
        file = SimpleUploadedFile("agenda.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        self.post(mentee, "calendars:file", **{"exported-calendar": file})
        self.post(mentee, "feeds:make")
        for name, data in (("done", {}), ("farewell", {"thanks": "Thank you."})):
            for person in pair.people:
                self.post(person, f"farewells:{name}", [pair.pk], **data)
        self.post(mentor, "farewells:learned", [pair.pk], text="Ask.", readers="company", number=0)
        for person in pair.people:
            self.post(person, "farewells:agree", [pair.pk], number=1)

    def booked(self, pair, by):
        start = common_dates(pair, after=timezone.now(), limit=1)[0]
        self.post(by, "pairs:book", [pair.pk], starts=f"{start:%Y-%m-%dT%H:%M:%S%z}")
        return Session.objects.order_by("-pk")[0]

    def clinic(self, cohort, mentor, mentee):
        day = timezone.localdate() + timedelta(days=8)
        said = {"first_on": day.isoformat(), "starts": "12:00", "ends": "13:00", "weeks": 2}
        place = Enrolment.objects.get(person=mentor)
        self.post(mentor, "places:profile", [place.pk], block="times", times="1-540-1080", seats=5)
        self.post(mentor, "clinics:mine", [cohort.pk], **said)
        slots = ClinicSlot.objects.order_by("pk")
        self.post(mentee, "clinics:book", [cohort.pk], slot=slots[0].pk)
        pair = Pair.objects.get()
        for person in pair.people:
            self.post(person, "pairs:sign", [pair.pk])
        self.post(mentor, "pairs:goals", [pair.pk], learn="Strategy", offer="Prompts")
        self.settle(pair)

    def settle(self, pair):
        mentor = pair.mentor
        session = Session.objects.get()
        past = timezone.now() - timedelta(hours=3)
        Session.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))
        self.post(mentor, "pairs:settle", [session.pk], answer="held")
        topic = str(Skill.objects.get(code="J1").pk)
        self.post(mentor, "pairs:exchange", [session.pk], to_mentee=[topic, "contact"])
        self.post(mentor, "pairs:pulse", [session.pk], useful=5, at_ease=5)
        self.post(mentor, "pairs:note", [session.pk], text="Mine.")


def by_pages(client, template):
    """Live through one pair on the pages, from the template to the first session."""
    load_catalogue(at=timezone.now())
    by = RoleGrantFactory(role="administrator", programme=None).person
    partners = load_template(template).get("partners", [])
    guest = UnitFactory(name=partners[0]) if partners else UnitFactory()
    mentor, mentee = PersonFactory(grade=3, unit=guest), PersonFactory(grade=8)
    drive = Driver(client)
    cohort = drive.programme(template, by)
    drive.join(cohort, mentor, "mentor", by, want="S1", share="J1")
    drive.join(cohort, mentee, "mentee", by, want="J1", share="S1")
    drive.learn(mentee, "mentee")
    if cohort.settings["mode"] == "expert_clinic":
        drive.clinic(cohort, mentor, mentee)
        return shapes(AuditEntry.objects.all())
    drive.pair(cohort, mentor, mentee, by)
    drive.train(cohort, by)
    drive.meet(Pair.objects.get())
    if template == USUAL:
        drive.moments(Pair.objects.get())
    return shapes(AuditEntry.objects.all())


@pytest.mark.parametrize("template", template_names())
def test_a_template_runs_to_its_report_as_on_the_pages(client, template, few):
    with transaction.atomic():  # the demo wants an empty house
        pages = by_pages(client, template)
        transaction.set_rollback(True)

    summary = build_demo(at=timezone.now(), template=template, n_people=130)

    assert shapes(AuditEntry.objects.all()) - pages == set()
    report = report_of(Cohort.objects.get(pk=summary.cohort))
    assert summary.pairs == report.n_pairs > 0
    assert report.n_held > report.n_pairs


@pytest.mark.parametrize("template", sorted({*template_names()} - {USUAL}))
def test_a_demo_of_another_template_has_lived_its_whole_plan(template, few):
    summary = build_demo(at=timezone.now(), template=template, n_people=130)

    sessions = Session.objects.filter(pair__cohort=summary.cohort, state=Session.State.HELD)
    by_pair = Counter(sessions.values_list("pair", flat=True))
    assert max(by_pair.values()) >= load_template(template)["n_sessions"] - 1
    assert not Session.objects.filter(starts_at__gt=timezone.now()).exists()
