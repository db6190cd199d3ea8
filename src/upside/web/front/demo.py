"""What only the demo may: read all mails, and sign in as somebody of each role."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from upside.matching.models import Proposal
from upside.notices.models import Notice
from upside.notices.sign_in import Scope, sign_in_link
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Enrolment, RoleGrant
from upside.sessions.models import Session

__all__ = ["Guest", "guests", "link_for", "links_of", "only_in_demo", "people_for"]

Role = RoleGrant.Role
SIDES = (Enrolment.Role.MENTEE, Enrolment.Role.MENTOR)
ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Guest:
    """One way to try the product: a role, the person who holds it, what they will see."""

    role: str
    label: str
    sentence: str
    person: Person


def only_in_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 where real people work."""

    @wraps(view)
    def guarded(*args: object, **named: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(*args, **named)

    return guarded


def link_for(mail: str, path: str) -> str:
    """Return the link that the mail to ``mail`` holds; empty where nobody has that mail."""
    person = Person.objects.filter(email__iexact=mail, is_active=True).first()
    return sign_in_link(person, path or "/", Scope.SIGN_IN) if person else ""


def links_of(notice: Notice) -> list[str]:
    """Return the addresses in a mail, each once, in the order of the text."""
    found = re.findall(r"https?://[^\s<>\"']+", notice.body)
    return list(dict.fromkeys(address.rstrip(".,;)") for address in found))


def guests() -> list[Guest]:
    """Return one person for each role that somebody holds."""
    found = []
    for role, (label, sentence) in _roles().items():
        person = people_for(role).first()
        if person:
            found.append(Guest(role, label, sentence, person))
    return found


def people_for(role: str) -> QuerySet[Person]:
    """Return who shows ``role``, best first: for the two sides, those with a next step near."""
    working = Person.objects.filter(is_active=True)
    grants = RoleGrant.objects.filter(person=OuterRef("pk"))
    if role in SIDES:
        return _participants(working, role)
    if role == ASSISTANT:
        assisted = Enrolment.objects.filter(assistant=OuterRef("pk"))
        return working.filter(Exists(assisted)).order_by(Exists(grants), "pk")
    return working.filter(Exists(grants.filter(role=role))).order_by("pk")


def _participants(working: QuerySet[Person], role: str) -> QuerySet[Person]:
    own = {role: OuterRef("pk")}
    open_states = [Proposal.State.RELEASED, Proposal.State.HALF]
    planned = Session.objects.filter(
        **{f"pair__{role}": OuterRef("pk")}, state=Session.State.PLANNED
    )
    unanswered = Proposal.objects.filter(
        **own, **{f"{role}_yes_at__isnull": True}, state__in=open_states
    )
    places = Enrolment.objects.filter(person=OuterRef("pk"), role=role)
    nearness = Case(
        When(Exists(unanswered), then=Value(0)),
        When(Exists(planned), then=Value(1)),
        When(Exists(Pair.objects.filter(**own).exclude(state=Pair.State.CLOSED)), then=Value(2)),
        When(Exists(places.filter(state=Enrolment.State.READY)), then=Value(3)),
        default=Value(4),
    )
    return working.filter(Exists(places), email__isnull=False).order_by(nearness, "pk")


def _roles() -> dict[str, tuple[str, str]]:
    return {
        Role.COORDINATOR: (
            _("Coordinator"),
            _("Brings people in, invites them, runs a matching round, sees what waits."),
        ),
        Enrolment.Role.MENTEE: (
            _("Mentee"),
            _("A director with fifteen minutes a month: one next step, on one sheet."),
        ),
        Enrolment.Role.MENTOR: (
            _("Mentor"),
            _("Junior in grade: what they bring, what flows back, when they meet."),
        ),
        Role.COACH: (
            _("Coach"),
            _("Sees which pairs meet and which have stopped, never what was said."),
        ),
        Role.SPONSOR: (_("Sponsor"), _("Reads the report of the cohort: sums, and no names.")),
        Role.AUDITOR: (_("Auditor"), _("Reads who changed what and when, and who sees what.")),
        Role.ADMINISTRATOR: (
            _("Administrator"),
            _("Looks after accounts and mails, and sees no contents."),
        ),
        ASSISTANT: (
            _("Assistant"),
            _("Sees the dates of the person they assist, and nothing else."),
        ),
        Role.EVALUATOR: (
            _("Evaluator"),
            _("Has an account already; evaluation grids are not part of this version."),
        ),
    }
