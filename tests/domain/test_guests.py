"""Guests of a partner company: nobody of the host company is shown to them, nor asked of them."""

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    ProgrammeFactory,
    RoleGrantFactory,
    SkillFactory,
    SkillLevelFactory,
    UnitFactory,
    WantFactory,
)
from upside.people.models import Unit
from upside.programmes import queries
from upside.programmes.actions import (
    CannotApply,
    CannotAssist,
    CannotGrant,
    NotInvitable,
    apply_to_call,
    ask_about_needs,
    grant_role,
    invite,
    invite_many,
    name_assistant,
)
from upside.programmes.actions.administrators import CannotAdminister, name_administrator
from upside.programmes.actions.evidence import ask_colleague
from upside.programmes.call_models import OpenCall
from upside.programmes.models import RoleGrant
from upside.programmes.need_models import NeedSurvey
from upside.programmes.queries import Source, Way, demand_places
from upside.programmes.queries.demand_rows import counts_for
from upside.skills.actions import NoEvidence

pytestmark = pytest.mark.django_db
DAY = MONDAY_NINE.date()
OCTAVE = "Octave Partner"


def in_unit(path, **said):
    unit = Unit.objects.filter(path=path).first() or UnitFactory(path=path, name=path)
    return PersonFactory(unit=unit, last_name="Zephyr", **said)


@pytest.fixture
def across(cohort):
    """The cohort of a programme with a partner, launched: it keeps its own settings."""
    cohort.kept = {"partners": [OCTAVE]}
    cohort.save()
    return cohort


@pytest.fixture
def guest(across):
    return in_unit(f"{OCTAVE}/Lab")


@pytest.fixture
def host():
    return in_unit("Company/Digital")


@pytest.fixture
def elsewhere(stranger):
    """A cohort of a programme of the host company alone."""
    return CohortFactory(programme=stranger.role_grants.get().programme)


def call_of(cohort):
    return OpenCall.objects.create(cohort=cohort, texts={"en": "Come."}, opened_at=MONDAY_NINE)


def found_by(person):
    return set(queries.people_to_name(person, "zephyr"))


# who is a guest


@pytest.mark.parametrize("path", [OCTAVE, f"{OCTAVE}/Lab", "octave partner/LAB/x"])
def test_whoever_works_in_or_below_a_partner_unit_is_a_guest(across, path):
    person = in_unit(path)

    assert queries.guests().firm_of(person) == OCTAVE


@pytest.mark.parametrize("path", ["Octave", f"{OCTAVE}s", f"Company/{OCTAVE}"])
def test_a_unit_that_only_reads_alike_is_none(across, path):
    person = in_unit(path)

    assert queries.guests().firm_of(person) == ""
    assert queries.guests().firm_of(PersonFactory(unit=None)) == ""


def test_a_partner_counts_by_the_programme_of_today_and_by_what_a_cohort_keeps(across):
    ProgrammeFactory(settings={"partners": ["Cantal"]})

    assert queries.partner_units() == ("Cantal", OCTAVE)


def test_without_partners_it_takes_one_query_with_them_two(django_assert_num_queries, cohort):
    with django_assert_num_queries(1):
        assert not queries.guests().firms
    cohort.kept = {"partners": [OCTAVE]}
    cohort.save()
    in_unit(OCTAVE)
    with django_assert_num_queries(2):
        assert queries.guests().firms


def test_known_guests_are_counted_by_partner(across, guest):
    in_unit(OCTAVE, is_active=False)

    assert queries.guests_among({"partners": [OCTAVE, "Cantal"]}) == [(OCTAVE, 1), ("Cantal", 0)]
    assert queries.guests_among({}) == []


# the directory


def test_a_guest_finds_the_people_of_their_own_company_and_nobody_else(guest, host):
    other = ProgrammeFactory(settings={"partners": ["Cantal"]})
    competitor, peer = in_unit("Cantal"), in_unit(f"{OCTAVE}/Sales")
    assert other.pk

    assert found_by(guest) == {peer}
    assert queries.colleague(guest, peer.pk) == peer
    for hidden in (host, competitor, PersonFactory(unit=None)):
        assert queries.colleague(guest, hidden.pk) is None


def test_a_place_beside_the_hosts_opens_no_directory_to_a_guest(across, guest, host):
    EnrolmentFactory(cohort=across, person=guest)
    EnrolmentFactory(cohort=across, person=host, role="mentee")

    assert found_by(guest) == set()
    assert queries.colleague(guest, host.pk) is None


def test_a_host_finds_guests_only_where_both_may_take_part(across, guest, host, elsewhere):
    colleague = in_unit("Company/Sales")
    EnrolmentFactory(cohort=elsewhere, person=host)
    assert found_by(host) == {colleague}
    assert queries.colleague(host, guest.pk) is None

    place = EnrolmentFactory(cohort=across, person=host)
    assert found_by(host) == {colleague, guest}

    place.state = "withdrawn"
    place.save()
    assert found_by(host) == {colleague}


def test_people_without_a_unit_are_hosts_and_found_as_before(guest, host):
    nowhere = PersonFactory(unit=None, last_name="Zephyr")

    assert found_by(host) == {nowhere}


