"""What several commands take."""

import os
from pathlib import Path
from typing import Final

import click

__all__ = ["FILE", "FOLDER", "as_json_option", "threads_option"]

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
MOST_THREADS: Final = 8

as_json_option = click.option(
    "--json", "is_json", is_flag=True, help="Print one JSON object on standard output."
)
threads_option = click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=min(os.cpu_count() or 1, MOST_THREADS),
    help="Threads for large problems; the plan does not depend on it. Default: one per core.",
)
