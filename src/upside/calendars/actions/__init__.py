"""Everything that changes which calendars are read, and what is known from them."""

from upside.calendars.actions.connecting import (
    CalendarNotRead,
    TooManyCalendars,
    connect_account,
    connect_address,
    connect_file,
    disconnect_calendar,
)
from upside.calendars.actions.reading import (
    ask_to_read,
    forget_past_spans,
    queue_due_calendars,
    read_calendar,
)
from upside.calendars.actions.writing import (
    NotInTheAccount,
    queue_due_writings,
    stop_writing,
    write_calendar,
    write_into,
    write_soon,
)

__all__ = [
    "CalendarNotRead",
    "NotInTheAccount",
    "TooManyCalendars",
    "ask_to_read",
    "connect_account",
    "connect_address",
    "connect_file",
    "disconnect_calendar",
    "forget_past_spans",
    "queue_due_calendars",
    "queue_due_writings",
    "read_calendar",
    "stop_writing",
    "write_calendar",
    "write_into",
    "write_soon",
]
