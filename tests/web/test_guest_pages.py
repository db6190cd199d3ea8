"""What pages say of guests of a partner company, and what they keep from them."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoundFactory,
    SkillFactory,
    UnitFactory,
)
from upside.pairs.models import Pair
from upside.programmes.call_models import OpenCall
from upside.programmes.models import ProgrammeVersion, Wish
from upside.programmes.templates import load_template, template_text

pytestmark = pytest.mark.django_db
OCTAVE = "Octave Partner"


@pytest.fixture
def across(cohort):
    cohort.kept = load_template("cross_company") | {"partners": [OCTAVE, "Cantal"]}
    cohort.save()
    return cohort


@pytest.fixture
def guest(across):
    unit = UnitFactory(path=f"{OCTAVE}/Lab", name="Lab")
    person = PersonFactory(unit=unit, first_name="Ghislaine", job_title="Analyst")
    EnrolmentFactory(cohort=across, person=person)
    return person


@pytest.fixture
def host(across):
    unit = UnitFactory(path="Company/Sales", name="Sales")
    person = PersonFactory(unit=unit, first_name="Honorine", last_name="Verneuil")
    EnrolmentFactory(cohort=across, person=person, role="mentee")
    return person


def page(name, *args):
    return reverse(name, args=args)


def test_no_search_shows_a_guest_anybody_of_the_host_company(client, guest, host):
    client.force_login(guest)
    place, skill = guest.enrolments.get(), SkillFactory()
    for address in (
        page("places:place", place.pk),
        page("evidence:level", skill.pk),
        page("evidence:colleagues", skill.pk),
    ):
        for text in ("Hono", "Verne", host.email, host.external_id):
            content = client.get(address, {"q": text}).content.decode()
            assert "Honorine" not in content, address
            assert "Verneuil" not in content, address


def test_a_key_typed_into_a_form_names_no_host_either(client, guest, host):
    client.force_login(guest)
    place, skill = guest.enrolments.get(), SkillFactory()

    client.post(
        page("places:profile", place.pk), {"block": "wish", "other": host.pk, "kind": "veto"}
    )
    answer = client.post(page("evidence:ask", skill.pk), {"colleague": host.pk}, follow=True)

    assert not Wish.objects.exists()
    assert "Choose a colleague of the list" in answer.content.decode()
    assert "Honorine" not in answer.content.decode()


def test_a_call_of_another_programme_is_not_there_for_a_guest(client, guest, host, stranger):
    other = CohortFactory(programme=stranger.role_grants.get().programme, ends_on=date(2099, 1, 1))
    call = OpenCall.objects.create(cohort=other, texts={"en": "Come."}, opened_at=MONDAY_NINE)

    for person, status in ((guest, 404), (host, 200)):
        client.force_login(person)
        assert client.get(page("calls:call", call.pk)).status_code == status
        assert (page("calls:call", call.pk) in client.get("/").content.decode()) is (status == 200)


def test_a_guest_cannot_open_the_pages_of_the_roster(client, guest):
    client.force_login(guest)

    assert client.get(page("people:list")).status_code == 404


def test_the_pair_page_and_the_proposal_say_from_where_a_guest_comes(client, across, guest, host):
    proposal = ProposalFactory(
        round=RoundFactory(cohort=across, state="released"), mentor=guest, mentee=host,
        state="proposed",
    )  # fmt: skip
    pair = PairFactory(cohort=across, mentor=guest, mentee=host, state=Pair.State.ACTIVE)
    client.force_login(host)

    told = client.get(page("matching:proposal", proposal.pk)).content.decode()
    assert "Analyst, Lab, from Octave Partner" in told
    told = client.get(page("pairs:pair", pair.pk)).content.decode()
    assert "Ghislaine comes from Octave Partner." in told
    assert "Two companies: what belongs to one stays there" in told
    client.force_login(guest)
    assert "comes from" not in client.get(page("pairs:pair", pair.pk)).content.decode()


def test_the_invite_page_says_how_guests_come_in_and_how_many_are_known(
    client, across, guest, coordinator
):
    client.force_login(coordinator)

    content = client.get(page("programmes:invite", across.pk)).content.decode()

    assert "Octave Partner: 1 person is known." in content
    assert "Cantal: nobody is known yet." in content
    assert "Guests come in by a list of their own" in content


def test_without_partners_the_invite_page_says_nothing_of_guests(client, cohort, coordinator):
    client.force_login(coordinator)

    content = client.get(page("programmes:invite", cohort.pk)).content.decode()

    assert "Guests of partner companies" not in content


def test_the_editor_shows_the_key_and_keeps_what_is_written(client, programme, coordinator):
    programme.settings = load_template("cross_company")
    programme.save()
    ProgrammeVersion.objects.create(
        programme=programme, number=1, settings=programme.settings,
        text=template_text("cross_company"), made_at=MONDAY_NINE,
    )  # fmt: skip
    client.force_login(coordinator)
    address = page("programmes:edit", programme.pk, "partners")
    shown = client.get(address).content.decode()
    assert "The unit of each partner’s guests" in shown
    assert "A guest finds nobody of your company by name" in shown

    said = {
        "after": "1",
        "partners": "Octave Partner\nCantal",
        "why": "We found two.",
        "keep": "yes",
    }
    client.post(address, said)

    programme.refresh_from_db()
    assert programme.settings["partners"] == ["Octave Partner", "Cantal"]


def test_the_launch_page_leads_to_the_partners(client, programme, cohort, coordinator):
    programme.settings = load_template("cross_company")
    programme.save()
    cohort.launched_at = None
    cohort.save()
    client.force_login(coordinator)

    content = client.get(page("programmes:launch", cohort.pk)).content.decode()

    assert "The people of each partner company" in content
    assert page("programmes:edit", programme.pk, "partners") in content
