"""One programme with one of everything in it, and somebody in each role."""

import tempfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from django.utils import timezone

from tests.calendar_world import ConnectedCalendarFactory
from tests.call_world import call_of
from tests.choice_world import choices_of
from tests.circle_world import circle_of_mentors
from tests.clinic_world import furnish_clinic
from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    EvidenceFactory,
    KitCopyFactory,
    KitFactory,
    LessonFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoleGrantFactory,
    RoundFactory,
    SessionFactory,
    SkillFactory,
    TopicRequestFactory,
    TrainingFactory,
)
from tests.grid_world import result_of
from tests.group_world import group_of
from upside.feedback.actions import speak_up
from upside.feedback.models import Suggestion
from upside.kernel.models import AuditEntry
from upside.matching.models import Attendee, Encounter, SpeedMeeting
from upside.notices.anonymous import anonymous_token
from upside.notices.models import Notice
from upside.notices.taps import tap_link
from upside.pairs.models import Pair
from upside.people.actions import check_import, receive_file
from upside.people.imports.mapping import Mapping, propose_grades
from upside.people.imports.outcome import Choices
from upside.people.imports.storing import store
from upside.programmes.call_models import OpenCall
from upside.programmes.models import ProgrammeVersion
from upside.programmes.need_models import NeedSurvey
from upside.programmes.templates import load_template, template_text
from upside.sessions.actions.feeds import make_feed
from upside.skills.actions import (
    decide_texts,
    explain_questions,
    receive_survey,
    stored_survey,
)
from upside.skills.queries import skills_by_name
from upside.skills.surveys.proposing import propose_map

ROLES = (
    "stranger", "mentor", "mentee", "assistant", "coach", "sponsor", "evaluator", "auditor",
    "administrator", "coordinator",
)  # fmt: skip


STAFF = """id;name;email;job title
N1;Nadia Nord;nadia@aubrac.example;Director
N2;Noé Noir;noe@aubrac.example;Data Analyst
;Without Id;nobody@aubrac.example;Data Analyst
"""

ANSWERS = """mail,What do you know?,Rate your level [Excel],Rate your level [Canva]
WHO,Excel;Juggling,3,1
noe@aubrac.example,ChatGPT,5,
"""


