"""Every real calendar file beside the project is read, each in the process that reads calendars."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.calendar_world import asked, calendar, event
from upside.calendars.apart import MOST_BYTES, read_apart
from upside.calendars.reading.busy import read_busy
from upside.calendars.reading.faults import Fault, Unreadable
from upside.calendars.words import FILES, sentence

TEN = ("DTSTART:20261020T080000Z", "DTEND:20261020T090000Z")
EVER = {"first": (1990, 1, 1), "last": (2030, 1, 1)}


def faults_of(data):
    try:
        return read_busy(data, asked(**EVER)).faults
    except Unreadable as error:
        return [error.fault]


@pytest.mark.realdata
def test_every_real_file_gives_spans_or_a_sentence_with_line_and_remedy(real_data):
    files = sorted((real_data / "ics_icalendar").rglob("*.ics"))
    faults = [fault for file in files for fault in faults_of(file.read_bytes())]

    assert len(files) > 150
    assert 30 < len(faults) < 70  # entries without a start, or broken on purpose
    for fault in faults:
        said = sentence(fault)
        assert said in map(str, FILES.values()) or f"Line {fault.line}:" in said


def test_a_file_is_read_in_a_process_of_its_own():
    broken = event("DTSTART:tomorrow", uid="two")

    reading = read_apart(calendar(event(*TEN), broken), asked())

    assert reading == read_busy(calendar(event(*TEN), broken), asked())
    assert (reading.n_entries, reading.faults) == (2, [Fault("entry", 11)])


@pytest.mark.parametrize(
    ("data", "code"), [(b"x" * (MOST_BYTES + 1), "too_large"), (b"rubbish", "no_calendar")]
)
def test_what_cannot_be_read_is_called_what_it_is(data, code):
    with pytest.raises(Unreadable) as refused:
        read_apart(data, asked())

    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (subprocess.TimeoutExpired("x", 1), "too_long"),
        (subprocess.CalledProcessError(-9, "x"), "too_hard"),
    ],
)
def test_a_process_that_hangs_or_dies_is_a_sentence(monkeypatch, trouble, code):
    def run(*_args, **_more):
        raise trouble

    monkeypatch.setattr("upside.calendars.apart.subprocess.run", run)

    with pytest.raises(Unreadable) as refused:
        read_apart(calendar(event(*TEN)), asked())

    assert refused.value.fault.code == code


def test_the_process_is_told_no_secret(monkeypatch):
    told = {}

    def run(command, **more):
        told.update(more, command=command)
        return subprocess.CompletedProcess(
            command, 0, b'{"spans": [], "n_entries": 0, "faults": []}'
        )

    monkeypatch.setattr("upside.calendars.apart.subprocess.run", run)
    read_apart(calendar(), asked())

    assert told["command"][0] == sys.executable
    assert set(told["env"]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    assert Path(told["env"]["PYTHONPATH"]) / "upside" == settings.SOURCE
