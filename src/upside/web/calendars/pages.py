"""What the page of somebody's calendars shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.calendars.models import ConnectedCalendar
from upside.calendars.queries import WEEKS_SHOWN, calendars_of
from upside.calendars.reading.faults import Fault
from upside.calendars.words import entry_sentence, sentence
from upside.people.models import Person
from upside.web.calendars.forms import AccountForm, AddressForm, FileForm

__all__ = ["Shown", "page_of"]

FEW = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One connected calendar: how it stands, and what its owner can do about what is wrong."""

    calendar: ConnectedCalendar
    kind: str
    trouble: str
    remarks: list[str]
    n_more: int

    @classmethod
    def of(cls, calendar: ConnectedCalendar) -> "Shown":
        fault = Fault(calendar.fault, calendar.fault_line)
        faults = [Fault(code, line) for code, line in calendar.faults]
        waits = calendar.is_asked and calendar.read_at is None and not calendar.fault
        return cls(
            calendar=calendar,
            kind="look" if waits or faults else "stop" if calendar.fault else "well",
            trouble=sentence(fault) if calendar.fault else "",
            remarks=[entry_sentence(one) for one in faults[:FEW]],
            n_more=max(len(faults) - FEW, 0),
        )

    @property
    def is_file(self) -> bool:
        return self.calendar.kind == ConnectedCalendar.Kind.FILE


def page_of(person: Person, *, at: datetime, **forms: Any) -> dict[str, Any]:
    """Return what ``person`` reads about their calendars, with the forms to connect another."""
    shown = [Shown.of(calendar) for calendar in calendars_of(person, at=at)]
    return {
        "calendars": shown,
        "is_waiting": any(one.calendar.is_asked for one in shown),
        "weeks": WEEKS_SHOWN,
        "address_form": AddressForm(),
        "file_form": FileForm(),
        "account_form": AccountForm(),
        **forms,
    }
