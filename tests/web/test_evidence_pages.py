"""Evidence on pages: what one's level rests on, asking a colleague, answering, contesting."""

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    EvidenceFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
)
from tests.grid_world import decided
from upside.people.queries import line_above
from upside.programmes.actions.evidence import expire
from upside.programmes.queries import evidence_to_answer
from upside.skills.actions import record_evidence, set_level
from upside.skills.models import Evidence, Skill, SkillLevel

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(cohort, client):
    place = EnrolmentFactory(cohort=cohort, role="mentor", state="accepted")
    client.force_login(place.person)
    return place.person


@pytest.fixture
def skill():
    return SkillFactory()


def url(name, thing):
    return reverse(f"evidence:{name}", args=[thing.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_a_topic_shows_what_it_rests_on_with_the_same_queries(
    client, mentor, skill, rows, django_assert_num_queries
):
    set_level(mentor, skill, 4, by=mentor, at=MONDAY_NINE)
    for _ in range(rows):
        EvidenceFactory(person=mentor, skill=skill, given_by=PersonFactory())

    with django_assert_num_queries(7):
        response = client.get(url("level", skill))

    assert response.content.count(b"This is wrong") == rows
    assert b"It is your own estimate" in response.content


def test_a_level_that_somebody_else_supports_says_until_when(client, mentor, skill):
    given = {"given_on": MONDAY_NINE.date(), "by": PersonFactory(), "at": MONDAY_NINE}
    record_evidence(mentor, skill, "observed", 6, **given)

    content = client.get(url("level", skill)).content

    assert b"Level 6 counts today." in content
    assert b"observed session, until 2 March 2028" in content


def test_the_result_of_a_grid_is_contested_on_the_page_of_its_evaluation(client, cohort):
    evaluation = decided(cohort)
    person, skill = evaluation.enrolment.person, Skill.objects.get(code="J1")
    client.force_login(person)
    page = reverse("grids:evaluation", args=[evaluation.pk])

    before = client.get(url("level", skill)).content.decode()

    assert f'href="{page}#contest">Open your evaluation to contest it' in before
    assert "This is wrong" not in before
    assert b'id="contest"' in client.get(page).content

    client.post(reverse("grids:contest", args=[evaluation.pk]), {"reason": "My tool was down."})
    after = client.get(url("level", skill)).content.decode()

    assert f'href="{page}">Open your evaluation<' in after


def test_a_colleague_is_found_asked_and_answers(client, mentor, skill):
    friend = PersonFactory(last_name="Zeller")

    found = client.get(url("colleagues", skill), {"q": "Zell"}).content.decode()
    client.post(url("ask", skill), {"colleague": friend.pk})
    asked = Evidence.objects.get()
    client.force_login(friend)
    answered = client.post(url("answer", asked), {"level": "6"}, follow=True)

    assert friend.name in found
    assert b"0 questions wait for you" in answered.content
    assert SkillLevel.objects.get(person=mentor).level == 6


def test_a_colleague_may_say_that_they_cannot_tell(client, mentor):
    friend = PersonFactory()
    asked = EvidenceFactory(person=mentor, kind="peer", state="asked", level=None, given_by=friend)
    client.force_login(friend)

    client.post(url("answer", asked), {"level": "no"})

    assert Evidence.objects.get().state == "withdrawn"


def test_nobody_in_the_reporting_line_is_asked(client, mentor, skill):
    boss = PersonFactory(external_id="BOSS")
    mentor.manager_ref = "BOSS"
    mentor.save()

    response = client.post(url("ask", skill), {"colleague": boss.pk}, follow=True)

    assert b"is in your reporting line" in response.content
    assert not Evidence.objects.exists()


def test_a_line_that_runs_in_a_circle_or_into_nothing_ends():
    first, second = PersonFactory(external_id="1", manager_ref="2"), PersonFactory(external_id="2")
    assert line_above(first) == {second.pk}
    second.manager_ref = "1"
    second.save()
    assert line_above(first) == {second.pk}
    assert line_above(PersonFactory(manager_ref="nobody")) == frozenset()


@pytest.mark.parametrize("colleague", ["", "0", "99999", "x"])
def test_asking_nobody_is_refused(client, mentor, skill, colleague):
    response = client.post(url("ask", skill), {"colleague": colleague}, follow=True)

    assert b"Choose a colleague of the list." in response.content


def test_a_certificate_waits_for_an_evaluator_of_the_programme(client, mentor, skill, programme):
    said = {"reference": "Pix", "given_on": "2026-03-01", "level": "5"}
    client.post(url("certificate", skill), said)
    claimed = Evidence.objects.get()
    judge = RoleGrantFactory(role="evaluator", programme=programme).person
    stranger = RoleGrantFactory(role="evaluator").person

    assert list(evidence_to_answer(stranger)) == []
    assert list(evidence_to_answer(judge)) == [claimed]
    client.force_login(judge)
    assert b"1 question waits for you." in client.get(reverse("front:home")).content
    client.post(url("answer", claimed), {"level": "5"})
    assert SkillLevel.objects.get(person=mentor).evidence == "certificate"


def test_a_certificate_of_tomorrow_is_refused_beside_the_field(client, mentor, skill):
    said = {"reference": "Pix", "given_on": "2999-03-01", "level": "5"}

    response = client.post(url("certificate", skill), said)

    assert response.status_code == 409
    assert b"The day lies ahead." in response.content


def test_contested_evidence_goes_to_a_second_person(client, mentor, programme):
    giver = RoleGrantFactory(role="evaluator", programme=programme).person
    second = RoleGrantFactory(role="evaluator", programme=programme).person
    evidence = EvidenceFactory(person=mentor, kind="observed", given_by=giver)

    client.post(url("contest", evidence), {"reason": "It was another topic."})

    assert list(evidence_to_answer(giver)) == []
    client.force_login(second)
    page = client.get(url("answer", evidence)).content
    assert b"It was another topic." in page
    client.post(url("answer", evidence), {"level": "4"})
    assert SkillLevel.objects.get(person=mentor).level == 4


def test_a_contest_without_a_reason_is_refused(client, mentor):
    evidence = EvidenceFactory(person=mentor)

    response = client.post(url("contest", evidence), {"reason": " "}, follow=True)

    assert b"Say in a sentence" in response.content
    assert Evidence.objects.get().state == "valid"


def test_a_question_is_taken_back(client, mentor):
    asked = EvidenceFactory(person=mentor, kind="peer", state="asked", level=None)

    client.post(url("take_back", asked))

    assert Evidence.objects.get().state == "withdrawn"


def test_an_answer_that_comes_too_late_says_so(client, mentor, programme):
    evidence = EvidenceFactory(person=mentor, state="asked", kind="peer", given_by=PersonFactory())
    client.force_login(evidence.given_by)
    Evidence.objects.update(state="withdrawn")

    assert client.post(url("answer", evidence), {"level": "5"}).status_code == 404


def test_evidence_that_is_over_takes_readiness_with_it(mentor, skill):
    given = {"given_on": MONDAY_NINE.date(), "by": PersonFactory(), "at": MONDAY_NINE}
    record_evidence(mentor, skill, "observed", 6, **given)

    assert expire(at=MONDAY_NINE) == 0
    assert expire(at=MONDAY_NINE.replace(year=2029)) == 1
    assert not SkillLevel.objects.exists()


def test_an_evaluator_records_what_they_watched_of_their_own_candidate(client, world):
    people, things = world
    client.force_login(people["evaluator"])
    SkillFactory(code="J1")
    said = {
        "skill": "J1",
        "kind": "observed",
        "given_on": "2026-03-01",
        "level": "6",
        "reference": "Built a workflow",
    }
    client.post(url("record", things["sheet"]), said)

    candidate = things["sheet"].evaluation.enrolment.person
    assert SkillLevel.objects.get(person=candidate, skill__code="J1").evidence == "observed"
    late = client.post(url("record", things["sheet"]), said | {"given_on": "2999-01-01"})
    assert b"The day lies ahead." in late.content
