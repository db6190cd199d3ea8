"""A real browser against the real server; every journey in both languages."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import sync_playwright

from tests.e2e.visitor import DESK, Visitor
from tests.factories import CohortFactory, ProgrammeFactory
from upside.programmes.templates import load_template
from upside.skills.actions import load_catalogue

# Playwright's event loop lives in this thread; the database is only used from it and the server's
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("The journeys need Chromium: run `make debian`, or install it.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(params=["en-GB", "fr-FR"], ids=["english", "french"])
def language(request):
    return request.param


@pytest.fixture
def visit(browser, live_server, language, transactional_db, settings):
    """Return a maker of visitors; each has a browser of their own."""
    settings.BASE_URL = live_server.url  # the links of mails lead here
    visitors = []

    def arrive(person=None, size=DESK, **context):
        visitor = Visitor(browser, live_server.url, language, size, **context)
        visitors.append(visitor)
        if person is not None:
            person.ui_language = language[:2]
            person.save(update_fields=["ui_language"])
            visitor.signed_in(person)
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture
def catalogue(transactional_db):
    """Bring in the product's own topics: J1 is learned by mentees, S1 by mentors."""
    return load_catalogue(at=timezone.now())


@pytest.fixture
def programme(catalogue):
    """Return a programme that keeps to the template, charter and matching rules included."""
    return ProgrammeFactory(settings=load_template("need_profile_hr"))


@pytest.fixture
def cohort(programme):
    """Return a cohort that is under way."""
    today = timezone.localdate()
    return CohortFactory(
        programme=programme,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=180),
    )
