import pytest

from tests.factories import MONDAY_NINE, PersonFactory
from upside.kernel.models import AuditEntry
from upside.programmes.actions.administrators import CannotAdminister, name_administrator
from upside.programmes.models import RoleGrant

pytestmark = pytest.mark.django_db


def test_administrator_is_named_once_and_it_is_on_record():
    person = PersonFactory()

    first, second = (name_administrator(person, by=None, at=MONDAY_NINE) for _ in range(2))

    assert first == second
    assert (first.role, first.programme) == (RoleGrant.Role.ADMINISTRATOR, None)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["administrator.named"]


@pytest.mark.parametrize("lack", [{"email": None}, {"is_active": False}])
def test_who_cannot_sign_in_cannot_be_administrator(lack):
    with pytest.raises(CannotAdminister, match="somebody who can sign in"):
        name_administrator(PersonFactory(**lack), by=None, at=MONDAY_NINE)

    assert not RoleGrant.objects.exists()
