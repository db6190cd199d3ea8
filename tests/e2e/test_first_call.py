"""A call before the yes on two phones, from the proposal to the pair."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import RoleGrantFactory
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.sessions.first_call_models import FirstCall


def test_from_the_proposal_to_the_call_to_the_yes(visit, cohort):
    coordinator = RoleGrantFactory(programme=cohort.programme).person
    cohort.programme.settings |= {"first_call": {"minutes": 20, "days": 7}}
    cohort.programme.save()
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    proposal = steps.propose(cohort, by=coordinator)

    phone = visit(mentee, PHONE)
    phone.follow_mail(mentee)
    phone.press("#call summary.btn")
    phone.check_accessibility()
    phone.leave_by("#call button[value=ask]")
    expect(phone.find("#call h2")).to_contain_text(
        phone.says("You asked for a call", "Vous avez demandé un appel")
    )

    other = visit(mentor, PHONE)
    other.open("/")
    expect(other.find("h1")).to_contain_text(
        other.says("would like to talk to you for 20", "aimerait d’abord vous parler 20")
    )
    other.leave_by(f'.sheet a[href="/proposals/{proposal.pk}/"]')
    other.leave_by("#call button[name=starts] >> nth=0")
    expect(other.find("#call h2")).to_contain_text(other.says("You talk to", "Vous parlez avec"))
    assert FirstCall.objects.get().state == "planned"
    assert Notice.objects.filter(template="first_call_planned").count() == 2

    phone.open("/")
    expect(phone.find("h1")).to_contain_text(phone.says("you talk to", "vous parlez avec"))
    call = FirstCall.objects.get()
    shift = call.starts_at - steps.yesterday()
    FirstCall.objects.update(starts_at=call.starts_at - shift, ends_at=call.ends_at - shift)
    assert shift > timedelta(days=1)

    for visitor in (phone, other):
        visitor.open(f"/proposals/{proposal.pk}/")
        expect(visitor.find("#call")).to_contain_text(
            visitor.says("Your call was on", "Votre appel a eu lieu")
        )
        visitor.leave_by("button[name=answer][value=yes]")
    assert Pair.objects.get().state == "accepted"
