"""Buttons of a mail that do one thing, without signing in first.

A link carries who, what about and which act, with our signature; nothing of it is kept. It lives
for two weeks, belongs to the mail address that it was sent to, and signs nobody in. Mail programs
open links to look at them: GET shows a page with one button, POST acts.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person

__all__ = ["ACTS", "MAX_AGE", "PATH", "Tap", "read_tap", "tap_link"]

ACTS: dict[str, Promise] = {
    "accepted": _("I’ll be there"),
    "declined": _("I cannot"),
    "held": _("Yes, we met"),
    "missed": _("No, we did not meet"),
    "cancelled": _("It was called off"),
}
MAX_AGE = timedelta(days=14)
PATH = "/tap/"


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button of a mail asks for: whose it is, what it is about, which act."""

    person: Person
    about: str
    act: str


def tap_link(person: Person, about: str, act: str) -> str:
    """Return the absolute address of the button ``act`` in a mail to ``person``."""
    return f"{settings.BASE_URL}{PATH}{_signer(person).sign(f'{person.pk}.{about}.{act}')}/"


def read_tap(token: str) -> Tap | None:
    """Return what ``token`` asks for; None where it is forged, too old, or its person has left."""
    try:
        number, about, act = token.rsplit(":", 2)[0].split(".")
        person = Person.objects.filter(pk=int(number[:18]), is_active=True).first()
        if person is None:
            return None
        _signer(person).unsign(token, max_age=MAX_AGE)
    except (ValueError, BadSignature):
        return None
    return Tap(person, about, act)


def _signer(person: Person) -> TimestampSigner:
    return TimestampSigner(salt=f"upside.tap:{person.email}")
