import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PersonFactory,
    SkillFactory,
    SlotFactory,
    WantFactory,
)
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes import actions, queries
from upside.programmes.models import Enrolment, Slot, Wish
from upside.programmes.needs import FOR_THE_COORDINATOR, FOR_THE_PERSON
from upside.skills.models import SkillLevel, Want

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
NINE, NOON, TWO = 9 * 60, 12 * 60, 14 * 60


@pytest.fixture
def place():
    """Somebody who said yes and lacks nothing but what a test takes away."""
    place = EnrolmentFactory(state=State.ACCEPTED)
    SlotFactory(enrolment=place)
    WantFactory(person=place.person)
    return place


def save(place, **fields):
    return actions.save_place(place, **fields, by=place.person, at=MONDAY_NINE)


def slots(place):
    return list(Slot.objects.filter(enrolment=place).values_list("weekday", "starts", "ends"))


def test_who_lacks_nothing_becomes_ready_and_is_told_once(place):
    for _again in range(2):
        assert actions.refresh_readiness(place, at=MONDAY_NINE).state == State.READY
    assert Notice.objects.get().template == "place_ready"
    assert list(queries.ready_places(place.cohort.enrolments.all())) == [place]


@pytest.mark.parametrize(
    ("lack", "fields"),
    [("mail", {"email": None}), ("grade", {"grade": None}), ("language", {"languages": []})],
)
def test_what_the_person_lacks_is_named(place, lack, fields):
    for name, value in fields.items():
        setattr(place.person, name, value)
    place.person.save()
    assert queries.missing_for_ready(place) == [lack]
    assert FOR_THE_PERSON[lack]
    assert FOR_THE_COORDINATOR[lack]


def test_what_the_place_lacks_is_named():
    place = EnrolmentFactory(seats=0)
    assert queries.missing_for_ready(place) == ["slot", "want", "seats"]


def test_a_mentee_needs_no_seats():
    assert "seats" not in queries.missing_for_ready(EnrolmentFactory(role=Mentee, seats=0))


def test_a_profile_without_a_grade_is_complete_but_not_ready(place):
    place.person.grade = None
    place.person.save()
    assert actions.refresh_readiness(place, at=MONDAY_NINE).state == State.COMPLETE


def test_who_takes_something_away_is_ready_no_longer(place):
    actions.refresh_readiness(place, at=MONDAY_NINE)
    assert save(place, slots=[]).state == State.ACCEPTED
    assert save(place, slots=[(0, NINE, NOON)]).state == State.READY


@pytest.mark.parametrize("state", [State.INVITED, State.DECLINED, State.WITHDRAWN])
def test_nobody_becomes_ready_without_their_yes(place, state):
    Enrolment.objects.filter(pk=place.pk).update(state=state)
    assert actions.refresh_readiness(place, at=MONDAY_NINE).state == state


def test_leavers_do_not_enter_a_round(place):
    actions.refresh_readiness(place, at=MONDAY_NINE)
    place.person.is_active = False
    place.person.save()
    assert not queries.ready_places(place.cohort.enrolments.all()).exists()


def test_all_places_are_brought_up_to_date_at_once(place, django_assert_num_queries):
    EnrolmentFactory(state=State.INVITED)
    assert actions.refresh_all(at=MONDAY_NINE) == 1
    with django_assert_num_queries(3):
        assert actions.refresh_all(at=MONDAY_NINE) == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([(0, NINE, NOON), (0, NOON, TWO)], [(0, NINE, TWO)]),
        ([(0, NINE, TWO), (0, NOON, TWO)], [(0, NINE, TWO)]),
        ([(1, NINE, NOON), (0, NINE, NOON)], [(0, NINE, NOON), (1, NINE, NOON)]),
        ([(0, NINE, NOON), (0, NINE, NOON)], [(0, NINE, NOON)]),
        ([(0, NINE, NOON), (0, TWO, TWO + 60)], [(0, NINE, NOON), (0, TWO, TWO + 60)]),
        ([(6, 0, 1440)], [(6, 0, 1440)]),
    ],
)
def test_times_that_touch_or_overlap_become_one(place, given, kept):
    save(place, slots=given)
    assert slots(place) == kept


@pytest.mark.parametrize("slot", [(7, 0, 60), (-1, 0, 60), (0, 60, 60), (0, 61, 60), (0, 0, 1441)])
def test_a_time_outside_a_day_is_refused_and_nothing_is_lost(place, slot):
    before = slots(place)
    with pytest.raises(Refused, match="same day"):
        save(place, slots=[(0, NINE, NOON), slot])
    assert slots(place) == before


