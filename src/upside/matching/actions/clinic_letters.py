"""The mails of an expert clinic; those of a session, with its calendar file, are its own."""

from datetime import datetime

from upside.matching.models import ClinicSlot
from upside.notices.actions import queue_notice
from upside.pairs.models import Pair
from upside.people.models import Person

__all__ = ["tell_booked", "tell_called_off", "tell_given_back", "tell_lapsed"]


def tell_booked(slot: ClinicSlot, pair: Pair, entry: int, *, at: datetime) -> None:
    """Tell both that a time is kept for them, and that the charter comes first."""
    for person in pair.people:
        _tell("clinic_booked", slot, person, pair.partner_of(person), entry, at, path=_pair(pair))


def tell_called_off(
    slot: ClinicSlot, mentee: Person, entry: int, *, at: datetime, word: str = ""
) -> None:
    """Tell the mentee that their expert cannot come, with a word of theirs if they left one."""
    path = f"/cohorts/{slot.cohort_id}/clinic/"
    _tell("clinic_called_off", slot, mentee, slot.mentor, entry, at, path=path, word=word)


def tell_given_back(slot: ClinicSlot, mentee: Person, entry: int, *, at: datetime) -> None:
    """Tell the expert that a time which was kept is free again."""
    path = f"/cohorts/{slot.cohort_id}/clinic/mine/"
    _tell("clinic_given_back", slot, slot.mentor, mentee, entry, at, path=path)


def tell_lapsed(slot: ClinicSlot, mentee: Person, entry: int, *, at: datetime) -> None:
    """Tell both that a kept time passed without a session."""
    clinic = f"/cohorts/{slot.cohort_id}/clinic/"
    _tell("clinic_lapsed", slot, mentee, slot.mentor, entry, at, path=clinic)
    _tell("clinic_lapsed", slot, slot.mentor, mentee, entry, at, path=f"{clinic}mine/")


def _pair(pair: Pair) -> str:
    return f"/pairs/{pair.pk}/"


def _tell(
    template: str,
    slot: ClinicSlot,
    to: Person,
    partner: Person,
    entry: int,
    at: datetime,
    **more: str,
) -> None:
    """Write one mail; ``entry`` of the log makes its key, for a time may be booked again."""
    queue_notice(
        template,
        to=to,
        key=f"{template}:{slot.pk}:{entry}:{to.pk}",
        at=at,
        context={
            "programme": slot.cohort.programme.names,
            "partner": partner.name,
            "starts_at": slot.starts_at,
            **more,
        },
    )
