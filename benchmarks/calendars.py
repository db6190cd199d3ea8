"""How long a calendar takes to read: parse, expand and join, in the process that does it.

Made up, of the kinds that people have: single entries over years, weekly series with exceptions
and a zone of their own, whole days. ``--full`` adds the largest file that is accepted.
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from upside.calendars.apart import MOST_BYTES, read_apart
from upside.calendars.reading.asked import Asked
from upside.calendars.reading.busy import read_busy

START = datetime(2026, 11, 2, tzinfo=UTC)
ASKED = Asked(ZoneInfo("Europe/Paris"), START, START + timedelta(weeks=13))
FILLER = "DESCRIPTION:" + "Bring the figures of the quarter. " * 6


def single(n: int) -> str:
    start = START + timedelta(hours=11 * n - 9_000)
    return f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDURATION:PT45M\r\n{FILLER}\r\n"


def weekly(n: int) -> str:
    start = START - timedelta(days=7 * (n % 150)) + timedelta(hours=n % 9)
    return (
        f"DTSTART;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}\r\nDURATION:PT1H\r\n"
        f"RRULE:FREQ=WEEKLY\r\nEXDATE;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}\r\n{FILLER}\r\n"
    )


def days(n: int) -> str:
    return f"DTSTART;VALUE=DATE:{START + timedelta(days=n % 90):%Y%m%d}\r\n{FILLER}\r\n"


def calendar(n: int, share_of_series: float) -> bytes:
    parts = []
    for number in range(n):
        is_series = number < n * share_of_series
        body = weekly(number) if is_series else days(number) if number % 10 == 0 else single(number)
        parts.append(f"BEGIN:VEVENT\r\nUID:{number}\r\n{body}END:VEVENT\r\n")
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    cases = [(300, 0.1), (3_000, 0.0), (3_000, 0.1), (3_000, 0.5)]
    if parser.parse_args().full:
        cases.append((MOST_BYTES // 330, 0.05))
    print("entries  series   file MB  read s  in its own process s  busy spans")
    for n, share in cases:
        data = calendar(n, share)
        begun = time.perf_counter()
        reading = read_busy(data, ASKED)
        inside = time.perf_counter() - begun
        begun = time.perf_counter()
        apart = read_apart(data, ASKED)
        whole = time.perf_counter() - begun
        if apart != reading:
            sys.exit("Read apart, it says something else.")
        print(
            f"{n:7,} {share:7.0%} {len(data) / 1e6:9.2f} {inside:7.2f} {whole:21.2f}"
            f" {len(reading.spans):11,}"
        )


if __name__ == "__main__":
    main()
