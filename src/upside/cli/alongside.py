"""``python -m upside.cli.alongside PARENT MODULE …``: run a module as long as its parent lives.

A supervisor that is killed cannot end its children any more, so each of them looks after itself:
whoever is left by their parent ends as if told to. What they fork does the same.
"""

import os
import runpy
import signal
import sys
import threading
import time

__all__ = ["command", "live_with"]

GLANCE_SECONDS = 0.5
PATIENCE_SECONDS = 8.0


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs ``module`` as long as the process lives that starts it."""
    return [sys.executable, "-m", __name__, str(os.getpid()), module, *arguments]


def live_with(parent: int) -> None:
    """End this process once ``parent`` is no longer its parent, and the same for its forks."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(GLANCE_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    os._exit(1)  # it did not listen


def _live_with_who_forked() -> None:
    live_with(os.getppid())


def main() -> None:
    parent, module = int(sys.argv[1]), sys.argv[2]
    sys.argv[1:] = sys.argv[3:]
    live_with(parent)
    os.register_at_fork(after_in_child=_live_with_who_forked)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
