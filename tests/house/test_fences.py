"""Who may reach rows, the clock and a request: what import-linter cannot see."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "upside"
DOORS = {"web", "api", "cli"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
CLOCK = {
    "timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "datetime.datetime.now", "datetime.date.today", "time.time", "Now",
}  # fmt: skip
CLOCK_UNLESS_TOLD = {"timezone.localdate", "timezone.localtime", "localdate", "localtime"}
REQUEST = {"request", "django.http", "HttpRequest", "HttpResponse"}


def files(*rooms, without=()):
    for file in sorted(SRC.rglob("*.py")):
        room = file.relative_to(SRC).parts[0]
        if (room in rooms or not rooms) and room not in without:
            yield file, ast.parse(file.read_text())


def names_of(tree):
    """Yield where a name, an attribute or a parameter stands, and the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.alias):
            yield node.lineno, node.name
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def test_a_page_asks_queries_and_no_manager():
    asked = [
        f"{file.relative_to(SRC)}:{node.lineno}"
        for file, tree in files("web")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]

    assert asked == []


def test_nothing_behind_the_doors_reads_the_clock():
    read = [
        f"{file.relative_to(SRC)}:{node.lineno}"
        for file, tree in files(without=DOORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and reads_the_clock(node)
    ]

    assert read == []


def reads_the_clock(call):
    name = ast.unparse(call.func)
    return name in CLOCK or (name in CLOCK_UNLESS_TOLD and not call.args)


def test_nothing_outside_the_pages_knows_a_request():
    known = [
        f"{file.relative_to(SRC)}:{line}"
        for file, tree in files(without={"web", "api", "config"})
        for line, name in names_of(tree)
        if name in REQUEST
    ]

    assert known == []


@pytest.mark.parametrize(
    "text", ["from django.http import Http404", "import django.http", "def f(request): ..."]
)
def test_a_request_is_known_by_its_names(text):
    assert {name for _line, name in names_of(ast.parse(text))} & REQUEST
