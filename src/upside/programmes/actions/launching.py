"""The launch of a cohort: its gates are recorded one by one, then people may be written to."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.dates import day
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.gate_words import GATE_NAMES
from upside.programmes.models import Cohort, LaunchRecord
from upside.programmes.queries.gates import missing_gates

__all__ = ["NotLaunched", "check_launched", "launch_cohort", "record_gate"]


class NotLaunched(Refused):
    """Something waits for a launch, or the launch for something that is missing."""


@transaction.atomic
def record_gate(  # noqa: PLR0913 - a date, a reference, a reason
    cohort: Cohort,
    gate: str,
    *,
    settled_on: date | None = None,
    reference: str = "",
    reason: str = "",
    by: Person | None,
    at: datetime,
) -> LaunchRecord:
    """Keep when and by what a gate was settled, or the reason why it is not yet.

    A second record of the same gate replaces the first; the log keeps both. Refused for a gate
    that takes no record, for one that says nothing, and for a day to come.
    """
    if gate not in LaunchRecord.Gate.values:
        raise NotLaunched(_("This gate takes no record: it is met in the programme itself."))
    reference, reason = reference.strip()[:200], reason.strip()[:500]
    if settled_on is None and not reference and not reason:
        raise NotLaunched(_("Give a date, a reference, or the reason why there is none yet."))
    if settled_on and settled_on > timezone.localtime(at).date():
        raise NotLaunched(
            _("%(day)s is still to come. Say under the reason what is planned for when.")
            % {"day": day(settled_on, "year")}
        )
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    kept, _is_new = LaunchRecord.objects.update_or_create(
        cohort=cohort,
        gate=gate,
        defaults={
            "settled_on": settled_on,
            "reference": reference,
            "reason": reason,
            "recorded_by": by,
            "recorded_at": at,
        },
    )
    audit.record(
        verb="programme.gate_recorded",
        subject=cohort,
        actor=by,
        at=at,
        details={
            "gate": gate,
            "settled_on": settled_on.isoformat() if settled_on else "",
            "reference": reference,
            "reason": reason,
        },
        programme=cohort.programme,
    )
    return kept


@transaction.atomic
def launch_cohort(cohort: Cohort, *, by: Person | None, at: datetime) -> Cohort:
    """Launch ``cohort`` with the newest version of its programme, which it keeps from now on.

    From then on people can be invited and proposals released. A second launch changes nothing.
    Refused while a gate is open; the sentence names each.
    """
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("programme")
    cohort = rows.get(pk=cohort.pk)
    if cohort.launched_at is not None:
        return cohort
    missing = missing_gates(cohort)
    if missing:
        raise NotLaunched(
            _("The launch waits for: %(gates)s.")
            % {"gates": _("; ").join(str(GATE_NAMES[gate.code]) for gate in missing)}
        )
    version = cohort.programme.versions.order_by("-number").first()
    cohort.launched_at, cohort.version = at, version
    cohort.kept = version.settings if version else cohort.programme.settings
    cohort.save(update_fields=["launched_at", "version", "kept"])
    audit.record(
        verb="programme.cohort_launched",
        subject=cohort,
        actor=by,
        at=at,
        details={"version": version.number if version else 0},
        programme=cohort.programme,
    )
    return cohort


def check_launched(cohort: Cohort) -> None:
    """Refuse to write to people before ``cohort`` is launched."""
    if cohort.launched_at is None:
        raise NotLaunched(
            _(
                "This cohort is not launched yet, so nobody is written to. Its launch page says"
                " what is missing."
            )
        )
