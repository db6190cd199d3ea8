"""How far an import is: told by the work itself, heard by whoever listens around it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["listening", "tell"]

Listener = Callable[[str, int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(step: str, n_lines: int) -> None:
    """Say that ``n_lines`` have been checked or written; nothing happens where nobody listens."""
    listener = _listener.get()
    if listener:
        listener(step, n_lines)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hand what is told within this block to ``listener``; what it raises ends the work."""
    mark = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(mark)
