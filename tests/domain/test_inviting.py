"""Invitations from a short list: who may ask whom, how often, and how they end."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    PersonFactory,
    ProgrammeFactory,
    ProposalFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.matching import actions, queries
from upside.matching.actions.inviting import LONGEST_MESSAGE
from upside.matching.choosing import list_plan
from upside.matching.models import Candidate, Proposal
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment, Slot, Wish

pytestmark = pytest.mark.django_db
State = Proposal.State
DAY = timedelta(days=1)
TODAY = MONDAY_NINE


def opened(n_mentees=2, n_mentors=3, *, seats=1, **keys):
    """Return a cohort in which people choose, with its places by name."""
    settings = {"mode": "choose", "proposal_days": 10, "short_list": keys}
    cohort = CohortFactory(programme=ProgrammeFactory(settings=settings))
    for _n in range(n_mentees):
        ready_mentee(cohort)
    for _n in range(n_mentors):
        ready_mentor(cohort, seats=seats)
    boss = PersonFactory()
    choice = actions.prepare_lists(cohort, by=boss, at=TODAY)
    actions.open_choice(choice, by=boss, at=TODAY)
    Notice.objects.all().delete()
    return cohort


def places(cohort, role):
    rows = Enrolment.objects.filter(cohort=cohort, role=role)
    return list(rows.select_related("cohort__programme", "person").order_by("pk"))


@pytest.fixture
def cohort():
    return opened()


@pytest.fixture
def mentee(cohort):
    return places(cohort, "mentee")[0]


@pytest.fixture
def mentors(cohort):
    return [place.person for place in places(cohort, "mentor")]


def invite(place, other, **more):
    return actions.invite_to_pair(place, other, at=TODAY, **more)


def test_an_invitation_is_the_inviters_yes_and_the_others_to_answer(mentee, mentors):
    made = invite(mentee, mentors[0], message="  I read your note on pivot tables. ")

    assert (made.state, made.round, made.asked_by) == (State.HALF, None, mentee.person)
    assert (made.mentee_yes_at, made.mentor_yes_at) == (TODAY, None)
    assert made.message == "I read your note on pivot tables."
    assert made.expires_at.date() > (TODAY + 10 * DAY).date()
    assert queries.may_answer(made, mentors[0], at=TODAY)
    assert not queries.may_answer(made, mentee.person, at=TODAY)
    assert queries.reasons_for(made, mentors[0]).to_mentee[0].code == "J1"
    [notice] = Notice.objects.all()
    assert (notice.person, notice.template) == (mentors[0], "pair_invitation")
    assert "pivot" not in str(notice.context)
    entry = AuditEntry.objects.get(verb="proposal.invited")
    assert "pivot" not in str(entry.details)


def test_a_yes_opens_the_pair_and_ends_the_mentees_other_invitation_kindly(mentee, mentors):
    first, second = (invite(mentee, mentor, message="Hello") for mentor in mentors[:2])

    actions.answer_proposal(first, yes=True, by=mentors[0], at=TODAY)

    [pair] = Pair.objects.all()
    assert (pair.mentor, pair.mentee) == (mentors[0], mentee.person)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.ACCEPTED, State.WITHDRAWN)
    assert (first.message, second.message) == ("", "")
    told = Notice.objects.filter(template="proposal_declined")
    assert [notice.person for notice in told] == [mentors[1]]
    assert mentors[0].name not in str([notice.context for notice in told])


def test_a_no_tells_the_inviter_nothing_but_that_and_frees_both(mentee, mentors):
    made = invite(mentee, mentors[0], message="Hello")

    actions.answer_proposal(made, yes=False, by=mentors[0], at=TODAY, reason="No time")

    made.refresh_from_db()
    assert (made.state, made.message) == (State.DECLINED, "")
    assert mentors[0].pk in queries.free_seats(mentee.cohort)
    with pytest.raises(actions.TakenAlready):
        invite(mentee, mentors[0])
    invite(mentee, mentors[1])


def test_an_invitation_that_nobody_answers_expires(mentee, mentors):
    made = invite(mentee, mentors[0], message="Hello")

    assert actions.expire_proposals(at=TODAY + 30 * DAY) == 1

    made.refresh_from_db()
    assert (made.state, made.message) == (State.EXPIRED, "")


def test_open_invitations_are_capped(mentee, mentors):
    made = [invite(mentee, mentor) for mentor in mentors[:2]]

    with pytest.raises(actions.TooManyInvitations, match="2 open invitations"):
        invite(mentee, mentors[2])
    actions.withdraw_invitation(made[0], by=mentee.person, at=TODAY)

    assert invite(mentee, mentors[2]).state == State.HALF


@pytest.mark.parametrize(("seats", "n"), [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_pressing_twice_for_the_same_leads_to_the_invitation_that_stands(seats, n):
    cohort = opened(seats=seats, open=n)
    mentee, mentor = places(cohort, "mentee")[0], places(cohort, "mentor")[0].person

    first = invite(mentee, mentor, message="Hello")

    assert invite(mentee, mentor, message="Hello again") == first
    assert Proposal.objects.get().message == "Hello"
    assert Notice.objects.count() == 1
    assert AuditEntry.objects.filter(verb="proposal.invited").count() == 1


@pytest.mark.parametrize("role", ["mentee", "mentor"])
@pytest.mark.parametrize("state", [State.RELEASED, State.HALF])
def test_who_has_a_proposal_of_a_round_with_the_other_reads_so(role, state):
    cohort = opened(seats=2, invites="both")
    mentee, mentor = places(cohort, "mentee")[0], places(cohort, "mentor")[0]
    ProposalFactory(cohort=cohort, mentor=mentor.person, mentee=mentee.person, state=state)
    place, other = (mentee, mentor) if role == "mentee" else (mentor, mentee)

    with pytest.raises(actions.TooManyInvitations, match="A proposal for you and") as told:
        invite(place, other.person)

    assert other.person.name in str(told.value)
    assert Proposal.objects.count() == 1


def test_who_was_invited_by_the_other_answers_instead():
    cohort = opened(n_mentees=1, n_mentors=1, seats=2, invites="both")
    mentee, mentor = places(cohort, "mentee")[0], places(cohort, "mentor")[0]
    invite(mentor, mentee.person)

    with pytest.raises(actions.TooManyInvitations, match="A proposal for you and"):
        invite(mentee, mentor.person)


@pytest.mark.parametrize(
    ("role", "seats", "n_pairs", "n"),
    [
        ("mentee", 1, 0, 3),
        ("mentee", 1, 1, 0),
        ("mentor", 1, 0, 1),
        ("mentor", 2, 0, 2),
        ("mentor", 2, 1, 1),
        ("mentor", 2, 2, 0),
        ("mentor", 1, 2, 0),
        ("mentor", 5, 1, 3),
    ],
)
def test_as_many_invitations_wait_as_pairs_can_come_of_them(role, seats, n_pairs, n):
    cohort = opened(n_mentees=4, n_mentors=4, seats=seats, invites="both", open=3)
    place = places(cohort, role)[0]
    for _n in range(n_pairs):
        PairFactory(cohort=cohort, **{role: place.person})
    PairFactory(cohort=cohort, **{role: place.person}, state="closed")
    others = [row.other for row in Candidate.objects.filter(person=place.person)]

    made = []
    with pytest.raises(actions.TooManyInvitations):
        made.extend(invite(place, other) for other in others)  # ends at the first refusal

    assert queries.most_open(place, list_plan(cohort)) == n
    assert Proposal.objects.filter(asked_by=place.person).count() == n


def test_where_both_rank_nobody_invites_and_nothing_is_asked_for(django_assert_num_queries):
    cohort = CohortFactory(programme=ProgrammeFactory(settings={"mode": "hybrid"}))
    ready_mentee(cohort)
    [place] = places(cohort, "mentee")

    with django_assert_num_queries(0):
        assert queries.most_open(place, list_plan(cohort)) == 0


def test_the_programme_says_how_many_may_be_open():
    cohort = opened(open=1)
    mentee, mentors = places(cohort, "mentee")[0], places(cohort, "mentor")
    invite(mentee, mentors[0].person)

    with pytest.raises(actions.TooManyInvitations, match="1 open invitation,"):
        invite(mentee, mentors[1].person)


def test_a_seat_is_held_while_an_invitation_is_open(cohort, mentee, mentors):
    other = places(cohort, "mentee")[1]
    made = invite(mentee, mentors[0])

    with pytest.raises(actions.TakenAlready, match="no free seat just now"):
        invite(other, mentors[0])
    assert mentors[0] in queries.short_list_of(other).gone
    actions.withdraw_invitation(made, by=mentee.person, at=TODAY)

    assert invite(other, mentors[0]).state == State.HALF


def test_a_mentor_with_two_seats_answers_each_and_the_rest_ends_once_none_is_left():
    cohort = opened(n_mentees=3, n_mentors=1, seats=2)
    mentor = places(cohort, "mentor")[0]
    first, second, third = places(cohort, "mentee")
    made = [invite(place, mentor.person) for place in (first, second)]
    with pytest.raises(actions.TakenAlready):
        invite(third, mentor.person)
    mentor.seats = 1
    mentor.save()

    actions.answer_proposal(made[0], yes=True, by=mentor.person, at=TODAY)

    made[1].refresh_from_db()
    assert made[1].state == State.WITHDRAWN
    told = Notice.objects.filter(template="proposal_declined")
    assert [notice.person for notice in told] == [second.person]


def test_a_seat_that_is_left_keeps_the_other_invitation_open():
    cohort = opened(n_mentees=2, n_mentors=1, seats=2)
    mentor = places(cohort, "mentor")[0].person
    made = [invite(place, mentor) for place in places(cohort, "mentee")]

    actions.answer_proposal(made[0], yes=True, by=mentor, at=TODAY)

    made[1].refresh_from_db()
    assert made[1].state == State.HALF


def test_a_pair_of_people_without_places_ends_what_its_mentee_asked_for():
    pair = PairFactory()
    open_ = ProposalFactory(round=None, cohort=pair.cohort, mentee=pair.mentee)

    assert actions.end_others(pair, at=TODAY) == 1

    open_.refresh_from_db()
    assert open_.state == State.WITHDRAWN


def test_taking_back_is_the_inviters_alone_and_once(mentee, mentors):
    made = invite(mentee, mentors[0], message="Hello")
    with pytest.raises(actions.NotYours):
        actions.withdraw_invitation(made, by=mentors[0], at=TODAY)

    actions.withdraw_invitation(made, by=mentee.person, at=TODAY)

    made.refresh_from_db()
    assert (made.state, made.message) == (State.WITHDRAWN, "")
    assert Notice.objects.filter(person=mentors[0], template="proposal_declined").count() == 1
    with pytest.raises(actions.ChoiceClosed):
        actions.withdraw_invitation(made, by=mentee.person, at=TODAY)
    with pytest.raises(actions.ProposalOver):
        actions.answer_proposal(made, yes=True, by=mentors[0], at=TODAY)


def test_nobody_is_invited_a_third_time(mentee, mentors):
    for _time in range(2):
        made = invite(mentee, mentors[0])
        actions.withdraw_invitation(made, by=mentee.person, at=TODAY)

    with pytest.raises(actions.TakenAlready):
        invite(mentee, mentors[0])
    assert mentors[0] not in [card.person for card in queries.short_list_of(mentee).cards]


def test_whoever_is_not_on_the_list_cannot_be_invited(cohort, mentee):
    late = ready_mentor(cohort)

    with pytest.raises(actions.NotYours, match="on your short list"):
        invite(mentee, late)


def test_only_the_side_that_the_programme_names_invites(cohort, mentors):
    mentor = places(cohort, "mentor")[0]
    with pytest.raises(actions.ChoiceClosed, match="other side"):
        invite(mentor, places(cohort, "mentee")[0].person)


def test_mentors_invite_where_the_programme_says_so():
    cohort = opened(n_mentees=3, n_mentors=1, seats=2, invites="mentor")
    mentor, mentees = places(cohort, "mentor")[0], places(cohort, "mentee")

    made = invite(mentor, mentees[0].person)

    assert (made.mentor_yes_at, made.mentee_yes_at) == (TODAY, None)
    assert Notice.objects.get().person == mentees[0].person
    invite(mentor, mentees[1].person)
    with pytest.raises(actions.TooManyInvitations):
        invite(mentor, mentees[2].person)
    actions.answer_proposal(made, yes=True, by=mentees[0].person, at=TODAY)
    assert Pair.objects.get().mentee == mentees[0].person


def test_a_mentor_whose_seats_wait_for_answers_invites_nobody():
    cohort = opened(n_mentees=2, n_mentors=1, invites="both")
    mentor, mentees = places(cohort, "mentor")[0], places(cohort, "mentee")
    invite(mentees[0], mentor.person)

    with pytest.raises(actions.TooManyInvitations, match="seats is taken"):
        invite(mentor, mentees[1].person)


def test_whoever_has_an_answer_to_give_gives_it_first():
    cohort = opened(n_mentees=1, n_mentors=2, invites="both")
    mentors, [mentee] = places(cohort, "mentor"), places(cohort, "mentee")
    invite(mentors[0], mentee.person)

    with pytest.raises(actions.TooManyInvitations, match="waits for your answer"):
        invite(mentee, mentors[1].person)
    with pytest.raises(actions.TakenAlready):
        invite(mentors[1], mentee.person)


def test_whoever_has_a_pair_invites_nobody(mentee, mentors):
    PairFactory(cohort=mentee.cohort, mentee=mentee.person)

    with pytest.raises(actions.TooManyInvitations, match="have your pair"):
        invite(mentee, mentors[0])


def test_nobody_invites_before_lists_are_open_or_after_they_are_closed(mentee, mentors):
    choice = queries.choice_of(mentee.cohort)
    actions.close_choice(choice, by=mentee.person, at=TODAY)

    with pytest.raises(actions.ChoiceClosed, match="not open"):
        invite(mentee, mentors[0])


def refused(kind, mentee, mentor):
    """Let one of the things happen for which a mentor cannot be had."""
    place = Enrolment.objects.get(cohort=mentee.cohort, person=mentor)
    if kind == "veto":
        Wish.objects.create(enrolment=place, other=mentee.person, kind="veto")
    elif kind == "own veto":
        Wish.objects.create(enrolment=mentee, other=mentor, kind="veto")
    elif kind == "withdrawn":
        Enrolment.objects.filter(pk=place.pk).update(state="withdrawn")
    elif kind == "left":
        mentor.is_active = False
        mentor.save()
    elif kind == "manager":
        mentor.manager_ref = mentee.person.external_id
        mentor.save()
    elif kind == "no time":
        Slot.objects.filter(enrolment=place).update(weekday=6)
    else:
        PairFactory(cohort=mentee.cohort, mentor=mentor)


KINDS = ("veto", "own veto", "withdrawn", "left", "manager", "no time", "pair")


@pytest.mark.parametrize("kind", KINDS)
def test_one_sentence_for_all_reasons_so_that_none_tells_of_a_veto(mentee, mentors, kind):
    refused(kind, mentee, mentors[0])

    with pytest.raises(actions.TakenAlready) as told:
        invite(mentee, mentors[0])

    name = mentors[0].name
    assert str(told.value) == (
        f"{name} has no free seat just now. Choose somebody else from your list."
    )
    assert not Proposal.objects.exists()


def test_a_profile_that_is_not_complete_any_more_invites_nobody(mentee, mentors):
    Slot.objects.filter(enrolment=mentee).delete()

    with pytest.raises(actions.ChoiceClosed, match="Complete it"):
        invite(mentee, mentors[0])


def test_a_message_has_an_end(mentee, mentors):
    made = invite(mentee, mentors[0], message="a" * 1000)

    assert len(made.message) == LONGEST_MESSAGE


def test_a_cohort_is_no_other(cohort, mentors):
    elsewhere = opened()
    place = places(elsewhere, "mentee")[0]

    with pytest.raises(actions.NotYours):
        invite(place, mentors[0])


def together(*doings):
    start, refusals = Barrier(len(doings)), []

    def do(doing):
        try:
            start.wait(10)
            doing()
        except Refused as refusal:
            refusals.append(refusal)
        finally:
            close_old_connections()

    threads = [Thread(target=do, args=[doing]) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refusals


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_the_last_seat_at_once_one_has_it():
    cohort = opened(n_mentees=2, n_mentors=1)
    mentor = places(cohort, "mentor")[0].person

    refusals = together(
        *(lambda place=place: invite(place, mentor) for place in places(cohort, "mentee"))
    )

    assert [type(refusal) for refusal in refusals] == [actions.TakenAlready]
    assert Proposal.objects.count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_for_the_same_invites_once():
    cohort = opened(n_mentees=1, n_mentors=3, seats=2, open=2)
    place, mentor = places(cohort, "mentee")[0], places(cohort, "mentor")[0].person

    refusals = together(*(lambda: invite(place, mentor),) * 2)

    assert refusals == []
    assert Proposal.objects.count() == Notice.objects.count() == 1
    assert AuditEntry.objects.filter(verb="proposal.invited").count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_for_three_at_once_invites_as_many_as_may_wait():
    cohort = opened(n_mentees=1, n_mentors=3, open=1)
    place, mentors = places(cohort, "mentee")[0], places(cohort, "mentor")

    refusals = together(*(lambda other=other: invite(place, other.person) for other in mentors))

    assert [type(refusal) for refusal in refusals] == [actions.TooManyInvitations] * 2
    assert Proposal.objects.count() == 1


def test_candidates_of_somebody_erased_go_with_them(mentee, mentors):
    Candidate.objects.filter(other=mentors[0]).delete()

    assert mentors[0] not in [card.person for card in queries.short_list_of(mentee).cards]
