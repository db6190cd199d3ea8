"""Compile the engine's inner loops with numba, where it is there, and run them in threads.

A kernel is a plain function on arrays that is compiled on its first call and kept on disk.
Compiled code lets go of the interpreter's lock, so that blocks of rows run in threads of this
process: nothing is forked and no OpenMP runtime is loaded, which dies when a server forks.

numba does not notice that a kernel calls another one, in another file, that has changed. The
folder of compiled code therefore carries a hash of the sources in ``upmatch.kernels``, where all
kernels live: after an upgrade nothing old is ever run.

Without numba the same functions run as Python, slowly and to the same result; ``IS_COMPILED``
tells, so that large problems are refused with a sentence.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

__all__ = ["IS_COMPILED", "kernel", "row_blocks", "run_blocks"]

Function = TypeVar("Function", bound=Callable[..., object])
Result = TypeVar("Result")

UNCOMPILED: Final = "UPMATCH_UNCOMPILED"
"""Set to ``yes`` to run the kernels as Python: how tests see each of their lines."""
KERNELS: Final = Path(__file__).parent / "kernels"

numba: Any = None
if os.environ.get(UNCOMPILED) != "yes":
    with suppress(ImportError):
        import numba

IS_COMPILED: Final = numba is not None


def kernel(function: Function) -> Function:
    """Return the function compiled, where numba is there."""
    if numba is None:
        return function
    compiled: Function = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def row_blocks(n_rows: int, n_blocks: int) -> Iterator[tuple[int, int]]:
    """Yield ``n_blocks`` half-open ranges of about equal length that cover all rows."""
    for block in range(n_blocks):
        yield n_rows * block // n_blocks, n_rows * (block + 1) // n_blocks


def run_blocks(
    work: Callable[[int, int], Result], blocks: Sequence[tuple[int, int]], threads: int
) -> list[Result]:
    """Return ``work(first, last)`` of each block, in the order of the blocks.

    The result does not depend on ``threads``: blocks are the unit of work, threads only the
    hands.
    """
    if threads == 1 or len(blocks) == 1:
        return [work(*block) for block in blocks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda block: work(*block), blocks))


def _keep_compiled_code_apart() -> None:
    digest = hashlib.sha256()
    for path in sorted(KERNELS.glob("*.py")):
        digest.update(path.read_bytes())
    folder = KERNELS / "__pycache__" / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # an installation that cannot be written to: numba looks for a place of its own
    numba.config.CACHE_DIR = str(folder)


if IS_COMPILED and "NUMBA_CACHE_DIR" not in os.environ:
    _keep_compiled_code_apart()
