"""Sign-in without passwords: ask for a link, get it by mail, use it once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.notices.links import Scope, local_path, person_from_token, sign_in_link, use_token
from upside.notices.models import SignInRequest
from upside.people.models import Person
from upside.people.queries import person_with_mail

__all__ = [
    "Scope",
    "TooManyRequests",
    "local_path",
    "person_from_token",
    "purge_sign_in_requests",
    "request_sign_in",
    "sign_in_link",
    "use_token",
]

WINDOW = timedelta(minutes=15)
MOST_PER_MAIL = 5
MOST_PER_ADDRESS = 30
LONGEST_MAIL = 254


class TooManyRequests(Refused):
    """Too many links were asked for, for one mail or from one network address."""


@transaction.atomic
def request_sign_in(mail: str, *, at: datetime, address: str, next_path: str = "") -> None:
    """Send a sign-in link to ``mail`` if somebody active has it; never tell whether.

    Known and unknown mails are counted and answered alike. ``address`` is the network address
    that asks; only a keyed hash of it is kept, for a quarter of an hour.

    Raises
    ------
    TooManyRequests
        After 5 requests for one mail, or 30 from one address, within 15 minutes.
    """
    mail = mail.strip().lower()
    asked = SignInRequest(mail_hash=_hash(mail), address_hash=_hash(address), at=at)
    recent = SignInRequest.objects.filter(at__gt=at - WINDOW)
    if (
        recent.filter(mail_hash=asked.mail_hash).count() >= MOST_PER_MAIL
        or recent.filter(address_hash=asked.address_hash).count() >= MOST_PER_ADDRESS
    ):
        raise TooManyRequests(
            _(
                "Many links were asked for in the last minutes. Use the newest one you received,"
                " or wait a quarter of an hour and ask again."
            )
        )
    asked.save()
    person = _active_person(mail)
    if person:
        key = f"sign-in:{person.pk}:{asked.pk}:{at.timestamp()}"
        context = {"path": local_path(next_path)}
        queue_notice("sign_in", to=person, key=key, at=at, context=context)


def purge_sign_in_requests(*, at: datetime) -> int:
    """Forget requests that no longer count; return how many."""
    old = SignInRequest.objects.filter(at__lte=at - WINDOW)
    return old.delete()[0] if old.exists() else 0


def _active_person(mail: str) -> Person | None:
    if not mail.isprintable() or len(mail) > LONGEST_MAIL:
        return None
    return person_with_mail(mail)


def _hash(text: str) -> str:
    return salted_hmac(
        "upside.sign-in", text.encode(errors="replace"), algorithm="sha256"
    ).hexdigest()
