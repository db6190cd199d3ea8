"""What a coordinator changes in the studio of a cohort: rules, weights, aim, pairs by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.models import Setup
from upside.matching.problem import matching_settings, studio_settings
from upside.matching.queries import setup_of
from upside.matching.studio_rules import checked
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = [
    "NothingToUndo",
    "SetupParts",
    "StudioMoved",
    "change_setup",
    "follow_programme",
    "undo_change",
]

KEPT: Final = 100
TOGETHER: Final = timedelta(minutes=1)
NEVER_TOGETHER: Final = ("programme", "scenario", "several")
"""Changes that are undone one by one, however fast they follow each other."""


class StudioMoved(Refused):
    """Somebody else changed the studio since the page was read."""


class NothingToUndo(Refused):
    """The studio stands as the programme says."""


class SetupParts(TypedDict, total=False):
    """What a change may set; what it leaves out stays as it stands."""

    rules: Mapping[str, Mapping[str, Any]]
    weights: Mapping[str, int]
    objective: str
    seed: int
    holds: Sequence[Mapping[str, Any]]


@transaction.atomic
def change_setup(
    cohort: Cohort,
    *,
    change: Mapping[str, Any],
    by: Person | None,
    at: datetime,
    seen: int | None = None,
    **parts: Unpack[SetupParts],
) -> Setup:
    """Let the studio of ``cohort`` stand otherwise from now on; what is not given stays.

    ``change`` says what was changed, ``control`` in it by which knob, ``tab`` in which window: one
    knob that the same person turns on within a minute makes one change, which is undone at once.
    The last hundred changes are kept. ``seen`` is the number of the setup that the person looked
    at, 0 where the studio stood as the programme says. Rules that are never off stay on.

    Refused: if somebody else changed it since; weights of which none counts, wishes that outweigh
    all the rest, and settings that the engine does not know.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    _refuse_moved(cohort, seen, by, str(change.get("tab", "")))
    standing = setup_of(cohort)
    now = studio_settings(cohort, standing)
    own = matching_settings(cohort)
    rules, weights = checked(
        parts.get("rules", now["rules"]), parts.get("weights", now["weights"]), own
    )
    made = _merged(standing, change, by, at) or Setup(cohort=cohort, made_by=by)
    is_new = made.pk is None
    made.number = _next_number(cohort)
    made.rules, made.weights = rules, weights
    made.objective = parts.get("objective", now["objective"])
    made.seed = parts.get("seed", now["seed"])
    made.holds = [dict(hold) for hold in parts.get("holds", now["holds"])]
    made.change, made.made_at = dict(change), at
    made.save()
    if is_new:  # a knob that is turned on is one line of the log
        audit.record(
            verb="studio.changed",
            subject=cohort,
            actor=by,
            at=at,
            details={"control": str(change.get("control", ""))},
            programme=cohort.programme,
        )
        _forget_oldest(cohort)
    return made


@transaction.atomic
def undo_change(
    cohort: Cohort, *, by: Person | None, at: datetime, seen: int | None = None
) -> Setup | None:
    """Take the last change back and return how the studio stands then; None: as the programme says.

    Refused: where nothing was changed, or if somebody else changed it since ``seen``.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    _refuse_moved(cohort, seen, by)
    last = setup_of(cohort)
    if last is None:
        raise NothingToUndo(_("Nothing was changed: the studio stands as the programme says."))
    last.is_undone = True
    last.change |= {"undone_by": by.pk if by else None, "undone_at": at.isoformat()}
    last.save(update_fields=["is_undone", "change"])
    audit.record(
        verb="studio.undone",
        subject=cohort,
        actor=by,
        at=at,
        details={"control": str(last.change.get("control", ""))},
        programme=cohort.programme,
    )
    return setup_of(cohort)


def follow_programme(
    cohort: Cohort, *, by: Person | None, at: datetime, seen: int | None = None
) -> Setup:
    """Go by the programme's rules, weights and aim again; pairs by hand stay.

    Refused: if somebody else changed the studio since ``seen``.
    """
    own = matching_settings(cohort)
    return change_setup(
        cohort,
        rules=own["rules"],
        weights=own["weights"],
        objective=own["objective"],
        change={"control": "programme"},
        by=by,
        at=at,
        seen=seen,
    )


def _merged(
    standing: Setup | None, change: Mapping[str, Any], by: Person | None, at: datetime
) -> Setup | None:
    """Return the setup that this change goes on with, if it is the same knob, hand and minute."""
    control = change.get("control")
    if standing is None or not control or control in NEVER_TOGETHER:
        return None
    is_same = standing.made_by == by and standing.change.get("control") == control
    return standing if is_same and at - standing.made_at <= TOGETHER else None


def _refuse_moved(cohort: Cohort, seen: int | None, by: Person | None, tab: str = "") -> None:
    """Refuse a change made on an older state, but for what the same window sent just before.

    Of a knob that is turned fast, the answer to an earlier turn may not have come back yet.
    """
    if seen is None:
        return
    rows = Setup.objects.filter(cohort=cohort).select_related("made_by").order_by("-number")
    for newer in rows.filter(number__gt=seen, is_undone=False):
        if newer.made_by != by:
            raise _moved(newer.made_by, newer.made_at)
        if tab and newer.change.get("tab") != tab:
            raise _moved_by_themselves(newer.made_at)
    undone = rows.filter(number=seen, is_undone=True).first()
    if undone is None or undone.change.get("undone_by") == (by.pk if by else None):
        return
    who = Person.objects.filter(pk=undone.change.get("undone_by")).first()
    raise _moved(who, datetime.fromisoformat(undone.change["undone_at"]))


def _moved_by_themselves(at: datetime) -> StudioMoved:
    local = timezone.localtime(at)
    return StudioMoved(
        _(
            "You changed the studio in another window at %(hours)s:%(minutes)s. This change was not"
            " kept. Here it is as it stands now."
        )
        % {"hours": local.hour, "minutes": f"{local.minute:02}"}
    )


def _moved(who: Person | None, at: datetime) -> StudioMoved:
    local = timezone.localtime(at)
    return StudioMoved(
        _(
            "%(name)s changed the studio at %(hours)s:%(minutes)s, after you had opened it. Your"
            " change was not kept. Here it is as it stands now."
        )
        % {
            "name": who.name if who else _("Somebody"),
            "hours": local.hour,
            "minutes": f"{local.minute:02}",
        }
    )


def _next_number(cohort: Cohort) -> int:
    last = Setup.objects.filter(cohort=cohort).order_by("-number").first()
    return last.number + 1 if last else 1


def _forget_oldest(cohort: Cohort) -> None:
    old = Setup.objects.filter(cohort=cohort).order_by("-number").values_list("pk", flat=True)
    Setup.objects.filter(pk__in=list(old[KEPT:])).delete()
