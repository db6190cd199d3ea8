"""Tell people by mail: a row in the caller's transaction first, sent by the worker after."""

import json
import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import get_language

from upside.notices.mail import TEMPLATES, Mail, message_of, write_mail
from upside.notices.models import Notice
from upside.people.models import Language, Person

__all__ = [
    "MOST_ATTEMPTS",
    "Letter",
    "Preview",
    "keep_notices",
    "notices_of",
    "preview_notice",
    "queue_new_notices",
    "queue_notice",
    "queue_notices",
    "send_due_notices",
    "wait_after",
]

log = logging.getLogger("upside.notices")

MOST_ATTEMPTS = 6
LEASE = timedelta(minutes=10)  # nobody else tries a row within it; then its worker is dead
LONGEST_WAIT = timedelta(hours=12)
PERMANENT = range(500, 600)
FRENCH_SPEAKING = {"FR", "BE", "LU", "MC"}
ROWS_AT_ONCE = 500
WRITTEN = frozenset(Language.values)


class _Plain(DjangoJSONEncoder):
    """Writes rows by their name, dates as text."""

    def default(self, o: Any) -> Any:
        return str(o) if isinstance(o, Model) else super().default(o)


@dataclass(frozen=True, slots=True)
class Letter:
    """One of many mails from one template: to whom, by which key, and what it is about.

    Without ``language`` it is the person's own.
    """

    to: Person
    key: str
    context: dict[str, Any] = field(default_factory=dict)
    language: str = ""


@transaction.atomic
def queue_notice(
    template: str,
    *,
    to: Person,
    key: str,
    at: datetime,
    context: dict[str, Any] | None = None,
) -> Notice | None:
    """Write the row for one mail to ``to``, in the transaction of what it tells about.

    The same ``key`` twice gives the same row, so nobody reads the same thing twice. People
    without a mail, or who have left, get none: the answer is None.

    Raises
    ------
    ValueError
        If there is no such template: a mistake in the program.
    """
    _check(template)
    if not _may_be_reached(to):
        return None
    said = _said(template, Letter(to, key, context or {}), at)
    notice, _is_new = Notice.objects.get_or_create(key=key, defaults=said)
    return notice


def queue_notices(template: str, letters: Iterable[Letter], *, at: datetime) -> None:
    """Write the rows for many mails as ``queue_notice`` does, in as many statements as for one.

    Raises
    ------
    ValueError
        If there is no such template: a mistake in the program.
    """
    keep_notices(notices_of(template, letters, at=at))


def queue_new_notices(template: str, letters: Iterable[Letter], *, at: datetime, most: int) -> int:
    """Write the first ``most`` of ``letters`` that were not written before; return how many."""
    asked = {letter.key: letter for letter in letters if _may_be_reached(letter.to)}
    keys = list(asked)
    for start in range(0, len(keys), ROWS_AT_ONCE):
        known = Notice.objects.filter(key__in=keys[start : start + ROWS_AT_ONCE])
        for key in known.values_list("key", flat=True):
            del asked[key]
    queue_notices(template, new := list(asked.values())[:most], at=at)
    return len(new)


def notices_of(template: str, letters: Iterable[Letter], *, at: datetime) -> list[Notice]:
    """Return the rows for many mails without writing them: their words take a while.

    Raises
    ------
    ValueError
        If there is no such template: a mistake in the program.
    """
    _check(template)
    return [
        Notice(key=letter.key, **_said(template, letter, at))
        for letter in letters
        if _may_be_reached(letter.to)
    ]