def test_a_guest_with_a_role_of_before_keeps_no_roster(across, guest):
    RoleGrantFactory(person=guest, programme=across.programme)

    assert not queries.keeps_the_roster(guest)
    assert not queries.roster_visible_to(guest).exists()
    assert not queries.people_to_invite(guest, across).exists()


# other programmes


def test_a_guest_is_invited_into_the_programme_of_their_company_only(
    across, guest, host, coordinator, stranger, elsewhere
):
    assert guest in queries.people_to_invite(coordinator, across)
    assert guest not in queries.people_to_invite(stranger, elsewhere)
    assert host in queries.people_to_invite(stranger, elsewhere)

    assert invite(across, guest, "mentor", by=coordinator, at=MONDAY_NINE).person == guest
    with pytest.raises(NotInvitable, match="guest of a partner company"):
        invite(elsewhere, guest, "mentor", by=stranger, at=MONDAY_NINE)
    done = invite_many(elsewhere, [guest, host], "mentor", by=stranger, at=MONDAY_NINE)
    assert (done.invited, done.not_meant) == (1, 1)


def test_a_guest_reads_and_answers_the_calls_of_their_programme_only(
    across, guest, host, elsewhere
):
    own, other = call_of(across), call_of(elsewhere)

    assert (
        set(queries.calls_open_to(guest, on=DAY))
        == {own}
        == set(queries.open_calls_for(guest, on=DAY))
    )
    assert set(queries.calls_open_to(host, on=DAY)) == {own, other}
    with pytest.raises(CannotApply, match="guest of a partner company"):
        apply_to_call(other, guest, "mentor", {}, at=MONDAY_NINE)
    assert apply_to_call(own, guest, "mentor", {}, at=MONDAY_NINE).person == guest


def test_a_guest_is_asked_about_needs_by_their_programme_only(
    across, guest, host, coordinator, stranger, elsewhere
):
    said = {"opened_at": MONDAY_NINE, "closes_on": MONDAY_NINE.date()}
    own, other = (NeedSurvey.objects.create(cohort=one, **said) for one in (across, elsewhere))

    assert guest in queries.people_to_ask(coordinator, across, own)
    assert guest not in queries.people_to_ask(stranger, elsewhere, other)
    asked = [
        ask_about_needs(one, [guest, host], by=None, at=MONDAY_NINE).asked for one in (own, other)
    ]
    assert asked == [2, 1]


def test_the_demand_map_of_everybody_leaves_guests_of_others_out(across, guest, host, elsewhere):
    skill = SkillFactory()
    for person in (guest, host):
        WantFactory(person=person, skill=skill)
        SkillLevelFactory(person=person, skill=skill)

    for cohort, n in ((across, 2), (elsewhere, 1)):
        counts = counts_for(cohort, Way.TO_MENTEES, Source.EVERYBODY)
        assert [one.n for one in counts.wants[skill.pk].values()] == [n]
        assert [one.n for one in counts.levels[skill.pk].values()] == [n]


def test_a_partner_beside_the_company_does_not_hide_its_divisions(across, guest, elsewhere):
    skill = SkillFactory()
    Unit.objects.filter(path__startswith="Unit").delete()  # of the other people of the test
    for division in ("Digital", "Sales"):
        for _n in range(8):
            WantFactory(person=in_unit(f"Company/{division}"), skill=skill)

    want = demand_places(elsewhere, skill, Way.TO_MENTEES, Source.EVERYBODY).want

    assert {share.name for share in want.shares[queries.By.UNIT]} == {"Digital", "Sales"}


# roles and favours


@pytest.mark.parametrize("role", ["coach", "sponsor"])
def test_a_guest_may_be_coach_or_sponsor_of_their_programme(across, guest, role):
    across.programme.settings = across.kept
    grant = grant_role(guest, role, programme=across.programme, by=None, at=MONDAY_NINE)

    assert grant.role == role


@pytest.mark.parametrize("role", ["coordinator", "auditor", "evaluator"])
def test_a_guest_runs_and_audits_nothing(across, guest, role):
    across.programme.settings = across.kept
    with pytest.raises(CannotGrant, match="guest of a partner company"):
        grant_role(guest, role, programme=across.programme, by=None, at=MONDAY_NINE)
    assert not RoleGrant.objects.filter(person=guest).exists()


def test_a_guest_has_no_role_elsewhere_and_administers_nothing(guest, elsewhere):
    with pytest.raises(CannotGrant, match="guest of a partner company"):
        grant_role(guest, "coach", programme=elsewhere.programme, by=None, at=MONDAY_NINE)
    with pytest.raises(CannotAdminister, match="guest of a partner company"):
        name_administrator(guest, by=None, at=MONDAY_NINE)


def test_nobody_attests_a_level_to_somebody_of_another_company(guest, host):
    skill = SkillLevelFactory(person=host).skill
    for person, other in ((host, guest), (guest, host)):
        with pytest.raises(NoEvidence, match="works for another company"):
            ask_colleague(person, skill, other, at=MONDAY_NINE)


def test_an_assistant_is_of_the_same_company(across, guest, host, coordinator):
    place = EnrolmentFactory(cohort=across, person=host, role="mentee")
    with pytest.raises(CannotAssist, match="works for another company"):
        name_assistant(place, guest, by=host, at=MONDAY_NINE)
