"""People and things for tests, all invented; no surprises: what a test relies on it says itself."""

from datetime import UTC, date, datetime

import factory
from django.db.models import Max
from factory.django import DjangoModelFactory

from upside.grids.content import ready_content
from upside.grids.models import Evaluation, EvaluationGrid, EvaluationSheet
from upside.learning.kits import hash_of, in_one_language, kits
from upside.learning.models import Kit, KitCopy, Training
from upside.learning.paths import paths
from upside.matching.models import Proposal, Round
from upside.pairs.models import Group, Pair
from upside.people.models import Person, Unit
from upside.programmes.lesson_models import Lesson
from upside.programmes.models import Cohort, Enrolment, Programme, RoleGrant, Slot
from upside.sessions.first_call_models import FirstCall
from upside.sessions.models import Session
from upside.skills.models import Evidence, Skill, SkillLevel, TopicRequest, Want
from upside.skills.wording import folded

MONDAY_NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Unit {n}")
    path = factory.SelfAttribute("name")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    external_id = factory.Sequence(lambda n: f"P{n:04}")
    first_name = factory.Sequence(lambda n: f"Camille{n}")
    last_name = "Aubrac"
    email = factory.LazyAttribute(lambda p: f"{p.external_id.lower()}@aubrac.example")
    unit = factory.SubFactory(UnitFactory)
    site = "Lyon"
    country = "FR"
    grade = 3
    languages = factory.LazyFunction(lambda: ["fr", "en"])
    ui_language = "en"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    slug = factory.Sequence(lambda n: f"programme-{n}")
    names = factory.LazyFunction(lambda: {"en": "Turning the tables", "fr": "Regards croisés"})
    template = "need_profile_hr"
    created_at = MONDAY_NINE


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    role = RoleGrant.Role.COORDINATOR
    programme = factory.SubFactory(ProgrammeFactory)


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    programme = factory.SubFactory(ProgrammeFactory)
    phase = Lesson.Phase.RECRUIT
    learned = "A call by mail alone reaches few."
    written_at = MONDAY_NINE


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    names = factory.LazyFunction(lambda: {"en": "Spring 2026", "fr": "Printemps 2026"})
    starts_on = date(2026, 3, 2)
    ends_on = date(2026, 9, 1)
    launched_at = MONDAY_NINE


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(PersonFactory)
    role = Enrolment.Role.MENTOR
    state = Enrolment.State.READY
    invited_at = MONDAY_NINE


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = Slot

    enrolment = factory.SubFactory(EnrolmentFactory)
    weekday = 0
    starts = 9 * 60
    ends = 12 * 60


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"T{n}")
    area = "digital"
    direction = Skill.Direction.J2S
    labels = factory.LazyAttribute(lambda s: {"en": f"Topic {s.code}", "fr": f"Sujet {s.code}"})


