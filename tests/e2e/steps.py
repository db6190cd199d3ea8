"""What several journeys do: people who are ready, a proposal on its way, a pair that meets."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import PersonFactory, SlotFactory, ready_mentee, ready_mentor
from upside.matching.actions import answer_proposal, release_round, run_round
from upside.programmes import actions as programmes

MENTEE = {"first_name": "Agnès", "last_name": "Fabre", "job_title": "Plant director"}
MENTOR = {"first_name": "Noé", "last_name": "Tanguy", "job_title": "Data analyst"}
TO_LEARN, TO_SHARE = "J1", "S1"
EVERY_MORNING = range(1, 5)  # Monday is the factory's


def have_mornings(*people):
    """Give people the mornings from Tuesday to Friday, besides their Monday."""
    for person in people:
        for weekday in EVERY_MORNING:
            SlotFactory(enrolment=person.enrolments.get(), weekday=weekday)


def mentor_in(cohort, **said):
    """Place a mentor who is ready and knows what the mentee of the journeys wants."""
    person = ready_mentor(cohort, **{**MENTOR, **said})
    have_mornings(person)
    return person


def mentee_in(cohort, **said):
    """Place a mentee who is ready and wants what the mentor of the journeys knows."""
    person = ready_mentee(cohort, **{**MENTEE, **said})
    have_mornings(person)
    return person


def say_where_i_am(visitor, code, level=5):
    """Choose the level of a topic to share: nothing is kept before."""
    visitor.press(f"#asked-{code} label:has(input[name=level][value='{level}'])")
    visitor.press(f"#asked-{code} button[name=block]")
    visitor.sees(f"#share-{code}")


def invited(cohort, role, *, by, **said):
    """Invite somebody new by mail; return the person and the address of their place."""
    grade = 7 if role == "mentee" else 3
    person = PersonFactory(grade=grade, languages=[], **said)
    place = programmes.invite(cohort, person, role, by=by, at=timezone.now())
    return person, f"/places/{place.pk}/"


def propose(cohort, *, by):
    """Run a round and release it; return its one proposal."""
    now = timezone.now()
    made = run_round(cohort, by=by, at=now)
    release_round(made, by=by, at=now)
    return made.proposals.select_related("mentor", "mentee").get()


def say_yes(proposal, *people):
    """Let people say yes without a browser."""
    for person in people:
        answer_proposal(proposal, yes=True, by=person, at=timezone.now())


def yesterday(hours=0):
    """Return a full hour of the day before."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    return now - timedelta(days=1, hours=-hours)
