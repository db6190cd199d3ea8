"""What the first page says of a pair at its end, after it, and in a pause."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import EnrolmentFactory, KitFactory, PairFactory, SessionFactory, SkillFactory
from upside.community.learning_models import SharedLearning
from upside.feedback.models import Review
from upside.pairs.actions import close_pair
from upside.pairs.actions.farewells import look_back, open_farewell
from upside.pairs.farewell_models import LookBack
from upside.pairs.models import Pair
from upside.pairs.queries import reasons_of
from upside.sessions.actions import book_session, leave_pair, pause_pair, wind_up
from upside.web.front.ahead import ahead_of
from upside.web.front.step import Urgency
from upside.web.front.steps import steps_of

pytestmark = pytest.mark.django_db

HOME = reverse("front:home")
DAY = timedelta(days=1)


@pytest.fixture
def pair(cohort):
    today = timezone.localdate()
    cohort.starts_on, cohort.ends_on = today - 90 * DAY, today + 90 * DAY
    cohort.save()
    skill = SkillFactory()
    KitFactory(skill=skill)
    reasons = {"to_mentee": [skill.code], "to_mentor": []}
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, reasons=reasons)
    for role in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role, state="ready")
    return pair


def completed(pair, *, at=None, **said):
    at = at or timezone.now()
    open_farewell(pair, cause="sessions", at=at)
    for person in pair.people:
        look_back(pair, levels={}, by=person, at=at, **said)
    close_pair(pair, ending="completed", by=None, at=at)
    return pair


def page(client, person, address=HOME):
    client.force_login(person)
    return client.get(address).content.decode()


def titles(person):
    return [step.title for step in steps_of(person, at=timezone.now())]


def test_home_names_the_end_and_leads_to_the_word_and_the_open_text(client, pair):
    SessionFactory(pair=pair, state="held")
    completed(pair, thanks="Merci.")

    said = page(client, pair.mentee)

    assert f"Your pair with {pair.mentor.first_name} has come to its end." in said
    assert f"Read the word of {pair.mentor.first_name}" in said
    assert reverse("farewells:learned", args=[pair.pk]) in said
    assert "The next step is ours" not in said
    assert titles(pair.mentee)[0].startswith("Your pair with")


@pytest.mark.parametrize("thanks", ["Merci.", ""])
@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_home_does_not_ask_for_a_text_that_is_settled(client, pair, state, thanks):
    at = timezone.now()
    words = {"text": "We learned.", "published_at": at} if state == "published" else {}
    SharedLearning.objects.create(pair=pair, state=state, edited_at=at, **words)
    completed(pair, thanks=thanks)

    said = page(client, pair.mentee)

    assert "still write down" not in said
    assert ("left you a word." if thanks else "You have done what you came for.") in said


def test_home_names_the_pair_that_ended_early_before_a_circle(client, pair):
    leave_pair(pair, by=pair.mentor, at=timezone.now())

    first = steps_of(pair.mentor, at=timezone.now())[0]
    later = steps_of(pair.mentor, at=timezone.now() + 8 * DAY)[0]

    assert pair.mentee.first_name in first.title
    assert (first.urgency, later.urgency) == (Urgency.PULSE, Urgency.REST)


def test_a_mentee_does_not_read_what_the_kit_tells_the_mentor(client, pair):
    starts = timezone.now() + DAY
    SessionFactory(pair=pair, starts_at=starts, ends_at=starts + DAY / 24, state="planned")
    steps = steps_of(pair.mentor, at=timezone.now())
    words = ahead_of(steps[0], reasons_of(pair)).give_back

    assert words
    assert words in unescape(page(client, pair.mentor))
    assert words not in unescape(page(client, pair.mentee))


def test_without_a_word_it_says_what_is_left(client, pair):
    assert "Open your last page" in page(client, completed(pair).mentee)


@pytest.mark.parametrize(("answer", "wanted"), [("yes", True), ("no", False)])
def test_home_asks_once_whether_one_would_like_another_pair(client, pair, answer, wanted):
    completed(pair)
    assert "Would you like another pair" in page(client, pair.mentee)

    again = reverse("farewells:again", args=[pair.pk])
    response = client.post(f"{again}?back=home", {"again": answer})

    assert response.url == HOME
    assert LookBack.objects.get(person=pair.mentee).asks_again is wanted
    assert "Would you like another pair" not in page(client, pair.mentee)
    assert "Would you like another pair" in page(client, pair.mentor)


def test_who_ticked_it_when_looking_back_is_not_asked(client, pair):
    assert "Would you like another pair" not in page(
        client, completed(pair, asks_again=True).mentor
    )


def test_a_mentor_with_a_seat_left_still_waits_for_the_next_step(pair):
    place = pair.mentor.enrolments.get()
    place.seats = 2
    place.save()
    completed(pair)

    assert "Your profile is ready. The next step is ours." in titles(pair.mentor)


def test_the_end_is_told_for_a_while_and_later_below_the_rest(pair):
    completed(pair)
    Pair.objects.update(closed_at=timezone.now() - 10 * DAY)
    assert any(title.startswith("Your pair with") for title in titles(pair.mentee))
    Pair.objects.update(closed_at=timezone.now() - 70 * DAY)
    assert titles(pair.mentee) == []


def test_both_read_on_home_and_page_that_one_thinks_they_are_done(client, pair):
    wind_up(pair, by=pair.mentee, at=timezone.now())
    own = reverse("pairs:pair", args=[pair.pk])

    assert titles(pair.mentor)[0] == f"{pair.mentee.first_name} thinks that you two are done."
    assert "Do you see it the same way?" in page(client, pair.mentor, own)
    assert any("the answer is still to come" in title for title in titles(pair.mentee))
    assert "has not answered yet" in page(client, pair.mentee, own)


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_either_lets_the_pair_go_on_on_the_page(client, pair, side):
    wind_up(pair, by=pair.mentee, at=timezone.now())
    person = getattr(pair, side)
    asked = page(client, person, reverse("farewells:farewell", args=[pair.pk]))
    assert 'value="go_on"' in asked

    done = reverse("farewells:done", args=[pair.pk])
    said = client.post(done, {"answer": "go_on"}, follow=True).content.decode()
    assert "is told by mail" in said
    again = client.post(done, {"answer": "go_on"}, follow=True).content.decode()
    assert "Your pair goes on." in again
    assert "is told by mail" not in again


def test_going_on_after_both_said_so_is_refused_with_a_way(client, pair):
    for person in pair.people:
        wind_up(pair, by=person, at=timezone.now())
    client.force_login(pair.mentor)

    done = reverse("farewells:done", args=[pair.pk])
    said = client.post(done, {"answer": "go_on"}, follow=True).content.decode()

    assert "book another date" in said


def test_dates_of_before_a_pause_are_booked_again_in_one_press(client, pair):
    now = timezone.now()
    start = now.replace(minute=0, second=0, microsecond=0) + 10 * DAY
    session = book_session(pair, starts_at=start, by=pair.mentee, at=now)
    pause_page = page(client, pair.mentee, reverse("pairs:pause", args=[pair.pk]))
    assert "They do not come back by themselves." in pause_page
    pause_pair(pair, until=None, by=pair.mentee, at=now)

    resumed = client.post(reverse("pairs:resume", args=[pair.pk]), follow=True)
    assert "offered below" in resumed.content.decode()
    [offered] = resumed.context["of_pause"]
    book = reverse("pairs:book", args=[pair.pk])
    again = client.post(book, {"starts": [offered.value], "despite_busy": "yes"}, follow=True)

    assert again.context["of_pause"] == []
    [planned] = pair.sessions.filter(state="planned")
    assert (planned.starts_at, planned.pk != session.pk) == (start, True)


def test_a_pause_without_dates_leads_to_new_ones(client, pair):
    pause_pair(pair, until=None, by=pair.mentee, at=timezone.now())
    client.force_login(pair.mentee)

    resumed = client.post(reverse("pairs:resume", args=[pair.pk]), follow=True)

    assert "Now choose your next date." in resumed.content.decode()


def test_in_a_pause_it_comes_first_and_nothing_is_asked(client, pair):
    now = timezone.now()
    SessionFactory(
        pair=pair, state="held", starts_at=now - 5 * DAY, ends_at=now - 5 * DAY + DAY / 24
    )
    SessionFactory(pair=pair, starts_at=now + 40 * DAY, ends_at=now + 40 * DAY + DAY / 24)
    assert page(client, pair.mentee, reverse("pairs:pair", args=[pair.pk])).count('id="kits"') == 1
    pause_pair(pair, until=now.date() + 20 * DAY, by=pair.mentee, at=now)

    assert titles(pair.mentee)[0].startswith(f"You and {pair.mentor.first_name} are on pause")
    assert not Review.objects.exists()
    assert not any("?" in title or "questions" in title for title in titles(pair.mentee))
    assert 'id="kits"' not in page(client, pair.mentee, reverse("pairs:pair", args=[pair.pk]))
