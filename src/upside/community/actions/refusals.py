"""The ways in which a circle says no."""

from upside.kernel.errors import Refused

__all__ = ["BadDate", "DateOver", "NotInCircle", "NotTheirCircle"]


class BadDate(Refused):
    """A date that cannot be: past, outside the cohort, too short or too long, or taken."""


class DateOver(Refused):
    """A date that has begun, was called off, or changed since the form was made."""


class NotInCircle(Refused):
    """Somebody who does not belong to the circle, or has left it."""


class NotTheirCircle(Refused):
    """Somebody who does not plan the dates of the circle."""
