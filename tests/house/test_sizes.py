"""Files and functions stay short enough to read in one sitting."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
LIMITS = {"*.py": 300, "*.html": 200}
LONGEST_FUNCTION = 50


@pytest.mark.parametrize(("pattern", "limit"), LIMITS.items())
def test_no_file_is_longer_than_its_limit(pattern, limit):
    files = (f for f in SRC.rglob(pattern) if "migrations" not in f.parts)
    sizes = {str(f.relative_to(SRC)): f.read_text().count("\n") for f in files}

    assert {name: n for name, n in sizes.items() if n > limit} == {}


def test_no_function_is_longer_than_its_limit():
    """Counted is the body: from the first statement after the docstring to the last."""
    long = {
        f"{file.relative_to(SRC)}: {function.name}": length
        for file in SRC.rglob("*.py")
        if "migrations" not in file.parts
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := length_of(function)) > LONGEST_FUNCTION
    }

    assert long == {}


def length_of(function):
    body = function.body[ast.get_docstring(function) is not None :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_the_length_of_a_function_leaves_signature_and_docstring_out():
    text = 'def f(\n    a,\n):\n    """Say.\n\n    More.\n    """\n    a += 1\n    return a\n'

    assert length_of(ast.parse(text).body[0]) == 2


def test_no_drawer_for_odds_and_ends():
    banned = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py", "signals.py"}

    assert [str(f.relative_to(SRC)) for f in SRC.rglob("*.py") if f.name in banned] == []
