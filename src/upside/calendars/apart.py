"""Reads a calendar in a process of its own, which a file can hang, fill or break in vain."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from upside.calendars.reading.asked import Asked, Reading
from upside.calendars.reading.faults import Fault, Unreadable
from upside.calendars.reading.text import text_of

__all__ = ["MOST_BYTES", "read_apart"]

MOST_BYTES = 5_000_000
SECONDS = 20
SOURCE = Path(__file__).resolve().parents[2]


def read_apart(data: bytes, asked: Asked) -> Reading:
    """Return the busy time that ``data`` holds.

    The process knows no secret of this installation, and ends after ``SECONDS``.

    Raises
    ------
    Unreadable
        If nothing of it can be read as a calendar, it is too large, or it takes too long.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    text_of(data)  # what is no calendar is told at once, without a process
    question = {
        "zone": asked.zone.key,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "mails": sorted(asked.mails),
        "own_host": asked.own_host,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "upside.calendars.reading"],
            input=json.dumps(question).encode() + b"\n" + data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd="/",
            env={"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return _answer(json.loads(done.stdout))
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_long") from error
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        raise Unreadable("too_hard") from error


def _answer(said: dict[str, list[list[str]]]) -> Reading:
    if "fault" in said:
        code, line = said["fault"]
        raise Unreadable(str(code), int(str(line)))
    return Reading(
        [(datetime.fromisoformat(one), datetime.fromisoformat(two)) for one, two in said["spans"]],
        int(str(said["n_entries"])),
        [Fault(str(code), int(str(line))) for code, line in said["faults"]],
    )
