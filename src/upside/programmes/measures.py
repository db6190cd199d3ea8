"""What a programme measures, and when: it may do without, and then nobody is asked."""

from upside.programmes.models import Cohort

__all__ = ["asks_exchanges", "asks_pulse", "farewell_days", "maps_silos", "review_stages"]

REVIEWS = (("review_after", 1), ("review_again_after", 3))
FAREWELL_DAYS = 21


def asks_pulse(cohort: Cohort) -> bool:
    """Return whether two questions are asked after each session."""
    return _is_on(cohort, "pulse")


def asks_exchanges(cohort: Cohort) -> bool:
    """Return whether it is asked what passed in a session, each way."""
    return _is_on(cohort, "exchanges")


def maps_silos(cohort: Cohort) -> bool:
    """Return whether the report shows how pairs link units."""
    return _is_on(cohort, "silo_map")


def review_stages(cohort: Cohort) -> tuple[int, ...]:
    """Return after how many held sessions a pair is looked at, the latest first; maybe never.

    Where the two questions are not asked, neither are these three.
    """
    if not asks_pulse(cohort):
        return ()
    said = cohort.settings.get("measures", {})
    stages = {int(said.get(key, usual)) for key, usual in REVIEWS}
    return tuple(sorted(stages - {0}, reverse=True))


def farewell_days(cohort: Cohort) -> int:
    """Return after how many days a pair is completed without the answer of whoever gave none."""
    return int(cohort.settings.get("farewell_days", FAREWELL_DAYS))


def _is_on(cohort: Cohort, key: str) -> bool:
    return bool(cohort.settings.get("measures", {}).get(key, True))
