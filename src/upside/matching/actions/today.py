"""What decides on the day of a release whether a draft may still go out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upside.matching.models import Proposal
from upside.matching.queries import free_seats
from upside.programmes.models import GONE, Cohort, Enrolment, Wish

__all__ = ["kept_back"]


@dataclass(slots=True)
class _Today:
    """How places, seats and what people said stand; ``seats`` go down as proposals take them."""

    states: Mapping[int, str]
    at_work: Mapping[int, bool]
    seats: dict[int, int]
    refusals: set[tuple[int, int]]

    def reason_against(self, proposal: Proposal) -> str:
        """Return why the proposal has to stay behind, or nothing; then its seats are taken."""
        two = (proposal.mentor_id, proposal.mentee_id)
        if not all(self.at_work.get(one, True) for one in two):
            return "left"
        states = {self.states.get(one) for one in two}
        if states != {Enrolment.State.READY}:
            return "withdrawn" if states & {*GONE, None} else "not_ready"
        if two in self.refusals or two[::-1] in self.refusals:
            return "changed"
        if any(self.seats.get(one, 0) < 1 for one in two):
            return "taken"
        for one in two:
            self.seats[one] -= 1
        return ""


def kept_back(cohort: Cohort, drafts: Iterable[Proposal]) -> dict[int, str]:
    """Return which of ``drafts`` may not go out today, each with the reason."""
    said_no = Wish.objects.filter(enrolment__cohort=cohort).exclude(kind=Wish.Kind.RANK)
    places = Enrolment.objects.filter(cohort=cohort)
    rows = list(places.values_list("person_id", "state", "person__is_active"))
    today = _Today(
        states={person: state for person, state, _is_active in rows},
        at_work={person: is_active for person, _state, is_active in rows},
        seats=free_seats(cohort),
        refusals=set(said_no.values_list("enrolment__person_id", "other_id")),
    )
    reasons = {proposal.pk: today.reason_against(proposal) for proposal in drafts}
    return {pk: reason for pk, reason in reasons.items() if reason}
