"""What a programme measures: it may do without, and then nobody is asked."""

from upside.programmes.models import Cohort

__all__ = ["asks_exchanges", "asks_pulse", "maps_silos"]


def asks_pulse(cohort: Cohort) -> bool:
    """Return whether two questions are asked after each session."""
    return _is_on(cohort, "pulse")


def asks_exchanges(cohort: Cohort) -> bool:
    """Return whether it is asked what passed in a session, each way."""
    return _is_on(cohort, "exchanges")


def maps_silos(cohort: Cohort) -> bool:
    """Return whether the report shows how pairs link units."""
    return _is_on(cohort, "silo_map")


def _is_on(cohort: Cohort, key: str) -> bool:
    return bool(cohort.settings.get("measures", {}).get(key, True))
