"""A sheet of results that is on disk line by line, so that a run that is cut loses nothing."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from parts.machine import described, load

RESULTS = Path(__file__).parents[1] / "results"


class Sheet:
    """Prints lines and keeps them: NAME-DATE.unfinished.txt, until the run ends by itself.

    Only then does it take the place of an earlier sheet of that day.
    """

    def __init__(self, name: str, title: str, *, quiet: bool = False) -> None:
        self.path = RESULTS / f"{name}-{datetime.now(UTC):%Y-%m-%d}.txt"
        self.unfinished = self.path.with_suffix(".unfinished.txt")
        self.to = sys.stderr if quiet else sys.stdout
        self.started = time.perf_counter()
        self.file = self.unfinished.open("w", encoding="utf-8", buffering=1)
        for line in (title, *described(), ""):
            self.say(line)

    def say(self, line: str) -> None:
        print(line, file=self.file)
        print(line, file=self.to, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        minutes = (time.perf_counter() - self.started) / 60
        ending = "Complete" if kind is None else f"CUT by {kind.__name__}"
        self.say(f"\n{ending} after {minutes:.1f} minutes; {load()}")
        self.file.close()
        if kind is None:
            self.unfinished.replace(self.path)
