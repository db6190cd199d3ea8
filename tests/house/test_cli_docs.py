"""docs/cli says what the commands say themselves."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_pages_of_the_commands_are_up_to_date():
    # in a process of its own: click remembers how a command was first asked for help
    command = [sys.executable, "scripts/cli_docs.py", "--check"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout + told.stderr
