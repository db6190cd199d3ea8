"""Whether mails can leave and answers can come in: asked of the servers, without sending any.

Each answer is one sentence; where something is wrong it names the setting and what helps. What a
server says is not repeated: it may hold names and passwords.
"""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from typing import cast

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from upside.notices.imap import MailboxError, opened, place_of

__all__ = ["Finding", "check_mailbox", "check_outgoing_mail"]

SECONDS = 10
ACCEPTED = 250
SMTP, IMAP = "UPSIDE_SMTP_URL", "UPSIDE_IMAP_URL"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: a short name for programs, whether all is well, a sentence for people."""

    about: str
    is_well: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class _Server:
    """What is asked, in the words of the settings."""

    variable: str
    host: str
    port: int


class _Wrong(Exception):  # noqa: N818 - what was found, not what went wrong here
    """A check failed, said in one sentence."""


def check_outgoing_mail() -> Finding:
    """Connect to the mail server, sign in and name the sender; no mail is sent."""
    if not settings.MAIL_IS_SET:
        told = _("No mail server is set, so all mails wait. Set UPSIDE_SMTP_URL.")
        return Finding("outgoing_mail", settings.DEMO, told)
    server = _Server(SMTP, settings.EMAIL_HOST, settings.EMAIL_PORT)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        with _in_words(server):
            _say_hello(sender)
    except _Wrong as wrong:
        return Finding("outgoing_mail", is_well=False, sentence=str(wrong))
    told = _("Mails can leave: %(host)s lets the product in and takes %(sender)s as their sender.")
    return Finding("outgoing_mail", True, told % {"host": server.host, "sender": sender})


def check_mailbox() -> Finding:
    """Open the mailbox of calendar replies for reading only; nothing in it is changed."""
    if not settings.IMAP_URL:
        told = _(
            "No mailbox is set: what people answer in their calendar is not read. They answer on"
            " the page or by a button in the mail; or set UPSIDE_IMAP_URL."
        )
        return Finding("mailbox", True, told)
    place = place_of(settings.IMAP_URL)
    try:
        with _in_words(_Server(IMAP, place.host, place.port)), opened(place):
            pass
    except _Wrong as wrong:
        return Finding("mailbox", is_well=False, sentence=str(wrong))
    told = _("Calendar replies can be read: the folder %(folder)s on %(host)s opens.")
    return Finding("mailbox", True, told % {"folder": place.folder, "host": place.host})


def _say_hello(sender: str) -> None:
    backend = EmailBackend(timeout=SECONDS)
    try:
        backend.open()
        client = cast("smtplib.SMTP", backend.connection)
        client.ehlo_or_helo_if_needed()  # without a login, and after STARTTLS, nobody has yet
        code, _said = client.mail(sender)
        if code != ACCEPTED:
            raise _Wrong(
                _(
                    "%(host)s does not take %(sender)s as a sender. Set UPSIDE_MAIL_FROM to an"
                    " address that this account may use."
                )
                % {"host": settings.EMAIL_HOST, "sender": sender}
            )
        client.rset()
    finally:
        backend.close()


@contextmanager
def _in_words(server: _Server) -> Iterator[None]:
    try:
        yield
    except MailboxError as error:
        raise _Wrong(_sentence(error.__cause__ or error, server)) from error
    except (OSError, smtplib.SMTPException) as error:
        behind = error.__context__  # smtplib calls it a disconnection when nobody answers in time
        slow = behind if isinstance(behind, TimeoutError) else None
        raise _Wrong(_sentence(slow or error, server)) from error


def _sentence(error: BaseException, server: _Server) -> str:
    told = {"host": server.host, "port": server.port, "variable": server.variable}
    told |= {"seconds": SECONDS, "error": type(error).__name__}
    return _kind(error) % told


def _kind(error: BaseException) -> str:
    for kinds, sentence in _words():
        if isinstance(error, kinds):
            return sentence
    return _(
        "%(host)s:%(port)s hung up or answered something else (%(error)s). Check %(variable)s."
    )


def _words() -> list[tuple[type[BaseException] | tuple[type[BaseException], ...], str]]:
    """Return what each kind of error means: the first that fits, the narrow ones first."""
    return [
        (
            socket.gaierror,
            _("No server named %(host)s was found. Check the name in %(variable)s for a slip."),
        ),
        (
            ssl.SSLCertVerificationError,
            _(
                "The certificate of %(host)s is not valid for this name, or comes from an authority"
                " that this machine does not know. Write the name that the certificate holds into"
                " %(variable)s, or make the authority known to this machine."
            ),
        ),
        (
            (ssl.SSLError, smtplib.SMTPNotSupportedError, imaplib.IMAP4.abort),
            _(
                "%(host)s:%(port)s does not speak TLS this way. Try the other scheme in"
                " %(variable)s: smtps:// and imaps:// speak TLS from the start, smtp+tls:// and"
                " imap+tls:// begin without."
            ),
        ),
        (
            (smtplib.SMTPAuthenticationError, imaplib.IMAP4.error),
            _(
                "%(host)s does not accept this user and password. Check them in %(variable)s; signs"
                " such as @, : and / inside a password are written %%40, %%3A and %%2F."
            ),
        ),
        (
            MailboxError,
            _(
                "The mailbox on %(host)s has no folder of this name. Name one that is there at the"
                " end of %(variable)s, or none for INBOX."
            ),
        ),
        (
            TimeoutError,
            _(
                "%(host)s:%(port)s did not answer within %(seconds)s seconds. Check the port in"
                " %(variable)s, and whether a firewall stands between."
            ),
        ),
        (
            ConnectionRefusedError,
            _(
                "Nothing answers at %(host)s:%(port)s. Check host and port in %(variable)s, and"
                " whether the server is running."
            ),
        ),
    ]
