"""What waits for a coordinator: each decision with its page, counted for all their cohorts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching.models import Proposal, Round
from upside.matching.queries import OPEN, proposals_run_by, rounds_run_by
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_run_by
from upside.people.models import PeopleImport, Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import enrolments_run_by, imports_run_by, roster_visible_to
from upside.sessions.models import Session

__all__ = ["Decision", "Tally", "decisions_of", "tally_of_pairs"]

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide: how many wait, in which cohort, and the page where it is done."""

    icon: str
    title: str
    text: str
    where: str
    action: str
    address: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How the pairs of a coordinator stand, and how many people of one cohort are in a pair."""

    active: int
    without_date: int
    mentors: int
    mentees: int


def tally_of_pairs(person: Person, cohort: Cohort) -> Tally:
    """Return the counts of the pairs that ``person`` runs; one query."""
    planned = Session.objects.filter(pair=OuterRef("pk"), state=Session.State.PLANNED)
    active, here = Q(state=Pair.State.ACTIVE), Q(cohort=cohort) & ~Q(state=Pair.State.CLOSED)
    counts = (
        pairs_run_by(person)
        .order_by()
        .aggregate(
            active=Count("pk", filter=active),
            without_date=Count("pk", filter=active & ~Q(Exists(planned))),
            mentors=Count("mentor", filter=here, distinct=True),
            mentees=Count("mentee", filter=here, distinct=True),
        )
    )
    return Tally(**counts)


def decisions_of(person: Person, cohorts: list[Cohort], tally: Tally) -> list[Decision]:
    """Return what waits for ``person``, most pressing first; the same queries for any number."""
    by_id = {cohort.pk: cohort for cohort in cohorts}
    return [
        *_draft_rounds(person, by_id),
        *_ready_without_round(person, by_id),
        *_open_proposals(person, by_id),
        *_without_date(tally.without_date),
        *_unanswered(person, by_id),
        *_open_imports(person),
        *_without_mail(person),
    ]


def _draft_rounds(person: Person, cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    for round_ in rounds_run_by(person).filter(state=Round.State.DRAFT):
        yield Decision(
            icon="eye-off",
            title=_("Round %(number)s waits for your release") % {"number": round_.number},
            text=_("Nobody has seen its proposals yet. Read them, then release or drop the round."),
            where=cohorts[round_.cohort_id].name if round_.cohort_id in cohorts else "",
            action=_("Open the round"),
            address=reverse("matching:round", args=[round_.pk]),
        )


def _ready_without_round(person: Person, cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    drafts = Round.objects.filter(cohort=OuterRef("cohort"), state=Round.State.DRAFT)
    ready = enrolments_run_by(person).filter(~Exists(drafts), state=State.READY)
    free = ready.filter(~Exists(_pairs_of_place()), ~Exists(_proposals_of_place()))
    sides: dict[int, dict[str, int]] = {}
    for cohort_id, role, n in free.order_by().values_list("cohort", "role").annotate(n=Count("pk")):
        sides.setdefault(cohort_id, {})[role] = n
    for cohort_id, side in sides.items():
        if len(side) < len(Enrolment.Role.values):
            continue
        mentees, mentors = side[Enrolment.Role.MENTEE], side[Enrolment.Role.MENTOR]
        yield Decision(
            icon="users",
            title=ngettext(
                "%(n)s mentee is ready and waits for a mentor",
                "%(n)s mentees are ready and wait for a mentor",
                mentees,
            )
            % {"n": mentees},
            text=ngettext(
                "%(n)s mentor is free. A round proposes pairs; nothing goes out before you say so.",
                "%(n)s mentors are free. A round proposes pairs; nothing goes out before you say"
                " so.",
                mentors,
            )
            % {"n": mentors},
            where=cohorts[cohort_id].name,
            action=_("Go to the rounds"),
            address=reverse("matching:rounds", args=[cohort_id]),
        )


def _pairs_of_place() -> QuerySet[Pair]:
    mine = Q(mentor=OuterRef("person")) | Q(mentee=OuterRef("person"))
    pairs = Pair.objects.filter(mine, cohort=OuterRef("cohort"))
    return pairs.exclude(state=Pair.State.CLOSED)


def _proposals_of_place() -> QuerySet[Proposal]:
    mine = Q(mentor=OuterRef("person")) | Q(mentee=OuterRef("person"))
    return Proposal.objects.filter(mine, round__cohort=OuterRef("cohort"), state__in=OPEN)


def _open_proposals(person: Person, cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    waiting = proposals_run_by(person).filter(state__in=OPEN).order_by()
    for cohort_id, n in waiting.values_list("round__cohort").annotate(n=Count("pk")):
        yield Decision(
            icon="clock",
            title=ngettext(
                "%(n)s proposal waits for an answer", "%(n)s proposals wait for answers", n
            )
            % {"n": n},
            text=_("Both were told by mail. A word from you in the corridor helps more than two."),
            where=cohorts[cohort_id].name,
            action=_("See who answered"),
            address=reverse("matching:rounds", args=[cohort_id]),
        )


def _without_date(n: int) -> Iterator[Decision]:
    if n:
        yield Decision(
            icon="calendar-clock",
            title=ngettext("%(n)s pair has no date", "%(n)s pairs have no date", n) % {"n": n},
            text=_("They signed, and nothing is booked. Ask whether the times still suit them."),
            where="",
            action=_("See the pairs"),
            address=reverse("pairs:list"),
        )


def _unanswered(person: Person, cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    invited = enrolments_run_by(person).filter(state=State.INVITED).order_by()
    for cohort_id, n in invited.values_list("cohort").annotate(n=Count("pk")):
        yield Decision(
            icon="mail",
            title=ngettext(
                "%(n)s invitation has no answer yet", "%(n)s invitations have no answer yet", n
            )
            % {"n": n},
            text=_("Nobody is enrolled without a yes. No answer is not a yes."),
            where=cohorts[cohort_id].name,
            action=_("See who was invited"),
            address=reverse("programmes:enrolments", args=[cohort_id]),
        )


def _open_imports(person: Person) -> Iterator[Decision]:
    waiting = (PeopleImport.State.UPLOADED, PeopleImport.State.CHECKED)
    for brought in imports_run_by(person).filter(state__in=waiting)[:3]:
        yield Decision(
            icon="file-spreadsheet",
            title=_("The file %(name)s is not imported yet") % {"name": brought.file_name},
            text=_("Nothing of it has been written. Go on where you stopped, or drop it."),
            where="",
            action=_("Go on with the file"),
            address=reverse("people:mapping", args=[brought.pk]),
        )


def _without_mail(person: Person) -> Iterator[Decision]:
    n = roster_visible_to(person).filter(is_active=True, email__isnull=True).count()
    if n:
        yield Decision(
            icon="user",
            title=ngettext("%(n)s person has no mail", "%(n)s people have no mail", n) % {"n": n},
            text=_("They cannot be invited. Add the column to the HR file and import it again."),
            where="",
            action=_("Bring in a file"),
            address=reverse("people:upload"),
        )
