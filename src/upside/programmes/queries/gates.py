"""What has to stand before a cohort is launched, and what of it does."""

from dataclasses import dataclass

from django.db.models import QuerySet

from upside.programmes.lesson_models import Lesson
from upside.programmes.models import (
    Cohort,
    LaunchRecord,
    Programme,
    ProgrammeVersion,
    RoleGrant,
)
from upside.programmes.queries.guests import guests_among, partners_of

__all__ = [
    "GATES",
    "Gate",
    "gates_of",
    "lessons_of",
    "missing_gates",
    "newest_number",
    "privacy_notice_of",
    "versions_of",
]

Recorded = LaunchRecord.Gate
SIDES = ("mentee", "mentor", "organisation")
GATES = ("objectives", "sponsor", *Recorded.values, "charter", "partners", "pilot")
"""The gates by their codes, in the order of the page; the pages give them words.

That of the partners stands only where the programme names some.
"""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: whether it is met, and by which record where it takes one."""

    code: str
    is_met: bool
    record: LaunchRecord | None = None

    @property
    def takes_a_record(self) -> bool:
        return self.code in Recorded.values


def gates_of(cohort: Cohort) -> list[Gate]:
    """Return every gate of ``cohort``; two queries, three where it has partners.

    Before the launch the newest version of the programme counts, afterwards the cohort's own.
    """
    said = cohort.settings
    records = {record.gate: record for record in cohort.launch_records.all()}
    sponsors = RoleGrant.objects.filter(programme=cohort.programme_id, role=RoleGrant.Role.SPONSOR)
    objectives = said.get("objectives", {})
    met = {
        "objectives": all(objectives.get(side) for side in SIDES),
        "sponsor": sponsors.exists(),
        "partners": all(n for _unit, n in guests_among(said)),
        "charter": bool(said.get("charter", {}).get("clauses")),
        "pilot": bool(said.get("launch", {}).get("pilot_pairs")),
        **{gate: gate in records for gate in Recorded.values},
    }
    codes = [code for code in GATES if code != "partners" or partners_of(said)]
    return [Gate(code, met[code], records.get(code)) for code in codes]


def missing_gates(cohort: Cohort) -> list[Gate]:
    """Return the gates that keep ``cohort`` from being launched."""
    return [gate for gate in gates_of(cohort) if not gate.is_met]


def privacy_notice_of(cohort: Cohort) -> str:
    """Return by what reference people find the privacy notice; empty where none was recorded."""
    notices = cohort.launch_records.filter(gate=Recorded.PRIVACY_NOTICE)
    return notices.values_list("reference", flat=True).first() or ""


def versions_of(programme: Programme) -> QuerySet[ProgrammeVersion]:
    """Return the versions of ``programme``, newest first; ask only for one that you may read."""
    return (
        ProgrammeVersion.objects.filter(programme=programme)
        .select_related("made_by")
        .order_by("-number")
    )


def newest_number(programme: Programme) -> int:
    """Return the number of the newest version; 0 where there is none."""
    newest = versions_of(programme).first()
    return newest.number if newest else 0


def lessons_of(programme: Programme) -> QuerySet[Lesson]:
    """Return what was learned in ``programme``, newest first; ask only for one that you run."""
    return (
        Lesson.objects.filter(programme=programme)
        .select_related("written_by")
        .order_by("-written_at", "-pk")
    )
