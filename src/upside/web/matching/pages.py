"""What the pages of a round and of a proposal show, put together from the room's reads."""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel.models import Job
from upside.matching import queries, words
from upside.matching.choosing import list_plan
from upside.matching.deadline import last_day_of
from upside.matching.models import Proposal, Round
from upside.matching.reading import reading_of, unit_line
from upside.matching.rule_words import listed, rule_name
from upside.matching.spoken import spoken, spoken_of
from upside.matching.vocabulary import KEPT_BACK, STEPS
from upside.pairs.bridges import n_bridging
from upside.pairs.queries import pairs_of
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.queries import guests
from upside.web.matching.calls import call_on_page
from upside.web.matching.drawing import distribution, row
from upside.web.matching.forms import ReleaseForm
from upside.web.matching.release_pages import steps_of
from upside.web.meetings.leads import lead_of

__all__ = [
    "proposal_page",
    "round_page",
    "rounds_page",
    "under_way_page",
    "why_page",
    "why_words",
]

State = Proposal.State
LONG = timedelta(seconds=30)


def rounds_page(cohort: Cohort, person: Person, page: "Page[Any]") -> dict[str, Any]:
    """Return who would enter the next round, by which rules, and the rounds so far."""
    free = queries.free_run_by(person).get(cohort.pk, queries.Free())
    return {
        "cohort": cohort,
        "n_mentors": free.n_mentors,
        "n_seats": free.n_seats,
        "n_mentees": free.n_mentees,
        "n_people": free.n_people,
        "draft": queries.draft_of(cohort),
        "under_way": queries.under_way_of(cohort),
        "page": page,
        "spoken": spoken_of(cohort),
        "lead": lead_of(cohort, at=timezone.now()),
    }


def round_page(round_: Any, page: "Page[Any]", state: str = "") -> dict[str, Any]:
    """Return a round with its figures, the pairs of one page, and who is left over."""
    facts = queries.fits_and_units_of(round_)
    tally = queries.tally_of(round_)
    is_second = round_.origin == Round.Origin.SECOND
    left = queries.left_over_of(round_)
    rows = [row(why) for why in queries.why_of(page.object_list)]
    waiting = [one for one in left if not one.is_mentor]
    unpaired = [one for one in left if one.is_mentor and one.reason != "seats_left"]
    return {
        "round": round_,
        "cohort": round_.cohort,
        "n_pairs": len(facts),
        "n_mentees": round_.outcome.get("n_mentees", 0),
        "certificate": words.certificate_sentence(round_.outcome),
        "n_bridges": n_bridging((mentor, mentee) for _fit, (mentor, mentee) in facts),
        "chart": distribution([fit for fit, _units in facts]),
        "page": page,
        "rows": rows,
        "state": state,
        "state_word": State(state).label if state else "",
        "release_form": ReleaseForm(),
        "waiting": _in_words(waiting),
        "unpaired": _in_words(unpaired),
        "n_seats_left": sum(one.facts["free_seats"] for one in left if one.is_mentor),
        "tally": tally,
        "honoured": queries.honoured_ranks_of(round_),
        "n_open": sum(tally[state] for state in queries.OPEN),
        "n_released": len(facts) - tally[State.DRAFT],
        "kept_back": _kept_back(round_) if tally["kept_back"] else [],
        "steps": steps_of(round_) if round_.releases else [],
        "n_reminded": queries.n_reminded_in(round_) if round_.releases else 0,
        "n_freed": queries.freed_for([round_]).get(round_.pk) if is_second else None,
        "failed_release": round_.asked.get("failed", ""),
        "example": _both_readings(rows[0].why.proposal) if rows else None,
        "spoken": spoken(round_.rules or {}, round_.weights or {}),
    }


def _kept_back(round_: Round) -> list[tuple[Proposal, Any]]:
    return [(one, KEPT_BACK[reason]) for one, reason in queries.not_released_of(round_)]


def under_way_page(round_: Round, *, at: datetime) -> dict[str, Any]:
    """Return how far a round is that has no pairs yet, or why it will never have any."""
    job = round_.job
    is_running = job is not None and not round_.has_failed
    since = None if job is None else _waits_since(job, at)
    return {
        "round": round_,
        "cohort": round_.cohort,
        "is_running": is_running,
        "is_releasing": round_.state == Round.State.RELEASING,
        "is_waiting": since is not None,
        "is_late": since is not None and at > since + LONG,
        "percent": job.percent if job else 0,
        "step": STEPS.get(job.step, "") if job else "",
        "refusal": round_.outcome.get("refusal", ""),
    }