def keep_notices(notices: Iterable[Notice]) -> None:
    """Write rows of ``notices_of``, in the transaction of what they tell about."""
    Notice.objects.bulk_create(
        notices,
        batch_size=ROWS_AT_ONCE,
        ignore_conflicts=True,  # the same key is the same mail
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it would be sent now; ``mail`` is None where the person cannot be reached."""

    to: Person
    language: str
    mail: Mail | None


def preview_notice(template: str, letter: Letter, *, at: datetime) -> Preview:
    """Return the mail that ``queue_notices`` would lead to, written the same way and not kept.

    Its link is the plain address of the page: it signs nobody in, for another person reads it.
    """
    _check(template)
    notice = Notice(key=letter.key, **_said(template, letter, at))
    path = str(letter.context.get("path", "/"))
    link = f"{settings.BASE_URL}{path}"
    mail = write_mail(notice, link=link) if _may_be_reached(letter.to) else None
    return Preview(letter.to, notice.language, mail)


def _check(template: str) -> None:
    if template not in TEMPLATES:
        raise ValueError(f"no template {template!r}")


def _may_be_reached(person: Person) -> bool:
    return bool(person.email) and person.is_active


def _said(template: str, letter: Letter, at: datetime) -> dict[str, Any]:
    return {
        "person": letter.to,
        "template": template,
        "language": letter.language or language_for(letter.to),
        "context": json.loads(json.dumps(letter.context, cls=_Plain)),
        "due_at": at,
        "queued_at": at,
    }


def language_for(person: Person) -> str:
    """Return the language to write in: chosen, first spoken of ours, the country's, the page's.

    The last is for HR files that tell neither language nor country: whoever invites from a French
    page, or asks for a link on one, is answered in French.
    """
    spoken = [code for code in person.languages if code in WRITTEN]
    usual = Language.FR if person.country in FRENCH_SPEAKING else Language.EN
    if not person.country:
        usual = Language.FR if (get_language() or "").startswith("fr") else Language.EN
    return str(person.ui_language or next(iter(spoken), usual))


def send_due_notices(*, at: datetime, limit: int = 100) -> int:
    """Send what is due, oldest first, at most ``limit`` mails; return how many were sent.

    Each row is claimed in a short transaction of its own and sent outside it: a slow mail server
    never holds up the pages. A worker killed between sending and writing it down repeats the
    mail after the lease, with the same Message-ID. Where no mail server is set, rows wait; in
    demo mode mails are kept on the row, for the mailbox page, instead of being sent.
    """
    if not (settings.DEMO or settings.MAIL_IS_SET):
        return 0
    sent = 0
    for _turn in range(limit):
        notice = _claim(at)
        if notice is None:
            break
        sent += _send(notice, at)
    return sent


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1, 5, 25 minutes, 2 and 10 hours."""
    return min(timedelta(minutes=5 ** (attempts - 1)), LONGEST_WAIT)


def _claim(at: datetime) -> Notice | None:
    """Take the oldest due row for the length of a lease; None if nothing is due."""
    due = Notice.objects.filter(state=Notice.State.QUEUED, due_at__lte=at).order_by("due_at", "pk")
    if not due.exists():  # asked every second: no write lock for nothing
        return None
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        notice = due.select_for_update(skip_locked=skip).first()
        if notice is None:
            return None
        notice.attempts += 1
        notice.due_at = at + LEASE
        notice.save(update_fields=["attempts", "due_at"])
    return notice


def _send(notice: Notice, at: datetime) -> bool:
    """Send one claimed row and write down what came of it."""
    if notice.attempts > MOST_ATTEMPTS:  # its worker died in the last attempt, too
        return _give_up(notice, notice.last_error or "The worker ended before it was sent.")
    if not notice.person.email or not notice.person.is_active:
        return _give_up(notice, "The person has left or has no mail any more.")
    try:
        mail = write_mail(notice)
        if not settings.DEMO:
            message_of(notice, mail).send()
    except Exception as error:  # noqa: BLE001 - one bad mail must not hold up the others
        return _failed(notice, error, at)
    return _sent(notice, mail, at)


def _sent(notice: Notice, mail: Mail, at: datetime) -> bool:
    notice.state = Notice.State.SENT
    notice.sent_at = at
    notice.last_error = ""
    if settings.DEMO:
        notice.subject, notice.body, notice.html = mail.subject, mail.text, mail.html
        if notice.template == "sign_in":
            log.info("demo: sign-in link for %s: %s", notice.person.email, mail.link)
    notice.save()
    return True


def _failed(notice: Notice, error: Exception, at: datetime) -> bool:
    reason = _cause(error)
    if _is_permanent(error) or notice.attempts >= MOST_ATTEMPTS:
        return _give_up(notice, reason)
    log.warning("notice %s not sent (attempt %s): %s", notice.pk, notice.attempts, reason)
    notice.last_error = reason
    notice.due_at = at + wait_after(notice.attempts)
    notice.save(update_fields=["last_error", "due_at"])
    return False


def _cause(error: Exception) -> str:
    """Name an error by class and code; what it says may hold people's addresses, and stays out."""
    codes: set[int] = set()
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _reason in error.recipients.values()}
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = {error.smtp_code}
    elif isinstance(error, OSError) and error.errno is not None:
        codes = {error.errno}
    return " ".join([type(error).__name__, *map(str, sorted(codes))])


def _give_up(notice: Notice, reason: str) -> bool:
    log.error("notice %s failed for good: %s", notice.pk, reason)
    notice.state = Notice.State.FAILED
    notice.last_error = reason
    notice.save(update_fields=["state", "last_error"])
    return False


def _is_permanent(error: Exception) -> bool:
    """Tell whether the mail itself was refused; a refused sign-in to the server may be mended."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code in PERMANENT
    return isinstance(error, ValueError)  # an address or a header that no server would take
