"""What the log says of requests that were refused holds nothing that opens anything."""

import logging.config

import pytest
from django.test import Client

from upside.config.logs import Line

SECRET = "eyJwIjo1LCJhIjoiYWNj"


@pytest.fixture
def line(settings):
    """Return the formatter of the console, as the settings make it."""
    config = logging.config.DictConfigurator(settings.LOGGING)
    return config.configure_formatter(settings.LOGGING["formatters"]["line"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [f"/tap/{SECRET}/", f"/calendar/feed/{SECRET}.ics", f"/needs/1/{SECRET}/"]
)
def test_a_refused_request_is_logged_without_its_secret(line, path, caplog):
    Client(enforce_csrf_checks=True).post(path)

    assert SECRET in caplog.text
    lines = [line.format(record) for record in caplog.records]
    assert any(path.partition(SECRET)[0] + "\u2026" in one for one in lines)
    assert SECRET not in " ".join(lines)


def test_a_trace_is_written_without_it_and_other_paths_stay(line):
    trace = (ValueError, ValueError(f"/sign-in/link/?token={SECRET}"), None)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "%s", ("/pairs/5/book/",), trace)

    text = line.format(record)

    assert isinstance(line, Line)
    assert "/pairs/5/book/" in text
    assert "/sign-in/link/\u2026" in text
