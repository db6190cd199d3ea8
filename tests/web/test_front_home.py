"""The first page of somebody who is signed in: by role, the most pressing first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProgrammeFactory,
    ProposalFactory,
    RoleGrantFactory,
    RoundFactory,
    SessionFactory,
    SkillFactory,
    SkillLevelFactory,
    WantFactory,
    ready_mentee,
    ready_mentor,
)
from upside.feedback.actions import speak_up
from upside.learning.actions import load_kits
from upside.matching.models import Round
from upside.pairs.models import Pair
from upside.people.models import PeopleImport
from upside.programmes.models import RoleGrant
from upside.sessions.actions import leave_pair

pytestmark = pytest.mark.django_db

HOME = reverse("front:home")


def home(client, person):
    client.force_login(person)
    response = client.get(HOME)
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1
    return response


def sections(response):
    return [section.name for section in response.context["sections"]]


def facts(response):
    return response.context["sections"][0].facts


def titles(response):
    return [decision.title for decision in facts(response)["decisions"]]


def holder(programme, role):
    everywhere = role == RoleGrant.Role.ADMINISTRATOR
    return RoleGrantFactory(role=role, programme=None if everywhere else programme).person


@pytest.mark.parametrize(
    "role", ["coordinator", "coach", "sponsor", "auditor", "administrator", "evaluator"]
)
def test_each_role_has_its_own_section(client, programme, role):
    assert sections(home(client, holder(programme, role))) == [role]


def test_somebody_without_a_role_reads_that_nothing_waits(client):
    assert sections(home(client, PersonFactory())) == ["nobody"]


def test_several_roles_stand_one_under_the_other_their_own_place_first(client, cohort):
    person = holder(cohort.programme, "coordinator")
    RoleGrantFactory(person=person, role="coach", programme=CohortFactory().programme)
    EnrolmentFactory(cohort=cohort, person=person)
    EnrolmentFactory(role="mentee", assistant=person)

    response = home(client, person)

    assert sections(response) == ["participant", "coordinator", "coach", "assistant"]


def test_there_is_one_ink_button_however_many_roles(client, cohort):
    person = holder(cohort.programme, "coordinator")
    for role in ("coach", "sponsor", "auditor"):
        RoleGrantFactory(person=person, role=role, programme=cohort.programme)
    EnrolmentFactory.create_batch(2, cohort=cohort, state="invited")

    assert home(client, person).content.count(b"btn primary") == 1


def test_participant_has_one_sheet_with_one_button(client, cohort):
    place = EnrolmentFactory(cohort=cohort, state="invited")

    page = home(client, place.person).content

    assert page.count(b'class="sheet') == 1
    assert page.count(b"btn primary") == 1
    assert reverse("places:place", args=[place.pk]).encode() in page


def test_participant_of_a_programme_that_ended_reads_so(client, cohort):
    response = home(client, EnrolmentFactory(cohort=cohort, state="withdrawn").person)

    assert response.context["sections"][0].title.startswith("Nothing waits for you")


def test_participant_reads_what_travels_each_way(client, cohort):
    SkillFactory(code="J1")
    SkillFactory(code="S1")
    reasons = {"to_mentee": ["J1"], "to_mentor": ["S1"]}
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, reasons=reasons)
    for person, role in ((pair.mentor, "mentor"), (pair.mentee, "mentee")):
        EnrolmentFactory(cohort=cohort, person=person, role=role)

    mentor, mentee = home(client, pair.mentor), home(client, pair.mentee)

    assert facts(mentor)["ways"].to_mentee == facts(mentee)["ways"].to_mentee == ["Topic J1"]
    assert (facts(mentor)["ways"].is_mentor, facts(mentee)["ways"].is_mentor) == (True, False)
    assert b"What you get back" in mentor.content
    assert b"What you give back" in mentee.content


def test_participant_with_a_proposal_reads_topics_and_no_figure(client, cohort):
    SkillFactory(code="J1")
    passing = {"skill": "J1", "level": 1, "target": 5, "importance": 2, "teacher_level": 7}
    proposal = ProposalFactory(round__cohort=cohort, why={"to_mentee": [passing]}, fit=7_361)
    EnrolmentFactory(cohort=cohort, person=proposal.mentee, role="mentee")

    response = home(client, proposal.mentee)

    assert facts(response)["ways"].to_mentee == ["Topic J1"]
    assert "0.74" not in strip_tags(response.content.decode())


@pytest.mark.parametrize(
    ("role", "shared"), [("mentor", ["Strong"]), ("mentee", ["Strong", "Weak"])]
)
def test_participant_without_a_partner_reads_their_own_topics(client, cohort, role, shared):
    person = EnrolmentFactory(cohort=cohort, role=role).person
    for name, level in (("Strong", 6), ("Weak", 2)):
        SkillLevelFactory(person=person, skill=SkillFactory(labels={"en": name}), level=level)
    WantFactory(person=person, skill=SkillFactory(labels={"en": "Wanted"}))

    ways = facts(home(client, person))["ways"]

    mine, theirs = (
        (ways.to_mentee, ways.to_mentor) if role == "mentor" else (ways.to_mentor, ways.to_mentee)
    )
    assert (sorted(mine), theirs) == (shared, ["Wanted"])


def test_what_a_mentor_shares_goes_by_the_rule_of_their_programme(client, cohort):
    cohort.programme.settings = {"matching": {"rules": {"skill": {"min_level": 3}}}}
    cohort.programme.save()
    person = EnrolmentFactory(cohort=cohort, role="mentor").person
    for name, level in (("Known", 3), ("Begun", 2)):
        SkillLevelFactory(person=person, skill=SkillFactory(labels={"en": name}), level=level)

    assert facts(home(client, person))["ways"].to_mentee == ["Known"]


def test_next_session_is_shown_with_a_link_where_the_place_is_one(client, cohort):
    soon = timezone.now() + timedelta(days=3)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    EnrolmentFactory(cohort=cohort, person=pair.mentor)
    SessionFactory(
        pair=pair,
        starts_at=soon,
        ends_at=soon + timedelta(hours=1),
        place="https://meet.example/a <b>",
    )

    page = home(client, pair.mentor).content

    assert b'<a href="https://meet.example/a"' in page
    assert b"<b>&" not in page
    assert b"&lt;b&gt;" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_participant_page_asks_the_same_queries_for_any_number_of_pairs(
    client, cohort, rows, django_assert_max_num_queries
):
    mentor = EnrolmentFactory(cohort=cohort, seats=3).person
    for _ in range(rows):
        pair = PairFactory(cohort=cohort, mentor=mentor, state=Pair.State.ACTIVE)
        SessionFactory(pair=pair)
    client.force_login(mentor)

    with django_assert_max_num_queries(15):
        client.get(HOME)


def test_coordinator_without_a_cohort_begins_with_a_template(client):
    response = home(client, holder(ProgrammeFactory(), "coordinator"))

    assert reverse("programmes:new").encode() in response.content


def test_coordinator_with_nothing_to_decide_reads_so(client, coordinator, cohort):
    response = home(client, coordinator)

    assert response.context["sections"][0].rest == "Nothing waits for you."
    assert b"All decided" in response.content


def test_coordinator_reads_every_kind_of_decision(client, coordinator, cohort):
    RoundFactory(
        cohort=CohortFactory(programme=cohort.programme), state=Round.State.DRAFT, number=4
    )
    ready_mentor(cohort)
    ready_mentee(cohort)
    ProposalFactory(round__cohort=cohort, round__state=Round.State.RELEASED)
    PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    EnrolmentFactory(cohort=cohort, state="invited")
    PeopleImport.objects.create(
        file_name="hr.csv", uploaded_by=coordinator, uploaded_at=timezone.now()
    )
    PersonFactory(email=None)

    assert titles(home(client, coordinator)) == [
        "Round 4 waits for your release",
        "1 mentee and 1 mentor are ready and free",
        "1 proposal waits for an answer",
        "1 pair has no date",
        "1 invitation has no answer yet",
        "The file hr.csv is not imported yet",
        "1 person has no mail",
    ]


def test_people_in_a_pair_a_proposal_or_a_draft_wait_for_no_round(client, coordinator, cohort):
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    SessionFactory(pair=pair)
    for person, role in ((pair.mentor, "mentor"), (pair.mentee, "mentee")):
        EnrolmentFactory(cohort=cohort, person=person, role=role)
    EnrolmentFactory(cohort=cohort, role="mentor")

    assert titles(home(client, coordinator)) == []


def test_decisions_lead_to_the_place_where_they_are_made(client, coordinator, cohort):
    EnrolmentFactory(cohort=cohort, state="invited")
    EnrolmentFactory(cohort=cohort, state="invited", person__is_active=False)
    proposal = ProposalFactory(round__cohort=cohort, round__state=Round.State.RELEASED)

    decisions = facts(home(client, coordinator))["decisions"]

    assert [(one.title, one.address) for one in decisions] == [
        ("1 proposal waits for an answer", f"/rounds/{proposal.round_id}/"),
        ("1 invitation has no answer yet", f"/cohorts/{cohort.pk}/people/?state=invited"),
    ]


def test_home_cohort_and_rounds_count_the_same_people(client, coordinator, cohort):
    PairFactory(cohort=cohort, mentor=ready_mentor(cohort, seats=2))
    for _n in range(2):
        ready_mentee(cohort)
    ready_mentee(cohort, is_active=False)

    client.force_login(coordinator)
    both = [client.get(address) for address in (HOME, f"/cohorts/{cohort.pk}/")]
    rounds = client.get(f"/cohorts/{cohort.pk}/rounds/").context

    assert all(b"2 mentees and 1 mentor are ready and free" in page.content for page in both)
    assert (rounds["n_mentees"], rounds["n_mentors"], rounds["n_seats"]) == (2, 1, 1)


def test_coordinator_reads_nothing_of_other_programmes(client, stranger, cohort):
    CohortFactory(programme=stranger.role_grants.get().programme)
    EnrolmentFactory.create_batch(2, cohort=cohort, state="invited")
    RoundFactory(cohort=cohort)

    assert titles(home(client, stranger)) == []


def test_coordinator_sees_the_way_from_invitation_to_pair(client, coordinator, cohort):
    for state in ("invited", "accepted", "complete", "ready", "declined"):
        EnrolmentFactory(cohort=cohort, state=state)
    pair = PairFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, person__is_active=False)
    PairFactory(cohort=cohort, mentor=pair.mentor, mentee__is_active=False)

    rows = facts(home(client, coordinator))["funnel"]

    assert [(n, share) for _label, n, share in rows] == [
        (5, 100),
        (3, 60),
        (2, 40),
        (1, 20),
        (2, 40),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_coordinator_page_asks_the_same_queries_for_any_number_of_rows(
    client, coordinator, programme, rows, django_assert_max_num_queries
):
    for cohort in CohortFactory.create_batch(rows, programme=programme):
        EnrolmentFactory.create_batch(rows, cohort=cohort, state="invited")
        ProposalFactory(round__cohort=cohort)
        PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    client.force_login(coordinator)

    with django_assert_max_num_queries(15):
        client.get(HOME)


def test_coach_reads_which_pairs_are_late(client, cohort):
    coach = holder(cohort.programme, "coach")
    cohort.ends_on = timezone.localdate() + timedelta(days=90)
    cohort.save()
    late = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    booked = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, accepted_at=timezone.now())
    PairFactory(state=Pair.State.ACTIVE)  # of another programme

    response = home(client, coach)

    assert [one.pair for one in facts(response)["followed"]] == [late]
    assert facts(response)["n_active"] == 2
    assert response.context["sections"][0].title == "1 pair may need you."
    assert booked.mentor.name not in response.content.decode()


def test_coach_reads_how_many_people_wrote_not_how_many_words(client, cohort):
    coach = holder(cohort.programme, "coach")
    people = [EnrolmentFactory(cohort=cohort).person for _ in range(11)]
    for person in people:
        for text in ("One.", "Two."):
            speak_up(cohort, by=person, text=text, at=timezone.now())

    response = home(client, coach)

    assert response.context["sections"][0].title == "11 people wrote to you."
    assert len(facts(response)["inbox"]) == 10


@pytest.mark.parametrize("role", ["sponsor", "auditor"])
def test_reports_of_their_programmes_only(client, cohort, role):
    CohortFactory()

    assert facts(home(client, holder(cohort.programme, role)))["cohorts"] == [cohort]


def test_assistant_reads_dates_and_places_of_their_principal_only(client, cohort):
    assistant = PersonFactory()
    soon = timezone.now() + timedelta(days=3)
    times = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, mentor__first_name="Inès")
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee", assistant=assistant)
    session = SessionFactory(pair=pair, place="Atlas 4", **times)
    SessionFactory(place="Elsewhere", **times)

    response = home(client, assistant)

    [(_monday, sessions)] = facts(response)["weeks"]
    assert sessions == [session]
    assert b"Atlas 4" in response.content
    assert f"/pairs/{pair.pk}/book/" in response.content.decode()
    assert "Inès" not in response.content.decode()
    assert b"Elsewhere" not in response.content


def test_assistant_without_dates_reads_so(client):
    assistant = EnrolmentFactory(role="mentee", assistant=PersonFactory()).assistant

    assert b"No session planned" in home(client, assistant).content


def test_the_headline_counts_the_pairs_of_all_cohorts_and_says_so(client):
    programme = ProgrammeFactory()
    one, other = CohortFactory(programme=programme), CohortFactory(programme=programme)
    runner = holder(programme, "coordinator")
    PairFactory(cohort=one, state=Pair.State.ACTIVE)
    PairFactory(cohort=other, state=Pair.State.ACTIVE)

    assert home(client, runner).context["sections"][0].title == "In your 2 cohorts, 2 pairs meet."


def test_coordinator_reads_which_role_somebody_who_left_still_holds(client, coordinator, cohort):
    for role, is_active in (("coach", False), ("sponsor", False), ("sponsor", True)):
        RoleGrantFactory(programme=cohort.programme, role=role, person__is_active=is_active)

    page = home(client, coordinator).content.decode()

    assert "Left the company: Coach" in page
    assert f"{reverse('programmes:team', args=[cohort.pk])}?role=coach" in page
    assert "Sponsor" not in page.partition("To decide")[2].partition("From invitation")[0]


def test_the_coach_finds_who_let_them_read_why_a_pair_ended(client, cohort):
    coach = holder(cohort.programme, "coach")
    told, silent = (PairFactory(cohort=cohort, state=Pair.State.ACTIVE) for _n in range(2))
    leave_pair(told, by=told.mentor, at=timezone.now(), cause="uneasy", tells_coach=True)
    leave_pair(silent, by=silent.mentor, at=timezone.now(), cause="uneasy")

    page = " ".join(strip_tags(home(client, coach).text).split())

    assert "Somebody tells you why a pair ended" in page
    assert told.mentor.name in page
    assert silent.mentor.name not in page


def test_the_first_session_is_prepared_with_the_kit_of_a_first_meeting(client, cohort):
    load_kits(at=timezone.now())
    skill = SkillFactory(code="J1")
    mentor = EnrolmentFactory(cohort=cohort, role="mentor").person
    reasons = {"to_mentee": [skill.code], "to_mentor": []}
    pair = PairFactory(cohort=cohort, mentor=mentor, state=Pair.State.ACTIVE, reasons=reasons)
    later = timezone.now() + timedelta(days=3)
    SessionFactory(pair=pair, starts_at=later, ends_at=later + timedelta(hours=1))

    [section] = home(client, mentor).context["sections"]

    assert section.facts["ahead"].kit.session_number == 1
