from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    RoleGrantFactory,
    SlotFactory,
    WantFactory,
)
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes import actions, queries
from upside.programmes.models import Enrolment, RoleGrant

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
QUERIES_OF_INVITING = 12
AFTER_THE_END = MONDAY_NINE + timedelta(days=400)


def invite(cohort, person, role=Mentor, by=None, at=MONDAY_NINE):
    return actions.invite(cohort, person, role, by=by, at=at)


def answer(place, *, yes, by=None, at=MONDAY_NINE):
    return actions.answer_invitation(place, yes=yes, by=by or place.person, at=at)


def test_an_invitation_is_a_place_and_a_mail(cohort, coordinator):
    place = invite(cohort, PersonFactory(), by=coordinator)
    notice = Notice.objects.get()
    assert (place.state, place.seats) == (State.INVITED, 1)
    assert notice.context["path"] == f"/places/{place.pk}/"
    assert notice.context["coordinator"] == coordinator.name


def test_whoever_is_invited_twice_has_one_place_and_one_mail(cohort):
    person = PersonFactory()
    assert invite(cohort, person) == invite(cohort, person)
    assert Notice.objects.count() == 1


def test_nobody_is_asked_again_after_a_no(cohort):
    place = EnrolmentFactory(cohort=cohort, state=State.DECLINED)
    assert invite(cohort, place.person).state == State.DECLINED
    assert Notice.objects.count() == 0


def test_one_cohort_gives_one_place_each(cohort):
    person = PersonFactory()
    invite(cohort, person, Mentor)
    with pytest.raises(Refused, match="as mentor"):
        invite(cohort, person, Mentee)


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"email": None}, "no mail"), ({"is_active": False}, "left the company")],
)
def test_who_cannot_be_reached_is_refused(cohort, fields, said):
    with pytest.raises(Refused, match=said):
        invite(cohort, PersonFactory(**fields))
    assert not Enrolment.objects.exists()


def test_an_unknown_role_and_a_cohort_that_is_over_are_refused(cohort):
    with pytest.raises(Refused, match="mentor or mentee"):
        invite(cohort, PersonFactory(), "teacher")
    with pytest.raises(Refused, match="over"):
        invite(cohort, PersonFactory(), at=AFTER_THE_END)


def test_many_are_invited_at_once_and_the_others_are_counted(cohort, coordinator):
    already = EnrolmentFactory(cohort=cohort).person
    people = [PersonFactory(), PersonFactory(), PersonFactory(email=None), already]
    people += [PersonFactory(is_active=False), people[0]]
    outcome = actions.invite_many(cohort, people, Mentee, by=coordinator, at=MONDAY_NINE)
    assert outcome == actions.InviteOutcome(invited=2, already=1, without_mail=1, left=1)
    assert Notice.objects.count() == 2
    assert len(AuditEntry.objects.get(verb="people.invited").details["enrolments"]) == 2


@pytest.mark.parametrize("n", [1, 20])
def test_inviting_many_asks_the_database_no_more_than_inviting_one(
    cohort, coordinator, n, django_assert_num_queries
):
    people = [PersonFactory() for _ in range(n)]
    with django_assert_num_queries(QUERIES_OF_INVITING):
        actions.invite_many(cohort, people, Mentee, by=coordinator, at=MONDAY_NINE)
    assert Notice.objects.count() == n


def test_inviting_nobody_leaves_no_line_in_the_log(cohort):
    outcome = actions.invite_many(cohort, [], Mentee, by=None, at=MONDAY_NINE)
    assert outcome.invited == 0
    assert not AuditEntry.objects.exists()


def test_a_yes_is_the_persons_own(cohort, coordinator):
    place = invite(cohort, PersonFactory())
    for somebody in (coordinator, PersonFactory()):
        with pytest.raises(Refused, match="Only the invited person"):
            answer(place, yes=True, by=somebody)
    with pytest.raises(Refused, match="Only the invited person"):
        actions.answer_invitation(place, yes=True, by=None, at=MONDAY_NINE)
    place.refresh_from_db()
    assert place.state == State.INVITED


