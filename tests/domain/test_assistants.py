"""A mentee's assistant: named by whom, refused for whom, told to the log."""

from functools import partial

import pytest

from tests.factories import MONDAY_NINE, EnrolmentFactory, PairFactory, PersonFactory
from upside.kernel.models import AuditEntry
from upside.pairs.queries import pairs_assisted_by
from upside.programmes.actions import CannotAssist, drop_assistant, name_assistant

pytestmark = pytest.mark.django_db
name = partial(name_assistant, at=MONDAY_NINE)
drop = partial(drop_assistant, at=MONDAY_NINE)


@pytest.fixture
def place(cohort):
    return EnrolmentFactory(cohort=cohort, role="mentee")


def test_the_assistant_sees_the_pair_until_they_are_taken_out(place):
    assistant = PersonFactory()
    pair = PairFactory(cohort=place.cohort, mentee=place.person)

    name(place, assistant, by=place.person)
    assert list(pairs_assisted_by(assistant)) == [pair]

    drop(place, by=place.person)
    assert not pairs_assisted_by(assistant).exists()


def test_the_coordinator_may_name_and_take_out(place, coordinator):
    assert name(place, PersonFactory(), by=coordinator).assistant
    assert drop(place, by=coordinator).assistant is None


def test_each_change_is_one_entry_and_a_double_click_is_none(place):
    first, second = PersonFactory(), PersonFactory()
    for assistant in (first, first, second):
        name(place, assistant, by=place.person)
    for _again in range(2):
        drop(place, by=place.person)

    entries = AuditEntry.objects.order_by("pk").values_list("verb", "details__assistant")
    assert list(entries) == [
        ("assistant.named", first.pk),
        ("assistant.named", second.pk),
        ("assistant.dropped", second.pk),
    ]


def test_nobody_else_names_or_takes_out(place):
    for somebody in (PersonFactory(), EnrolmentFactory(cohort=place.cohort).person):
        with pytest.raises(CannotAssist, match="Only the mentee or a coordinator"):
            name(place, PersonFactory(), by=somebody)
        with pytest.raises(CannotAssist, match="Only the mentee or a coordinator"):
            drop(place, by=somebody)


@pytest.mark.parametrize(
    ("fields", "said"), [({"is_active": False}, "left the company"), ({"email": None}, "no mail")]
)
def test_who_cannot_sign_in_cannot_assist(place, fields, said):
    with pytest.raises(CannotAssist, match=said):
        name(place, PersonFactory(**fields), by=place.person)


def test_neither_oneself_nor_the_partner_can_assist(place):
    partner = EnrolmentFactory(cohort=place.cohort, role="mentor").person

    with pytest.raises(CannotAssist, match="This is the mentee"):
        name(place, place.person, by=place.person)
    with pytest.raises(CannotAssist, match="takes part in this cohort"):
        name(place, partner, by=place.person)


def test_who_said_no_to_the_cohort_may_assist_in_it(place):
    former = EnrolmentFactory(cohort=place.cohort, state="declined").person

    assert name(place, former, by=place.person).assistant == former


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "mentor"}, "mentors book for themselves"),
        ({"role": "mentee", "state": "invited"}, "after the yes"),
        ({"role": "mentee", "state": "withdrawn"}, "after the yes"),
    ],
)
def test_only_a_mentee_who_said_yes_has_an_assistant(fields, said):
    place = EnrolmentFactory(**fields)

    with pytest.raises(CannotAssist, match=said):
        name(place, PersonFactory(), by=place.person)
