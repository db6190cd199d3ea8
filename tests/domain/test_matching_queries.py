import pytest

from tests.factories import (
    MONDAY_NINE,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoundFactory,
    SkillFactory,
    SkillLevelFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching import queries
from upside.matching.actions import run_round
from upside.matching.models import Proposal, Round
from upside.pairs.models import Pair

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def made(cohort, coordinator):
    ready_mentee(cohort, external_id="E1")
    ready_mentor(cohort, external_id="R1")
    return run_round(cohort, by=coordinator, at=MONDAY_NINE)


def test_rounds_and_proposals_belong_to_their_coordinator(made, coordinator, stranger):
    RoundFactory()

    assert list(queries.rounds_run_by(coordinator)) == [made]
    assert list(queries.proposals_run_by(coordinator)) == list(made.proposals.all())
    assert not queries.rounds_run_by(stranger).exists()
    assert not queries.proposals_run_by(stranger).exists()


def test_proposals_go_by_the_fit_that_is_told_so_that_no_place_tells_of_a_wish(coordinator, cohort):
    made = RoundFactory(cohort=cohort)
    wished = ProposalFactory(round=made, fit=7_500, terms={"teach": 6_500, "wishes": 1_000})
    plain = ProposalFactory(round=made, fit=7_000, terms={"teach": 7_000})
    older = ProposalFactory(round=made, fit=6_800, terms={})

    assert list(queries.proposals_run_by(coordinator)) == [plain, older, wished]


def test_coordinators_rows_come_without_the_reason_of_a_no(made, coordinator):
    proposal = queries.proposals_run_by(coordinator).get()

    assert "decline_reason" in proposal.get_deferred_fields()


def test_people_see_their_proposals_only_after_the_release(made):
    proposal = made.proposals.get()
    assert not queries.proposals_of(proposal.mentor).exists()

    Proposal.objects.update(state=State.RELEASED)

    assert list(queries.proposals_of(proposal.mentor)) == [proposal]
    assert list(queries.proposals_of(proposal.mentee)) == [proposal]
    assert not queries.proposals_of(PersonFactory()).exists()


def test_draft_of_a_cohort_is_the_one_that_waits_for_a_decision(made, cohort):
    assert queries.draft_of(cohort) == made
    Round.objects.update(state=Round.State.RELEASED)
    assert queries.draft_of(cohort) is None


def test_why_of_names_the_skills_in_both_directions_with_levels(made):
    [why] = queries.why_of(made.proposals.all())

    [teach], [back] = why.to_mentee, why.to_mentor
    assert (teach.skill.code, teach.level, teach.target, teach.teacher_level) == ("J1", None, 5, 6)
    assert (back.skill.code, back.target, back.teacher_level) == ("S1", 4, 6)
    assert (why.n_wants_mentee, why.n_wants_mentor, why.half_hours) == (1, 1, 6)
    assert why.languages == ["en", "fr"]


def test_reasons_for_each_of_the_two_hold_no_level_and_no_score(made):
    proposal = made.proposals.get()

    for reader, partner in (
        (proposal.mentor, proposal.mentee),
        (proposal.mentee, proposal.mentor),
    ):
        reasons = queries.reasons_for(proposal, reader)
        assert reasons.partner == partner
        assert reasons.reader_is_mentor == (reader == proposal.mentor)
        assert [skill.code for skill in reasons.to_mentee] == ["J1"]
        assert [skill.code for skill in reasons.to_mentor] == ["S1"]
        assert not {"fit", "terms", "level"} & set(reasons.__slots__)


def test_left_over_of_gives_people_with_reason_and_proven_remedy(cohort, coordinator):
    ready_mentor(cohort, external_id="R1")
    ready_mentee(cohort, external_id="E1")
    ready_mentee(cohort, external_id="E2", want=("J9", 5))
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    [left] = queries.left_over_of(made)

    assert (left.person.external_id, left.is_mentor, left.reason) == ("E2", False, "no_partner")
    assert left.facts["forbidden_by"] == {"skill": 1}
    assert left.partner is None


def test_left_over_of_names_the_mentor_whose_seat_would_help(cohort, coordinator):
    mentor = ready_mentor(cohort)
    for _n in range(2):
        ready_mentee(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    [left] = queries.left_over_of(made)

    assert (left.reason, left.partner) == ("no_seat", mentor)


def test_left_over_of_leaves_out_who_is_no_longer_known(made):
    made.outcome["left_over"] = [
        {"id": "nobody", "role": "mentee", "reason": "outbid", "facts": {"remedy": None}}
    ]

    assert queries.left_over_of(made) == []


def test_tally_counts_states_and_reasons_without_showing_any():
    made = RoundFactory()
    ProposalFactory.create_batch(2, round=made, state=State.HALF)
    ProposalFactory(round=made, state=State.DECLINED, decline_reason="private")

    tally = queries.tally_of(made)

    assert (tally["half"], tally["declined"], tally["accepted"]) == (2, 1, 0)
    assert tally["with_reason"] == 1


def test_may_answer_only_while_open_and_only_once():
    proposal = ProposalFactory(expires_at=MONDAY_NINE)
    early = MONDAY_NINE.replace(hour=8)

    assert queries.may_answer(proposal, proposal.mentor, at=early)
    assert not queries.may_answer(proposal, proposal.mentor, at=MONDAY_NINE)
    proposal.mentee_yes_at = early
    assert not queries.may_answer(proposal, proposal.mentee, at=early)
    proposal.state = State.EXPIRED
    assert not queries.may_answer(proposal, proposal.mentor, at=early)


def test_skills_that_left_the_catalogue_are_passed_over(made):
    proposal = made.proposals.get()
    proposal.why["to_mentee"] = [{"skill": "gone", "level": 0}]

    [why] = queries.why_of([proposal])

    assert why.to_mentee == []
    assert len(why.to_mentor) == 1


def test_fits_and_units_of_a_round(made):
    [(fit, units)] = queries.fits_and_units_of(made)

    assert fit == made.proposals.get().fit
    assert len(units) == 2


def people_and_seats(coordinator, cohort):
    free = queries.free_run_by(coordinator).get(cohort.pk, queries.Free())
    assert free.n_people == len(queries.free_places(cohort))
    return free.n_mentees, free.n_mentors, free.n_seats


def test_ready_and_free_are_counted_as_the_round_takes_them(cohort, coordinator, stranger):
    mentor, mentee = ready_mentor(cohort, seats=2), ready_mentee(cohort)
    assert people_and_seats(coordinator, cohort) == (1, 1, 2)

    pair = PairFactory(cohort=cohort, mentor=mentor, mentee=mentee)
    assert people_and_seats(coordinator, cohort) == (0, 1, 1)

    ProposalFactory(round__cohort=cohort, mentor=mentor)
    assert people_and_seats(coordinator, cohort) == (0, 0, 0)

    pair.state = Pair.State.CLOSED
    pair.save()
    assert people_and_seats(coordinator, cohort) == (1, 1, 1)
    assert queries.free_run_by(stranger) == {}


def test_who_left_the_company_is_ready_nowhere(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort, is_active=False)

    assert people_and_seats(coordinator, cohort) == (1, 0, 0)


def test_a_level_of_zero_that_somebody_stated_is_kept_as_such(cohort, coordinator):
    ready_mentor(cohort)
    mentee = ready_mentee(cohort)
    SkillLevelFactory(person=mentee, skill=SkillFactory(code="J1"), level=0)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    [why] = queries.why_of(made.proposals.all())

    assert (why.to_mentee[0].level, why.to_mentor[0].level) == (0, None)
