"""Reads one calendar in a process of its own: the question and the file come in, spans go out."""

import json
import resource
import sys
import warnings
from datetime import datetime
from zoneinfo import ZoneInfo

from upside.calendars.reading.asked import Asked
from upside.calendars.reading.busy import read_busy
from upside.calendars.reading.faults import Unreadable

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 30


def main() -> None:
    """Read a line of JSON and a file from the standard input; print one JSON object."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    warnings.simplefilter("ignore")  # guesses about zones, with names out of the file
    question = json.loads(sys.stdin.buffer.readline())
    asked = Asked(
        zone=ZoneInfo(question["zone"]),
        first=datetime.fromisoformat(question["first"]),
        last=datetime.fromisoformat(question["last"]),
        mails=frozenset(question["mails"]),
        own_host=question["own_host"],
    )
    try:
        reading = read_busy(sys.stdin.buffer.read(), asked)
    except Unreadable as error:
        answer: dict[str, object] = {"fault": [error.fault.code, error.fault.line]}
    else:
        answer = {
            "spans": [[start.isoformat(), end.isoformat()] for start, end in reading.spans],
            "n_entries": reading.n_entries,
            "faults": [[fault.code, fault.line] for fault in reading.faults],
        }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
