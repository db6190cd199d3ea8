"""What only the demo may: read all mails, and sign in as somebody of each role."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from upside.matching.models import Proposal
from upside.notices.models import Notice
from upside.notices.sign_in import Scope, sign_in_link
from upside.notices.taps import PATH
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.people.queries import person_with_mail, who_works_here
from upside.programmes.models import Enrolment, RoleGrant
from upside.sessions.models import Session

__all__ = ["Guest", "Link", "guests", "link_for", "links_of", "only_in_demo", "people_for"]

Role = RoleGrant.Role
ANCHOR = re.compile(r"<a [^>]*?href=\"([^\"]+)\"[^>]*>([^<]+)</a>")
SIDES = (Enrolment.Role.MENTEE, Enrolment.Role.MENTOR)
ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Guest:
    """One way to try the product: a role, the person who holds it, what they will see."""

    role: str
    label: str
    sentence: str
    person: Person


@dataclass(frozen=True, slots=True)
class Link:
    """A button of a mail; a tap does one thing, without signing anybody in."""

    address: str
    label: str
    is_tap: bool


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
    person = person_with_mail(mail)
    return sign_in_link(person, path or "/", Scope.SIGN_IN) if person else ""


def links_of(notice: Notice) -> list[Link]:
    """Return the addresses in a mail, each once, in the order of the text.

    Each bears the label that the mail gives it, empty where it gives none.
    """
    labels = {unescape(address): unescape(label) for address, label in ANCHOR.findall(notice.html)}
    found = re.findall(r"https?://[^\s<>\"']+", notice.body)
    addresses = dict.fromkeys(address.rstrip(".,;)") for address in found)
    return [
        Link(one, labels.get(one, ""), urlsplit(one).path.startswith(PATH)) for one in addresses
    ]


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
    working = who_works_here()
    if role in SIDES:
        return _participants(working, role)
    if role == ASSISTANT:
        return working.filter(_has(assists__isnull=False)).order_by(
            _has(role_grants__isnull=False), "pk"
        )
    return working.filter(_has(role_grants__role=role)).order_by("pk")


def _participants(working: QuerySet[Person], role: str) -> QuerySet[Person]:
    proposals, pairs = f"proposals_as_{role}", f"pairs_as_{role}"
    unanswered = {
        f"{proposals}__{role}_yes_at__isnull": True,
        f"{proposals}__state__in": [Proposal.State.RELEASED, Proposal.State.HALF],
    }
    open_pairs = {f"{pairs}__state__in": [Pair.State.ACCEPTED, Pair.State.ACTIVE]}
    place = {"enrolments__role": role}
    nearness = Case(
        When(_has(**unanswered), then=Value(0)),
        When(_has(**{f"{pairs}__sessions__state": Session.State.PLANNED}), then=Value(1)),
        When(_has(**{f"{pairs}__ending": Pair.Ending.COMPLETED}), then=Value(1)),  # they stay
        When(_has(**open_pairs), then=Value(2)),
        When(_has(**place, enrolments__state=Enrolment.State.READY), then=Value(3)),
        default=Value(4),
    )
    return working.filter(_has(**place), email__isnull=False).order_by(nearness, "pk")


def _has(**facts: object) -> Exists:
    """Tell whether the person in question has one row of which all ``facts`` hold."""
    return Exists(who_works_here().filter(pk=OuterRef("pk"), **facts))


def _roles() -> dict[str, tuple[str, str]]:
    return {
        Role.COORDINATOR: (
            _("Coordinator"),
            _("Brings people in, invites them, runs a matching round, sees what waits."),
        ),
        Enrolment.Role.MENTEE: (
            _("Mentee"),
            _("The more senior of the two, short of time: one next step, on one sheet."),
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
            _("Rates what candidates can do, from what was seen, and confirms evidence."),
        ),
    }
