"""What files bring in comes in whole or not at all."""

import pytest

from tests.factories import MONDAY_NINE, EnrolmentFactory, PersonFactory, SlotFactory, WantFactory
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.people.actions import FaultyLines, check_import, receive_file
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.imports.storing import store
from upside.programmes.actions import (
    BadPlace,
    EnrolLine,
    EnrolOutcome,
    UnknownPeople,
    enrol_people,
    refresh_all,
    take_in_import,
    take_in_people,
    take_in_skills,
)
from upside.programmes.models import Enrolment
from upside.programmes.queries import ready_places
from upside.skills.actions import SkillsFileRefused
from upside.skills.models import Skill, SkillLevel, Want

pytestmark = pytest.mark.django_db


def enrol(cohort, *lines, role="mentor", said_yes=False):
    return enrol_people(cohort, list(lines), role, said_yes=said_yes, by=None, at=MONDAY_NINE)


def take_in(*lines, **options):
    chosen = {"new_topics": False, "dry_run": False} | options
    return take_in_skills(lambda: iter(lines), **chosen, by=None, at=MONDAY_NINE)


def test_people_are_invited_and_keep_their_own_answer(cohort):
    PersonFactory(external_id="P1")
    PersonFactory(external_id="P2", email=None)

    outcome = enrol(cohort, EnrolLine("P1", seats=3), EnrolLine("P2"))

    assert outcome == EnrolOutcome(invited=1, already=0, without_mail=1, left=0, answered=0)
    assert Enrolment.objects.get().state == Enrolment.State.INVITED


def test_a_yes_from_elsewhere_comes_with_what_the_file_knows(cohort):
    WantFactory(person__external_id="P1")

    enrol(cohort, EnrolLine("P1", seats=3, slots=[(0, 540, 720)]), said_yes=True)

    place = Enrolment.objects.get()
    assert (place.state, place.seats, place.slots.count()) == (Enrolment.State.READY, 3, 1)
    assert AuditEntry.objects.filter(details={"collected": "elsewhere"}).count() == 1


def test_a_mentee_has_one_seat_whatever_the_file_says(cohort):
    PersonFactory(external_id="P1")

    enrol(cohort, EnrolLine("P1", seats=3, languages=["fr"]), role="mentee", said_yes=True)

    assert Enrolment.objects.get().seats == 1


def test_one_bad_line_keeps_everybody_out(cohort):
    PersonFactory(external_id="P1")
    PersonFactory(external_id="P2")

    with pytest.raises(BadPlace):
        enrol(cohort, EnrolLine("P1"), EnrolLine("P2", seats=9), said_yes=True)
    with pytest.raises(UnknownPeople, match="P3"):
        enrol(cohort, EnrolLine("P1"), EnrolLine("P3"))

    assert not Enrolment.objects.exists()


def test_who_has_answered_is_not_answered_for(cohort):
    place = EnrolmentFactory(cohort=cohort, state=Enrolment.State.ACCEPTED)

    assert enrol(cohort, EnrolLine(place.person.external_id), said_yes=True).answered == 0


def test_skills_come_in_with_their_topics_and_make_people_ready():
    place = EnrolmentFactory(role="mentee", state="accepted", person__external_id="P1")
    SlotFactory(enrolment=place)
    lines = [{"id": "P1", "skill": "J1", "want": "5"}, {"id": "P1", "skill": "Rust", "level": "6"}]

    answer = take_in(*lines, new_topics=True)

    assert (answer["topics_added"], answer["changed_places"]) == (["Rust"], 1)
    assert SkillLevel.objects.get().skill.code == "C1"
    place.refresh_from_db()
    assert place.state == Enrolment.State.READY


def test_a_dry_run_keeps_nothing_and_an_unknown_topic_refuses_all():
    PersonFactory(external_id="P1")
    line = {"id": "P1", "skill": "J1", "want": "5"}

    assert take_in(line, dry_run=True)["created"] == 1
    with pytest.raises(SkillsFileRefused) as refusal:
        take_in(line, {"id": "P1", "skill": "Rust", "want": "5"})

    assert isinstance(refusal.value, Refused)
    assert not Want.objects.exists()
    assert not Skill.objects.exists()


@pytest.fixture
def waiting(cohort):
    """Somebody who did their part and waits for a grade from HR."""
    place = EnrolmentFactory(cohort=cohort, person__grade=None, state=Enrolment.State.COMPLETE)
    SlotFactory(enrolment=place)
    WantFactory(person=place.person)
    return place


@pytest.fixture
def bring(tmp_path):
    """Import one line about the grade of somebody, as the command does."""

    def run(person, grade):
        source = tmp_path / "staff.csv"
        source.write_text(f"id,grade\n{person.external_id},{grade}\n")
        stored = store(source, tmp_path / "kept.csv")
        columns = Mapping({heading: heading for heading in stored.headings})
        return take_in_people(stored, columns, Choices(), name=source.name, by=None, at=MONDAY_NINE)

    return run


def is_ready(place):
    place.refresh_from_db()
    return (place.state, ready_places(Enrolment.objects.all()).contains(place))


def test_a_grade_that_comes_with_a_file_makes_ready_and_one_that_goes_unmakes_it(waiting, bring):
    assert bring(waiting.person, "3").updated == 1
    assert is_ready(waiting) == (Enrolment.State.READY, True)

    bring(waiting.person, "")
    assert is_ready(waiting) == (Enrolment.State.COMPLETE, False)


def test_a_file_that_is_refused_leaves_readiness_as_it_was(waiting, bring):
    with pytest.raises(FaultyLines):
        bring(waiting.person, "three")

    assert is_ready(waiting) == (Enrolment.State.COMPLETE, False)


def test_an_uploaded_file_settles_who_is_ready_too(waiting, coordinator, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    source = tmp_path / "staff.csv"
    source.write_text(f"id,grade\n{waiting.person.external_id},3\n")
    now = {"by": coordinator, "at": MONDAY_NINE}
    import_ = receive_file(source, name="staff.csv", **now)
    import_ = check_import(import_, Mapping({"id": "id", "grade": "grade"}), Choices(), **now)

    take_in_import(import_, Choices(leavers="keep"), revision=1, **now)

    assert is_ready(waiting) == (Enrolment.State.READY, True)


@pytest.mark.parametrize("lost", [{"grade": None}, {"email": None}, {"languages": []}])
def test_nobody_is_ready_by_their_state_alone(waiting, bring, lost):
    bring(waiting.person, "3")
    for name, value in lost.items():
        setattr(waiting.person, name, value)
    waiting.person.grade = lost.get("grade", 3)
    waiting.person.save()

    assert is_ready(waiting) == (Enrolment.State.READY, False)
    assert refresh_all(at=MONDAY_NINE) == 1


def test_nobody_is_ready_without_a_time_a_want_or_a_seat(cohort):
    for_nothing = EnrolmentFactory(cohort=cohort)
    SlotFactory(enrolment=EnrolmentFactory(cohort=cohort))
    WantFactory(person=EnrolmentFactory(cohort=cohort).person)
    seatless = EnrolmentFactory(cohort=cohort, seats=0)
    SlotFactory(enrolment=seatless)
    WantFactory(person=seatless.person)

    assert for_nothing.state == Enrolment.State.READY
    assert not ready_places(Enrolment.objects.all()).exists()
