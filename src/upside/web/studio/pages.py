"""What the studio shows, put together from the room's reads: knobs, figures, pairs, scenarios."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from upside.matching import queries
from upside.matching.live import LIVE_PEOPLE, Live, live_figures
from upside.matching.measures import Measures, Taught, kept_measures
from upside.matching.models import Proposal, Round, Setup
from upside.matching.problem import CannotBeSolved, studio_settings
from upside.matching.proof import certificate_sentence, certificate_title
from upside.matching.studio_rules import filled
from upside.matching.studio_words import change_words
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import SMALLEST_GROUP
from upside.skills.models import Skill
from upside.web.matching.drawing import distribution, row
from upside.web.matching.pages import under_way_page
from upside.web.studio.comparing import letter
from upside.web.studio.forms import AIMS, StudioForm
from upside.web.studio.knobs import rule_knobs, weight_knobs
from upside.web.studio.silo import by_folded_unit, matrix_of

__all__ = ["Standing", "standing_of", "studio_page"]

FIRST, ROWS, TAUGHT = 8, 50, 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How the studio of a cohort stands: the setup, and all settings that follow from it."""

    setup: Setup | None
    settings: Mapping[str, Any]

    @property
    def number(self) -> int:
        return self.setup.number if self.setup else 0

    def form(self, data: Any = None) -> StudioForm:
        return StudioForm(self.settings, self.number, data)


@dataclass(frozen=True, slots=True)
class Result:
    """A plan to show: of this moment, or of the last round where there are too many people."""

    measures: Measures
    outcome: Mapping[str, Any]
    fits: Sequence[int]
    waiting: Sequence[Person]
    page: "Page[Any]"
    proposals: Sequence[Proposal]
    facts: Mapping[str, Any]


def standing_of(cohort: Cohort) -> Standing:
    """Return how the studio of ``cohort`` stands. One query."""
    setup = queries.setup_of(cohort)
    settings = studio_settings(cohort, setup)
    return Standing(setup, {**settings, "rules": filled(settings["rules"])})


def studio_page(
    cohort: Cohort,
    person: Person,
    *,
    at: datetime,
    number: str | None = None,
    refusal: str = "",
    form: StudioForm | None = None,
) -> dict[str, Any]:
    """Return the studio of ``cohort`` as it stands.

    ``number`` is the page of pairs, None for the best few.
    """
    standing = standing_of(cohort)
    rounds = queries.studio_rounds(cohort)
    running = next((one for one in rounds if one.state == Round.State.RUNNING), None)
    places = queries.free_places(cohort, most=LIVE_PEOPLE + 1)
    is_large = len(places) > LIVE_PEOPLE
    result: Result | None = None
    stuck: list[dict[str, Person]] = []
    if is_large:
        result = _of_round(next(_computed(rounds), None), person, number)
    elif not (missing := _missing(places)):
        try:
            result = _of_live(live_figures(cohort, standing.settings, places), number)
        except CannotBeSolved as fault:
            refusal, stuck = refusal or str(fault), _stuck(fault, places)
    form = form or standing.form()
    under_way = {} if running is None else under_way_page(running, at=at)
    return {
        **under_way,
        "cohort": cohort,
        "standing": standing,
        "undo": change_words(standing.setup.change) if standing.setup else "",
        "form": form,
        "rules": rule_knobs(form, standing.settings),
        "weights": weight_knobs(form),
        "running": running,
        "refusal": refusal,
        "stuck": stuck,
        "is_large": is_large,
        "missing": "" if is_large else missing,
        "n_ready": len(places),
        "most": LIVE_PEOPLE,
        "suggested": str(AIMS[standing.settings["objective"]][0])
        if standing.settings["objective"] in AIMS
        else "",
        **_scenarios(rounds),
        **(_shown(result, standing) if result else {"shown": None}),
    }


def _stuck(fault: CannotBeSolved, places: Iterable[queries.Place]) -> list[dict[str, Person]]:
    """Return the pairs fixed by hand that no plan can hold, each of which can be let go."""
    people = {one.enrolment.person.external_id: one.enrolment.person for one in places}
    return [
        {"mentor": people[mentor], "mentee": people[mentee]} for mentee, mentor in fault.couples
    ]


def _missing(places: Iterable[queries.Place]) -> str:
    """Return which side is empty, if one is: both, mentors or mentees."""
    roles = {place.enrolment.role for place in places}
    if not roles:
        return "both"
    if Enrolment.Role.MENTOR not in roles:
        return "mentors"
    return "" if Enrolment.Role.MENTEE in roles else "mentees"


