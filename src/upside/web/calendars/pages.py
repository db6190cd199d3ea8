"""What the page of somebody's calendars shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.calendars.models import ConnectedCalendar, Writing
from upside.calendars.queries import WEEKS_SHOWN, calendars_of, places_to_write
from upside.calendars.reading.faults import Fault
from upside.calendars.words import entry_sentence, sentence
from upside.people.models import Person
from upside.web.calendars.forms import NOWHERE, AccountForm, AddressForm, FileForm, WritingForm

__all__ = ["Shown", "page_of", "writing_form"]

FEW = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One connected calendar: how it stands, and what its owner can do about what is wrong."""

    calendar: ConnectedCalendar
    trouble: str
    remarks: list[str]
    n_more: int
    writing: Writing | None
    write_trouble: str
    write_form: WritingForm | None

    @classmethod
    def of(cls, calendar: ConnectedCalendar) -> "Shown":
        fault = Fault(calendar.fault, calendar.fault_line)
        faults = [Fault(code, line) for code, line in calendar.faults]
        writing = getattr(calendar, "writing", None)
        return cls(
            calendar=calendar,
            trouble=sentence(fault) if calendar.fault else "",
            remarks=[entry_sentence(one) for one in faults[:FEW]],
            n_more=max(len(faults) - FEW, 0),
            writing=writing,
            write_trouble=sentence(Fault(writing.fault)) if writing and writing.fault else "",
            write_form=writing_form(calendar, writing),
        )

    @property
    def is_waiting(self) -> bool:
        return self.calendar.is_asked or (self.writing is not None and self.writing.is_asked)

    @property
    def is_file(self) -> bool:
        return self.calendar.kind == ConnectedCalendar.Kind.FILE


def writing_form(
    calendar: ConnectedCalendar, writing: Writing | None, data: Any = None
) -> WritingForm | None:
    """Return the form that chooses into which calendar of an account dates are written."""
    places = places_to_write(calendar)
    if not places:
        return None
    into = "" if writing is None or writing.is_ending else writing.address
    chosen = [key for key, (at, _name) in places.items() if at == into]
    now = chosen[0] if chosen else NOWHERE
    return WritingForm(
        data,
        places={key: name for key, (_at, name) in places.items()},
        prefix=f"writing-{calendar.pk}",
        initial={"into": now, "seen": now},
    )


def page_of(person: Person, *, at: datetime, **forms: Any) -> dict[str, Any]:
    """Return what ``person`` reads about their calendars, with the forms to connect another."""
    shown = [Shown.of(calendar) for calendar in calendars_of(person, at=at)]
    return {
        "calendars": shown,
        "is_waiting": any(one.is_waiting for one in shown),
        "weeks": WEEKS_SHOWN,
        "address_form": AddressForm(),
        "file_form": FileForm(),
        "account_form": AccountForm(),
        **forms,
    }
