"""A word with the coach, on its pages: who opens what, and what each of them reads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
)
from upside.feedback.actions import answer_concern, close_concern, speak_up
from upside.feedback.models import Concern
from upside.pairs.actions import close_pair
from upside.programmes.models import RoleGrant

pytestmark = pytest.mark.django_db

SECRET = "He laughs at my accent."


@pytest.fixture
def pair():
    now = timezone.now()
    cohort = CohortFactory(ends_on=(now + timedelta(days=100)).date())
    pair = PairFactory(cohort=cohort, state="active", accepted_at=now, activated_at=now)
    for role in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role)
    return pair


@pytest.fixture
def coach(pair):
    return RoleGrantFactory(role="coach", programme=pair.cohort.programme).person


@pytest.fixture
def concern(pair, coach):
    return speak_up(pair.cohort, pair=pair, by=pair.mentor, text=SECRET, at=timezone.now())


def page_of(client, person, name, *args):
    client.force_login(person)
    return client.get(reverse(name, args=args))


def words(pair, **more):
    return {"about": f"pair:{pair.pk}", "text": SECRET, "answer": "here", **more}


@pytest.mark.parametrize("name", ["front:home", "pairs:pair", "pairs:session"])
def test_it_is_one_tap_from_home_pair_and_session(world, client, name):
    people, things = world
    args = [things[name.partition(":")[2]].pk] if name != "front:home" else []

    content = page_of(client, people["mentor"], name, *args).content.decode()

    assert f'href="{reverse("word:start")}' in content
    assert "I feel uneasy" in content


def test_the_page_says_who_will_read_it_before_anything_is_sent(client, pair, coach):
    client.force_login(pair.mentor)
    page = client.get(reverse("word:start"), {"pair": pair.pk})
    content = page.content.decode()

    assert coach.name in content
    assert page.context["form"]["about"].value() == f"pair:{pair.pk}"
    assert "Who can see this?" in content
    assert "uneasy" not in content.partition("</title>")[0]


def test_it_is_sent_and_the_coach_answers_and_closes(client, pair, coach):
    client.force_login(pair.mentor)
    sent = client.post(reverse("word:start"), words(pair), follow=True)
    concern = Concern.objects.get()

    assert sent.redirect_chain == [(reverse("word:concern", args=[concern.pk]), 302)]
    assert SECRET in sent.content.decode()

    client.force_login(coach)
    assert pair.mentor.name in client.get(reverse("front:home")).content.decode()
    client.post(reverse("word:answer", args=[concern.pk]), {"text": "Shall I call?"})
    client.force_login(pair.mentor)
    read = client.get(reverse("word:concern", args=[concern.pk])).content.decode()
    assert "Shall I call?" in read

    client.force_login(coach)
    close = reverse("word:close", args=[concern.pk])
    unsure = client.post(close)
    assert unsure.status_code == 409
    assert "The last word is yours" in unsure.content.decode()
    closed = client.post(close, {"sure": "yes"}, follow=True)
    assert "for 30 days more" in closed.content.decode()
    concern.refresh_from_db()
    assert concern.closed_at


def test_home_says_that_the_coach_wrote_until_it_is_read(client, pair, coach, concern):
    close = reverse("word:close", args=[concern.pk])
    client.force_login(coach)
    assert client.post(close).status_code == 302  # the last word is the author's
    answer_concern(open_again(concern), text="Shall I call?", by=coach, at=timezone.now())
    said = f"{coach.name} has written to you."

    assert said in page_of(client, pair.mentor, "front:home").content.decode()
    read = page_of(client, pair.mentor, "word:concern", concern.pk).content.decode()
    assert f"{coach.name} has answered you." in read
    assert said not in page_of(client, pair.mentor, "front:home").content.decode()


def test_an_old_page_does_not_close_what_the_author_wrote_meanwhile(client, pair, coach, concern):
    client.force_login(coach)
    read = page_of(client, coach, "word:concern", concern.pk).content.decode()
    n = concern.messages.count()
    assert f'name="seen" value="{n}"' in read
    answer_concern(concern, text="One thing more.", by=pair.mentor, at=timezone.now())

    old = client.post(reverse("word:close", args=[concern.pk]), {"seen": n})

    assert old.status_code == 409
    assert "Read it first" in old.content.decode()
    assert "One thing more." in old.content.decode()
    assert Concern.objects.get().closed_at is None
    new = client.post(reverse("word:close", args=[concern.pk]), {"seen": n + 1})
    assert new.status_code == 302


def open_again(concern):
    Concern.objects.update(closed_at=None)
    return concern


@pytest.mark.parametrize(("days", "is_named"), [(29, True), (31, False)])
def test_a_pair_that_has_ended_can_be_named_for_a_while(client, pair, coach, days, is_named):
    close_pair(pair, ending="ended", by=None, at=timezone.now() - timedelta(days=days))

    page = page_of(client, pair.mentor, "word:start").content.decode()

    assert ("which has ended" in page) is is_named
    client.post(reverse("word:start"), words(pair))
    assert Concern.objects.filter(pair=pair).exists() is is_named


@pytest.mark.parametrize("role", [*RoleGrant.Role.values, "partner", "stranger", "other coach"])
def test_everybody_else_finds_nothing(client, pair, concern, role):
    if role == "coach":
        other = RoleGrantFactory(role="coach", programme=pair.cohort.programme).person  # later
    elif role in RoleGrant.Role.values:
        programme = None if role == "administrator" else pair.cohort.programme
        other = RoleGrantFactory(role=role, programme=programme).person
    elif role == "other coach":
        other = RoleGrantFactory(role="coach").person
    else:
        other = pair.mentee if role == "partner" else PersonFactory()

    assert page_of(client, other, "word:concern", concern.pk).status_code == 404
    assert SECRET not in page_of(client, other, "word:start").content.decode()
    assert client.post(reverse("word:answer", args=[concern.pk]), {"text": "x"}).status_code == 404
    assert client.post(reverse("word:close", args=[concern.pk])).status_code == 404


def test_the_author_does_not_close_it(client, pair, concern):
    client.force_login(pair.mentor)

    assert client.post(reverse("word:close", args=[concern.pk])).status_code == 404


def test_without_a_coach_the_page_says_so_and_offers_who_runs_it(client, pair):
    coordinator = RoleGrantFactory(programme=pair.cohort.programme).person

    content = page_of(client, pair.mentor, "word:start").content.decode()
    sent = client.post(reverse("word:start"), words(pair))

    assert "has no coach you could write to" in content
    assert f"mailto:{coordinator.email}" in content
    assert sent.status_code == 422
    assert not Concern.objects.exists()


def test_a_coach_who_goes_meanwhile_is_said_kindly(client, pair, coach, monkeypatch):
    client.force_login(pair.mentor)
    seen = "upside.feedback.actions.concerns.contacts_for"
    nobody = type("Contacts", (), {"coaches": []})()
    monkeypatch.setattr(seen, lambda *_: {pair.cohort_id: nobody})

    sent = client.post(reverse("word:start"), words(pair))

    assert sent.status_code == 409
    assert SECRET in sent.content.decode()  # nothing typed is lost
    assert "Nothing was kept" in sent.content.decode()


def test_how_to_be_reached_is_asked_where_it_is_needed(client, pair, coach):
    client.force_login(pair.mentor)

    sent = client.post(reverse("word:start"), words(pair, answer="outside"))

    assert sent.status_code == 422
    assert "Write how the coach can reach you." in sent.content.decode()


def test_who_takes_part_in_nothing_reads_what_the_page_is_for(client):
    content = page_of(client, PersonFactory(), "word:start").content.decode()

    assert "This page is for those who take part." in content


@pytest.mark.parametrize("about", ["", "pair:999", "cohort:x", "pair:1e9"])
def test_what_it_is_about_is_chosen_from_ones_own(client, pair, coach, about):
    client.force_login(pair.mentor)

    assert client.post(reverse("word:start"), words(pair, about=about)).status_code == 422


def test_once_closed_the_author_has_a_last_word(client, pair, coach, concern):
    close_concern(concern, by=coach, at=timezone.now())
    page = page_of(client, pair.mentor, "word:concern", concern.pk).content.decode()
    assert "Add this, and open it again" in page

    client.post(reverse("word:answer", args=[concern.pk]), {"text": "One more."})

    concern.refresh_from_db()
    assert concern.closed_at is None


def test_once_closed_an_answer_is_refused_and_kept_on_the_page(client, pair, coach, concern):
    close_concern(concern, by=coach, at=timezone.now())
    client.force_login(coach)

    sent = client.post(reverse("word:answer", args=[concern.pk]), {"text": "One more."})
    empty = client.post(reverse("word:answer", args=[concern.pk]), {"text": ""})

    assert (sent.status_code, empty.status_code) == (409, 422)
    assert "Its author can open it again by writing." in sent.content.decode()


def test_where_nobody_reads_it_any_more_the_author_is_told(client, pair, coach, concern):
    RoleGrant.objects.filter(person=coach).delete()

    content = page_of(client, pair.mentor, "word:concern", concern.pk).content.decode()

    assert "Nobody reads this any more." in content


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_asks_the_same_queries_for_any_number(
    client, pair, coach, rows, django_assert_num_queries
):
    for n in range(rows):
        other = CohortFactory()
        RoleGrantFactory(role="coach", programme=other.programme, person=coach)
        EnrolmentFactory(cohort=other, person=pair.mentor)
        speak_up(other, by=pair.mentor, text=f"{n}", at=timezone.now())
    for person, n in ((pair.mentor, 10), (coach, 7)):
        client.force_login(person)
        with django_assert_num_queries(n):
            client.get(reverse("word:start"))
    concern = Concern.objects.first()
    with django_assert_num_queries(7):
        client.get(reverse("word:concern", args=[concern.pk]))
