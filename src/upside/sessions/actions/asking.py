"""The question after a session of which nobody said whether it took place."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from upside.notices.actions import Letter, queue_notices
from upside.notices.queries import not_told
from upside.people.models import Person
from upside.programmes.actions.reminding import AT_ONCE, cohorts_that_remind
from upside.programmes.lead import leading_roles
from upside.programmes.models import Enrolment
from upside.sessions.actions.telling import OUTCOMES, number_for, said_of_group, taps_of
from upside.sessions.models import Session

__all__ = ["ask_whether_they_met"]

TOO_LATE = timedelta(days=30)


def ask_whether_they_met(*, at: datetime) -> int:
    """Ask whoever takes the lead whether a session took place, once; return how many were asked.

    So many days after its end as the message plan says, and of sessions of the last thirty days.
    """
    due = Q(pk__in=())
    for wait, cohorts in cohorts_that_remind("after_session_days", at=at).items():
        due |= Q(ends_at__lte=at - wait, pair__cohort__in=cohorts)
    mentor = Q(pair__mentor__is_active=True, pair__mentor__email__isnull=False)
    mentee = Q(pair__mentee__is_active=True, pair__mentee__email__isnull=False)
    open_ones = Session.objects.filter(
        due,
        mentor | mentee,
        state=Session.State.PLANNED,
        ends_at__gt=at - TOO_LATE,
        pair__state="active",
    )
    for side in ("mentor", "mentee"):  # whom it went to depends on the programme
        open_ones = open_ones.filter(not_told("did_you_meet", "pk", f"pair__{side}"))
    keyed = open_ones.annotate(date=Concat(Value("group"), Cast("gathering", CharField())))
    open_ones = keyed.filter(
        Q(not_told("did_you_meet", "date", "pair__mentor")) | Q(gathering=None)
    )
    # the mentor of a group is asked once for its date, and answers for all
    earlier = Session.objects.filter(
        gathering=OuterRef("gathering"), state=Session.State.PLANNED, pk__lt=OuterRef("pk")
    )
    open_ones = open_ones.filter(~mentor | ~Q(Exists(earlier)))
    sessions = open_ones.select_related(
        "pair__cohort__programme", "pair__mentor", "pair__mentee", "gathering__group"
    )
    letters = [
        Letter(
            person,
            f"did_you_meet:{number_for(session, person, f'{session.pk}')}:{person.pk}",
            {
                "programme": session.pair.cohort.programme.names,
                **said_of_group(session, person),
                "starts_at": session.starts_at,
                "path": f"/sessions/{session.pk}/",
                "taps": taps_of(session, OUTCOMES),
            },
        )
        for session in sessions.order_by("pk")[:AT_ONCE]
        for person in _asked(session)
    ]
    queue_notices("did_you_meet", letters, at=at)
    return len(letters)


def _asked(session: Session) -> list[Person]:
    """Return who is asked: those who take the lead, else the one who can be reached."""
    sides = {
        Enrolment.Role.MENTOR: session.pair.mentor,
        Enrolment.Role.MENTEE: session.pair.mentee,
    }
    can = {role: one for role, one in sides.items() if one.is_active and one.email}
    of_group = session.gathering_id is not None
    leading = [Enrolment.Role.MENTOR] if of_group else leading_roles(session.pair.cohort)
    return [one for role, one in can.items() if role in leading] or list(can.values())
