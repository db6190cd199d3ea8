"""What the whole product agrees on is written in one place."""

import ast
from collections import defaultdict
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "upside"
SHARED = {"GONE", "SAID_YES", "OPEN_STATES", "SMALLEST_GROUP", "SHARE"}
OTHER_MEANINGS = {("GONE", "people/imports/values.py")}


def test_states_and_thresholds_are_named_once():
    found = defaultdict(set)
    for file in SRC.rglob("*.py"):
        where = str(file.relative_to(SRC))
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.Assign):
                for name in SHARED & {ast.unparse(target) for target in node.targets}:
                    found[name].add(where)
    for name, where in OTHER_MEANINGS:
        found[name].discard(where)

    assert {name: len(places) for name, places in found.items()} == dict.fromkeys(SHARED, 1)
