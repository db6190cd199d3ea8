"""Why a time of an expert clinic is not offered, not booked or not given back."""

from upside.kernel.errors import Refused

__all__ = ["BookingOver", "CannotBook", "CannotOffer", "SlotTaken"]


class CannotOffer(Refused):
    """No times come of it: nobody who offers here, dates not possible, or all of them taken."""


class CannotBook(Refused):
    """The mentee may not book this time: not theirs to book, too many, or something else then."""


class SlotTaken(Refused):
    """The time cannot be had: booked, taken back, begun, or never theirs to book."""


class BookingOver(Refused):
    """There is no such booking (any more) that this person could end."""
