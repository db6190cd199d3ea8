"""What waits for a coordinator: each decision with its page, counted for all their cohorts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching.choosing import list_plan
from upside.matching.models import Round
from upside.matching.queries import (
    OPEN,
    Free,
    free_run_by,
    freed_for,
    is_open,
    opened_choices,
    proposals_run_by,
    rounds_run_by,
)
from upside.people.models import PeopleImport, Person
from upside.programmes.models import Cohort, Enrolment, RoleGrant
from upside.programmes.modes import is_clinic
from upside.programmes.queries import (
    enrolments_run_by,
    imports_run_by,
    of_who_works_here,
    roster_visible_to,
)
from upside.sessions.queries import PairTally
from upside.web.programmes.overview import ready_and_free

__all__ = ["Decision", "decisions_of"]

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


def decisions_of(
    person: Person, cohorts: list[Cohort], tally: PairTally, *, at: datetime
) -> list[Decision]:
    """Return what waits for ``person``, most pressing first; the same queries for any number."""
    by_id = {cohort.pk: cohort for cohort in cohorts}
    rounds = list(rounds_run_by(person).filter(state__in=(Round.State.DRAFT, Round.State.RUNNING)))
    drafts = [one for one in rounds if one.state == Round.State.DRAFT]
    decided = {one.cohort_id for one in rounds if not one.has_failed}
    free = {key: n for key, n in free_run_by(person).items() if key not in decided}
    chosen = {cohort.pk: plan for cohort in cohorts if (plan := list_plan(cohort))}
    opened = opened_choices(free.keys() & chosen) if free.keys() & chosen else {}
    to_open = {key: n for key, n in free.items() if key in chosen and key not in opened}
    ranked = {
        key for key, one in opened.items() if chosen[key].is_ranked and not is_open(one, at=at)
    }
    to_pair = {key: n for key, n in free.items() if key not in chosen or key in ranked}
    return [
        *_draft_rounds(drafts, by_id),
        *_ready_without_lists(to_open, by_id),
        *_ready_without_round(to_pair, by_id),
        *_open_proposals(person, by_id),
        *_without_date(tally.without_date),
        *_unanswered(person, by_id),
        *_roles_left(cohorts),
        *_suggestions(cohorts),
        *_open_imports(person),
        *_without_mail(person),
    ]


def _draft_rounds(drafts: list[Round], cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    second = [one for one in drafts if one.origin == Round.Origin.SECOND]
    freed = freed_for(second) if second else {}
    for round_ in drafts:
        title = _("Round %(number)s waits for your release") % {"number": round_.number}
        text = _("Nobody has seen its proposals yet. Read them, then release or drop the round.")
        if round_ in second:
            title, text = _second(freed.get(round_.pk, 0)), _of_second(round_)
        yield Decision(
            icon="eye-off",
            title=title,
            text=text,
            where=cohorts[round_.cohort_id].name if round_.cohort_id in cohorts else "",
            action=_("Open the round"),
            address=reverse("matching:round", args=[round_.pk]),
        )


def _second(n: int) -> str:
    said = ngettext("%(n)s person became free again", "%(n)s people became free again", n)
    return said % {"n": n}


def _of_second(round_: Round) -> str:
    n = getattr(round_, "n_proposals", 0)
    said = ngettext(
        "A second round with %(n)s pair waits for your release. Nobody else is moved.",
        "A second round with %(n)s pairs waits for your release. Nobody else is moved.",
        n,
    )
    return said % {"n": n}


def _ready_without_round(free: dict[int, Free], cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    for cohort_id, side in free.items():
        if not (side.n_mentees and side.n_mentors) or is_clinic(cohorts[cohort_id]):
            continue
        yield Decision(
            icon="users",
            title=ready_and_free(side),
            text=_("A round proposes pairs and says why; nothing goes out before you say so."),
            where=cohorts[cohort_id].name,
            action=_("Open the studio"),
            address=reverse("studio:studio", args=[cohort_id]),
        )


def _ready_without_lists(free: dict[int, Free], cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    for cohort_id, side in free.items():
        if not (side.n_mentees and side.n_mentors):
            continue
        yield Decision(
            icon="users",
            title=ready_and_free(side),
            text=_("Short lists name a few people to each; nobody reads one before you open them."),
            where=cohorts[cohort_id].name,
            action=_("Go to the short lists"),
            address=reverse("choosing:lists", args=[cohort_id]),
        )


def _open_proposals(person: Person, cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    waiting = proposals_run_by(person).filter(state__in=OPEN, round__isnull=False)
    waiting = waiting.order_by("round")
    by_round = waiting.values_list("round", "round__number", "cohort")
    for round_id, number, cohort_id, n in by_round.annotate(n=Count("pk")):
        yield Decision(
            icon="clock",
            title=ngettext(
                "%(n)s proposal waits for an answer", "%(n)s proposals wait for answers", n
            )
            % {"n": n},
            text=_("Both were told by mail. A word from you in the corridor helps more than two."),
            where=_("%(cohort)s, round %(number)s")
            % {"cohort": cohorts[cohort_id].name, "number": number},
            action=_("See who answered"),
            address=reverse("matching:round", args=[round_id]),
        )


def _without_date(n: int) -> Iterator[Decision]:
    if n:
        yield Decision(
            icon="calendar-clock",
            title=ngettext("%(n)s pair has no date", "%(n)s pairs have no date", n) % {"n": n},
            text=_("They signed, and nothing is booked. Ask whether the times still suit them."),
            where="",
            action=_("See the pairs"),
            address=f"{reverse('pairs:list')}?date=none",
        )


def _unanswered(person: Person, cohorts: dict[int, Cohort]) -> Iterator[Decision]:
    invited = of_who_works_here(enrolments_run_by(person)).filter(state=State.INVITED).order_by()
    for cohort_id, n in invited.values_list("cohort").annotate(n=Count("pk")):
        yield Decision(
            icon="mail",
            title=ngettext(
                "%(n)s invitation has no answer yet", "%(n)s invitations have no answer yet", n
            )
            % {"n": n},
            text=_("Nobody is enrolled without a yes. No answer is not a yes."),
            where=cohorts[cohort_id].name,
            action=_("See who has not answered"),
            address=f"{reverse('programmes:enrolments', args=[cohort_id])}?state=invited",
        )


def _roles_left(cohorts: list[Cohort]) -> Iterator[Decision]:
    by_programme = {cohort.programme_id: cohort for cohort in reversed(cohorts)}
    for cohort in by_programme.values():
        role = getattr(cohort, "left_role", None)
        if role is None:
            continue
        yield Decision(
            icon="user",
            title=_("Left the company: %(role)s") % {"role": RoleGrant.Role(role).label},
            text=_("Nobody who works here holds this role in the programme. Name somebody."),
            where=cohort.programme.name,
            action=_("Open the team"),
            address=f"{reverse('programmes:team', args=[cohort.pk])}?role={role}",
        )


def _suggestions(cohorts: list[Cohort]) -> Iterator[Decision]:
    by_programme = {cohort.programme_id: getattr(cohort, "n_suggested", 0) for cohort in cohorts}
    n = sum(by_programme.values())
    if n:
        yield Decision(
            icon="message-circle",
            title=ngettext(
                "%(n)s suggestion waits for your answer",
                "%(n)s suggestions wait for your answer",
                n,
            )
            % {"n": n},
            text=_("A sentence is enough. Nobody suggests twice to whoever never answers."),
            where="",
            action=_("Read and answer"),
            address=reverse("box:box"),
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
