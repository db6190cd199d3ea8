"""What a newcomer meets: the first page, its two languages, light and dark, the demo's ways in."""

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from tests.factories import EnrolmentFactory, PersonFactory, RoleGrantFactory
from upside.notices.actions import send_due_notices
from upside.notices.sign_in import request_sign_in
from upside.programmes.models import Enrolment, RoleGrant

PUBLIC = ("/", "/sign-in/", "/who-sees-what/", "/accessibility/", "/components/")
ROLES = (*RoleGrant.Role.values, *Enrolment.Role.values)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_the_first_page_is_in_the_language_of_the_browser(visit, language):
    visitor = visit()

    visitor.open("/")

    expect(visitor.find("html")).to_have_attribute("lang", language[:2])
    visitor.sees('form[action$="/sign-in/"] input[name=mail]')


def test_public_pages_fit_a_narrow_phone(visit):
    visitor = visit(size={"width": 360, "height": 740})

    for path in PUBLIC:
        visitor.open(path)


def test_the_language_switch_keeps_the_page(visit, language):
    visitor = visit()
    visitor.open("/who-sees-what/?from=footer")
    other = "en" if language.startswith("fr") else "fr"

    visitor.press(f"header button[name=language][value={other}]")

    expect(visitor.find("html")).to_have_attribute("lang", other)
    assert visitor.page.url.endswith("/who-sees-what/?from=footer")
    visitor.check_accessibility()


def test_dark_pages_are_as_readable(visit):
    visitor = visit(color_scheme="dark")

    for path in PUBLIC:
        visitor.open(path)


def test_dark_can_be_chosen_and_stays(visit):
    visitor = visit()
    visitor.open("/")

    visitor.press("footer button[name=theme][value=dark]")
    visitor.open("/accessibility/")

    expect(visitor.find("html")).to_have_attribute("data-theme", "dark")


def hold(role, cohort):
    """Let somebody hold ``role``: a place in the cohort, or a role of the programme."""
    if role in Enrolment.Role.values:
        return EnrolmentFactory(cohort=cohort, role=role).person
    everywhere = role == RoleGrant.Role.ADMINISTRATOR
    programme = None if everywhere else cohort.programme
    return RoleGrantFactory(programme=programme, role=role).person


def test_one_click_signs_in_as_each_role_of_the_demo(visit, demo, cohort):
    people = {role: hold(role, cohort) for role in ROLES}
    visitor = visit()

    for role, person in people.items():
        visitor.page.goto("/")
        visitor.press(f'#try button[name=role][value="{role}"]')
        expect(visitor.find("header .me")).to_contain_text(person.name)
        visitor.check_accessibility()
        visitor.press('header .me form[action$="/sign-out/"] button')
        visitor.sees("#try")


def test_the_mailbox_of_the_demo_shows_mails_and_their_links(visit, demo):
    person = PersonFactory()
    visitor = visit()
    request_sign_in(person.email, at=now(), address="192.0.2.1")
    send_due_notices(at=now())

    visitor.open("/mailbox/")
    visitor.leave_by("main table a")
    visitor.press("main aside .btn.primary")
    visitor.press('form[action$="/sign-in/link/"] button')

    expect(visitor.find("header .me")).to_contain_text(person.name)