def test_a_double_click_on_yes_counts_once(cohort):
    place = invite(cohort, PersonFactory())
    assert answer(place, yes=True).state == State.ACCEPTED
    assert answer(place, yes=True).answered_at == MONDAY_NINE
    assert AuditEntry.objects.filter(verb="invitation.accepted").count() == 1


def test_a_no_asks_no_reason_and_may_be_taken_back_by_the_person(cohort):
    place = invite(cohort, PersonFactory())
    assert answer(place, yes=False).state == State.DECLINED
    assert answer(place, yes=False).state == State.DECLINED
    assert AuditEntry.objects.get(verb="invitation.declined").details == {}
    assert answer(place, yes=True).state == State.ACCEPTED


def test_after_a_yes_one_withdraws_instead_of_saying_no():
    place = EnrolmentFactory(state=State.ACCEPTED)
    with pytest.raises(Refused, match="Withdraw"):
        answer(place, yes=False)


def test_a_yes_to_a_cohort_that_is_over_is_refused():
    place = EnrolmentFactory(state=State.INVITED)
    with pytest.raises(Refused, match="over"):
        answer(place, yes=True, at=AFTER_THE_END)


def test_a_yes_collected_elsewhere_says_so_in_the_log(cohort):
    place = invite(cohort, PersonFactory())
    assert actions.record_yes(place, by=None, at=MONDAY_NINE).state == State.ACCEPTED
    entry = AuditEntry.objects.get(verb="invitation.accepted")
    assert (entry.actor, entry.details) == ("system", {"collected": "elsewhere"})


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN])
def test_a_no_that_was_said_here_outweighs_a_yes_from_elsewhere(state):
    place = EnrolmentFactory(state=state)
    with pytest.raises(Refused, match="Only they"):
        actions.record_yes(place, by=None, at=MONDAY_NINE)


def test_somebody_whose_profile_stands_is_ready_at_their_yes(cohort):
    place = invite(cohort, PersonFactory())
    SlotFactory(enrolment=place)
    WantFactory(person=place.person)
    assert answer(place, yes=True).state == State.READY


def test_withdrawing_needs_no_reason_and_tells_the_coordinators_only(cohort, coordinator):
    RoleGrantFactory(programme=cohort.programme, role=RoleGrant.Role.SPONSOR)
    place = EnrolmentFactory(cohort=cohort)
    for _again in range(2):
        actions.withdraw(place, by=place.person, at=MONDAY_NINE)
    place.refresh_from_db()
    assert (place.state, place.ready_at) == (State.WITHDRAWN, None)
    assert [notice.person for notice in Notice.objects.all()] == [coordinator]


@pytest.mark.parametrize("state", [State.INVITED, State.DECLINED])
def test_there_is_no_withdrawing_without_a_yes(state):
    place = EnrolmentFactory(state=state)
    with pytest.raises(Refused, match="no yes"):
        actions.withdraw(place, by=place.person, at=MONDAY_NINE)


def test_who_comes_back_and_leaves_again_is_told_about_again(cohort, coordinator):
    place = EnrolmentFactory(cohort=cohort)
    actions.withdraw(place, by=place.person, at=MONDAY_NINE)
    answer(place, yes=True)
    actions.withdraw(place, by=place.person, at=MONDAY_NINE)
    assert Notice.objects.filter(template="place_withdrawn").count() == 2


def test_counts_are_by_state_and_role(cohort, django_assert_num_queries):
    EnrolmentFactory(cohort=cohort, state=State.INVITED)
    EnrolmentFactory(cohort=cohort, state=State.READY, role=Mentee)
    EnrolmentFactory(cohort=CohortFactory())
    with django_assert_num_queries(1):
        counts = queries.funnel_of(cohort)
    assert counts["invited"] == counts["ready"] == 1
    assert sum(counts.values()) == 2
    assert queries.funnel_by_role(cohort)[Mentee]["ready"] == 1
