"""Whatever state a round is in: nothing of it reaches its people before it is released."""

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, ready_mentee, ready_mentor
from tests.house.test_access import ACCESS, GET
from upside.matching.actions import (
    drop_round,
    large_release,
    leave_rest,
    release_round,
    run_round,
    start_release,
    start_round,
)
from upside.matching.models import Proposal, Round
from upside.matching.queries import proposals_of
from upside.notices.models import Notice
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cohort):
    """Two pairs; everybody's partner has a name that stands on no page by chance."""
    for n in range(2):
        ready_mentee(cohort, last_name=f"Zeugma{n}")
        ready_mentor(cohort, last_name=f"Ypsilon{n}")


def drafted(cohort, by):
    return run_round(cohort, by=by, at=MONDAY_NINE)


def scenario(cohort, by):
    return run_round(cohort, by=by, at=MONDAY_NINE, name="Closer")


def second(cohort, by):
    made = drafted(cohort, by)
    Round.objects.update(origin=Round.Origin.SECOND)
    return made


def dropped(cohort, by):
    return drop_round(drafted(cohort, by), by=by, at=MONDAY_NINE)


def going_out(cohort, by):
    return start_release(drafted(cohort, by), by=by, at=MONDAY_NINE)


def under_way(cohort, by):
    made = drafted(cohort, by)
    start_round(cohort, by=by, at=MONDAY_NINE)
    return made


def in_part(cohort, by):
    made = drafted(cohort, by)
    first = made.proposals.order_by("pk").first()
    return release_round(made, only=[first.pk], by=by, at=MONDAY_NINE)


def in_part_for_good(cohort, by):
    return leave_rest(in_part(cohort, by), by=by, at=MONDAY_NINE)


STATES = (
    drafted,
    scenario,
    second,
    dropped,
    going_out,
    under_way,
    in_part,
    in_part_for_good,
)


def pages_for(person):
    """Yield what anybody may open without a number in the address, and the own place."""
    for (name, method), (about, _who, _status) in ACCESS.items():
        if method == GET and about is None:
            yield reverse(name)
    for place in Enrolment.objects.filter(person=person):
        yield reverse("places:place", args=[place.pk])


@pytest.mark.parametrize("state", STATES)
def test_nobody_reads_of_a_pair_that_was_not_released(
    client, people, cohort, coordinator, monkeypatch, state
):
    monkeypatch.setattr(large_release, "LARGE", 0)
    state(cohort, coordinator)
    drafts = Proposal.objects.filter(state=Proposal.State.DRAFT).select_related("mentor", "mentee")
    assert drafts

    for proposal in drafts:
        for reader, partner in (
            (proposal.mentor, proposal.mentee),
            (proposal.mentee, proposal.mentor),
        ):
            assert not Notice.objects.filter(person=reader).exists()
            assert not proposals_of(reader).exists()
            client.force_login(reader)
            own = reverse("matching:proposal", args=[proposal.pk])
            answer = reverse("matching:answer", args=[proposal.pk])
            assert client.get(own).status_code == 404
            assert client.post(answer, {"answer": "yes"}).status_code == 404
            for page in pages_for(reader):
                text = client.get(page).content.decode(errors="replace")
                assert partner.last_name not in text, page
