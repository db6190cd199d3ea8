"""J3 by keyboard alone: Tab, Space, Enter; and one always sees where one is."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.factories import RoleGrantFactory
from upside.pairs.actions import sign_charter
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.sessions.models import Session

YES = "button[name=answer][value=yes]"
FARTHEST = 120
IS_HERE = "(selector) => document.activeElement.matches(selector)"
# a focus that one can see: an outline or a shadow, on the element or on what stands for it
SHOWS = """() => {
  const here = document.activeElement;
  return [here, here.nextElementSibling, here.closest("label")].some((one) => {
    if (!one) return false;
    const style = getComputedStyle(one);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outline || style.boxShadow !== "none";
  });
}"""
INSIDE = """() => {
  const at = document.activeElement.getBoundingClientRect();
  return at.bottom > 0 && at.top < innerHeight;
}"""


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


def walk_to(visitor, selector):
    """Press Tab until the focus is on ``selector``; on the way it is always to be seen."""
    for _step in range(FARTHEST):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate(SHOWS), f"unseen focus: {focused(visitor)}"
        assert visitor.page.evaluate(INSIDE), f"focus outside the window: {focused(visitor)}"
        if visitor.page.evaluate(IS_HERE, selector):
            return
    pytest.fail(f"{selector} is not reached by {FARTHEST} times Tab")


def focused(visitor):
    return visitor.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def push(visitor, selector, key="Enter"):
    walk_to(visitor, selector)
    visitor.page.keyboard.press(key)


def test_the_first_tab_offers_to_skip_to_the_content(visit):
    visitor = visit()
    visitor.open("/")

    visitor.page.keyboard.press("Tab")
    expect(visitor.find("a.skip")).to_be_focused()
    expect(visitor.find("a.skip")).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")

    assert visitor.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_profile_by_keyboard(visit, cohort, coordinator):
    person, path = steps.invited(cohort, "mentee", by=coordinator)
    visitor = visit(person)
    visitor.open(path)

    push(visitor, YES)
    visitor.sees("#want-q")
    walk_to(visitor, "#want-q")
    visitor.page.keyboard.type("prompt")
    visitor.sees("#want-found button")
    push(visitor, "#want-found button")
    visitor.sees("#want details.topic")
    push(visitor, "#languages input[value=en]", "Space")
    push(visitor, "#languages form > .row button")
    visitor.sees("#languages .state")
    push(visitor, "#times input[value='1-540-720']", "Space")
    push(visitor, "#times form > .row button")
    visitor.sees("#times .state")

    assert Enrolment.objects.get(person=person).state == Enrolment.State.READY


def test_from_a_proposal_to_booked_dates_by_keyboard(visit, cohort, coordinator):
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    proposal = steps.propose(cohort, by=coordinator)
    steps.say_yes(proposal, mentor)
    visitor = visit(mentee)
    visitor.open(f"/proposals/{proposal.pk}/")

    push(visitor, YES)
    visitor.sees("main a.btn.primary")
    push(visitor, "main a.btn.primary")
    visitor.sees('form[action$="/sign/"]')
    sign_charter(Pair.objects.get(), by=mentor, at=steps.yesterday())
    push(visitor, 'form[action$="/sign/"] button')
    visitor.sees("input[name=starts]")
    push(visitor, "input[name=starts]:not(:checked)", "Space")
    push(visitor, 'form[action$="/book/"] button')
    visitor.sees('a[href$="/calendar.ics"]')

    assert Session.objects.count() == 3
