"""How long each step took, for timings.json."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

__all__ = ["Timings", "peak_rss_mb"]

KIB_PER_MIB: Final = 1024
STATUS: Final = Path("/proc/self/status")


def peak_rss_mb() -> float:
    """Return the most memory that this process has taken so far, in MB.

    On Linux ``getrusage`` counts from what the starting process had taken; ``VmHWM`` is our own.
    """
    if STATUS.exists():
        most = int(STATUS.read_text().split("VmHWM:")[1].split()[0])
    else:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / KIB_PER_MIB, 1)


class Timings:
    """A stopwatch with named steps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu_start = time.process_time()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the wall time of the block under this name."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def as_dict(self) -> dict[str, Any]:
        """Return seconds by step, CPU seconds and the most memory so far in MB."""
        return {
            "seconds": round(sum(self.seconds.values()), 3),
            "seconds_by_step": self.seconds,
            "cpu_seconds": round(time.process_time() - self.cpu_start, 3),
            "peak_rss_mb": peak_rss_mb(),
        }
