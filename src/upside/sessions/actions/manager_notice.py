"""The mail by which somebody tells their manager how many hours a programme takes."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.kernel import audit
from upside.kernel.days import company_day
from upside.kernel.errors import Refused
from upside.notices.actions import Letter, Preview, keep_notices, notices_of, preview_notice
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Enrolment
from upside.sessions.working_time import working_time_of

__all__ = [
    "MOST_A_DAY",
    "ManagerMail",
    "NotSent",
    "look_of",
    "mails_to_managers",
    "preview_for_manager",
    "refuse_stranger",
    "takes_part",
    "tell_manager",
]

TEMPLATE = "manager_told"
MOST_A_DAY = 3
ONE_DAY = timedelta(days=1)


class NotSent(Refused):
    """The mail cannot go out, or not in these words."""


@dataclass(frozen=True, slots=True)
class ManagerMail:
    """What a person chose: to which address, in which language, with the booked dates or not."""

    address: str
    language: str
    with_days: bool = False


def takes_part(place: Enrolment, *, at: datetime) -> bool:
    """Tell whether the person of ``place`` has said yes and the cohort is not over."""
    return place.state in SAID_YES and place.cohort.ends_on >= company_day(at)


def mails_to_managers(place: Enrolment) -> QuerySet[Notice]:
    """Return what the person of ``place`` sent for it, newest first."""
    sent = Notice.objects.filter(person=place.person_id, key__startswith=f"{TEMPLATE}:{place.pk}:")
    return sent.order_by("-queued_at", "-pk")


def preview_for_manager(place: Enrolment, mail: ManagerMail, *, at: datetime) -> Preview:
    """Return the very words that would be sent; nothing is written down."""
    return preview_notice(TEMPLATE, _letter(place, mail, at=at), at=at)


def look_of(preview: Preview) -> str:
    """Return by which short name the words of ``preview`` are known again."""
    words = f"{preview.mail.subject}\n{preview.mail.text}" if preview.mail else ""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


@transaction.atomic
def tell_manager(
    place: Enrolment, mail: ManagerMail, *, seen: str, by: Person, at: datetime
) -> bool:
    """Send the mail that ``by`` has looked at; tell whether it is new.

    The same words to the same address on one day are one mail. The log says that one was sent,
    never to whom. Refused: anybody but the person of the place, a place without a yes or a cohort
    that is over, a person without a mail of their own, an address outside the domains of the HR
    file, words that have changed since they were looked at, and a fourth mail within a day.
    """
    if by.pk != place.person_id or not takes_part(place, at=at):
        raise NotSent(_("You do not take part in this programme at the moment."))
    refuse_stranger(mail.address)
    by = Person.objects.select_for_update().get(pk=by.pk)
    letter = _letter(place, mail, at=at)
    preview = preview_notice(TEMPLATE, letter, at=at)
    if preview.mail is None:
        raise NotSent(_("You have no mail address here, so that nobody could answer you."))
    if mails_to_managers(place).filter(key=letter.key).exists():
        return False
    if look_of(preview) != seen:
        raise NotSent(_("The words have changed since you looked at them. Look again, then send."))
    lately = Notice.objects.filter(person=by, template=TEMPLATE, queued_at__gt=at - ONE_DAY)
    if lately.count() >= MOST_A_DAY:
        told = ngettext(
            "You have sent %(n)s such mail within a day. Try again tomorrow, or use your own mail.",
            "You have sent %(n)s such mails within a day. Try again tomorrow, or use your own"
            " mail.",
            MOST_A_DAY,
        )
        raise NotSent(told % {"n": MOST_A_DAY})
    keep_notices(notices_of(TEMPLATE, [letter], at=at))
    audit.record(
        verb="manager.told", subject=place, actor=by, at=at, programme=place.cohort.programme
    )
    return True


def refuse_stranger(address: str) -> None:
    """Refuse an address in whose domain nobody of the HR file has theirs."""
    domain = address.rpartition("@")[2]
    known = Person.objects.filter(is_active=True, email__iendswith=f"@{domain}")
    if not domain or not known.exists():
        raise NotSent(
            _(
                "From here mails go only to addresses like those of the HR file, and this one is"
                " not. Copy the words into your own mail instead."
            )
        )


def _letter(place: Enrolment, mail: ManagerMail, *, at: datetime) -> Letter:
    time = working_time_of(place, at=at)
    days = time.days if mail.with_days else ()
    context = {
        "to_mail": mail.address,
        "name": place.person.name,
        "minutes": time.minutes,
        "a_month": time.a_month,
        "total": time.total,
        "starts_on": time.starts_on.isoformat(),
        "ends_on": time.ends_on.isoformat(),
        "days": [{"starts_at": one.isoformat(), "ends_at": end.isoformat()} for one, end in days],
    }
    said = [company_day(at).isoformat(), mail.language, context]
    mark = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
    return Letter(place.person, f"{TEMPLATE}:{place.pk}:{mark}", context, mail.language)
