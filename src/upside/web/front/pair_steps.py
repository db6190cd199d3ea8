"""What waits for the two of a pair: the charter, a date, a session, two questions after it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from upside.feedback.queries import reviews_due
from upside.pairs.models import Pair
from upside.pairs.queries import current_signatures, must_sign_anew
from upside.pairs.queries.farewells import is_at_end, to_look_back
from upside.people.models import Person
from upside.programmes.lead import leading_roles
from upside.programmes.measures import asks_pulse
from upside.programmes.models import Enrolment
from upside.programmes.modes import is_clinic
from upside.sessions.gatherings import is_led_by
from upside.sessions.models import Session, SessionReply
from upside.sessions.queries import answers_on, sessions_visible_to, training_first
from upside.web.front.end_steps import look_back, of_done, pause
from upside.web.front.group_steps import of_group, whom, with_whom
from upside.web.front.step import Step, Urgency, short
from upside.web.templatetags.writing import clock, day, local

__all__ = ["of_held", "of_pairs", "of_reviews", "of_sessions"]

FEW = 12


def of_sessions(sessions: list[Session], person: Person, at: datetime) -> Iterator[Step]:
    for session in sessions:
        yield _ahead(session, person, at) if session.ends_at > at else _over(session, person)


def _over(session: Session, person: Person) -> Step:
    said = {"partner": whom(session, person), "day": day(local(session.starts_at))}
    return Step(
        urgency=Urgency.SETTLE,
        folio=_("Your session"),
        title=_("Did you and %(partner)s meet on %(day)s?") % said,
        text=_("Two taps: whether it took place, then what passed, each way."),
        action=_("Say how it went"),
        address=reverse("pairs:session", args=[session.pk]),
        **with_whom(session, person),
    )


def _ahead(session: Session, person: Person, at: datetime) -> Step:
    """Return the step to a session to come: to confirm it, to move it, or just to know."""
    answers = answers_on(session)
    is_to_come = session.starts_at > at
    leads, of_group = is_led_by(session, person), session.gathering_id is not None
    may_move = is_to_come and not is_clinic(session.pair.cohort) and (leads or not of_group)
    if of_group:
        answers = {key: said for key, said in answers.items() if key == person.pk}
    said = {
        "partner": whom(session, person),
        "day": day(local(session.starts_at)),
        "time": clock(local(session.starts_at)),
    }
    title = _("On %(day)s at %(time)s you meet %(partner)s.")
    text = _("It is in your calendar if you took the invitation from the mail.")
    address = reverse("pairs:session", args=[session.pk])
    action = _("Open the session")
    no = SessionReply.Answer.DECLINED
    is_off = may_move and no in answers.values()
    if is_off:
        title = (
            _("You cannot come on %(day)s. Choose another date with %(partner)s.")
            if answers.get(person.pk) == no
            else _("%(partner)s cannot come on %(day)s. Choose another date.")
        )
        text = _("Nothing is cancelled yet. One tap moves the session in both calendars.")
        address, action = reverse("pairs:move", args=[session.pk]), _("Choose another date")
    return Step(
        urgency=Urgency.BOOK if is_off else Urgency.MEET,
        folio=_("Your next session"),
        title=title % said,
        text=text,
        action=action,
        address=address,
        **with_whom(session, person),
        may_confirm=is_to_come and not is_off and person.pk not in answers,
        may_move=may_move and not is_off,
    )


def of_pairs(pairs: Sequence[Pair], with_date: set[int], person: Person) -> Iterator[Step]:
    """Yield what each pair waits for; one query more where one of them is at its end."""
    at_end = {one.pair_id for one in to_look_back(person)} if any(map(is_at_end, pairs)) else set()
    for pair in pairs:
        if pair.state == Pair.State.ACCEPTED:
            yield _charter(pair, person)
            continue
        if must_sign_anew(pair, person):
            yield _anew(pair, person)
        yield from of_done(pair, person)
        if is_at_end(pair):
            if pair.pk in at_end:
                yield look_back(pair, person)
        elif pair.state == Pair.State.PAUSED:
            yield pause(pair, person)
        elif pair.pk not in with_date:
            steps = of_group(pair, pairs, with_date, person)
            yield from (_date(pair, person),) if steps is None else steps


def _date(pair: Pair, person: Person) -> Step:
    """Return the step to a date: a wait for who is not trained yet or does not take the lead."""
    partner = pair.partner_of(person)
    role = Enrolment.Role.MENTOR if person.pk == pair.mentor_id else Enrolment.Role.MENTEE
    said = {"partner": short(partner)}
    urgency, title = Urgency.BOOK, _("Find a date with %(partner)s.")
    text, action = (
        _("You see only times that suit you both, and book in one tap."),
        _("Choose a date"),
    )
    waiting = training_first(pair)
    if waiting:
        urgency, action = Urgency.REST, _("Open your pair")
        title = _("The training comes before your first session with %(partner)s.")
        text = _("Still to be trained: %(names)s. Then you choose dates.")
        said["names"] = ", ".join(one.name for one in waiting)
    elif role not in leading_roles(pair.cohort):
        urgency, title = Urgency.REST, _("%(partner)s takes the lead and proposes your next date.")
        text = _("In this programme the dates come from there. You may choose one, too.")
    address = reverse("pairs:pair", args=[pair.pk])
    if is_clinic(pair.cohort) and urgency == Urgency.BOOK and role == Enrolment.Role.MENTEE:
        text = _("You see the free times of the clinic, and book in one tap.")
        address = reverse("clinics:clinic", args=[pair.cohort_id])
    return Step(
        urgency=urgency,
        folio=_("Your pair"),
        title=title % said,
        text=text % said,
        action=action,
        address=address,
        partner=partner,
        pair=pair,
    )


def _charter(pair: Pair, person: Person) -> Step:
    partner = pair.partner_of(person)
    signed = current_signatures(pair)
    is_signed = person.pk in signed
    if is_signed:
        title = _("You signed the charter. The signature of %(partner)s is still to come.")
    elif partner.pk in signed:
        title = _("%(partner)s has signed the charter. Only your signature is missing.")
    else:
        title = _("You and %(partner)s both said yes. The charter waits for you.")
    return Step(
        urgency=Urgency.REST if is_signed else Urgency.CHARTER,
        folio=_("Your pair"),
        title=title % {"partner": short(partner)},
        text=(
            _("You need do nothing; a mail tells you as soon as you can choose a date.")
            if is_signed
            else _("One page: what you owe each other, and how either of you may stop.")
        ),
        action=_("Open your pair") if is_signed else _("Read and sign the charter"),
        address=reverse("pairs:pair", args=[pair.pk]),
        partner=partner,
        pair=pair,
    )


def _anew(pair: Pair, person: Person) -> Step:
    """Return the step to the new version of a charter that was signed; the pair goes on."""
    partner = pair.partner_of(person)
    return Step(
        urgency=Urgency.CHARTER,
        folio=_("Your pair"),
        title=_("Your charter with %(partner)s has changed.") % {"partner": short(partner)},
        text=_("Read what is different, then sign anew. Your sessions go on meanwhile."),
        action=_("Read and sign the charter"),
        address=reverse("pairs:charter", args=[pair.pk]),
        partner=partner,
        pair=pair,
    )


def of_reviews(pairs: Sequence[Pair], person: Person) -> Iterator[Step]:
    """Yield the three questions after the first and the third session; none in a pause."""
    for pair, _stage in reviews_due(person, pairs):
        if pair.state == Pair.State.PAUSED:
            continue
        partner = pair.partner_of(person)
        yield Step(
            urgency=Urgency.REVIEW,
            folio=_("Your pair"),
            title=_("How is it going with %(partner)s?") % {"partner": short(partner)},
            text=_("Three questions, twenty seconds. Your partner never reads your answers."),
            action=_("Answer three questions"),
            address=reverse("farewells:review", args=[pair.pk]),
            partner=partner,
            pair=pair,
        )


def of_held(person: Person) -> Iterator[Step]:
    held = sessions_visible_to(person).filter(state=Session.State.HELD)
    # who left a pair is not asked about it, and a pause expects nothing
    held = held.exclude(pair__state=Pair.State.PAUSED).exclude(pair__ending=Pair.Ending.ENDED)
    # the mentor of a group is asked once for its date
    held = held.exclude(gathering__sessions__pulses__person=person)
    newest = held.exclude(pulses__person=person).order_by("-starts_at")[:FEW]
    session = next((one for one in newest if asks_pulse(one.pair.cohort)), None)
    if session is None:
        return
    said = {"partner": whom(session, person), "day": day(local(session.starts_at))}
    yield Step(
        urgency=Urgency.PULSE,
        folio=_("After your session"),
        title=_("Two questions about %(day)s with %(partner)s.") % said,
        text=_("Ten seconds. Your partner never reads your answer; the form says who does."),
        action=_("Answer two questions"),
        address=reverse("pairs:session", args=[session.pk]),
        **with_whom(session, person),
    )
