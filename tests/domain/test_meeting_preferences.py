"""What people say after a speed meeting: private, of those they met, until the deadline."""

from datetime import timedelta

import pytest

from tests.factories import PersonFactory, ready_mentee
from tests.meetings import EVENT, LATER, PLANNED, UNTIL, announced, attendee, over, people
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    MeetingOver,
    call_off_meeting,
    close_preferences,
    run_round,
    save_preferences,
    say_away,
)
from upside.matching.queries import answered_of, attendances_of, last_meeting_of, met_by, met_in
from upside.programmes.actions import BadWish, save_wish
from upside.programmes.models import Wish

pytestmark = pytest.mark.django_db


def wishes(person):
    rows = Wish.objects.filter(enrolment__person=person).order_by("kind", "rank", "other")
    return [(one.other, one.kind, one.rank) for one in rows]


def test_preferences_are_wishes_and_vetoes_of_their_author(cohort, coordinator):
    mentees, mentors = people(cohort)
    meeting = over(cohort, coordinator)
    said = {mentors[1].pk: 1, mentors[0].pk: 2, mentors[2].pk: None}

    save_preferences(attendee(meeting, mentees[0]), said, at=LATER)

    assert wishes(mentees[0]) == [
        (mentors[1], "rank", 1),
        (mentors[0], "rank", 2),
        (mentors[2], "veto", None),
    ]
    assert answered_of(meeting).n, answered_of(meeting).n_asked == (1, 6)
    entries = AuditEntry.objects.filter(verb__in=("meeting.answered", "wish.saved"))
    assert [entry.details for entry in entries] == [{}, {}]


def test_saying_it_again_replaces_it_and_no_preference_is_an_answer(cohort, coordinator):
    mentees, mentors = people(cohort)
    own = attendee(over(cohort, coordinator), mentees[0])
    save_preferences(own, {mentors[0].pk: 1, mentors[1].pk: None}, at=LATER)

    save_preferences(own, {}, at=LATER)

    assert wishes(mentees[0]) == []
    assert own.answered_at == LATER


def test_a_wish_that_is_behind_already_keeps_its_rank(cohort, coordinator):
    mentees, mentors = people(cohort)
    place, known = mentees[0].enrolments.get(), PersonFactory()
    Wish.objects.create(enrolment=place, other=known, kind="rank", rank=4)

    own = attendee(over(cohort, coordinator), mentees[0])
    save_preferences(own, {mentors[0].pk: 1}, at=LATER)

    assert wishes(mentees[0]) == [(mentors[0], "rank", 1), (known, "rank", 4)]


def test_wishes_about_others_stay_behind_those_of_the_event(cohort, coordinator):
    mentees, mentors = people(cohort)
    place = mentees[0].enrolments.get()
    known, enemy = PersonFactory(), PersonFactory()
    save_wish(place, known, kind="rank", at=PLANNED)
    save_wish(place, enemy, kind="veto", at=PLANNED)
    own = attendee(over(cohort, coordinator), mentees[0])

    save_preferences(own, {mentors[0].pk: 1, mentors[1].pk: 5}, at=LATER)

    assert wishes(mentees[0]) == [
        (mentors[0], "rank", 1),
        (known, "rank", 5),
        (mentors[1], "rank", 5),
        (enemy, "veto", None),
    ] or wishes(mentees[0])[1:3] == [(mentors[1], "rank", 5), (known, "rank", 5)]


def test_a_conflict_of_interest_stays_what_it_is(cohort, coordinator):
    mentees, mentors = people(cohort)
    meeting = over(cohort, coordinator)
    Wish.objects.create(enrolment=mentees[0].enrolments.get(), other=mentors[0], kind="conflict")

    save_preferences(attendee(meeting, mentees[0]), {mentors[0].pk: 1}, at=LATER)

    assert wishes(mentees[0]) == [(mentors[0], "conflict", None)]


@pytest.mark.parametrize("ranks", [(1, 1), (0, 1), (6, 1)])
def test_two_people_of_one_rank_or_a_rank_off_the_scale_are_refused(cohort, coordinator, ranks):
    mentees, mentors = people(cohort)
    own = attendee(over(cohort, coordinator), mentees[0])

    with pytest.raises(BadWish, match="one person at most"):
        save_preferences(own, {mentors[0].pk: ranks[0], mentors[1].pk: ranks[1]}, at=LATER)

    assert wishes(mentees[0]) == []


