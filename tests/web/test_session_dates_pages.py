"""Confirming, moving, rebooking and series on the pages, and the buttons of mails that act."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.calendar_world import busy
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
    SlotFactory,
)
from upside.notices.models import Notice
from upside.notices.taps import tap_link
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.sessions.actions import book_session, cancel_session, move_session
from upside.sessions.models import Session, SessionReply

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def pair():
    today = timezone.localdate()
    cohort = CohortFactory(
        kept={"n_sessions": 4, "rhythm_days": 28},
        starts_on=today - 30 * DAY,
        ends_on=today + 300 * DAY,
    )
    pair = PairFactory(cohort=cohort, state="active")
    for person, role in ((pair.mentee, "mentee"), (pair.mentor, "mentor")):
        place = EnrolmentFactory(cohort=cohort, person=person, role=role)
        for day in range(5):
            SlotFactory(enrolment=place, weekday=day)
    return pair


@pytest.fixture
def session(pair):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + 9 * DAY
    return book_session(pair, starts_at=start, by=pair.mentee, at=timezone.now())


def url(name, about):
    return reverse(f"pairs:{name}", args=[about.pk])


def send(client, person, name, about, **data):
    client.force_login(person)
    return client.post(url(name, about), data, follow=True)


def test_one_tap_on_the_first_page_confirms_and_leads_back_there(client, session):
    mentor = session.pair.mentor
    client.force_login(mentor)
    assert "I’ll be there" in client.get("/").content.decode()

    data = {"answer": "accepted", "seen": 0}
    page = client.post(url("answer", session) + "?back=home", data, follow=True)

    assert page.request["PATH_INFO"] == "/"
    assert "Noted: you will be there" in page.content.decode()
    assert "I’ll be there</button>" not in page.content.decode()
    client.force_login(session.pair.mentee)
    theirs = client.get(url("session", session)).content.decode()
    assert f"{mentor.first_name} will be there." in theirs


def test_a_no_leads_to_other_dates_and_stands_on_both_first_pages(client, session):
    mentor, mentee = session.pair.people

    page = send(client, mentor, "answer", session, answer="declined")

    assert page.request["PATH_INFO"] == url("move", session)
    assert b"nothing is cancelled yet" in page.content
    assert "You cannot come on" in client.get("/").content.decode()
    client.force_login(mentee)
    assert f"{mentor.first_name} cannot come on" in client.get("/").content.decode()
    assert Session.objects.get().state == "planned"


def test_an_answer_to_an_old_page_and_one_without_sense_are_refused_kindly(client, session):
    mentor = session.pair.mentor
    assert "Say whether you come" in send(client, mentor, "answer", session).content.decode()

    page = send(client, mentor, "answer", session, answer="accepted", seen=5)

    assert page.status_code == 409
    assert b"was moved meanwhile" in page.content


def test_one_tap_moves_the_session_and_a_second_tap_changes_nothing(client, session):
    mentee = session.pair.mentee
    client.force_login(mentee)
    choice = client.get(url("move", session)).context["choices"][0]

    for _tap in range(2):
        page = send(client, mentee, "move", session, starts=choice.value, seen=0)
        assert page.request["PATH_INFO"] == url("session", session)
        assert b"The session has moved" in page.content

    moved = Session.objects.get()
    assert (moved.starts_at, moved.sequence) == (choice.starts_at, 1)
    assert Notice.objects.filter(template="session_moved").count() == 2


def test_two_devices_that_move_it_apart_read_which_date_stands(client, session):
    mentee = session.pair.mentee
    client.force_login(mentee)
    one, other = client.get(url("move", session)).context["choices"][:2]
    send(client, mentee, "move", session, starts=one.value, seen=0)

    page = send(client, mentee, "move", session, starts=other.value, seen=0)

    assert page.status_code == 409
    assert b"was moved meanwhile" in page.content
    assert page.context["session"].starts_at == one.starts_at


@pytest.mark.parametrize(
    "data", [{}, {"starts": "soon"}, {"starts": "2026-01-01T10:00"}, {"own_date": "x"}]
)
def test_a_date_that_cannot_be_read_is_asked_for_again(client, session, data):
    assert send(client, session.pair.mentee, "move", session, **data).status_code == 422


def test_an_own_date_is_read_in_the_readers_time(client, session):
    mentee = session.pair.mentee
    Person.objects.filter(pk=mentee.pk).update(time_zone="America/New_York")
    day = timezone.localdate() + 20 * DAY

    asked = send(client, mentee, "move", session, own_date=f"{day}T08:00")
    assert asked.status_code == 409  # their week is one of Paris hours
    send(client, mentee, "move", session, own_date=f"{day}T08:00", despite_busy="yes")

    start = Session.objects.get().starts_at.astimezone(ZoneInfo("America/New_York"))
    assert (start.date(), start.hour) == (day, 8)


@pytest.mark.parametrize("start", ["", "nonsense", "2020-01-01T10:00Z", "9999-12-31T23:59Z"])
def test_the_time_that_a_calendar_proposed_stands_first_where_it_can_be_read(
    client, session, start
):
    client.force_login(session.pair.mentor)
    good = (session.starts_at + 3 * DAY).strftime("%Y-%m-%dT%H:%MZ")

    assert client.get(url("move", session), {"start": start}).status_code == 200
    page = client.get(url("move", session), {"start": good})

    assert [choice.starts_at for choice in page.context["asked"]] == [session.starts_at + 3 * DAY]


def test_a_settled_session_and_one_of_a_clinic_say_that_they_are_not_moved(client, session):
    client.force_login(session.pair.mentee)
    cancel_session(session, by=session.pair.mentee, at=timezone.now())
    assert b"cannot be moved" in client.get(url("move", session)).content
    clinic = SessionFactory(
        pair__cohort=CohortFactory(kept={"mode": "expert_clinic"}), pair__state="active"
    )
    client.force_login(clinic.pair.mentee)
    assert b"cannot be moved" in client.get(url("move", clinic)).content


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("closed", "This pair has ended: nothing is left to move."),
        ("paused", "Your pair is on pause."),
    ],
)
def test_a_pair_that_rests_or_has_ended_says_why_nothing_moves(client, session, state, said):
    client.force_login(session.pair.mentee)
    Pair.objects.filter(pk=session.pair_id).update(state=state)

    assert said in client.get(url("move", session)).text


def test_a_session_to_which_one_cannot_come_says_that_it_needs_another_date(client, session):
    client.force_login(session.pair.mentee)
    assert "needs another date" not in client.get(url("session", session)).text

    send(client, session.pair.mentor, "answer", session, answer="declined", seen=session.sequence)

    client.force_login(session.pair.mentee)
    assert "needs another date" in client.get(url("session", session)).text


def test_the_assistant_moves_it_and_reads_no_answer(client, session):
    assistant = PersonFactory()
    session.pair.cohort.enrolments.filter(role="mentee").update(assistant=assistant)
    client.force_login(assistant)
    choice = client.get(url("move", session)).context["choices"][0]

    page = send(client, assistant, "move", session, starts=choice.value)

    assert page.request["PATH_INFO"] == url("book", session.pair)
    assert b"will be there" not in page.content
    assert b"has not said yet" not in page.content
    assert client.post(url("answer", session), {"answer": "accepted"}).status_code == 404


@pytest.mark.parametrize("name", ["session", "pair"])
def test_after_one_that_did_not_take_place_the_next_date_is_one_tap_away(client, session, name):
    mentee = session.pair.mentee
    cancel_session(session, by=mentee, at=timezone.now())
    client.force_login(mentee)
    about = session if name == "session" else session.pair
    page = client.get(url(name, about))
    rebook = page.context["rebook"]
    assert f'name="starts" value="{rebook.value}"' in page.content.decode()

    for _tap in range(2):
        send(client, mentee, "book", session.pair, starts=rebook.value)

    assert Session.objects.filter(state="planned", starts_at=rebook.starts_at).count() == 1


@pytest.fixture
def clinic():
    """Return a session of an expert clinic, a few days ahead."""
    today = timezone.localdate()
    cohort = CohortFactory(
        kept={"mode": "expert_clinic"}, starts_on=today - 30 * DAY, ends_on=today + 300 * DAY
    )
    pair = PairFactory(cohort=cohort, state="active")
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee")
    EnrolmentFactory(cohort=cohort, person=pair.mentor, role="mentor")
    starts_at = timezone.now() + 3 * DAY
    return SessionFactory(pair=pair, starts_at=starts_at, ends_at=starts_at + HOUR)


@pytest.mark.parametrize(("role", "way"), [("mentee", "clinic"), ("mentor", "mine")])
def test_in_a_clinic_a_no_leads_to_its_times(client, clinic, role, way):
    page = send(client, getattr(clinic.pair, role), "answer", clinic, answer="declined")

    assert page.status_code == 200
    assert page.request["PATH_INFO"] == reverse(f"clinics:{way}", args=[clinic.pair.cohort_id])


def test_in_a_clinic_the_button_of_a_mail_leads_to_its_times(client, clinic):
    link = tap_link(clinic.pair.mentee, f"session:{clinic.pk}:0", "declined")

    page = client.post(link).content.decode()

    assert f'href="/cohorts/{clinic.pair.cohort_id}/clinic/"' in page
    assert url("move", clinic) not in page


def test_a_series_leaves_out_what_the_own_calendar_says_meanwhile(client, pair):
    client.force_login(pair.mentee)
    page = client.get(url("series", pair))
    start = page.context["first"]
    busy(pair.mentee, start, start + HOUR)

    refused = send(client, pair.mentee, "series", pair, dates=page.context["value"])

    assert refused.status_code == 409
    assert "It is left out now" in refused.content.decode()
    assert "tick that" not in refused.content.decode()
    assert not Session.objects.exists()
    again = send(client, pair.mentee, "series", pair, dates=refused.context["value"])
    assert b"dates are booked" in again.content


def test_an_assistant_is_not_asked_about_their_own_calendar(client, pair):
    assistant = PersonFactory()
    pair.cohort.enrolments.filter(role="mentee").update(assistant=assistant)
    client.force_login(assistant)
    page = client.get(url("series", pair))
    start = page.context["first"]
    busy(assistant, start, start + HOUR)

    assert (
        b"dates are booked"
        in send(client, assistant, "series", pair, dates=page.context["value"]).content
    )


def test_a_series_whose_week_has_changed_meanwhile_asks_for_no_box_to_tick(client, pair):
    client.force_login(pair.mentee)
    page = client.get(url("series", pair))
    own = pair.mentee.enrolments.get(cohort=pair.cohort)
    own.slots.exclude(weekday=(page.context["first"].weekday() + 1) % 5).delete()

    refused = send(client, pair.mentee, "series", pair, dates=page.context["value"])

    assert refused.status_code == 409
    assert "suits one of you less by now" in refused.content.decode()
    assert "confirm this one below" not in refused.content.decode()
    assert not Session.objects.exists()


def test_a_series_is_shown_first_and_then_booked_whole(client, pair):
    client.force_login(pair.mentee)
    page = client.get(url("series", pair))
    assert page.context["n_free"] == 4
    assert not Session.objects.exists()

    done = send(client, pair.mentee, "series", pair, dates=page.context["value"])

    assert b"4 dates are booked" in done.content
    assert len({session.uid for session in Session.objects.all()}) == 4
    assert (
        b"All sessions of the programme are held or booked"
        in client.get(url("series", pair)).content
    )


def test_a_series_is_booked_whole_or_not_at_all(client, pair):
    client.force_login(pair.mentee)
    page = client.get(url("series", pair))
    last = page.context["dates"][-1][0].starts_at
    SessionFactory(pair=PairFactory(mentor=pair.mentor), starts_at=last, ends_at=last + HOUR)

    refused = send(client, pair.mentee, "series", pair, dates=page.context["value"])

    assert refused.status_code == 409
    assert not pair.sessions.exists()


@pytest.mark.parametrize("dates", ["", "soon", "2026-01-01T10:00", "x" * 5000])
def test_a_series_that_cannot_be_read_is_shown_anew(client, pair, dates):
    assert send(client, pair.mentee, "series", pair, dates=dates).status_code == 422


def test_a_series_begins_on_the_day_that_is_chosen(client, pair):
    client.force_login(pair.mentee)
    other = client.get(url("series", pair)).context["choices"][2]

    page = client.get(url("series", pair), {"first": other.value})

    assert page.context["dates"][0][0].starts_at == other.starts_at
    assert client.get(url("series", pair), {"first": "x"}).status_code == 200


def tap(session, act, person=None):
    link = tap_link(person or session.pair.mentor, f"session:{session.pk}:{session.sequence}", act)
    return link.removeprefix("http://127.0.0.1:8000")


def test_a_button_of_a_mail_asks_on_get_and_acts_on_post_without_signing_in(client, session):
    address = tap(session, "accepted")

    for _look in range(2):
        assert b"Will you be there" in client.get(address).content
    assert client.head(address).status_code == 200
    assert SessionReply.objects.count() == 1
    for _tap in range(2):
        assert b"Noted: you will be there" in client.post(address).content

    assert SessionReply.objects.get(person=session.pair.mentor).via == "mail"
    assert "_auth_user_id" not in client.session
    assert client.get(url("session", session)).status_code == 302


@pytest.mark.parametrize("act", ["held", "missed", "cancelled"])
def test_one_tap_from_the_mail_says_what_became_of_it_and_once_more_what_stands(
    client, session, act
):
    Session.objects.update(starts_at=timezone.now() - 2 * HOUR, ends_at=timezone.now() - HOUR)

    done = client.post(tap(session, act))
    again = client.post(tap(session, act))
    other = client.get(tap(session, "held"))

    assert b"Noted:" in done.content
    assert (done.status_code, again.status_code, other.status_code) == (200, 409, 200)
    assert b"This button has done its work" in other.content
    assert Session.objects.get().state == act


def test_a_button_for_an_old_date_or_before_the_session_says_what_stands(client, session):
    old = tap(session, "accepted")
    early = tap(session, "held")
    later = session.starts_at + DAY
    by = session.pair.mentee
    move_session(session, starts_at=later, by=by, at=timezone.now(), despite_busy=True)

    assert b"was moved meanwhile" in client.post(old).content
    assert b"has not begun" in client.post(early).content
    Session.objects.update(starts_at=timezone.now() - HOUR)
    session.refresh_from_db()
    assert b"has begun" in client.post(tap(session, "declined")).content


def test_a_no_from_the_mail_leads_to_other_dates(client, session):
    page = client.post(tap(session, "declined"))

    assert url("move", session) in page.content.decode()
    assert Notice.objects.filter(template="session_yours_to_move").count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda link, _s: link[:-3] + "x/",
        lambda link, _s: link.replace(".accepted", ".held"),
        lambda link, s: link.replace(f"session:{s.pk}", "session:999"),
        lambda _link, _s: "/tap/x/",
        lambda _link, _s: "/tap/1.session:1:0.held:x:y/",
        lambda _link, s: tap(s, "accepted", PersonFactory()),
        lambda _link, s: tap(s, "exploded"),
        lambda _link, s: tap_link(s.pair.mentor, "round:1:0", "held")[21:],
    ],
)
def test_a_forged_button_leads_to_a_kind_page_with_sign_in(client, session, spoil):
    page = client.post(spoil(tap(session, "accepted"), session))

    assert page.status_code == 410
    assert b"Send me a new one" in page.content
    assert SessionReply.objects.count() == 1


def test_a_button_ends_with_time_with_the_mail_address_and_with_the_job(
    client, session, monkeypatch
):
    address = tap(session, "accepted")
    Person.objects.filter(pk=session.pair.mentor_id).update(is_active=False)
    assert client.get(address).status_code == 410
    Person.objects.filter(pk=session.pair.mentor_id).update(is_active=True, email="n@x.example")
    assert client.get(address).status_code == 410
    session.pair.mentor.refresh_from_db()
    address = tap(session, "accepted")
    monkeypatch.setattr("upside.notices.taps.MAX_AGE", -DAY)
    assert client.get(address).status_code == 410


def test_a_button_speaks_the_language_of_whom_the_mail_went_to(client, session):
    Person.objects.filter(pk=session.pair.mentor_id).update(ui_language="fr")
    session.pair.mentor.refresh_from_db()

    assert "Serez-vous là" in client.get(tap(session, "accepted")).content.decode()


@pytest.mark.parametrize("state", ["closed", "paused"])
def test_where_no_date_can_be_chosen_no_button_offers_one(client, session, state):
    client.force_login(session.pair.mentee)
    Pair.objects.filter(pk=session.pair_id).update(state=state)

    page = client.get(url("move", session)).text

    assert "Choose another date" not in page
    assert "Back to your pair" in page


def test_the_pair_page_says_first_that_the_date_does_not_stand(client, session):
    mentor, mentee = session.pair.mentor, session.pair.mentee
    send(client, mentor, "answer", session, answer="declined", seen=session.sequence)

    theirs, own = (
        send_get(client, person, "pair", session.pair).partition("</h1>")
        for person in (mentee, mentor)
    )

    for page in (theirs, own):
        assert "needs another date" in page[0]
    assert f"{mentor.first_name} cannot come. No reason is asked." in theirs[2]
    assert "You said that you cannot come." in own[2]


def send_get(client, person, name, about):
    client.force_login(person)
    return client.get(url(name, about)).text


def test_an_old_session_leads_to_the_one_that_is_booked_not_to_a_third_date(client, session):
    mentee = session.pair.mentee
    later = book_session(
        session.pair, starts_at=session.starts_at + 7 * DAY, by=mentee, at=timezone.now()
    )
    cancel_session(session, by=mentee, at=timezone.now())
    client.force_login(mentee)

    page = client.get(url("session", session))

    assert page.context.get("rebook") is None
    assert f'href="{url("session", later)}">Open your next session' in page.text
    assert "again on" in page.text


def test_a_date_in_doubt_shows_its_warning_and_the_box_before_the_dates(client, session):
    busy(session.pair.mentee, session.starts_at + 7 * DAY, session.starts_at + 7 * DAY + HOUR)
    own = (session.starts_at + 7 * DAY).astimezone(ZoneInfo(session.pair.mentee.time_zone))

    page = send(client, session.pair.mentee, "book", session.pair, own_date=f"{own:%Y-%m-%dT%H:%M}")

    assert page.status_code == 409
    form = page.text[page.text.index('action="' + url("book", session.pair)) :]
    asked = form.index('name="despite_busy"')
    assert form.index('id="doubt"') < asked < form.index("Book the chosen dates")
    assert asked < form.index('name="own_date"')
    assert 'aria-describedby="doubt" autofocus' in form
