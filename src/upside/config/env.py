"""Every setting that an administrator can make, in one typed table.

``docs/operate/settings.md`` is checked against this table; a wrong value stops the start and
names the variable.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from upside.kernel.errors import BadSetting

__all__ = ["TABLE", "BadSetting", "Setting", "read"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its name, how it is read, what stands where it is not set, what it is for."""

    name: str
    kind: Callable[[str], Any]
    default: str
    sentence: str
    is_secret: bool = False  # a wrong value is then not repeated


def yes_no(text: str) -> bool:
    answers = {"yes": True, "no": False}
    if text not in answers:
        raise ValueError("write yes or no")
    return answers[text]


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def small_words(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


def threads(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= MOST_THREADS:
        raise ValueError(f"write a whole number from 1 to {MOST_THREADS}")
    return int(text)


def folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def web_address(text: str) -> str:
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError("write it like https://upside.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def mail_server(text: str) -> str:
    parts = _split(text)
    if text and (parts.scheme not in MAIL_SCHEMES or not parts.hostname):
        raise ValueError("write smtp://HOST:PORT, smtp+tls://HOST:PORT or smtps://HOST:PORT")
    return text


def mailbox(text: str) -> str:
    parts = _split(text)
    if text and (parts.scheme not in MAILBOX_SCHEMES or not parts.hostname or not parts.username):
        raise ValueError("write imaps://USER:PASSWORD@HOST:PORT/FOLDER, imap+tls:// or imap://")
    return text


def _split(text: str) -> SplitResult:
    """Take an address apart; its own complaints would repeat what may be a password."""
    try:
        parts = urlsplit(text)
        is_port = parts.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        raise ValueError("the host or the port cannot be read")
    return parts


def database(text: str) -> str:
    if text and not text.startswith("sqlite:///"):
        raise ValueError("write sqlite:///FILE")
    return text


def secret_key(text: str) -> str:
    if text and len(text) < SHORTEST_KEY:
        raise ValueError(f"write {SHORTEST_KEY} characters or more")
    return text


MOST_THREADS = 64
SHORTEST_KEY = 50
MAILBOX_SCHEMES = {"imap", "imap+tls", "imaps"}
MAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}  # with the port each is known by


TABLE = (
    Setting(
        "UPSIDE_DEMO",
        yes_no,
        "no",
        "Fills an empty database with an invented company and shows mails and sign-in on screen."
        " Never switch it on where real people sign in.",
    ),
    Setting(
        "UPSIDE_DATA_DIR",
        folder,
        "var",
        "Folder for the database, uploaded files and the generated secret key.",
    ),
    Setting(
        "UPSIDE_DATABASE_URL",
        database,
        "",
        "Where the data is kept: sqlite:///FILE. Empty: upside.sqlite3 in the data folder.",
        is_secret=True,
    ),
    Setting(
        "UPSIDE_SECRET_KEY",
        secret_key,
        "",
        "Key that signs cookies and links and encrypts notes, 50 characters or more."
        " Empty: one is made on first start and kept in the data folder.",
        is_secret=True,
    ),
    Setting(
        "UPSIDE_BASE_URL",
        web_address,
        "http://127.0.0.1:8000",
        "Address under which people reach the product; mails link to it."
        " Where it is not set, `upside serve --port` changes its port too.",
    ),
    Setting(
        "UPSIDE_HOSTS",
        words,
        "",
        "Further host names it answers to, separated by commas.",
    ),
    Setting(
        "UPSIDE_COMPANY",
        str,
        "",
        "Name of the company, shown beside the mark.",
    ),
    Setting(
        "UPSIDE_SMTP_URL",
        mail_server,
        "",
        "Mail server: smtp+tls://USER:PASSWORD@HOST:PORT (STARTTLS), smtps:// for TLS from the"
        " start, smtp:// for none. Empty: mails wait in the queue until it is set.",
        is_secret=True,
    ),
    Setting(
        "UPSIDE_MAIL_FROM",
        str,
        "Upside <upside@localhost>",
        "Sender of all mails.",
    ),
    Setting(
        "UPSIDE_CALENDAR_HOSTS",
        small_words,
        "",
        "Calendar servers of your own network, by host name, separated by commas: only these may"
        " have private addresses and do without TLS.",
    ),
    Setting(
        "UPSIDE_IMAP_URL",
        mailbox,
        "",
        "Mailbox of the sender, where calendars answer: imaps://USER:PASSWORD@HOST:PORT/FOLDER"
        " (TLS from the start), imap+tls:// (STARTTLS), imap:// for none. It is read, never"
        " changed. Empty: people answer on the page or by a button in the mail.",
        is_secret=True,
    ),
    Setting(
        "UPSIDE_THREADS",
        threads,
        "4",
        "Threads of the web server.",
    ),
)


def read(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the value of every setting by name.

    Raises
    ------
    BadSetting
        If a value cannot be read, or if a variable of ours is unknown (a typing error).
    """
    known = {setting.name for setting in TABLE}
    for name in sorted(environment):
        if name.startswith("UPSIDE_") and name not in known:
            raise BadSetting(
                f"{name} is no setting of Upside; known are {', '.join(sorted(known))}."
            )
    return {setting.name: _value(setting, environment) for setting in TABLE}


def _value(setting: Setting, environment: Mapping[str, str]) -> Any:
    text = environment.get(setting.name, setting.default)
    try:
        return setting.kind(text)
    except ValueError as error:
        said = "is set, but wrong" if setting.is_secret else f"is {text!r}"
        raise BadSetting(f"{setting.name} {said}: {error}.") from error