@pytest.mark.parametrize("seats", [0, 1, 5])
def test_a_mentor_takes_up_to_five_people(place, seats):
    save(place, seats=seats)
    place.refresh_from_db()
    assert place.seats == seats


@pytest.mark.parametrize("seats", [-1, 6])
def test_seats_out_of_bounds_are_refused(place, seats):
    with pytest.raises(Refused, match="0 to 5"):
        save(place, seats=seats)


def test_a_mentee_has_one_seat():
    place = EnrolmentFactory(role=Mentee)
    save(place, seats=1)
    with pytest.raises(Refused, match="one mentor"):
        save(place, seats=2)


def test_languages_are_kept_on_the_person_for_all_their_places(place):
    save(place, languages=["FR", "de", "fr"])
    place.person.refresh_from_db()
    assert place.person.languages == ["fr", "de"]
    assert save(place, languages=[]).state == State.ACCEPTED


@pytest.mark.parametrize("languages", [["xx"], ["french"], [""]])
def test_an_unknown_language_is_refused(place, languages):
    with pytest.raises(Refused, match="of the list"):
        save(place, languages=languages)


def want(place, skill, **fields):
    given = {"target": 4, "importance": 2} | fields
    actions.want_skill(place, skill, **given, at=MONDAY_NINE)


def test_the_last_want_taken_away_ends_readiness(place):
    actions.refresh_readiness(place, at=MONDAY_NINE)
    actions.stop_wanting(place, Want.objects.get().skill, at=MONDAY_NINE)
    place.refresh_from_db()
    assert place.state == State.ACCEPTED
    want(place, SkillFactory())
    place.refresh_from_db()
    assert place.state == State.READY


def test_a_want_may_say_where_one_stands_today(place):
    skill = SkillFactory()
    want(place, skill, today=2)
    assert SkillLevel.objects.get(skill=skill).level == 2
    with pytest.raises(Refused, match="higher one"):
        want(place, skill, target=4, today=4)


def test_a_topic_is_shared_at_a_level_and_no_longer(place):
    skill = SkillFactory()
    actions.share_skill(place, skill, level=6, at=MONDAY_NINE)
    assert SkillLevel.objects.get().level == 6
    actions.stop_sharing(place, skill, at=MONDAY_NINE)
    assert not SkillLevel.objects.exists()
    with pytest.raises(Refused, match="1 to 8"):
        actions.share_skill(place, skill, level=0, at=MONDAY_NINE)


def wish(place, other, kind=Wish.Kind.RANK):
    return actions.save_wish(place, other, kind=kind, at=MONDAY_NINE)


def test_wishes_take_the_next_free_rank_and_five_are_kept(place):
    wishes = [wish(place, PersonFactory()) for _each in range(5)]
    assert [wish.rank for wish in wishes] == [1, 2, 3, 4, 5]
    with pytest.raises(Refused, match="Five wishes"):
        wish(place, PersonFactory())
    actions.drop_wish(place, wishes[1].pk, at=MONDAY_NINE)
    actions.drop_wish(place, wishes[1].pk, at=MONDAY_NINE)
    assert wish(place, PersonFactory()).rank == 2


def test_a_second_word_about_the_same_person_replaces_the_first(place):
    other = PersonFactory()
    wish(place, other)
    assert wish(place, other, Wish.Kind.VETO).rank is None
    assert queries.wishes_of(place.person).get().kind == Wish.Kind.VETO


def test_the_log_does_not_tell_whom_a_veto_is_about(place):
    wish(place, PersonFactory(), Wish.Kind.VETO)
    assert AuditEntry.objects.get(verb="wish.saved").details == {}


def test_oneself_an_unknown_kind_and_a_twenty_first_veto_are_refused(place):
    with pytest.raises(Refused, match="This is you"):
        wish(place, place.person)
    with pytest.raises(Refused, match="Say whether"):
        wish(place, PersonFactory(), "hatred")
    for _each in range(20):
        wish(place, PersonFactory(), Wish.Kind.VETO)
    with pytest.raises(Refused, match="twenty people"):
        wish(place, PersonFactory(), Wish.Kind.VETO)


def test_wishes_are_read_by_their_author_only(place, coordinator):
    wish(place, PersonFactory())
    assert queries.wishes_of(place.person).count() == 1
    assert queries.wishes_of(coordinator).count() == 0
