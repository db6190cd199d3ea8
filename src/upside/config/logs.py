"""Lines of the log, in which no address that opens something stands."""

import logging
import re

__all__ = ["Line"]

SECRET = re.compile(r"(/tap/|/calendar/feed/|/needs/\d+/|/sign-in/link/)[^\s'\"<>]+")


class Line(logging.Formatter):
    """A line of the log; the secrets in paths, which Django names on each refusal, are left out."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
