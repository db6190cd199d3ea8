"""Busy time out of calendar files: what counts, in which zone, and what is broken."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calendar_world import asked, calendar, event
from upside.calendars.reading.busy import read_busy
from upside.calendars.reading.faults import Fault, Unreadable

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n", "\r\n")
TEN = ("DTSTART:20261020T080000Z", "DTEND:20261020T090000Z")


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def spans(data, **more):
    return read_busy(data, asked(**more)).spans


def starts(data, **more):
    return [start for start, _end in spans(data, **more)]


def test_an_entry_is_busy_from_start_to_end():
    assert spans(calendar(event(*TEN))) == [(utc(10, 20, 8), utc(10, 20, 9))]


@pytest.mark.parametrize(
    "line",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:Me@aubrac.example",
        "ATTENDEE;EMAIL=me@aubrac.example;PARTSTAT=DECLINED:urn:uuid:1",
    ],
)
def test_what_is_free_off_or_declined_is_not_busy(line):
    mine = frozenset({"me@aubrac.example"})

    assert spans(calendar(event(*TEN, line)), mails=mine) == []


@pytest.mark.parametrize(
    "line",
    [
        "TRANSP:OPAQUE",
        "STATUS:TENTATIVE",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@aubrac.example",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:another@aubrac.example",
        "SEQUENCE:many",
    ],
)
def test_what_is_tentative_or_out_of_office_is_busy(line):
    mine = frozenset({"me@aubrac.example"})

    assert len(spans(calendar(event(*TEN, line)), mails=mine)) == 1


def test_a_calendar_that_cancels_holds_nothing_busy():
    assert spans(calendar(event(*TEN), head="METHOD:CANCEL\r\n")) == []


def test_sessions_of_this_product_are_left_to_it():
    assert spans(calendar(event(*TEN, uid="7@upside.example")), own_host="upside.example") == []
    assert len(spans(calendar(event(*TEN, uid="7@upside.example")), own_host="")) == 1


def test_a_whole_day_is_busy_from_midnight_to_midnight_of_the_person():
    day = calendar(event("DTSTART;VALUE=DATE:20261025"))

    # the longest day of the year in Paris: the clocks go back
    assert spans(day) == [(utc(10, 24, 22), utc(10, 25, 23))]


def test_days_in_a_row_end_before_their_last():
    days = calendar(event("DTSTART;VALUE=DATE:20261109", "DTEND;VALUE=DATE:20261111"))
    same = calendar(event("DTSTART;VALUE=DATE:20261109", "DURATION:P2D"))

    assert spans(days) == spans(same) == [(utc(11, 8, 23), utc(11, 10, 23))]


def test_a_time_without_a_zone_is_the_persons_own():
    assert starts(calendar(event("DTSTART:20261020T090000", "DURATION:PT1H"))) == [utc(10, 20, 7)]


def test_an_entry_without_an_end_takes_no_time():
    assert spans(calendar(event("DTSTART:20261020T090000Z"))) == []
    assert spans(calendar(event("DTSTART:20261020T090000Z", "DTEND:20261020T080000Z"))) == []


def test_a_windows_name_without_its_zone_is_known():
    times = ("DTSTART;TZID=Romance Standard Time:20261020T090000", "DURATION:PT1H")

    assert starts(calendar(event(*times))) == [utc(10, 20, 7)]


def test_a_series_keeps_its_hour_when_the_clocks_change_and_leaves_out_what_was_struck():
    zone = OUTLOOK_ZONE.format(name="Our own zone")
    weekly = event(
        "DTSTART;TZID=Our own zone:20261019T090000",
        "DTEND;TZID=Our own zone:20261019T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Our own zone:20261102T090000",
    )

    # the zone stands after the entry that names it
    assert starts(calendar(weekly, zone)) == [utc(10, 19, 7), utc(10, 26, 8), utc(11, 9, 8)]


def test_one_meeting_of_a_series_is_moved_and_another_called_off():
    weekly = event("DTSTART:20261019T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event(
        "RECURRENCE-ID:20261026T080000Z", "DTSTART:20261027T140000Z", "DTEND:20261027T150000Z"
    )
    off = event("RECURRENCE-ID:20261102T080000Z", "DTSTART:20261102T080000Z", "STATUS:CANCELLED")

    assert starts(calendar(weekly, moved, off)) == [utc(10, 19, 8), utc(10, 27, 14)]


def test_the_newest_version_of_an_entry_counts():
    old = event(*TEN, "SEQUENCE:0")
    new = event("DTSTART:20261021T080000Z", "DURATION:PT1H", "SEQUENCE:1")

    assert starts(calendar(old, new)) == [utc(10, 21, 8)]


def test_entries_that_share_an_id_by_mistake_all_count():
    second = event("DTSTART:20261021T080000Z", "DURATION:PT1H")

    assert starts(calendar(event(*TEN), second)) == [utc(10, 20, 8), utc(10, 21, 8)]


def test_free_busy_lists_are_read():
    listed = (
        "BEGIN:VFREEBUSY\r\n"
        "FREEBUSY;FBTYPE=BUSY:20261020T080000Z/20261020T090000Z,20261020T120000Z/PT1H\r\n"
        "FREEBUSY;FBTYPE=FREE:20261021T080000Z/PT1H\r\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261022T080000Z/PT1H\r\n"
        "END:VFREEBUSY\r\n"
    )

    assert starts(calendar(listed)) == [utc(10, 20, 8), utc(10, 20, 12), utc(10, 22, 8)]


def test_spans_that_touch_are_one_and_what_is_not_asked_is_cut():
    first = event(*TEN)
    second = event("DTSTART:20261020T083000Z", "DURATION:PT2H", uid="two")
    long_ago = event("DTSTART:20010101T000000Z", "DTEND:20261001T120000Z", uid="three")

    assert spans(calendar(first, second, long_ago)) == [
        (utc(10, 1, 0), utc(10, 1, 12)),
        (utc(10, 20, 8), utc(10, 20, 10, 30)),
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("DTSTART:tomorrow",), Fault("entry", 6)),
        (("DTEND:20261020T090000Z",), Fault("no_start", 4)),
        (("DTSTART:20261020T080000Z", "DTEND:20269920T090000Z"), Fault("entry", 7)),
        (("DTSTART:20261020T080000Z", "DURATION:long"), Fault("entry", 7)),
        (("DTSTART:20261020T080000Z", "RRULE:FREQ=SOMETIMES"), Fault("entry", 7)),
        (("DTSTART:19000101T000000Z", "RRULE:FREQ=SECONDLY"), Fault("too_often", 7)),
        (("DTSTART:19000101T000000Z", "RRULE:INTERVAL=1;FREQ=MINUTELY"), Fault("too_often", 7)),
        (("DTSTART;VALUE=DATE:99991231",), Fault("entry", 6)),
        (("DTSTART:99991231T000000Z", "DURATION:P9D"), Fault("entry", 7)),
    ],
)
def test_a_broken_entry_is_named_by_its_line_and_spoils_no_other(lines, fault):
    whole = event(*TEN, uid="whole")

    reading = read_busy(calendar(event(*lines), whole), asked())

    assert reading.spans == [(utc(10, 20, 8), utc(10, 20, 9))]
    assert reading.faults == [fault]
    with pytest.raises(Unreadable) as alone:
        read_busy(calendar(event(*lines)), asked())
    assert alone.value.fault == fault


def test_a_series_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("upside.calendars.reading.busy.SERIES_SECONDS", 0.2)
    endless = event("DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=HOURLY;BYSECOND=1,2")

    reading = read_busy(calendar(endless, event(*TEN, uid="two")), asked())

    assert reading.faults == [Fault("too_often", 8)]
    assert len(reading.spans) == 1


@pytest.mark.parametrize("ends", [b"END:VEVENT", b"END:VCALENDAR"])
def test_a_file_that_stops_in_the_middle_is_not_read(ends):
    whole = calendar(event(*TEN), event("DTSTART:20261021T080000Z", "DURATION:PT1H", uid="two"))

    with pytest.raises(Unreadable) as refused:
        read_busy(whole[: whole.rindex(ends)], asked())

    assert refused.value.fault == Fault("cut_off")


def test_entries_without_a_calendar_around_them_are_read_as_far_as_they_go():
    reading = read_busy(f"{event(*TEN)}BEGIN:VEVENT\r\nUID:two\r\n{TEN[0]}".encode(), asked())

    assert len(reading.spans) == 1
    assert reading.faults == [Fault("cut", 6)]


def test_an_entry_that_does_not_end_before_the_next_one_begins():
    text = calendar(event(*TEN, uid="one")).replace(b"END:VEVENT", event(*TEN).encode(), 1)

    reading = read_busy(text, asked())

    assert [fault.code for fault in reading.faults] == ["cut"]
    assert len(reading.spans) == 1


def test_a_broken_zone_is_named_and_its_times_are_the_persons_own():
    zone = OUTLOOK_ZONE.format(name="Odd").replace("FREQ=YEARLY", "FREQ=SECONDLY")
    entry = event("DTSTART;TZID=Odd:20261020T090000", "DURATION:PT1H")

    reading = read_busy(calendar(zone, entry), asked())

    assert reading.faults == [Fault("zone", 4)]
    assert reading.spans[0][0] == utc(10, 20, 7)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_any_encoding_and_any_line_ends_are_read(encoding, ends):
    text = calendar(event(*TEN, "SUMMARY:Déjeuner")).decode().replace("\r\n", ends)

    assert len(spans(text.encode(encoding))) == 1


def test_western_letters_and_folded_lines_are_read():
    text = calendar(event("DTSTART:202610\r\n 20T080000Z", "DURATION:PT1H", "SUMMARY:é"))

    assert starts(text.decode().encode("cp1252")) == [utc(10, 20, 8)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\r\n \0\r\n", "empty"),
        (b"PK\x03\x04\x14\0\0\0", "zip"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", "contacts"),
        (b"dn: cn=Camille\nobjectclass: person\n\ndn: cn=Paul\n", "ldif"),
        (b"version: 1\ndn: cn=Camille\n", "ldif"),
        (b"name;day\nCamille;Monday\n", "no_calendar"),
        (bytes(range(256)) * 20, "no_calendar"),
    ],
)
def test_what_is_no_calendar_is_called_what_it_is(data, code):
    with pytest.raises(Unreadable) as refused:
        read_busy(data, asked())

    assert refused.value.fault.code == code


LINES = st.sampled_from(
    [
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE",
        "END:VTIMEZONE", "BEGIN:STANDARD", "END:STANDARD", "BEGIN:VFREEBUSY", "END:VFREEBUSY",
        "TZID:Odd", "TZOFFSETFROM:+9900", "TZOFFSETTO:-0000", "DTSTART:20261020T080000Z",
        "DTSTART;TZID=Odd:20261020T080000", "DTSTART;VALUE=DATE:20261020", "DTEND:20261020T093000",
        "DTEND;VALUE=DATE:20261019", "DURATION:-P1W", "DURATION:PT25H", "RRULE:FREQ=DAILY;COUNT=9",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "RRULE:",
        "RDATE;VALUE=PERIOD:20261021T080000Z/P1D",
        "EXDATE:20261021", "RECURRENCE-ID:20261021T080000Z", "UID:a", "SEQUENCE:x", "METHOD:CANCEL",
        "FREEBUSY:20261020T080000Z/PT1H,20261020", "ATTENDEE;PARTSTAT=:", " folded", "", ":", ";=:",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES | st.text(max_size=30), max_size=30), st.sampled_from(["\r\n", "\n"]))
def test_rubbish_gives_spans_or_a_sentence_and_never_an_error(lines, ends):
    text = ends.join(["BEGIN:VCALENDAR", *lines])
    found = []
    with suppress(Unreadable):
        found = read_busy(text.encode("utf-8", "surrogatepass"), asked()).spans

    assert all(start < end for start, end in found)
    assert found == sorted(found)
