"""An auditor reads the log of the programmes they audit; nobody audits what they run."""

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PersonFactory,
    ProgrammeFactory,
    RoleGrantFactory,
)
from upside.kernel import audit
from upside.kernel.models import AuditEntry
from upside.programmes import actions, queries
from upside.programmes.actions import CannotGrant
from upside.programmes.queries import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(programme):
    return RoleGrantFactory(role=Role.AUDITOR, programme=programme).person


def entry(verb, subject="round:1", programme=None):
    return audit.record(verb=verb, subject=subject, actor=None, at=MONDAY_NINE, programme=programme)


def grant(person, role, programme, by):
    return actions.grant_role(person, role, programme=programme, by=by, at=MONDAY_NINE)


def test_auditor_reads_each_programme_they_audit_newest_first(programme, auditor):
    other = RoleGrantFactory(person=auditor, role=Role.AUDITOR).programme
    rows = [entry("round.run", programme=one) for one in (programme, ProgrammeFactory(), other)]

    assert list(queries.log_visible_to(auditor)) == [rows[2], rows[0]]


@pytest.mark.parametrize("verb", queries.OF_THE_INSTALLATION)
def test_every_auditor_reads_what_belongs_to_the_installation(auditor, verb):
    row = entry(verb, subject="skills")

    assert list(queries.log_visible_to(auditor)) == [row]


def test_entry_that_should_name_its_programme_and_does_not_is_read_by_nobody(auditor):
    entry("round.run")

    assert not queries.log_visible_to(auditor).exists()


@pytest.mark.parametrize("verb", queries.OF_A_PERSON)
def test_auditor_reads_what_people_of_the_programme_do_on_their_own_account(
    programme, cohort, auditor, verb
):
    people = [
        EnrolmentFactory(cohort=cohort).person,
        RoleGrantFactory(programme=programme, role=Role.COACH).person,
        RoleGrantFactory(programme=None, role=Role.ADMINISTRATOR).person,
    ]
    for person in (*people, EnrolmentFactory().person, RoleGrantFactory().person, PersonFactory()):
        entry(verb, subject=person)

    read = queries.log_visible_to(auditor).values_list("subject", flat=True)

    assert set(read) == {audit.reference(person) for person in people}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_other_roles_read_no_entry(programme, role):
    where = None if role == Role.ADMINISTRATOR else programme
    person = RoleGrantFactory(role=role, programme=where).person
    entry("round.run", programme=programme)
    entry("people.imported")

    assert not queries.log_visible_to(person).exists()


def test_coordinator_names_somebody_else_as_auditor(programme, coordinator):
    grant(PersonFactory(), Role.AUDITOR, programme, coordinator)

    assert AuditEntry.objects.get().programme_ref == f"programme:{programme.pk}"


def test_nobody_makes_themselves_an_auditor(programme):
    person = PersonFactory()

    with pytest.raises(CannotGrant, match="cannot audit"):
        grant(person, Role.AUDITOR, programme, person)


@pytest.mark.parametrize(
    ("held", "given"), [(Role.COORDINATOR, Role.AUDITOR), (Role.AUDITOR, Role.COORDINATOR)]
)
def test_nobody_coordinates_a_programme_and_audits_it(programme, coordinator, held, given):
    person = RoleGrantFactory(programme=programme, role=held).person

    with pytest.raises(CannotGrant, match="Name somebody else"):
        grant(person, given, programme, coordinator)

    assert grant(person, given, ProgrammeFactory(), coordinator)
