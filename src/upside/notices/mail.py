"""Turn a notice into the mail that is sent: words in the person's language, text and HTML twin.

The words of each template stand once, in ``templates/notices/NAME.txt``, as parts of plain text;
``base.txt`` and ``base.html`` lay the same parts out, and ``base.html`` escapes them.
"""

import hashlib
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.utils import timezone, translation
from icalendar import Calendar

from upside.kernel.texts import in_language
from upside.notices.anonymous import anonymous_link
from upside.notices.links import Scope, sign_in_link
from upside.notices.models import Notice
from upside.notices.taps import ACTS, tap_link

__all__ = ["TEMPLATES", "TO_OTHERS", "Mail", "message_of", "write_mail"]

TEMPLATES = (
    "sign_in",
    "invited",
    "place_ready",
    "place_free",
    "proposal_released",
    "proposal_declined",
    "short_list_ready",
    "pair_invitation",
    "pair_accepted",
    "pair_active",
    "pair_paused",
    "pair_resumed",
    "pair_ended",
    "group_formed",
    "group_left",
    "farewell_asked",
    "farewell_declined",
    "farewell_taken_back",
    "farewell_opened",
    "pair_completed",
    "learning_waits",
    "review_waits",
    "suggestion_answered",
    "charter_changed",
    "charter_waits",
    "assistant_left",
    "session_booked",
    "session_cancelled",
    "session_held",
    "session_moved",
    "gathering_changed",
    "session_declined",
    "session_accepted",
    "session_yours_to_move",
    "session_counter",
    "did_you_meet",
    "place_withdrawn",
    "need_survey",
    "evaluation_announced",
    "evaluation_to_fill",
    "evaluation_decided",
    "evaluation_contested",
    "evaluation_called_off",
    "topic_answered",
    "evidence_asked",
    "evidence_answered",
    "evidence_decided",
    "evidence_ends",
    "invitation_waits",
    "profile_waits",
    "training_waits",
    "proposal_waits",
    "proposal_expired",
    "session_ahead",
    "date_waits",
    "circle_planned",
    "circle_moved",
    "circle_called_off",
    "circle_left",
    "clinic_booked",
    "clinic_called_off",
    "clinic_given_back",
    "clinic_lapsed",
    "meeting_announced",
    "meeting_changed",
    "meeting_plan_changed",
    "meeting_called_off",
    "meeting_preferences",
    "meeting_preferences_wait",
    "pair_amber",
    "pair_followed",
    "concern_written",
    "exit_told",
    "answer_waits",
    "coach_gone",
    "manager_told",
    "first_call_asked",
    "first_call_planned",
    "first_call_refused",
    "first_call_off",
    "first_call_ahead",
)
ANONYMOUS = frozenset({"need_survey"})
"""Whose link says nothing of the person, and signs nobody in."""
TO_OTHERS = frozenset({"manager_told"})
"""Which a person sends to somebody who is no user: the address stands in the context, there is no
link, and answers go to that person."""
PARTS = ("subject", "heading", "text", "button", "after")
ATTACHED = ("calendar", "method")
METHODS = ("REQUEST", "CANCEL")
LONGEST_SUBJECT = 200
# not \s: a no-break space is meant
BREAKS = re.compile("[ \\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is read; ``link`` is the address behind its one button, if it has one."""

    subject: str
    text: str
    html: str
    link: str


def write_mail(notice: Notice, *, link: str = "") -> Mail:
    """Return the mail of ``notice``; its link lives from now on.

    With ``link`` it holds that one, and none that signs anybody in. A mail to somebody who is no
    user has none at all.
    """
    scope = Scope.SIGN_IN if notice.template == "sign_in" else Scope.MAIL
    path = notice.context.get("path", "/")
    is_anonymous = notice.template in ANONYMOUS
    plain = link
    if notice.template in TO_OTHERS:
        link = ""
    elif not link:
        link = anonymous_link(path) if is_anonymous else sign_in_link(notice.person, path, scope)
    with translation.override(notice.language), timezone.override(_zone_of(notice)):
        said = _parts(notice)
        frame = {
            **said,
            "paragraphs": _paragraphs(said["text"]),
            "link": link,
            "taps": _taps(notice, plain),
            "person": _one_line(notice.person.name),
            "company": settings.COMPANY,
            "language": notice.language,
            "is_sign_in": scope is Scope.SIGN_IN,
            "is_anonymous": is_anonymous,
            "answers_to": notice.person.email if notice.template in TO_OTHERS else "",
        }
        html = _render("notices/base.html", frame, escape=True)
        return Mail(
            subject=said["subject"][:LONGEST_SUBJECT],
            text=_render("notices/base.txt", frame, escape=False).strip() + "\n",
            html=css_inline.inline(html, load_remote_stylesheets=False),
            link=link,
        )


def message_of(notice: Notice, mail: Mail) -> EmailMultiAlternatives:
    """Return the message for the mail server: repeated, it carries the same Message-ID."""
    own = notice.person.email or ""
    to_other = notice.template in TO_OTHERS
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[notice.context["to_mail"] if to_other else own],
        reply_to=[own] if to_other else None,
        headers={
            "Message-ID": _message_id(notice),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    if calendar := notice.context.get("calendar"):
        method = notice.context.get("method")
        method = method if method in METHODS else METHODS[0]
        message.attach_alternative(calendar, f"text/calendar; method={method}")
        # in bytes: of a text Django would send the accents in another encoding than the calendar's
        message.attach("invite.ics", calendar.encode(), "application/ics")
    return message


def _taps(notice: Notice, plain: str) -> list[tuple[str, str]]:
    """Return the buttons that do one thing, and where each leads; ``plain`` in a mere preview."""
    asked = notice.context.get("taps") or {"acts": ()}
    return [
        (str(ACTS[act]), plain or tap_link(notice.person, asked["about"], act))
        for act in asked["acts"]
    ]


def _message_id(notice: Notice) -> str:
    name = hashlib.sha256(notice.key.encode()).hexdigest()[:40]
    return f"<{name}@{urlsplit(settings.BASE_URL).hostname}>"


def _zone_of(notice: Notice) -> zoneinfo.ZoneInfo | None:
    """Return the person's time zone; None, which is the company's, where it is unknown."""
    try:
        return zoneinfo.ZoneInfo(notice.person.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _parts(notice: Notice) -> dict[str, str]:
    """Return the words of the notice, part by part; only ``text`` keeps its line ends."""
    values = {key: _value(key, value) for key, value in notice.context.items() if key != "taps"}
    values |= {"starts_at": _start_of(notice)} if values.get("calendar") else {}
    values["city"] = timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
    name = f"notices/{notice.template}.txt"
    said = {part: _render(f"{name}#{part}", values, escape=False) for part in PARTS}
    return {part: text if part == "text" else _one_line(text) for part, text in said.items()}


def _start_of(notice: Notice) -> datetime | None:
    """Return when the session in the calendar file begins: said in words, too."""
    calendar = Calendar.from_ical(notice.context["calendar"].encode())  # a str may name a file
    event = next(iter(calendar.walk("VEVENT")), None)
    start = event.get("DTSTART") if event else None
    return start.dt if start and isinstance(start.dt, datetime) else None


def _value(key: str, value: Any) -> Any:
    """Return what a template can say of a JSON value: one language, dates as dates, one line."""
    if isinstance(value, Mapping):
        value = in_language(value)
    if isinstance(value, list):  # of rows, each with values of its own
        return [{name: _value(name, one) for name, one in row.items()} for row in value]
    if not isinstance(value, str) or key in ATTACHED:
        return value
    if key.endswith("_on") and value:
        return date.fromisoformat(value)
    if key.endswith("_at") and value:
        return datetime.fromisoformat(value)
    return _one_line(value)


def _one_line(text: str) -> str:
    """Return ``text`` without line ends and control signs: it may stand in a subject."""
    return BREAKS.sub(" ", text).strip(" ")


def _paragraphs(text: str) -> list[str]:
    return [_one_line(block) for block in text.split("\n\n") if block.strip()]


def _render(name: str, values: dict[str, Any], *, escape: bool) -> str:
    template = Engine.get_default().get_template(name)
    return str(template.render(Context(values, autoescape=escape)))
