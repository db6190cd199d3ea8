"""The example of the documentation runs and says what it promises."""

import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs" / "matching" / "example.py"


def test_the_example_solves_proves_explains_and_compares(capsys):
    runpy.run_path(str(EXAMPLE), run_name="__main__")

    said = capsys.readouterr().out
    assert "This is proven." in said
    assert "gap 0" in said
    assert "pairs stay" in said
