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
    HOW_SURE,
    SCALE,
    ConfidenceSummary,
    PulseSummary,
    confidence_of,
    confidence_summary,
    pulse_of,
    pulse_summary,
    pulses_for_coach,
    skills_received,
)

__all__ = [
    "HOW_SURE",
    "SCALE",
    "ConfidenceSummary",
    "Contacts",
    "PulseSummary",
    "concerns_for_coach",
    "concerns_of",
    "concerns_visible_to",
    "confidence_of",
    "confidence_summary",
    "contacts_for",
    "messages_of",
    "n_people_uneasy",
    "places_to_speak",
    "pulse_of",
    "pulse_summary",
    "pulses_for_coach",
    "readers_of",
    "reads_as_coach",
    "skills_received",
]
