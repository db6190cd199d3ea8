"""``upside administrator``: name who looks after the installation."""

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.main import say
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.actions.administrators import name_administrator


@click.command()
@click.argument("mail")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def administrator(mail: str, *, as_json: bool) -> None:
    """Make the person with this MAIL an administrator: accounts and health, no contents.

    A new installation needs one. The person has to be in the HR file that was imported; they
    then sign in with a link sent to that mail.
    """
    person = Person.objects.filter(email__iexact=mail).first()
    if person is None:
        raise Refused(
            _("Nobody has the mail %(mail)s. Import the HR file first: upside import people FILE.")
            % {"mail": mail}
        )
    name_administrator(person, by=None, at=timezone.now())
    answer = {"person": person.pk, "mail": person.email, "role": "administrator"}
    say(
        answer, as_json=as_json, sentence=_("%(name)s is an administrator.") % {"name": person.name}
    )