def test_a_twenty_first_veto_is_refused(cohort, coordinator):
    mentees, mentors = people(cohort)
    for one in PersonFactory.create_batch(20):
        save_wish(mentees[0].enrolments.get(), one, kind="veto", at=PLANNED)
    own = attendee(over(cohort, coordinator), mentees[0])

    with pytest.raises(BadWish, match="twenty people"):
        save_preferences(own, {mentors[0].pk: None}, at=LATER)


def test_preferences_wait_for_the_end_and_end_with_the_deadline(cohort, coordinator):
    mentees, mentors = people(cohort)
    meeting = announced(cohort, coordinator)
    own = attendee(meeting, mentees[0])

    with pytest.raises(MeetingOver, match="once the event has ended"):
        save_preferences(own, {mentors[0].pk: 1}, at=EVENT)
    for late in (UNTIL, UNTIL + timedelta(days=1)):
        with pytest.raises(MeetingOver, match="are closed"):
            save_preferences(own, {mentors[0].pk: 1}, at=late)
    close_preferences(meeting, by=coordinator, at=LATER)
    with pytest.raises(MeetingOver, match="are closed"):
        save_preferences(own, {mentors[0].pk: 1}, at=LATER)


def test_nothing_can_be_said_of_whom_one_did_not_meet(cohort, coordinator):
    mentees, _mentors = people(cohort)
    own = attendee(over(cohort, coordinator), mentees[0])

    with pytest.raises(MeetingOver, match="whom you met"):
        save_preferences(own, {mentees[1].pk: 1}, at=LATER)


def test_talks_with_somebody_who_was_away_do_not_count(cohort, coordinator):
    mentees, mentors = people(cohort)
    meeting = over(cohort, coordinator)
    away = attendee(meeting, mentors[0])

    say_away(away, away=True, at=LATER)

    assert mentors[0] not in met_by(attendee(meeting, mentees[0]))
    away.refresh_from_db()
    assert met_by(away) == []
    assert answered_of(meeting).n_asked == 5
    say_away(away, away=False, at=LATER)
    assert answered_of(meeting).n_asked == 6


def test_a_meeting_that_is_called_off_asks_nothing(cohort, coordinator):
    mentees, _mentors = people(cohort)
    meeting = announced(cohort, coordinator)
    own = attendee(meeting, mentees[0])
    call_off_meeting(meeting, by=coordinator, at=PLANNED)

    with pytest.raises(MeetingOver, match="need do nothing"):
        say_away(own, away=True, at=PLANNED)


def closed(cohort, coordinator, pairs, **changes):
    """Return an event at which two and two named each other first."""
    meeting = over(cohort, coordinator, **changes)
    for mentee, mentor in pairs:
        for one, other in ((mentee, mentor), (mentor, mentee)):
            save_preferences(attendee(meeting, one), {other.pk: 1}, at=LATER)
    return close_preferences(meeting, by=coordinator, at=LATER)


def test_the_next_round_pairs_those_who_named_each_other(cohort, coordinator):
    mentees, mentors = people(cohort)
    cohort.programme.settings = {"matching": {"objective": "stable"}}
    cohort.programme.save()
    pairs = list(zip(mentees, mentors[1:] + mentors[:1], strict=True))
    closed(cohort, coordinator, pairs)

    made = run_round(cohort, by=coordinator, at=LATER)

    assert {(one.mentee, one.mentor) for one in made.proposals.all()} == set(pairs)


@pytest.mark.parametrize("may_pair_others", [True, False])
def test_a_round_may_be_for_those_who_met_only(cohort, coordinator, may_pair_others):
    _mentees, mentors = people(cohort, 1, 1)
    meeting = closed(cohort, coordinator, [], may_pair_others=may_pair_others)
    meeting.encounters.all().delete()
    ready_mentee(cohort)

    made = run_round(cohort, by=coordinator, at=LATER)

    assert made.proposals.count() == int(may_pair_others)
    assert met_in(cohort) == (None if may_pair_others else set())
    assert last_meeting_of(cohort) == meeting
    assert [one.meeting for one in attendances_of(mentors[0])] == [meeting]
