"""What the pages about groups show: all of a cohort to who coordinates, one to its people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from upside.pairs.models import Group, Pair
from upside.pairs.queries.groups import MOST_PAIRS, groups_in, may_meet_together
from upside.people.models import Person
from upside.programmes.clauses import Clause, clauses_of, library
from upside.programmes.models import Cohort
from upside.programmes.modes import is_clinic
from upside.programmes.session_length import session_minutes
from upside.sessions.gatherings import (
    FEWEST,
    common_dates_of,
    gatherings_of,
    others_at,
    pairs_to_meet,
)
from upside.web.groups.forms import NameForm, NewGroupForm, PairForm
from upside.web.pairs.dates import their_time
from upside.web.pairs.forms import BookForm

__all__ = ["group_page", "groups_page"]


@dataclass(frozen=True, slots=True)
class Row:
    """One group as the coordinator's page draws it."""

    group: Group
    name_form: NameForm
    pair_form: PairForm | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor with pairs that could meet together."""

    mentor: Person
    form: NewGroupForm


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """One start to choose, with the clocks of those who read another time than the mentor."""

    value: str
    starts_at: datetime
    clocks: tuple[tuple[str, datetime], ...]

    @classmethod
    def of(cls, start: datetime, pairs: list[Pair]) -> "GroupChoice":
        clocks = ((one.mentee.first_name, their_time(start, one.mentee)) for one in pairs)
        told = tuple((name, theirs) for name, theirs in clocks if theirs is not None)
        return cls(start.astimezone(UTC).isoformat(), start, told)


def groups_page(cohort: Cohort, asked: NewGroupForm | None = None) -> dict[str, Any]:
    """Return the groups of ``cohort``, and the mentors for whom one could be formed.

    ``asked`` is the form that comes back, in the place of its mentor's.
    """
    free = may_meet_together(cohort)
    by_mentor = {mentor.pk: pairs for mentor, pairs in free}
    groups = list(groups_in(cohort))
    known = next(iter(asked.known.values())).mentor_id if asked and asked.known else None
    return {
        "cohort": cohort,
        "is_clinic": is_clinic(cohort),
        "unsaid_clause": _unsaid_clause(cohort),
        "rows": [_row(one, by_mentor.get(one.mentor_id, [])) for one in groups],
        "candidates": [
            Candidate(
                mentor,
                asked if asked and mentor.pk == known else new_form(mentor, pairs),
            )
            for mentor, pairs in free
            if len(pairs) > 1
        ],
    }


def _unsaid_clause(cohort: Cohort) -> Clause | None:
    """Return the library's clause on groups, unless the programme's charter says it already."""
    clause = library()["in_a_group"]
    return None if clause in clauses_of(cohort.programme.settings) else clause


def new_form(mentor: Person, pairs: list[Pair]) -> NewGroupForm:
    """Return the form of a group of ``mentor``, with a name to begin with."""
    name = _("Group of %(name)s") % {"name": mentor.first_name or mentor.name}
    return NewGroupForm(
        pairs=pairs,
        initial={"name": name, "pairs": [one.pk for one in pairs[:MOST_PAIRS]]},
        auto_id=f"id_{mentor.pk}_%s",
    )


def group_page(
    group: Group, person: Person, *, at: datetime, form: BookForm | None = None
) -> dict[str, Any]:
    """Return what ``person``, of ``group``, sees of it; ``members`` were read with it."""
    members: list[Pair] = group.members  # type: ignore[attr-defined]
    own = next((one for one in members if person.pk == one.mentee_id), None)
    is_mentor = person.pk == group.mentor_id
    coming = gatherings_of(group, person, at)
    page = {
        "group": group,
        "members": members,
        "own": own,
        "is_mentor": is_mentor,
        "is_shared": len(members) > 1,
        "dates": [(one, [one, *others_at(one)]) for one in coming],
    }
    return page | (_booking(group, members, at, form) if is_mentor and len(members) > 1 else {})


def _booking(
    group: Group, members: list[Pair], at: datetime, form: BookForm | None
) -> dict[str, Any]:
    """Return what the mentor chooses a date from: starts at which everybody has time."""
    pairs = pairs_to_meet(group)
    known = {one.pk for one in pairs}
    return {
        "may_book": len(pairs) >= FEWEST,
        "choices": [GroupChoice.of(start, pairs) for start in common_dates_of(pairs, after=at)],
        "without": [one.mentee.name for one in members if one.pk not in known],
        "minutes": session_minutes(group.cohort),
        "form": form or BookForm(),
    }


def _row(group: Group, free: list[Pair]) -> Row:
    members: list[Pair] = group.members  # type: ignore[attr-defined]
    may_grow = bool(free) and len(members) < MOST_PAIRS
    auto_id = f"id_group_{group.pk}_%s"
    return Row(
        group,
        NameForm(initial={"name": group.name}, auto_id=auto_id),
        PairForm(pairs=free, auto_id=auto_id) if may_grow else None,
    )
