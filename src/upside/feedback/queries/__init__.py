"""Reads of pulses and of what people tell the coach: each knows who may read it."""

from upside.feedback.queries.concerns import (
    Contacts,
    concerns_for_coach,
    concerns_of,
    concerns_visible_to,
    contacts_for,
    messages_of,
    n_people_uneasy,
    places_to_speak,
    readers_of,
    reads_as_coach,
)
from upside.feedback.queries.pulses import (
    SCALE,
    PulseSummary,
    pulse_of,
    pulse_summary,
    pulses_for_coach,
)

__all__ = [
    "SCALE",
    "Contacts",
    "PulseSummary",
    "concerns_for_coach",
    "concerns_of",
    "concerns_visible_to",
    "contacts_for",
    "messages_of",
    "n_people_uneasy",
    "places_to_speak",
    "pulse_of",
    "pulse_summary",
    "pulses_for_coach",
    "readers_of",
    "reads_as_coach",
]
