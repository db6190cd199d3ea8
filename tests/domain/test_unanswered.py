"""An invitation that nobody has answered can be made for the other role, or taken back."""

import pytest

from tests.factories import MONDAY_NINE, EnrolmentFactory, PersonFactory
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes import actions, queries
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db
Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE


@pytest.fixture
def said(coordinator):
    return {"by": coordinator, "at": MONDAY_NINE}


@pytest.fixture
def place(cohort, said):
    cohort.programme.settings = {"seats": 2}
    cohort.programme.save()
    return actions.invite(cohort, PersonFactory(), Mentor, **said)


def test_an_invitation_taken_back_is_as_if_not_made(place, said, cohort):
    assert actions.take_back_invitation(place, **said) is False
    assert not Notice.objects.exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.details["person"]) == ("invitation.taken_back", place.person_id)
    again = actions.invite(cohort, place.person, Mentee, **said)
    assert (again.role, Notice.objects.count()) == (Mentee, 1)


def test_a_mail_that_left_stays_and_is_told(place, said):
    Notice.objects.update(attempts=1)
    assert actions.take_back_invitation(place, **said) is True
    assert Notice.objects.count() == 1
    assert queries.was_taken_back(place.person, place.pk)
    assert not queries.was_taken_back(PersonFactory(), place.pk)


def test_taking_back_twice_is_told(place, said):
    actions.take_back_invitation(place, **said)
    with pytest.raises(actions.AnsweredBefore, match="taken back already"):
        actions.take_back_invitation(place, **said)


def test_another_role_is_another_invitation(place, said):
    changed = actions.change_invited_role(place, Mentee, **said)
    assert (changed.role, changed.seats) == (Mentee, 1)
    assert [notice.context["role"] for notice in Notice.objects.all()] == [Mentee]
    assert AuditEntry.objects.latest("pk").verb == "invitation.role_changed"
    Notice.objects.update(state=Notice.State.SENT)
    assert actions.change_invited_role(changed, Mentor, **said).seats == 2
    assert Notice.objects.count() == 2


def test_the_same_role_changes_nothing(place, said):
    actions.change_invited_role(place, Mentor, **said)
    assert Notice.objects.count() == 1
    with pytest.raises(actions.NotInvitable, match="Choose a role"):
        actions.change_invited_role(place, "friend", **said)


@pytest.mark.parametrize("state", sorted(set(Enrolment.State) - {Enrolment.State.INVITED}))
def test_whoever_has_answered_keeps_their_place(said, state):
    place = EnrolmentFactory(state=state)
    with pytest.raises(actions.AnsweredBefore, match="has answered"):
        actions.take_back_invitation(place, **said)
    with pytest.raises(actions.AnsweredBefore):
        actions.change_invited_role(place, Mentee, **said)


def test_only_who_runs_the_cohort_is_told_who_was_invited(place, coordinator, stranger, cohort):
    name = place.person.last_name
    assert queries.placed_like(coordinator, cohort, name) == [place]
    assert queries.placed_like(coordinator, cohort, " ") == []
    assert queries.placed_like(stranger, cohort, name) == []
