"""Links that sign somebody in and lead to one page of the product.

A link works once and belongs to its page: the path is part of what is signed, so a changed
``next`` is refused. Every sign-in of a person ends all links that were sent to them before it, and
so does a change of their mail; whoever follows such an old link is asked to sign in and then gets
to the same page.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme
from sesame.utils import get_token, get_user

from upside.people.models import Person

__all__ = ["MAX_AGES", "Scope", "local_path", "person_from_token", "sign_in_link", "use_token"]

LINK_PATH = "/sign-in/link/"
LONGEST_PATH = 500


class Scope(StrEnum):
    """What a link was sent for; it decides how long the link lives."""

    SIGN_IN = "sign-in"  # asked for just now
    MAIL = "mail"  # the button of any other mail


MAX_AGES = {Scope.SIGN_IN: timedelta(minutes=15), Scope.MAIL: timedelta(days=14)}


def local_path(path: str) -> str:
    """Return ``path`` if it is a page of this product, else the front page."""
    is_sound = path.startswith("/") and path.isprintable() and len(path) <= LONGEST_PATH
    is_ours = is_sound and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else "/"


def sign_in_link(person: Person, path: str, scope: Scope = Scope.MAIL) -> str:
    """Return the absolute address that signs ``person`` in, once, and leads to ``path``."""
    path = local_path(path)
    query = urlencode({"token": get_token(person, scope=_signed(scope, path)), "next": path})
    return f"{settings.BASE_URL}{LINK_PATH}?{query}"


def person_from_token(token: str, path: str) -> Person | None:
    """Return whom ``token`` signs in on the way to ``path``; the token stays good.

    None where the link is used, too old, changed, or its person is no longer active. Mail
    programs open links to look at them: show a button on GET, call ``use_token`` on POST.
    """
    for scope, max_age in MAX_AGES.items():
        person = get_user(
            token,
            scope=_signed(scope, local_path(path)),
            max_age=max_age,
            update_last_login=False,
        )
        if isinstance(person, Person):
            return person
    return None


def use_token(token: str, path: str, *, at: datetime) -> Person | None:
    """Use ``token`` up and return its person; of two that come at once, one gets None."""
    person = person_from_token(token, path)
    if person is None:
        return None
    unused = Person.objects.filter(pk=person.pk, last_login=person.last_login)
    return person if unused.update(last_login=at) else None


def _signed(scope: Scope, path: str) -> str:
    return f"{scope}:{path}"
