"""Goals on pages: proposed, changed, shown to the coach where ticked, never to the coordinator."""

import pytest
from django.urls import reverse

from tests.factories import PairFactory, RoleGrantFactory, SessionFactory, SkillFactory
from upside.pairs.actions import write_goals
from upside.pairs.models import Goal, Pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cohort):
    skill = SkillFactory(labels={"en": "Prompts", "fr": "Invites"})
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE, reasons={"to_mentee": [skill.code]})


def address(pair):
    return reverse("pairs:goals", args=[pair.pk])


def write(pair, by, learn, *, coach=False):
    at = pair.accepted_at
    return write_goals(pair, learn=learn, offer="", is_for_coach=coach, by=by, at=at)


def page_of(client, person, where):
    client.force_login(person)
    return client.get(where).content.decode()


def test_goals_start_from_the_reasons_and_are_kept_in_ones_own_words(client, pair):
    client.force_login(pair.mentee)
    form = client.get(address(pair)).context["form"]
    assert form.initial == {"learn": "Prompts", "offer": "", "goal_number": 0}

    answer = client.post(address(pair), {"learn": "Ask well", "goal_number": "0"}, follow=True)

    assert "Your goals are kept." in answer.content.decode()
    assert Goal.objects.get().learn == "Ask well"
    own = page_of(client, pair.mentor, reverse("pairs:pair", args=[pair.pk]))
    assert "Ask well" in own
    assert "wants to learn" in own


def test_what_one_wants_and_the_other_offers_is_said_once(client, pair):
    write(pair, pair.mentee, "Ask well")
    said = {"learn": "", "offer": "Ask well\nCheck", "is_for_coach": False}
    write_goals(pair, **said, by=pair.mentor, at=pair.accepted_at)
    client.force_login(pair.mentor)

    to, back = client.get(address(pair)).context["ways"]

    assert (to.shared, to.wanted, to.offered) == (["Ask well"], [], ["Check"])
    assert (back.shared, back.wanted, back.offered, back.is_back) == ([], [], [], True)


def test_each_changes_only_their_own(client, pair):
    write(pair, pair.mentee, "Ask well")
    client.force_login(pair.mentor)

    client.post(address(pair), {"learn": "Budgets", "goal_number": "0"})

    assert {g.person: g.learn for g in Goal.objects.all()} == {
        pair.mentee: "Ask well",
        pair.mentor: "Budgets",
    }


def test_the_other_device_is_told_and_sees_what_stands_there(client, pair):
    write(pair, pair.mentee, "From the phone")
    client.force_login(pair.mentee)

    answer = client.post(address(pair), {"learn": "From the desk", "goal_number": "0"})

    assert answer.status_code == 409
    assert "perhaps on another device" in answer.content.decode()
    assert answer.context["form"].initial["learn"] == "From the phone"


@pytest.mark.parametrize("said", [{"learn": "a" * 1001}, {"offer": "\x00"}, {"goal_number": "x"}])
def test_what_cannot_be_kept_comes_back(client, pair, said):
    client.force_login(pair.mentee)

    answer = client.post(address(pair), said)

    assert answer.status_code == 422
    assert not Goal.objects.exists()


def test_earlier_versions_stay_readable_for_the_two(client, pair):
    for words in ("First words", "Second words"):
        write(pair, pair.mentee, words)

    for person in pair.people:
        said = page_of(client, person, address(pair))
        assert "First words" in said
        assert "1 earlier version" in said


def test_the_session_page_says_what_they_are_here_for(client, pair):
    write(pair, pair.mentee, "Ask well")
    session = SessionFactory(pair=pair)

    said = page_of(client, pair.mentor, reverse("pairs:session", args=[session.pk]))

    assert "What you are here for" in said
    assert "Ask well" in said


def test_the_coach_reads_them_where_ticked_and_the_coordinator_never(client, pair, coordinator):
    coach = RoleGrantFactory(role="coach", programme=pair.cohort.programme).person
    write(pair, pair.mentee, "Shown words", coach=True)
    write(pair, pair.mentor, "Hidden words")
    where = reverse("pairs:pair", args=[pair.pk])

    said = page_of(client, coach, where)

    assert "Shown words" in said
    assert "Hidden words" not in said
    assert "words" not in page_of(client, coordinator, where)
    client.force_login(coach)
    assert client.get(address(pair)).status_code == 404


def test_a_pair_that_ended_reads_its_goals_and_changes_none(client, pair):
    write(pair, pair.mentee, "Ask well")
    Pair.objects.update(state=Pair.State.CLOSED)

    said = page_of(client, pair.mentee, address(pair))
    answer = client.post(address(pair), {"learn": "More"})

    assert "What you set out to do." in said
    assert "Ask well" in page_of(client, pair.mentor, reverse("pairs:pair", args=[pair.pk]))
    assert answer.status_code == 409
    assert "stay as they are" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 6])
def test_the_page_asks_the_same_for_any_number_of_versions(
    client, pair, rows, django_assert_num_queries
):
    for n in range(rows):
        write(pair, pair.mentee, f"{n}")
    client.force_login(pair.mentee)

    with django_assert_num_queries(7):
        client.get(address(pair))
