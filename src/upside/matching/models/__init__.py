"""Rounds and proposals, and what leads to them in each way of forming pairs."""

from upside.matching.models.clinic import ClinicSlot
from upside.matching.models.lists import Candidate, Choice
from upside.matching.models.meetings import Attendee, Encounter, SpeedMeeting
from upside.matching.models.rounds import Proposal, Rematch, Round
from upside.matching.models.studio import Setup

__all__ = [
    "Attendee",
    "Candidate",
    "Choice",
    "ClinicSlot",
    "Encounter",
    "Proposal",
    "Rematch",
    "Round",
    "Setup",
    "SpeedMeeting",
]
