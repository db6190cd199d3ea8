"""Keep several processes running as one: start them, restart the dead, stop all."""

import logging
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

__all__ = ["Supervisor"]

log = logging.getLogger("upside.serve")

GLANCE_SECONDS = 0.2
PAUSE_SECONDS = 1.0
PATIENCE_SECONDS = 8.0


@dataclass
class Supervisor:
    """Children by name, each with the command that starts it; ``output`` is where they write."""

    commands: Mapping[str, Sequence[str]]
    environment: Mapping[str, str]
    output: int | None = None
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, every_glance: Callable[[], None] = lambda: None) -> None:
        """Keep the children running until SIGTERM or SIGINT; then end them all."""
        former = {s: signal.signal(s, self._stop) for s in (signal.SIGTERM, signal.SIGINT)}
        try:
            for name in self.commands:
                self._start(name)
            while not self.stopping.wait(GLANCE_SECONDS):
                self._revive()
                every_glance()
        finally:
            self._end()
            for number, handler in former.items():
                signal.signal(number, handler)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _start(self, name: str) -> None:
        # the commands are our own, made in serve.py
        child = subprocess.Popen(  # noqa: S603
            self.commands[name], env=dict(self.environment), stdout=self.output
        )
        self.children[name] = child
        log.info("%s started, process %s", name, child.pid)

    def _revive(self) -> None:
        dead = [name for name, child in self.children.items() if child.poll() is not None]
        for name in dead:
            log.warning("%s ended with %s; starting it again", name, self.children[name].returncode)
        if dead and not self.stopping.wait(PAUSE_SECONDS):
            for name in dead:
                self._start(name)

    def _end(self) -> None:
        for child in self.children.values():
            child.terminate()
        for name, child in self.children.items():
            try:
                child.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                log.warning("%s did not stop by itself", name)
                child.kill()
                child.wait()
