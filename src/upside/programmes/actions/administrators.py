"""Name who looks after the installation: the first role there is, given from the command line."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.models import RoleGrant
from upside.programmes.queries import guests

__all__ = ["CannotAdminister", "name_administrator"]


class CannotAdminister(Refused):
    """Somebody cannot look after the installation: they cannot sign in, or are a guest."""


@transaction.atomic
def name_administrator(person: Person, *, by: Person | None, at: datetime) -> RoleGrant:
    """Make ``person`` an administrator; a second call finds it done and changes nothing.

    Refused for people without a mail and for leavers, who cannot sign in, and for guests of a
    partner company, who must not see the people of this one.
    """
    if not person.email or not person.is_active:
        raise CannotAdminister(
            _("%(name)s has no mail or has left the company. Name somebody who can sign in.")
            % {"name": person.name}
        )
    if guests().firm_of(person):
        raise CannotAdminister(
            _("%(name)s is a guest of a partner company. Name somebody of your own.")
            % {"name": person.name}
        )
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=RoleGrant.Role.ADMINISTRATOR, programme=None
    )
    if is_new:
        audit.record(verb="administrator.named", subject=person, actor=by, at=at)
    return grant
