"""The mail to one's manager: hours only, in words that were looked at, sent by the person alone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.actions import send_due_notices
from upside.notices.models import Notice
from upside.people.models import Person
from upside.sessions.actions.manager_notice import (
    ManagerMail,
    NotSent,
    look_of,
    mails_to_managers,
    preview_for_manager,
    takes_part,
    tell_manager,
)
from upside.sessions.working_time import working_time_of

pytestmark = pytest.mark.django_db

BOSS = "boss@aubrac.example"
MAIL = ManagerMail(BOSS, "en")
DAY = timedelta(days=1)


@pytest.fixture
def place():
    said = {"session_minutes": 75, "rhythm_days": 30, "n_sessions": 6}
    person = PersonFactory(first_name="Zoé", last_name="Petit")
    return EnrolmentFactory(cohort=CohortFactory(kept=said), person=person)


def send(place, mail=MAIL, at=MONDAY_NINE, **more):
    seen = look_of(preview_for_manager(place, mail, at=at))
    return tell_manager(place, mail, **{"seen": seen, "by": place.person, "at": at, **more})


def words(place, mail=MAIL):
    return preview_for_manager(place, mail, at=MONDAY_NINE).mail


def test_it_says_hours_and_nothing_of_the_programme_or_its_people(place):
    pair = PairFactory(cohort=place.cohort, mentor=place.person, state="active")
    SessionFactory(pair=pair)

    mail = words(place)

    assert mail.subject == "Working time of Zoé Petit for reverse mentoring"
    assert "about 1.5 h a month from 2 March 2026 to 1 September 2026, 7.5 h in all" in mail.text
    told = mail.text + mail.subject + mail.html
    for secret in (pair.mentee.name, place.cohort.name, place.cohort.programme.name, "9 March"):
        assert secret not in told
    assert "mentor " not in told
    assert "http" not in mail.text


def test_the_booked_days_are_named_if_the_person_wants_so_in_the_language_they_choose(place):
    pair = PairFactory(cohort=place.cohort, mentee=place.person, state="active")
    SessionFactory(pair=pair)
    SessionFactory(pair=pair, state="cancelled", starts_at=MONDAY_NINE + 2 * DAY,
                   ends_at=MONDAY_NINE + 3 * DAY)  # fmt: skip
    SessionFactory()

    mail = words(place, ManagerMail(BOSS, "fr", with_days=True))

    assert "lundi 9\xa0mars\xa02026" in mail.text
    assert "10\u00a0h" in mail.text
    assert "Paris" in mail.text
    assert "11 mars" not in mail.text
    assert "1,5\u00a0h" in mail.text or "1,5 h" in mail.text


def test_in_a_clinic_no_hours_a_month_are_known(place):
    place.cohort.kept = {"mode": "expert_clinic", "session_minutes": 30}

    time = working_time_of(place, at=MONDAY_NINE)

    assert (time.a_month, time.total, time.minutes) == (None, None, 30)
    assert "30 minutes for each session" in words(place).text


def test_it_is_sent_to_that_address_and_answers_go_to_the_person(place, mailoutbox, settings):
    settings.MAIL_IS_SET = True
    assert send(place, ManagerMail(BOSS, "fr")) is True

    send_due_notices(at=MONDAY_NINE)

    [sent] = mailoutbox
    assert sent.to == [BOSS]
    assert sent.reply_to == [place.person.email]
    assert "Zoé Petit" in sent.subject
    assert sent.body == words(place, ManagerMail(BOSS, "fr")).text
    assert "token=" not in sent.body + sent.alternatives[0][0]


def test_a_double_click_sends_once_and_the_log_does_not_say_to_whom(place):
    assert [send(place), send(place)] == [True, False]

    [entry] = AuditEntry.objects.all()
    assert (entry.verb, entry.details) == ("manager.told", {})
    assert entry.subject == f"enrolment:{place.pk}"
    assert [one.to_mail for one in mails_to_managers(place)] == [BOSS]
    assert send(place, at=MONDAY_NINE + DAY) is True


def test_words_that_have_changed_are_looked_at_again(place):
    seen = look_of(preview_for_manager(place, MAIL, at=MONDAY_NINE))
    place.cohort.kept = {**place.cohort.kept, "session_minutes": 120}

    with pytest.raises(NotSent, match="changed since you looked"):
        send(place, seen=seen)

    assert not Notice.objects.exists()


def test_three_a_day_and_no_more(place):
    for name in ("one", "two", "three"):
        send(place, ManagerMail(f"{name}@aubrac.example", "en"))

    with pytest.raises(NotSent, match="3 such mails within a day"):
        send(place, ManagerMail("four@aubrac.example", "en"))

    assert send(place, ManagerMail("four@aubrac.example", "en"), at=MONDAY_NINE + 2 * DAY)


@pytest.mark.parametrize("address", ["boss@elsewhere.example", "boss@notaubrac.example", "boss"])
def test_addresses_unlike_those_of_the_hr_file_are_refused(place, address):
    with pytest.raises(NotSent, match="Copy the words"):
        send(place, ManagerMail(address, "en"))


def test_a_domain_counts_as_long_as_somebody_works_here_with_it(place):
    other = PersonFactory(email="x@partner.example")
    assert send(place, ManagerMail("boss@PARTNER.example", "en"))
    Person.objects.filter(pk=other.pk).update(is_active=False)

    with pytest.raises(NotSent):
        send(place, ManagerMail("chief@partner.example", "en"))


@pytest.mark.parametrize("state", ["invited", "waiting", "declined", "withdrawn"])
def test_whoever_has_no_place_is_refused(place, state):
    place.state = state

    with pytest.raises(NotSent, match="do not take part"):
        send(place)


def test_a_stranger_a_cohort_that_is_over_and_a_person_without_a_mail_are_refused(place):
    with pytest.raises(NotSent, match="do not take part"):
        send(place, by=PersonFactory())
    with pytest.raises(NotSent, match="do not take part"):
        send(place, at=datetime(2026, 9, 3, tzinfo=UTC))
    Person.objects.filter(pk=place.person.pk).update(email=None)
    place.person.refresh_from_db()
    with pytest.raises(NotSent, match="no mail address"):
        send(place, seen="")


def test_working_time_asks_one_query_whatever_is_booked(place):
    pair = PairFactory(cohort=place.cohort, mentee=place.person, state="active")
    for n in range(3):
        SessionFactory(pair=pair, starts_at=MONDAY_NINE + (n + 1) * DAY,
                       ends_at=MONDAY_NINE + (n + 2) * DAY)  # fmt: skip

    with CaptureQueriesContext(connection) as asked:
        time = working_time_of(place, at=MONDAY_NINE)

    assert len(time.days) == 3
    assert len(asked) == 1


def test_the_last_day_of_a_cohort_is_the_companys(place):
    company, reader = ZoneInfo(settings.TIME_ZONE), ZoneInfo("Pacific/Kiritimati")
    late = datetime.combine(place.cohort.ends_on, time(22, 0), tzinfo=company)

    with timezone.override(reader):
        assert takes_part(place, at=late)
        assert not takes_part(place, at=late + timedelta(hours=3))
