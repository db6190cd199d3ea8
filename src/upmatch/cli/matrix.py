"""``upmatch matrix``: a plain matrix in, a proven plan out."""

import hashlib
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

import upmatch
from upmatch.assignment import Assignment, checked
from upmatch.cli.options import FILE, FOLDER, as_json_option
from upmatch.defaults import FULL_FIT
from upmatch.errors import ArrayError
from upmatch.outputs import as_json, swapped, write_json, write_table
from upmatch.timings import Timings

__all__ = ["matrix_command"]


@click.command("matrix")
@click.argument("fit", type=FILE)
@click.option("--permitted", type=FILE, help="(m, n) booleans; everything if left out.")
@click.option("--seats", type=FILE, help="(n,) whole numbers; 1 each if left out.")
@click.option("--minimise", is_flag=True, help="FIT holds costs on the same scale: least wins.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the results.")
@as_json_option
def matrix_command(
    *,
    fit: Path,
    permitted: Path | None,
    seats: Path | None,
    minimise: bool,
    out: Path,
    is_json: bool,
) -> None:
    """Solve a plain matrix: most pairs first, then most fit.

    FIT.npy is (m, n): whole numbers 0-10000, or floats 0-1, which are multiplied by 10000 and
    rounded. Writes pairs.csv (row, column, fit), report.json (with the certificate) and
    timings.json.
    """
    timings = Timings()
    with timings.step("read"):
        arrays = checked(_array(fit), _maybe(permitted), _maybe(seats))
    with timings.step("solve"):
        plan = upmatch.assign(FULL_FIT - arrays[0] if minimise else arrays[0], *arrays[1:])
    rows = np.flatnonzero(plan.mentor_of != upmatch.UNMATCHED)
    chosen = [(int(row), int(plan.mentor_of[row])) for row in rows]
    word = "cost" if minimise else "fit"
    report = {
        "n_mentees": arrays[0].shape[0],
        "n_mentors": arrays[0].shape[1],
        "n_pairs": plan.n_pairs,
        **_figures(plan, word),
        "objective": plan.objective,
        "inputs_sha256": _hash(arrays, word),
        "version": upmatch.__version__,
    }
    pairs = [[row, column, int(arrays[0][row, column])] for row, column in chosen]
    with swapped(out) as aside:
        write_table(aside / "pairs.csv", ["row", "column", word], pairs)
        write_json(aside / "report.json", report)
        write_json(aside / "timings.json", timings.as_dict())
    said = f"{plan.n_pairs} pairs, total {report[f'total_{word}']}; "
    said += "proven to be the best" if plan.certified else f"gap {plan.gap}"
    click.echo(as_json({**report, **timings.as_dict()}) if is_json else said)


def _figures(plan: Assignment, word: str) -> dict[str, Any]:
    """Return total, bound and gap; a cost is what is missing to a full fit."""

    def told(fit: int | None) -> int | None:
        return FULL_FIT * plan.n_pairs - fit if word == "cost" and fit is not None else fit

    return {
        f"total_{word}": told(plan.total_fit),
        "bound_pairs": plan.bound_pairs,
        f"bound_{word}": told(plan.bound_fit),
        "gap": plan.gap,
        "certified": plan.certified,
    }


def _hash(arrays: tuple[NDArray[Any], ...], word: str) -> str:
    digest = hashlib.sha256(word.encode())
    for array in arrays:
        digest.update(f"{array.dtype.kind}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _maybe(path: Path | None) -> NDArray[Any] | None:
    return None if path is None else _array(path)


def _array(path: Path) -> NDArray[Any]:
    try:
        loaded = np.load(path, allow_pickle=False)
    except MemoryError as error:
        raise ArrayError(f"{path.name} names more numbers than fit into memory") from error
    except (ValueError, EOFError) as error:
        raise ArrayError(f"{path.name} is not a NumPy file (.npy) of plain numbers") from error
    if not isinstance(loaded, np.ndarray):
        raise ArrayError(f"{path.name} holds several arrays; save one with numpy.save")
    return loaded
