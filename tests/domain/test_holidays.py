"""No date on a public holiday of either; both clocks through the weeks in which they change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tests.domain.test_session_dates import pair_with
from upside.calendars.days_off import holiday_name, is_holiday
from upside.sessions.queries import common_dates
from upside.web.pairs.dates import choices_of

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("country", "day", "is_off"),
    [
        ("FR", date(2026, 11, 11), True),
        ("fr", date(2026, 5, 25), True),
        ("DE", date(2026, 11, 11), False),
        ("US", date(2026, 11, 26), True),
        ("JP", date(2026, 12, 25), False),
        ("", date(2026, 12, 25), True),
        ("", date(2026, 5, 25), False),
        ("ZZ", date(2027, 1, 1), True),
    ],
)
def test_holidays_go_by_the_country(country, day, is_off):
    assert is_holiday(country, day) is is_off


def test_a_holiday_is_called_what_the_reader_calls_it():
    assert holiday_name("FR", date(2026, 11, 11)) == "Armistice Day"
    with translation.override("fr"):
        assert holiday_name("FR", date(2026, 11, 11)) == "Armistice"
        assert holiday_name("GB", date(2026, 12, 25)) == "Noël"  # as in France
        assert holiday_name("GB", date(2026, 5, 25)) == "Spring Bank Holiday"
        assert holiday_name("FR", date(2027, 1, 1)) == "Jour de l’an"
    with translation.override("en"):
        assert holiday_name("ZZ", date(2026, 11, 11)) == "public holiday"


@pytest.mark.django_db
def test_no_date_is_offered_on_a_holiday_of_either():
    pair = pair_with([(2, 15, 16), (3, 15, 16)], [(2, 15, 16), (3, 15, 16)])
    pair.mentor.country, pair.mentee.country = "US", "FR"

    dates = common_dates(pair, after=datetime(2026, 11, 8, tzinfo=UTC), weeks=3)

    days = {found.date() for found in dates}
    assert date(2026, 11, 11) not in days  # France
    assert date(2026, 11, 26) not in days  # the United States
    assert {date(2026, 11, 12), date(2026, 11, 18), date(2026, 11, 25)} <= days


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "clocks"),
    [
        # Paris leaves summer time on 25 October, New York on 1 November
        (datetime(2026, 10, 16, 8, tzinfo=UTC), [(15, 9), (14, 9), (15, 9)]),
        # New York enters it on 14 March 2027, Paris on 28 March, before Easter Monday
        (datetime(2027, 3, 5, 8, tzinfo=UTC), [(15, 9), (14, 9), (14, 9), (15, 9)]),
    ],
)
def test_both_read_their_own_clock_through_the_weeks_of_change(after, clocks):
    zones = ("America/New_York", "Europe/Paris")
    pair = pair_with([(1, 9, 10)], [(1, 14, 16)], zones=zones)
    pair.cohort.ends_on = date(2027, 6, 30)
    dates = common_dates(pair, after=after, weeks=len(clocks))

    with timezone.override(PARIS):
        for_mentee = [
            (timezone.localtime(one.starts_at).hour, one.theirs.hour)
            for one in choices_of(dates, pair.mentor)
        ]
    with timezone.override(NEW_YORK):
        for_mentor = [
            (one.theirs.hour, timezone.localtime(one.starts_at).hour)
            for one in choices_of(dates, pair.mentee)
        ]

    assert for_mentee == for_mentor == clocks