def _waits_since(job: Job, at: datetime) -> datetime | None:
    """Return since when no worker is at a job: it is due, or the lease of a dead one is over."""
    if job.state == Job.State.READY:
        return job.due_at
    return job.lease_until if job.lease_until and job.lease_until < at else None


def why_page(proposal: Proposal) -> dict[str, Any]:
    """Return why a pair came about, for its coordinator, and what both will read."""
    return {
        **why_words(proposal),
        "round": proposal.round,
        "cohort": proposal.cohort,
        "decided": _decided(proposal),
        "example": _both_readings(proposal),
    }


def why_words(proposal: Proposal) -> dict[str, Any]:
    """Return why two people, for a coordinator: both ways in words, and how the fit adds up."""
    [why] = queries.why_of([proposal])
    mentor, mentee = proposal.mentor, proposal.mentee
    return {
        "proposal": proposal,
        "row": row(why),
        "shares": words.shares_of(why),
        "to_mentee": [words.passing_sentence(one, mentor, mentee) for one in why.to_mentee],
        "to_mentor": [words.passing_sentence(one, mentee, mentor) for one in why.to_mentor],
    }


def _decided(proposal: Proposal) -> dict[str, Any] | None:
    """Return who fixed a pair by hand, when, why and against which rules."""
    hold = proposal.by_hand
    if not hold:
        return None
    by = queries.names_of([hold["by"]]) if hold.get("by") else {}
    return {
        "rules": listed(map(rule_name, hold.get("overrides", ()))),
        "reason": hold.get("reason", ""),
        "by": by.get(hold.get("by"), ""),
        "at": datetime.fromisoformat(hold["at"]) if hold.get("at") else None,
    }


def proposal_page(proposal: Proposal, reader: Person, *, at: datetime) -> dict[str, Any]:
    """Return what one of the two reads, and where the proposal stands for them."""
    reasons = queries.reasons_for(proposal, reader)
    pair = None
    if proposal.state == State.ACCEPTED:
        pairs = pairs_of(reader).filter(cohort=proposal.cohort_id, mentor=proposal.mentor)
        pair = pairs.filter(mentee=proposal.mentee).order_by("-pk").first()
    return {
        "proposal": proposal,
        "cohort": proposal.cohort,
        "reader_is_mentor": reasons.reader_is_mentor,
        "partner": reasons.partner,
        "partner_line": unit_line(reasons.partner, guests().firm_of(reasons.partner)),
        "reading": reading_of(reasons),
        "standing_of_it": _standing(proposal, reader, at=at),
        "pair": pair,
        "last_day": last_day_of(proposal),
        "kind": _kind(proposal),
        "is_invitation": proposal.asked_by_id is not None,
        "is_inviter": proposal.asked_by_id == reader.pk,
        "message": proposal.message,
        "own_list": _own_list(proposal, reader) if proposal.asked_by_id else None,
        "first_call": call_on_page(proposal, reader, at=at),
    }


def _kind(proposal: Proposal) -> str:
    return _("Invitation") if proposal.asked_by_id else _("A proposal for you")


def _own_list(proposal: Proposal, reader: Person) -> int | None:
    """Return the place whose short list the reader can go on with, while there is something."""
    if proposal.state == State.ACCEPTED:
        return None
    place = queries.places_with_list(reader).filter(cohort=proposal.cohort_id).first()
    plan = list_plan(proposal.cohort)
    return place.pk if place and plan and place.role in plan.sides else None


def _standing(proposal: Proposal, reader: Person, *, at: datetime) -> str:
    """Return where it stands for ``reader``: open, waiting, accepted, own_no or over."""
    if proposal.state == State.ACCEPTED:
        return "accepted"
    if proposal.state == State.DECLINED and proposal.declined_by_id == reader.pk:
        return "own_no"
    if queries.may_answer(proposal, reader, at=at):
        return "open"
    is_late = proposal.expires_at is not None and proposal.expires_at <= at
    return "waiting" if proposal.state in queries.OPEN and not is_late else "over"


def _in_words(left: list[queries.LeftOver]) -> list[dict[str, Any]]:
    return [
        {
            "person": one.person,
            "line": unit_line(one.person),
            "reason": words.left_over_sentence(one),
            "remedy": words.remedy_sentence(one),
        }
        for one in left
    ]


def _both_readings(proposal: Proposal) -> dict[str, Any]:
    mentor, mentee = proposal.mentor, proposal.mentee
    return {
        "mentor": mentor,
        "mentee": mentee,
        "mentor_reads": reading_of(queries.reasons_for(proposal, mentor)),
        "mentee_reads": reading_of(queries.reasons_for(proposal, mentee)),
    }
