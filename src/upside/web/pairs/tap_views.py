"""Buttons of a mail that do one thing: GET shows the page with one button, POST acts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from upside.kernel.errors import Refused
from upside.notices.actions import language_for
from upside.notices.taps import ACTS, Tap, read_tap
from upside.sessions import actions
from upside.sessions.another_date import way_to_another_date
from upside.sessions.gatherings import called, is_led_by
from upside.sessions.models import Session, SessionReply
from upside.sessions.queries import sessions_visible_to
from upside.sessions.states import REASONS
from upside.web.front.forms import MailForm
from upside.web.pairs.words import QUESTIONS, said_of
from upside.web.templatetags.writing import clock, day, local

GONE, REFUSED = 410, 409
ANSWERS = set(SessionReply.Answer.values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tap(request: HttpRequest, token: str) -> HttpResponse:
    asked = read_tap(token)
    session, sequence = _about(asked) if asked else (None, 0)
    if asked is None or session is None:
        form = MailForm(initial={"next": "/"})
        return render(request, "web/front/link_is_over.html", {"form": form}, status=GONE)
    zone = ZoneInfo(asked.person.time_zone)
    with translation.override(language_for(asked.person)), timezone.override(zone):
        return _answered(request, asked, session, sequence)


def _answered(request: HttpRequest, asked: Tap, session: Session, sequence: int) -> HttpResponse:
    at = timezone.now()
    partner = session.pair.partner_of(asked.person)
    alone = partner.first_name or partner.name
    said = {
        "name": called(session, asked.person) if session.gathering_id else alone,
        "day": day(local(session.starts_at)),
        "time": clock(local(session.starts_at)),
    }
    refusal, done = _what_stands(asked, session, sequence, at), ""
    if request.method == "POST" and not refusal:
        try:
            _act(asked, session, sequence, at)
            done = said_of(asked.act, session, asked.person)
        except Refused as error:
            refusal = str(error)
    context = {
        "person": asked.person,
        "session": session,
        "question": QUESTIONS[asked.act] % said,
        "label": ACTS[asked.act],
        "done": done,
        "refusal": refusal,
        "is_held": asked.act == "held" and bool(done),
        "another_date": way_to_another_date(session, asked.person)
        if asked.act == "declined" and done
        else "",
    }
    status = REFUSED if refusal and request.method == "POST" else 200
    return render(request, "web/pairs/tap.html", context, status=status)


def _about(asked: Tap) -> tuple[Session | None, int]:
    """Return the session that a button is about, and the date of it that it was sent for."""
    kind, _sep, rest = asked.about.partition(":")
    key, _sep, sequence = rest.partition(":")
    if kind != "session" or asked.act not in ACTS or not (key + sequence).isdigit():
        return None, 0
    visible = sessions_visible_to(asked.person)
    session = visible.filter(pk=int(key)).first()
    if session and is_led_by(session, asked.person) and session.state != Session.State.PLANNED:
        # who stayed away meanwhile takes no button of the mentor's with them
        others = visible.filter(gathering=session.gathering_id, state=Session.State.PLANNED)
        session = others.first() or session
    return session, int(sequence)


def _what_stands(asked: Tap, session: Session, sequence: int, at: datetime) -> str:
    """Return the sentence where the button no longer fits; nothing where it does."""
    if session.state != Session.State.PLANNED:
        return str(REASONS[Session.State(session.state)])
    if asked.act in ANSWERS:
        if sequence != session.sequence:
            return _("This session was moved meanwhile. Look at its new date first.")
        if session.starts_at <= at:
            return _("This session has begun. Say on its page whether you met.")
    elif asked.act != "cancelled" and session.starts_at > at:
        return _("This session has not begun. Come back to this page after it.")
    return ""


def _act(asked: Tap, session: Session, sequence: int, at: datetime) -> None:
    if asked.act in ANSWERS:
        said = actions.Said(asked.act, SessionReply.Via.MAIL, sequence)
        actions.answer_session(session, said, by=asked.person, at=at)
    elif asked.act == "held":
        actions.hold_session(session, by=asked.person, at=at)
    elif asked.act == "missed":
        actions.miss_session(session, by=asked.person, at=at)
    else:
        actions.cancel_session(session, by=asked.person, at=at)
