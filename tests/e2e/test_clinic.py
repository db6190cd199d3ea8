"""An expert clinic on a phone: a time is booked in one tap, both sign, and it is a session."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.clinic_world import MODE
from tests.e2e import steps
from tests.e2e.visitor import PHONE
from upside.matching.models import ClinicSlot
from upside.pairs.models import Pair
from upside.programmes.models import Cohort
from upside.programmes.templates import load_template
from upside.sessions.models import Session

SIGN = 'form[action$="/sign/"] button'
SLOT = "button[name=slot]"


@pytest.fixture
def clinic(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(kept={**load_template("expert_clinic"), **MODE})
    return Cohort.objects.get(pk=cohort.pk)


def test_from_an_offer_to_a_session_of_an_active_pair(visit, clinic):
    mentee, mentor = steps.mentee_in(clinic), steps.mentor_in(clinic)
    expert, visitor = visit(mentor, size=PHONE), visit(mentee, size=PHONE)

    expert.open("/")
    expert.press("main .btn.primary")
    first_on = timezone.localdate() + timedelta(days=8)
    expert.find("input[name=first_on]").fill(first_on.isoformat())
    expert.find("input[name=weeks]").fill("2")
    expert.press("form.sheet button.primary")
    expert.sees("input[name=slots]", times=8)
    expert.check_accessibility()

    visitor.open("/")
    visitor.press("main .btn.primary")
    visitor.sees(SLOT, times=8)
    visitor.check_accessibility()
    visitor.find("input[name=question]").fill("?")
    visitor.press(f"{SLOT} >> nth=0")
    visitor.press(SIGN)
    expert.open(f"/pairs/{Pair.objects.get().pk}/")
    expert.press(SIGN)

    visitor.open(f"/cohorts/{clinic.pk}/clinic/")
    visitor.sees('main a[href^="/sessions/"]')
    visitor.check_accessibility()
    expert.open(f"/cohorts/{clinic.pk}/clinic/mine/")
    expert.sees('main a[href^="/sessions/"]')
    expert.check_accessibility()
    assert Pair.objects.get().state == Pair.State.ACTIVE
    assert Session.objects.get().starts_at == ClinicSlot.objects.get(state="booked").starts_at
