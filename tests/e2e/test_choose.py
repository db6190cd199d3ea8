"""A mentee chooses: from the opened lists to the active pair, the mentee on a phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import RoleGrantFactory
from upside.matching.models import Proposal
from upside.pairs.models import Pair
from upside.programmes.templates import load_template

INVITE = "details.more:has(textarea) > summary"
SEND = 'form[action$="/invite/"] button'
YES = "button[name=answer][value=yes]"
WITHDRAW = 'form[action$="/withdraw/"] button'
SIGN = 'form[action$="/sign/"] button'


@pytest.fixture
def chosen(programme, cohort):
    programme.settings = load_template("exec_choice")
    programme.save()
    return cohort


def lists_are_opened(visit, cohort):
    """Prepare the lists, read one as it will be read, and open them."""
    coordinator = RoleGrantFactory(programme=cohort.programme).person
    visitor = visit(coordinator)
    visitor.open(f"/cohorts/{cohort.pk}/short-lists/")
    visitor.leave_by('form[action$="/prepare/"] button')
    visitor.sees("#reads article", times=2)
    visitor.leave_by('form[action$="/open/"] button')
    visitor.sees('form[action$="/close/"] button')


def test_from_a_short_list_to_an_active_pair(visit, chosen):
    mentee = steps.mentee_in(chosen)
    first = steps.mentor_in(chosen, first_name="Basile")
    second = steps.mentor_in(chosen, first_name="Noé")
    lists_are_opened(visit, chosen)

    chooses = visit(mentee, size=PHONE)
    chooses.follow_mail(mentee)
    chooses.sees("main article", times=2)
    invited = chooses.find("main article").first.locator("h2").inner_text()
    chooses.press(f"main article >> nth=0 >> {INVITE}")
    chooses.find("main article textarea").first.fill("Pivot tables, please.")
    chooses.leave_by(f"main article >> nth=0 >> {SEND}")
    chooses.sees(WITHDRAW)

    asked = first if invited == first.first_name else second
    answers = visit(asked)
    answers.follow_mail(asked)
    expect(answers.find("blockquote")).to_contain_text("Pivot tables, please.")
    answers.leave_by(YES)

    pair = Pair.objects.get()
    assert (pair.mentor, pair.mentee) == (asked, mentee)
    assert Proposal.objects.get().message == ""
    for visitor in (answers, chooses):
        visitor.open(f"/pairs/{pair.pk}/")
        visitor.press(SIGN)
        expect(visitor.find(SIGN)).to_have_count(0)
    pair.refresh_from_db()
    assert pair.state == Pair.State.ACTIVE


def test_an_invitation_taken_back_leaves_the_list_as_it_was(visit, chosen):
    mentee = steps.mentee_in(chosen)
    for name in ("Basile", "Noé"):
        steps.mentor_in(chosen, first_name=name)
    lists_are_opened(visit, chosen)
    chooses = visit(mentee)
    chooses.follow_mail(mentee)
    chooses.press(f"main article >> nth=0 >> {INVITE}")
    chooses.leave_by(f"main article >> nth=0 >> {SEND}")

    chooses.leave_by(WITHDRAW)
    chooses.leave_by('a[href$="/short-list/"]')

    chooses.sees("main article", times=2)
    chooses.sees(INVITE, times=2)
