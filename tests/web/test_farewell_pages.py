"""The pages at the end of a pair, for the two and for nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
    SkillFactory,
)
from upside.community.actions.learnings import agree_to_learning, write_learning
from upside.pairs.actions import close_pair
from upside.pairs.actions.farewells import look_back, open_farewell
from upside.pairs.farewell_models import Farewell, LevelThen, LookBack
from upside.pairs.models import Pair
from upside.sessions.actions import leave_pair
from upside.sessions.models import Session
from upside.web.front.steps import steps_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def pair(cohort):
    skill = SkillFactory()
    cohort.ends_on = timezone.localdate() + timedelta(days=30)
    cohort.save()
    reasons = {"to_mentee": [skill.code], "to_mentor": []}
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, reasons=reasons)
    for role in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role, state="ready")
    return pair


@pytest.fixture
def at_end(pair):
    open_farewell(pair, cause="sessions", at=timezone.now())
    return pair


def address(name, pair):
    return reverse(f"farewells:{name}", args=[pair.pk])


def post(client, person, name, pair, data=None):
    client.force_login(person)
    return client.post(address(name, pair), data or {}, follow=True)


def get(client, person, name, pair):
    client.force_login(person)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(address(name, pair))
    assert len(queries) <= MOST_QUERIES
    return page.content.decode()


def test_both_say_that_they_are_done_then_look_back(client, pair):
    assert "We are done" in get(client, pair.mentor, "farewell", pair)
    said = post(client, pair.mentor, "done", pair).content.decode()
    assert "is asked by mail" in said
    assert "said so already" in get(client, pair.mentee, "farewell", pair)

    page = post(client, pair.mentee, "done", pair).content.decode()
    assert "Looking back, where were you at the start?" in page
    assert "Why both?" in page


def test_the_mentee_looks_back_and_the_second_answer_completes_the_pair(client, at_end):
    skill = str(SkillFactory._meta.model.objects.get().pk)
    data = {f"now_{skill}": "5", f"then_{skill}": "1", "thanks": "Merci, vraiment."}

    assert "Look back" in client_home(client, at_end.mentee)
    post(client, at_end.mentee, "farewell", at_end, data | {"asks_again": "on"})
    assert (LevelThen.objects.get().then, LevelThen.objects.get().now) == (1, 5)
    assert "Merci, vraiment." not in get(client, at_end.mentor, "farewell", at_end)
    page = post(client, at_end.mentor, "farewell", at_end).content.decode()

    assert "have done what you came for" in page
    assert "Merci, vraiment." in page
    assert "now 5" not in page
    assert "now 5" in get(client, at_end.mentee, "farewell", at_end)
    at_end.refresh_from_db()
    assert at_end.ending == "completed"


def client_home(client, person):
    client.force_login(person)
    return client.get("/").content.decode()


def test_one_level_alone_comes_back_with_a_sentence(client, at_end):
    skill = SkillFactory._meta.model.objects.get().pk
    client.force_login(at_end.mentee)

    page = client.post(address("farewell", at_end), {f"now_{skill}": "5", "then_" + str(skill): ""})

    assert page.status_code == 422
    assert "or leave both out" in page.content.decode()
    assert not LookBack.objects.exists()
    _lede, _form, rest = page.content.decode().partition('<form class="sheet stack"')
    assert rest.index(f'href="#id_then_{skill}"') < rest.index("Why both?")


def test_what_is_called_off_at_the_end_is_said_before(client, pair):
    starts = timezone.now() + timedelta(days=9)
    SessionFactory(pair=pair, starts_at=starts, ends_at=starts + timedelta(hours=1))
    said = "1 session to come is called off in both calendars"
    assert said in get(client, pair.mentor, "farewell", pair)
    open_farewell(pair, cause="agreed", at=timezone.now())

    assert said in get(client, pair.mentor, "farewell", pair)
    Session.objects.all().delete()
    assert "called off in both calendars" not in get(client, pair.mentor, "farewell", pair)


def test_before_the_end_and_after_it_nothing_is_kept(client, pair):
    page = post(client, pair.mentor, "farewell", pair, {"thanks": "Early."}).content.decode()
    assert "Looking back comes at the end" in page
    open_farewell(pair, cause="agreed", at=timezone.now())
    close_pair(pair, ending="completed", by=None, at=timezone.now())

    late = post(client, pair.mentor, "farewell", pair, {"thanks": "Late."}).content.decode()

    assert "has ended already" in late
    assert "Neither of you wrote anything" in late
    assert "has ended already" in post(client, pair.mentor, "done", pair).content.decode()


def test_a_pair_that_ended_early_is_asked_one_optional_question(client, pair):
    leave_pair(pair, by=pair.mentor, at=timezone.now())

    page = get(client, pair.mentee, "farewell", pair)
    assert page == ""
    page = client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()
    assert "May we ask you again for the next cohort?" in page

    assert (
        "You may be asked"
        in post(client, pair.mentee, "again", pair, {"again": "yes"}).content.decode()
    )
    assert LookBack.objects.get().asks_again
    assert (
        "Nobody asks you"
        in post(client, pair.mentee, "again", pair, {"again": "no"}).content.decode()
    )


def test_asked_while_the_pair_goes_on_it_says_when(client, pair):
    page = post(client, pair.mentee, "again", pair, {"again": "yes"}).content.decode()

    assert "Looking back comes at the end" in page


def test_the_text_is_written_changed_agreed_to_and_taken_back(client, at_end):
    words = {"text": "We learned to ask.", "readers": "company", "is_signed": "on"}
    post(client, at_end.mentor, "learned", at_end, words | {"number": "0"})
    stale = post(client, at_end.mentee, "learned", at_end, words | {"number": "0", "text": "No."})
    assert stale.status_code == 409
    assert "The text was changed meanwhile" in stale.content.decode()
    assert 'name="number" value="1"' in stale.content.decode()

    asked = post(client, at_end.mentor, "agree", at_end, {"number": "1"}).content.decode()
    assert "is asked by mail" in asked
    assert "would publish what you two learned" in client_home(client, at_end.mentee)
    both = post(client, at_end.mentee, "agree", at_end, {"number": "1"}).content.decode()
    assert "Both of you agree: it is published." in both

    client.force_login(PersonFactory())
    listed = client.get(reverse("farewells:learnings")).content.decode()
    assert "We learned to ask." in listed
    assert at_end.mentor.name in listed
    gone = post(client, at_end.mentee, "withdraw", at_end).content.decode()
    assert "taken back for good" in gone
    assert "We learned to ask." not in client.get(reverse("farewells:learnings")).content.decode()


def test_no_words_or_no_number_come_back_kindly(client, at_end):
    client.force_login(at_end.mentor)

    assert client.post(address("learned", at_end), {"text": ""}).status_code == 422
    assert "Write a sentence" in post(client, at_end.mentor, "agree", at_end).content.decode()


def test_nothing_to_take_back_is_said_so(client, at_end):
    said = post(client, at_end.mentor, "withdraw", at_end).content.decode()

    assert "There is nothing to take back." in said


@pytest.mark.parametrize("role", ["coordinator", "coach", "sponsor", "auditor"])
def test_who_follows_the_pair_reads_nothing_of_its_end(client, at_end, role):
    reader = PersonFactory()
    RoleGrantFactory(person=reader, role=role, programme=at_end.cohort.programme)
    now = timezone.now()
    look_back(at_end, levels={}, thanks="Merci.", goals="Half.", by=at_end.mentor, at=now)
    write_learning(
        at_end, text="Ours.", readers="company", is_signed=True, after=0, by=at_end.mentor, at=now
    )
    agree_to_learning(at_end, number=1, by=at_end.mentor, at=now)
    client.force_login(reader)

    for name in ("farewell", "learned"):
        assert client.get(address(name, at_end)).status_code == 404
    seen = client.get(reverse("farewells:learnings")).content.decode()
    if role in {"coordinator", "coach"}:
        seen += client.get(reverse("pairs:pair", args=[at_end.pk])).content.decode()
    for words in ("Merci.", "Half.", "Ours."):
        assert words not in seen


def test_home_leads_to_the_end_until_it_is_answered(at_end):
    at = timezone.now()

    assert steps_of(at_end.mentor, at=at)[0].action == "Look back"
    look_back(at_end, levels={}, by=at_end.mentor, at=at)
    assert "Look back" not in [step.action for step in steps_of(at_end.mentor, at=at)]
    assert Farewell.objects.get().cause == "sessions"


def test_who_invites_to_the_next_cohort_reads_who_may_be_asked_again(client, at_end, coordinator):
    look_back(at_end, levels={}, asks_again=True, by=at_end.mentor, at=timezone.now())
    following = CohortFactory(programme=at_end.cohort.programme)
    client.force_login(coordinator)

    page = client.get(reverse("programmes:invite", args=[following.pk])).content.decode()

    assert "1 person of an earlier cohort said: ask me again." in page
    assert at_end.mentor.name in page
    assert "said: ask me again</span>" in page
