"""Whoever is left by their parent ends, even where nobody told them to."""

import os
import signal

import pytest

from upside.cli import alongside


class Ended(BaseException):
    """Stands for the end of the process."""


def test_whoever_is_left_is_told_to_end_and_ends(monkeypatch):
    told, slept = [], []
    monkeypatch.setattr(alongside.time, "sleep", slept.append)
    monkeypatch.setattr(alongside.os, "kill", lambda *said: told.append(said))
    monkeypatch.setattr(alongside.os, "getppid", iter([7, 7, 1]).__next__)

    def ended(code):
        raise Ended

    monkeypatch.setattr(alongside.os, "_exit", ended)
    with pytest.raises(Ended):
        alongside._watch(7)

    assert told == [(os.getpid(), signal.SIGTERM)]
    assert slept == [alongside.GLANCE_SECONDS] * 2 + [alongside.PATIENCE_SECONDS]


def test_the_command_names_who_starts_it():
    assert alongside.command("granian", "--port")[2:] == [
        "upside.cli.alongside", str(os.getpid()), "granian", "--port",
    ]  # fmt: skip