class SkillLevelFactory(DjangoModelFactory):
    class Meta:
        model = SkillLevel

    person = factory.SubFactory(PersonFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 6
    evidence = SkillLevel.Evidence.SELF
    set_at = MONDAY_NINE


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    person = factory.SubFactory(PersonFactory)
    skill = factory.SubFactory(SkillFactory)
    kind = "certificate"
    level = 6
    reference = "Pix"
    given_on = MONDAY_NINE.date()
    expires_on = date(2028, 3, 2)
    made_at = MONDAY_NINE


class WantFactory(DjangoModelFactory):
    class Meta:
        model = Want

    person = factory.SubFactory(PersonFactory)
    skill = factory.SubFactory(SkillFactory)
    target = 5


class TopicRequestFactory(DjangoModelFactory):
    class Meta:
        model = TopicRequest

    person = factory.SubFactory(PersonFactory)
    text = "Knitting"
    folded = factory.LazyAttribute(lambda r: folded(r.text))
    language = "en"
    kind = TopicRequest.Kind.WANT
    direction = Skill.Direction.J2S
    asked_at = MONDAY_NINE


NO_PAIRS = {
    "objective": "people-first",
    "n_mentees": 0,
    "n_mentors": 0,
    "n_seats": 0,
    "n_pairs": 0,
    "total_fit": 0,
    "certified": None,
    "bound_pairs": None,
    "bound_fit": None,
    "gap": None,
    "left_over": [],
}


def _next_number(cohort):
    """Return the number that the product would give: never one that it gave already."""
    return (Round.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"] or 0) + 1


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    cohort = factory.SubFactory(CohortFactory)
    number = factory.LazyAttribute(lambda made: _next_number(made.cohort))
    inputs = factory.LazyFunction(dict)
    inputs_sha256 = "0" * 64
    engine_version = "0"
    outcome = factory.LazyFunction(lambda: dict(NO_PAIRS))
    run_at = MONDAY_NINE


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    round = factory.SubFactory(RoundFactory)
    cohort = factory.SelfAttribute("round.cohort")
    mentor = factory.SubFactory(PersonFactory)
    mentee = factory.SubFactory(PersonFactory, grade=7)
    fit = 7_000
    state = Proposal.State.RELEASED


class FirstCallFactory(DjangoModelFactory):
    class Meta:
        model = FirstCall

    cohort = factory.SubFactory(CohortFactory)
    mentor = factory.SubFactory(PersonFactory)
    mentee = factory.SubFactory(PersonFactory, grade=7)
    asked_by = factory.SelfAttribute("mentor")
    asked_at = MONDAY_NINE
    minutes = 20
    path = "/proposals/1/"
    uid = factory.Sequence(lambda n: f"call-{n}@upside")


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    cohort = factory.SubFactory(CohortFactory)
    mentor = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    made_by = factory.SubFactory(PersonFactory)
    made_at = MONDAY_NINE


class PairFactory(DjangoModelFactory):
    class Meta:
        model = Pair

    cohort = factory.SubFactory(CohortFactory)
    mentor = factory.SubFactory(PersonFactory)
    mentee = factory.SubFactory(PersonFactory, grade=7)
    accepted_at = MONDAY_NINE


class EvaluationGridFactory(DjangoModelFactory):
    class Meta:
        model = EvaluationGrid

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    content = factory.LazyFunction(lambda: ready_content() | {"n_evaluators": 1})
    made_at = MONDAY_NINE


class EvaluationFactory(DjangoModelFactory):
    class Meta:
        model = Evaluation

    enrolment = factory.SubFactory(EnrolmentFactory)
    grid = factory.SubFactory(EvaluationGridFactory)
    put_up_at = MONDAY_NINE


class EvaluationSheetFactory(DjangoModelFactory):
    class Meta:
        model = EvaluationSheet

    evaluation = factory.SubFactory(EvaluationFactory)
    evaluator = factory.SubFactory(PersonFactory)


class KitFactory(DjangoModelFactory):
    class Meta:
        model = Kit

    code = factory.Sequence(lambda n: f"kit-{n}")
    skill = factory.SubFactory(SkillFactory)
    content = factory.LazyFunction(lambda: kits()[0]["content"])
    content_hash = factory.LazyAttribute(lambda kit: hash_of(kit.content))
    loaded_at = MONDAY_NINE


class KitCopyFactory(DjangoModelFactory):
    class Meta:
        model = KitCopy

    kit = factory.SubFactory(KitFactory)
    owner = factory.SubFactory(PersonFactory)
    language = "en"
    content = factory.LazyAttribute(lambda copy: in_one_language(copy.kit.content, copy.language))
    content_hash = factory.LazyAttribute(lambda copy: hash_of(copy.content))
    changed_at = MONDAY_NINE
    shared_at = MONDAY_NINE


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    person = factory.SubFactory(PersonFactory)
    path = "mentor"
    started_at = MONDAY_NINE
    completed_on = MONDAY_NINE.date()
    version = 1
    covered = factory.LazyAttribute(
        lambda one: [{"title": p.title, "minutes": p.minutes} for p in paths()[one.path].parts]
    )


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    pair = factory.SubFactory(PairFactory, state=Pair.State.ACTIVE)
    starts_at = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    ends_at = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
    uid = factory.Sequence(lambda n: f"session-{n}@upside")
    booked_by = factory.SelfAttribute("pair.mentee")
    booked_at = MONDAY_NINE


def ready(cohort, role, *, seats=1, level=None, want=None, **person):
    """Place somebody in ``cohort`` who is ready for a round: grade, time, skills as given.

    ``level`` and ``want`` are (code, level) each; mentees are of grade 7, mentors of grade 3.
    """
    who = PersonFactory(**{"grade": 7 if role == Enrolment.Role.MENTEE else 3, **person})
    place = EnrolmentFactory(cohort=cohort, person=who, role=role, seats=seats)
    SlotFactory(enrolment=place)
    if level:
        SkillLevelFactory(person=who, skill=SkillFactory(code=level[0]), level=level[1])
    if want:
        WantFactory(person=who, skill=SkillFactory(code=want[0]), target=want[1])
    return who


def ready_mentee(cohort, **person):
    """Place a mentee who wants J1 and can give back S1."""
    return ready(cohort, Enrolment.Role.MENTEE, **{"level": ("S1", 6), "want": ("J1", 5), **person})


def ready_mentor(cohort, **person):
    """Place a mentor who knows J1 and wants S1."""
    return ready(cohort, Enrolment.Role.MENTOR, **{"level": ("J1", 6), "want": ("S1", 4), **person})