def build_world(programme, cohort, coordinator, stranger):
    """Return people by role and things by name."""
    named = {role: PersonFactory() for role in ROLES if role not in {"coordinator", "stranger"}}
    named |= {"coordinator": coordinator, "stranger": stranger}
    for role in ("coach", "sponsor", "evaluator", "auditor"):
        RoleGrantFactory(person=named[role], role=role, programme=programme)
    RoleGrantFactory(person=named["administrator"], role="administrator", programme=None)
    two = {"mentor": named["mentor"], "mentee": named["mentee"]}
    place = EnrolmentFactory(cohort=cohort, person=named["mentor"], role="mentor")
    EnrolmentFactory(
        cohort=cohort, person=named["mentee"], role="mentee", assistant=named["assistant"]
    )
    round_ = RoundFactory(cohort=cohort, state="released")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, **two)
    survey = NeedSurvey.objects.create(
        cohort=cohort, opened_at=timezone.now(), closes_on=timezone.localdate() + timedelta(days=14)
    )
    things = {
        "survey": survey,
        "token": SimpleNamespace(pk=anonymous_token(f"/needs/{survey.pk}/")),
        "one": SimpleNamespace(pk=1),
        "cohort": cohort,
        "place": place,
        "grant": coordinator.role_grants.get(),
        "round": round_,
        "proposal": ProposalFactory(round=round_, **two),
        "pair": pair,
        "session": SessionFactory(pair=pair),
        "group": group_of(pair, coordinator),
        "people_import": checked_import(coordinator),
        "skill": SkillFactory(),
        "survey_file": checked_survey(coordinator),
        "word": TopicRequestFactory(person=named["mentor"]),
        "connected": ConnectedCalendarFactory(
            person=named["mentor"], holds='[["https://calendar.example.org/office/", "Work"]]'
        ),
    }
    about = f"session:{things['session'].pk}:0"
    link = tap_link(named["mentor"], about, "held")
    things["tap"] = SimpleNamespace(pk=link.split("/")[-2])
    things["feed"] = SimpleNamespace(pk=make_feed(named["mentor"], at=MONDAY_NINE).secret)
    programme.settings = load_template(programme.template)
    programme.save()
    ProgrammeVersion.objects.create(
        programme=programme, number=1, settings=programme.settings,
        text=template_text(programme.template), made_at=MONDAY_NINE,
    )  # fmt: skip
    things |= result_of(place, named["evaluator"])
    things |= choices_of(programme, named["mentor"], coordinator)
    cohort.ends_on = timezone.localdate() + timedelta(days=90)  # a call ends with its cohort
    cohort.save()
    things["call"] = OpenCall.objects.create(
        cohort=cohort, texts={"en": "Come and teach."}, opened_at=MONDAY_NINE
    )
    things["suggestion"] = Suggestion.objects.create(
        programme=programme, author=named["mentor"], text="Longer.", written_on=MONDAY_NINE.date()
    )
    TrainingFactory(person=named["mentor"], path="mentor")
    things["training"] = SimpleNamespace(pk="mentor")
    things["training_part"] = SimpleNamespace(pk="posture")
    things["kit"] = KitFactory(skill=things["skill"], needs_review=True)
    things["copy"] = KitCopyFactory(kit=things["kit"], owner=named["mentor"])
    things["clinic"], things["time"] = furnish_clinic(programme, named)
    call_of(things["proposal"])
    things["lesson"] = LessonFactory(programme=programme)
    things["evidence"] = EvidenceFactory(
        person=named["mentor"], skill=things["skill"], state="asked"
    )
    things |= meeting_of(cohort, coordinator, named)
    things["concern"] = speak_up(
        cohort, pair=pair, by=named["mentor"], text="Uneasy.", at=timezone.now()
    )
    Notice.objects.all().delete()  # the outbox starts with the test
    things |= circle_of_mentors(cohort, coordinator)
    return named, things | {
        "programme": programme,
        "step": SimpleNamespace(pk="exchange"),
        "section": SimpleNamespace(pk="how-it-runs"),
        "template_code": SimpleNamespace(pk="mutual"),
        "company": SimpleNamespace(pk="axa"),
    }


def meeting_of(cohort, by, people):
    """Return a speed meeting at which the two met; their preferences are asked for now."""
    now = timezone.now()
    held = SpeedMeeting.objects.create(
        cohort=cohort, state="open", starts_at=now - timedelta(hours=2), n_rounds=3, minutes=8,
        ends_at=now - timedelta(hours=1), n_tables=1, preferences_until=now + timedelta(days=3),
        made_by=by, made_at=now - timedelta(days=9), announced_at=now - timedelta(days=9),
    )  # fmt: skip
    for role in ("mentor", "mentee"):
        Attendee.objects.create(meeting=held, person=people[role], role=role)
    two = {"mentor": people["mentor"], "mentee": people["mentee"]}
    Encounter.objects.create(meeting=held, number=1, table=1, **two)
    return {"meeting": held, "attendee": held.attendees.get(role="mentee")}


def checked_survey(by, answers=ANSWERS):
    """Bring in a small survey as the pages do, up to the page that asks for the last yes."""
    with tempfile.TemporaryDirectory() as folder:
        (file := Path(folder) / "survey.csv").write_text(answers.replace("WHO", by.email), "utf-8")
        received = receive_survey(file, name="survey.csv", by=by, at=timezone.now())
    proposed = propose_map(stored_survey(received), skills_by_name())
    explained = explain_questions(received, proposed.plan)
    checked = decide_texts(explained, {}, "own")
    AuditEntry.objects.all().delete()  # the log starts with the test
    return checked


def checked_import(by, staff=STAFF):
    """Bring in a small HR file as the pages do, up to the page that asks for the last yes.

    It has a faulty line, titles that need grades, and does not name the people of the world.
    """
    at = timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        (file := Path(folder) / "staff.csv").write_text(staff, "utf-8")
        received = receive_file(file, name="staff.csv", by=by, at=at)
        stored = store(file, Path(folder) / "stored.csv")
        columns = {proposal.heading: proposal.field for proposal in stored.proposals()}
        mapping = Mapping(columns, *propose_grades(stored.columns, columns))
    checked = check_import(received, mapping, Choices(), by=by, at=at)
    AuditEntry.objects.all().delete()  # the log starts with the test
    return checked
