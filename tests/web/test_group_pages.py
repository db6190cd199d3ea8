"""The pages about groups: the coordinator forms and changes them, their people read them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CohortFactory, GroupFactory, PairFactory, PersonFactory
from upside.pairs.models import Group, Pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(programme):
    today = timezone.localdate()
    return CohortFactory(programme=programme, starts_on=today, ends_on=today + timedelta(days=90))


@pytest.fixture
def mentor():
    return PersonFactory(first_name="Ada", last_name="Arlen")


@pytest.fixture
def pairs(cohort, mentor):
    return PairFactory.create_batch(3, cohort=cohort, mentor=mentor, state="active")


@pytest.fixture
def group(cohort, mentor, pairs):
    group = GroupFactory(cohort=cohort, mentor=mentor, name="Mini one")
    Pair.objects.filter(pk__in=[one.pk for one in pairs[:2]]).update(group=group)
    return group


def to(name, one):
    return reverse(f"groups:{name}", args=[one.pk])


def post(client, page, one, /, **data):
    return client.post(to(page, one), data, follow=True)


def test_nobody_can_be_put_together_says_what_is_needed(client, cohort, coordinator):
    client.force_login(coordinator)

    page = client.get(to("list", cohort)).content.decode()

    assert "Nobody meets in a group yet." in page
    assert "A group needs a mentor with two pairs or more" in page


def test_the_coordinator_forms_a_group_of_two(client, cohort, pairs, coordinator):
    client.force_login(coordinator)
    first = client.get(to("list", cohort)).content.decode()
    assert "Group of Ada" in first

    chosen = [one.pk for one in pairs[:2]]
    page = post(client, "list", cohort, pairs=chosen, name="Mini one").content.decode()

    assert "Mini one meets together from now on." in page
    assert "1 group meets in this cohort." in page
    assert set(Group.objects.get().pairs.all()) == set(pairs[:2])


def test_the_clause_on_groups_is_offered_until_the_charter_says_it(client, cohort, coordinator):
    client.force_login(coordinator)
    charter = reverse("programmes:charter", args=[cohort.programme.pk])
    before = client.get(to("list", cohort)).content.decode()
    said = {"charter": {"clauses": ["voluntary", "in_a_group"]}}
    type(cohort.programme).objects.filter(pk=cohort.programme.pk).update(settings=said)

    after = client.get(to("list", cohort)).content.decode()

    assert "What others say in the group stays there" in before
    assert charter in before
    assert "What others say in the group stays there" not in after


def test_one_pair_alone_is_refused_beside_its_form(client, cohort, pairs, coordinator):
    client.force_login(coordinator)

    refused = client.post(to("list", cohort), {"pairs": [pairs[0].pk], "name": "One"})
    unclear = client.post(to("list", cohort), {"pairs": [pairs[0].pk], "name": ""})

    assert refused.status_code == 409
    assert "A group has from 2 to 5 pairs." in refused.content.decode()
    assert unclear.status_code == 422


def test_pairs_that_went_into_a_group_meanwhile(client, cohort, group, pairs, coordinator):
    client.force_login(coordinator)

    page = client.post(to("list", cohort), {"pairs": [p.pk for p in pairs[:2]], "name": "Two"})

    assert page.status_code == 422
    assert "Here is how it is." in page.content.decode()


def test_a_clinic_has_no_groups(client, cohort, coordinator):
    cohort.programme.settings = {"mode": "expert_clinic"}
    cohort.programme.save()
    client.force_login(coordinator)

    assert "there are no groups" in client.get(to("list", cohort)).content.decode()


def test_the_coordinator_changes_a_group(client, group, pairs, coordinator):
    client.force_login(coordinator)

    assert "Kept." in post(client, "rename", group, name="Mini two").content.decode()
    assert "at most 80" in post(client, "rename", group, name="x" * 81).content.decode()
    assert "from the next date" in post(client, "add", group, pair=pairs[2].pk).content.decode()
    assert "from the list" in post(client, "add", group, pair=pairs[2].pk).content.decode()
    assert "is out of" in post(client, "take_out", group, pair=pairs[0].pk).content.decode()
    assert "not in the group" in post(client, "take_out", group, pair=pairs[0].pk).content.decode()
    assert "is dissolved" in post(client, "dissolve", group).content.decode()
    assert "dissolved before" in post(client, "dissolve", group).content.decode()
    for name, data in (("rename", {"name": "Late"}), ("add", {"pair": pairs[2].pk})):
        assert "was dissolved meanwhile" in post(client, name, group, **data).content.decode()


def test_a_group_of_one_says_that_it_meets_like_any_pair(client, group, pairs, coordinator):
    Pair.objects.filter(pk=pairs[0].pk).update(state="closed")
    client.force_login(coordinator)
    assert "One pair is left" in client.get(to("list", group.cohort)).content.decode()

    client.force_login(pairs[1].mentee)
    assert "so you meet as two" in client.get(to("group", group)).content.decode()


def test_its_people_read_each_others_names_and_no_mail(client, group, pairs, mentor):
    for person in (mentor, pairs[0].mentee):
        client.force_login(person)
        page = client.get(to("group", group)).content.decode()
        assert pairs[1].mentee.name in page
        assert pairs[1].mentee.email not in page
        pair_page = client.get(reverse("pairs:pair", args=[pairs[0].pk])).content.decode()
        assert "2 mentees together" in pair_page


@pytest.mark.parametrize("who", ["third", "coordinator", "stranger"])
def test_nobody_else_reads_the_page_of_a_group(client, group, pairs, coordinator, stranger, who):
    person = {"third": pairs[2].mentee, "coordinator": coordinator, "stranger": stranger}[who]
    client.force_login(person)

    assert client.get(to("group", group)).status_code == 404
    assert client.get(to("list", group.cohort)).status_code == (
        200 if who == "coordinator" else 404
    )


def test_the_list_asks_as_much_for_one_group_as_for_three(
    client, cohort, group, coordinator, django_assert_num_queries
):
    client.force_login(coordinator)
    client.get(to("list", cohort))
    with django_assert_num_queries(N_QUERIES):
        client.get(to("list", cohort))
    for _n in range(2):
        another = GroupFactory(cohort=cohort)
        PairFactory.create_batch(2, cohort=cohort, mentor=another.mentor, group=another)
    with django_assert_num_queries(N_QUERIES):
        client.get(to("list", cohort))


N_QUERIES = 8
