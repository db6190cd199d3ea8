"""The video link of a session, where a programme has a pattern for it."""

import secrets

from upside.programmes.models import Cohort

__all__ = ["video_link"]

BYTES = 10


def video_link(cohort: Cohort, room: int | str) -> str:
    """Return a new address by the programme's pattern; an empty text where it has none.

    ``{token}`` in the pattern becomes random letters that nobody can guess, ``{pair}`` the
    pair's number, or what a group has in its place.
    """
    pattern = str(cohort.settings.get("video_link", ""))
    return pattern.replace("{pair}", f"{room}").replace("{token}", secrets.token_hex(BYTES))