def _of_live(live: Live, number: str | None) -> Result:
    pairs = range(live.measures.n_pairs)
    page = Paginator(pairs, FIRST if number is None else ROWS).get_page(number or 1)
    start = page.start_index() - 1 if pairs else 0
    missing = live.outcome["total_fit"] - live.measures.total
    bound = live.outcome["bound_fit"]
    return Result(
        measures=live.measures,
        outcome=live.outcome,
        fits=live.fits,
        waiting=live.waiting,
        page=page,
        proposals=live.proposals(start, start + len(page.object_list)),
        facts={
            "total": live.measures.total,
            "bound": None if bound is None else bound - missing,
            "sha": live.inputs_sha256,
            "seed": live.seed,
            "version": live.version,
        },
    )


def _computed(rounds: Iterable[Round]) -> Iterator[Round]:
    return (one for one in rounds if one.inputs_sha256 and one.state == Round.State.DRAFT)


def _of_round(round_: Round | None, person: Person, number: str | None) -> Result | None:
    """Return the last round that was computed, of a cohort that is too large to wait for."""
    measures = kept_measures(round_.outcome.get("measures")) if round_ else None
    if round_ is None or measures is None:
        return None
    rows = queries.proposals_run_by(person).filter(round=round_)
    page = Paginator(rows, FIRST if number is None else ROWS).get_page(number or 1)
    bound, wishes = round_.outcome["bound_fit"], round_.outcome["total_fit"] - measures.total
    left = queries.left_over_of(round_)
    return Result(
        measures=measures,
        outcome=round_.outcome,
        fits=[fit for fit, _units in queries.fits_and_units_of(round_)],
        waiting=[one.person for one in left if not one.is_mentor],
        page=page,
        proposals=list(page.object_list),
        facts={
            "round": round_,
            "total": measures.total,
            "bound": None if bound is None else bound - wishes,
            "sha": round_.inputs_sha256,
            "seed": round_.seed,
            "version": round_.engine_version,
        },
    )


def _shown(result: Result, standing: Standing) -> dict[str, Any]:
    """Return everything that is drawn of a plan."""
    skills = queries.skills_of(result.proposals, (one.of for one in result.measures.by_skill))
    measures, holds = result.measures, standing.settings["holds"]
    held = {(hold["mentee"], hold["mentor"]): hold for hold in holds}
    rows = [
        {
            "row": row(why),
            "mentor": why.proposal.mentor.external_id,
            "mentee": why.proposal.mentee.external_id,
            "hold": held.get((why.proposal.mentee.external_id, why.proposal.mentor.external_id)),
        }
        for why in queries.why_of(result.proposals, skills)
    ]
    wanted, taught = (
        sum(getattr(one, name) for one in measures.by_unit) for name in ("wanted", "taught")
    )
    return {
        "shown": result,
        "measures": measures,
        "holds": holds,
        "earlier": result.facts.get("round"),
        "title": certificate_title(result.outcome),
        "certificate": certificate_sentence(result.outcome),
        "facts": result.facts,
        "outcome": result.outcome,
        "chart": distribution(result.fits),
        "n_pairs": measures.n_pairs,
        "n_bridges": measures.n_across,
        "page": result.page,
        "is_first": result.page.paginator.per_page == FIRST,
        "rows": rows,
        "waiting": result.waiting,
        "matrix": matrix_of(measures),
        "wanted": wanted,
        "taught": taught,
        "by_unit": _bars(by_folded_unit(measures.by_unit)),
        "by_skill": _bars(_topics(measures.by_skill, skills)),
    }


def _topics(rows: Sequence[Taught], skills: Mapping[str, Skill]) -> list[tuple[str, Taught]]:
    """Return topics with their labels; wants of few that no pair serves are one line.

    Alone, such a line would tell of somebody's want that could pair them with nobody here.
    """
    told = [one for one in rows if one.taught or one.n_people >= SMALLEST_GROUP]
    rest = [one for one in rows if one not in told]
    named = [(skills[one.of].label if one.of in skills else one.of, one) for one in told]
    if rest:
        together = Taught("", sum(one.wanted for one in rest), 0, 0)
        named.append((_("Other topics, which no mentor here teaches"), together))
    return named


def _bars(rows: Iterable[tuple[str, Taught]]) -> dict[str, list[dict[str, Any]]]:
    bars = [
        {
            "name": name,
            "wanted": one.wanted,
            "taught": one.taught,
            "width": f"{100 * one.taught / one.wanted:.1f}%",
        }
        for name, one in rows
    ]
    return {"first": bars[:TAUGHT], "rest": bars[TAUGHT:]}


def _scenarios(rounds: Sequence[Round]) -> dict[str, Any]:
    """Return the scenarios, oldest first, each with its letter and its figures."""
    named = [one for one in rounds[::-1] if one.name and one.state == Round.State.DRAFT]
    first = named[0] if named else None
    return {
        "scenarios": [
            {
                "letter": letter(place),
                "aim": AIMS.get(one.outcome.get("objective", ""), ("", ""))[0],
                "round": one,
                "measures": kept_measures(one.outcome.get("measures")),
            }
            for place, one in enumerate(named)
        ],
        "first": first,
        "draft": next(
            (one for one in rounds if not one.name and one.state == Round.State.DRAFT), None
        ),
    }
