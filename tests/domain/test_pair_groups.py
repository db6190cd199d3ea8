"""Groups: which pairs may meet together, who changes it, and that pairs stay pairs."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    GroupFactory,
    PairFactory,
    PersonFactory,
    ProgrammeFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions.groups import (
    GroupEnded,
    NotAGroup,
    add_to_group,
    end_group,
    form_group,
    rename_group,
    take_from_group,
)
from upside.pairs.models import Group, Pair
from upside.pairs.queries.groups import (
    groups_in,
    groups_of,
    groups_run_by,
    may_meet_together,
    members_of,
    shared_group,
)
from upside.sessions.actions import dissolve_group, part_from_group

pytestmark = pytest.mark.django_db

LATER = MONDAY_NINE + timedelta(hours=1)


@pytest.fixture
def mentor():
    return PersonFactory(first_name="Ada", last_name="Arlen")


@pytest.fixture
def pairs(cohort, mentor):
    names = ("Bea", "Cem", "Dov")
    return [
        PairFactory(cohort=cohort, mentor=mentor, mentee__first_name=name, state="active")
        for name in names
    ]


@pytest.fixture
def group(cohort, pairs, coordinator):
    return formed(cohort, pairs[:2], coordinator)


def formed(cohort, pairs, by, name="Mini one", at=MONDAY_NINE):
    return form_group(cohort, pairs, name=name, by=by, at=at)


def mails(template):
    return list(Notice.objects.filter(template=template).order_by("pk"))


def test_pairs_of_one_mentor_meet_together_and_everybody_is_told(group, pairs, mentor):
    assert list(members_of(group)) == pairs[:2]
    assert shared_group(Pair.objects.get(pk=pairs[0].pk)).name == "Mini one"
    assert {one.person for one in mails("group_formed")} == {mentor, *(p.mentee for p in pairs[:2])}
    to_mentor = next(one for one in mails("group_formed") if one.person == mentor)
    assert "You choose the dates" in write_mail(to_mentor).text
    assert AuditEntry.objects.get(verb="group.formed").details == {"n_pairs": 2}


def test_pressed_twice_there_is_one_group_and_one_mail_each(cohort, group, pairs, coordinator):
    assert formed(cohort, pairs[:2], coordinator, name="Again", at=LATER) == group
    assert Group.objects.count() == 1
    assert len(mails("group_formed")) == 3


@pytest.mark.parametrize("n", [0, 1])
def test_one_pair_is_no_group(cohort, pairs, coordinator, n):
    with pytest.raises(NotAGroup, match="from 2 to 5"):
        formed(cohort, pairs[:n], coordinator)


def test_six_pairs_are_too_many(cohort, mentor, coordinator):
    six = PairFactory.create_batch(6, cohort=cohort, mentor=mentor)

    with pytest.raises(NotAGroup, match="from 2 to 5"):
        formed(cohort, six, coordinator)


def test_a_group_has_one_mentor_and_one_cohort(cohort, mentor, pairs, coordinator):
    of_another = PairFactory(cohort=cohort)
    elsewhere = PairFactory(cohort=CohortFactory(programme=cohort.programme), mentor=mentor)

    for other in (of_another, elsewhere):
        with pytest.raises(NotAGroup, match="one mentor"):
            formed(cohort, [pairs[0], other], coordinator)


def test_an_ended_pair_and_one_in_a_group_are_refused(cohort, group, pairs, coordinator):
    with pytest.raises(NotAGroup, match="in a group already"):
        formed(cohort, [pairs[2], pairs[0]], coordinator)

    Pair.objects.filter(pk=pairs[0].pk).update(state="closed", group=None)
    with pytest.raises(NotAGroup, match="has ended"):
        formed(cohort, [pairs[2], pairs[0]], coordinator)


def test_no_groups_in_a_clinic_and_none_without_a_name(cohort, pairs, coordinator):
    with pytest.raises(NotAGroup, match="name"):
        formed(cohort, pairs, coordinator, name="  ")

    cohort.programme.settings = {"mode": "expert_clinic"}
    cohort.programme.save()
    with pytest.raises(NotAGroup, match="clinic"):
        formed(cohort, pairs, coordinator)


def test_it_is_renamed_once(group, coordinator):
    for _press in range(2):
        rename_group(group, name=" Mini   two ", by=coordinator, at=LATER)

    assert Group.objects.get().name == "Mini two"
    assert AuditEntry.objects.filter(verb="group.renamed").count() == 1


def test_a_pair_comes_in_once_and_only_its_mentee_is_told(group, pairs, coordinator):
    before = len(mails("group_formed"))
    for _press in range(2):
        add_to_group(group, pairs[2], by=coordinator, at=LATER)

    assert list(members_of(group)) == pairs
    assert [one.person for one in mails("group_formed")[before:]] == [pairs[2].mentee]


def test_what_may_not_come_in(cohort, mentor, group, pairs, coordinator):
    other = formed(cohort, PairFactory.create_batch(3, cohort=cohort, mentor=mentor), coordinator)
    alone = PairFactory(cohort=cohort)

    for pair, why in ((alone, "one mentor"), (other.pairs.first(), "in a group already")):
        with pytest.raises(NotAGroup, match=why):
            add_to_group(group, pair, by=coordinator, at=LATER)
    for more in PairFactory.create_batch(3, cohort=cohort, mentor=mentor):
        add_to_group(group, more, by=coordinator, at=LATER)
    with pytest.raises(NotAGroup, match="from 2 to 5"):
        add_to_group(group, pairs[2], by=coordinator, at=LATER)


def test_a_pair_goes_out_and_its_two_are_told(group, pairs, mentor, coordinator):
    assert part_from_group(group, pairs[0], by=coordinator, at=LATER)
    assert not part_from_group(group, pairs[0], by=coordinator, at=LATER)

    assert list(members_of(group)) == [pairs[1]]
    assert {one.person for one in mails("group_left")} == {mentor, pairs[0].mentee}
    assert "Bea" in next(write_mail(m).text for m in mails("group_left") if m.person == mentor)
    assert shared_group(Pair.objects.get(pk=pairs[1].pk)) is None


def test_dissolved_its_pairs_go_on_and_it_takes_nobody_in(group, pairs, mentor, coordinator):
    assert dissolve_group(group, by=coordinator, at=LATER)
    assert not dissolve_group(group, by=coordinator, at=LATER)

    assert not Pair.objects.filter(group=group).exists()
    assert Pair.objects.filter(state="active").count() == 3
    assert [m.person for m in mails("group_left")].count(mentor) == 1
    assert len(mails("group_left")) == 3
    for act in (
        lambda: add_to_group(group, pairs[2], by=coordinator, at=LATER),
        lambda: rename_group(group, name="New", by=coordinator, at=LATER),
    ):
        with pytest.raises(GroupEnded):
            act()


def test_a_pair_that_ended_is_no_member(group, pairs):
    Pair.objects.filter(pk=pairs[0].pk).update(state="closed")

    assert list(members_of(group)) == [pairs[1]]
    assert shared_group(Pair.objects.get(pk=pairs[0].pk)) is None
    assert list(groups_of(pairs[0].mentee)) == []


def test_who_knows_of_a_group(cohort, group, pairs, mentor, coordinator, stranger):
    for person in (mentor, pairs[0].mentee, pairs[1].mentee):
        assert list(groups_of(person)) == [group]
    for person in (pairs[2].mentee, coordinator, stranger):
        assert list(groups_of(person)) == []
    assert list(groups_run_by(coordinator)) == [group]
    assert list(groups_run_by(stranger)) == []
    assert list(groups_in(cohort)) == [group]
    assert list(groups_in(CohortFactory(programme=ProgrammeFactory()))) == []


def test_only_pairs_in_no_group_may_still_meet_together(cohort, group, pairs, mentor):
    other = PairFactory(cohort=cohort, mentor=PersonFactory(last_name="Zoll"))
    PairFactory(cohort=cohort, state="closed")

    assert may_meet_together(cohort) == [(mentor, [pairs[2]]), (other.mentor, [other])]


def test_a_group_without_pairs_is_listed_no_more(cohort, coordinator):
    empty = GroupFactory(cohort=cohort)

    assert list(groups_in(cohort)) == []
    assert str(empty) == empty.name
    assert end_group(empty, by=coordinator, at=LATER) == []
    assert not take_from_group(empty, PairFactory(cohort=cohort), by=coordinator, at=LATER)
