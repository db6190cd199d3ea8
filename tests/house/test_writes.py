"""Rows are written by actions, and by the few files named beside them: all of these are gated."""

import ast
from pathlib import Path

import pytest

from scripts.coverage_gate import OTHER_WRITERS

SRC = Path(__file__).parents[2] / "src" / "upside"
ALWAYS = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def writes(call):
    """Tell whether a call writes rows; dictionaries and hashes are updated by position."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, of = call.func.attr, ast.unparse(call.func.value)
    told_fields = bool(call.keywords) and not call.args
    return (
        name in ALWAYS
        or (name == "create" and of.endswith("objects"))
        or (name == "update" and told_fields)
        or (name == "delete" and not call.args and not call.keywords)
    )


def test_only_actions_and_their_like_write_rows():
    found = {
        str(file.relative_to(SRC))
        for file in SRC.rglob("*.py")
        if "migrations" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and writes(node)
    }
    others = {name for name in found if "actions" not in Path(name).with_suffix("").parts}

    assert others == set(OTHER_WRITERS)


@pytest.mark.parametrize(
    ("text", "is_write"),
    [
        ("row.save()", True),
        ("Row.objects.create(a=1)", True),
        ("rows.filter(a=1).update(b=2)", True),
        ("rows.delete()", True),
        ("words.update(more)", False),
        ("zipfile.create(a=1)", False),
    ],
)
def test_a_write_is_known_by_its_call(text, is_write):
    assert writes(ast.parse(text).body[0].value) is is_write
