"""Files stay short enough to read in one sitting."""

from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
LIMITS = {"*.py": 300, "*.html": 200}


@pytest.mark.parametrize(("pattern", "limit"), LIMITS.items())
def test_no_file_is_longer_than_its_limit(pattern, limit):
    files = (f for f in SRC.rglob(pattern) if "migrations" not in f.parts)
    sizes = {str(f.relative_to(SRC)): f.read_text().count("\n") for f in files}

    assert {name: n for name, n in sizes.items() if n > limit} == {}


def test_no_drawer_for_odds_and_ends():
    banned = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py", "signals.py"}

    assert [str(f.relative_to(SRC)) for f in SRC.rglob("*.py") if f.name in banned] == []
