"""Why a calendar, or an entry of it, could not be read: codes, put into words elsewhere."""

from dataclasses import dataclass

__all__ = ["Fault", "Unreadable"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and on which line; ``line`` 0 where no line is to blame."""

    code: str
    line: int = 0


class Unreadable(Exception):  # noqa: N818 - what the file is, not what went wrong here
    """Nothing of this can be read as a calendar."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.fault = Fault(code, line)
