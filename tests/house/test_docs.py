"""The texts keep their form and name only what is there."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from upside.cli.main import COMMANDS
from upside.config.env import TABLE
from upside.people.imports.reading import MOST_BYTES
from upside.web.front import visibility
from upside.web.people.forms import UploadForm

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXTS = sorted(
    [*ROOT.glob("*.md"), *(f for f in DOCS.rglob("*.md") if "_build" not in f.parts)],
)
FRENCH = [f for f in TEXTS if f.name.endswith(".fr.md")]
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ROLES = (
    "administrator", "auditor", "coach", "coordinator", "evaluator", "mentee", "mentor", "sponsor",
)  # fmt: skip


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def headings(file: Path) -> list[str]:
    """The marks of the headings, code left out: how a page is built, in any language."""
    return re.findall(r"^(#+) ", CODE.sub("", file.read_text()), re.MULTILINE)


def code_of(file: Path) -> str:
    """All code of a page, but for what it says is not there."""
    return "\n".join(CODE.findall(re.sub(r"There is no `[^`]*`", "", file.read_text())))


@pytest.mark.parametrize("file", sorted(DOCS.glob("decisions/0*.md")), ids=name)
def test_a_decision_has_context_choice_and_what_was_given_up(file):
    found = re.findall(r"^## (.+)$", file.read_text(), re.MULTILINE)

    assert found == ["Context", "Choice", "What was given up"]
    assert file.read_text().startswith(f"# {int(file.name[:4])}. ")


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(file.name[:4]) for file in DOCS.glob("decisions/0*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_guide_in_both_languages_built_alike(role):
    english, french = (DOCS / "guide" / f"{role}.{code}.md" for code in ("en", "fr"))

    assert headings(english) == headings(french)


def test_who_sees_what_is_built_alike_in_both_languages():
    english, french = (DOCS / "trust" / f"who-sees-what.{code}.md" for code in ("en", "fr"))

    assert headings(english) == headings(french)
    assert rows(english) == rows(french)


def rows(file: Path) -> list[list[bool]]:
    """Of each table row, which cells hold more than a dash."""
    lines = [line for line in file.read_text().splitlines() if line.startswith("| ")]
    return [[cell.strip() != "–" for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", [*visibility.ROWS, *visibility.LATER], ids=lambda r: str(r.label))
def test_who_sees_what_says_the_same_as_the_page(row):
    ((_row, cells),) = visibility.table((row,))
    said = ["–" if cell.is_no else str(cell.said) for cell in cells]
    line = f"| {' | '.join([str(row.label), *said])} |"

    assert line in (DOCS / "trust" / "who-sees-what.en.md").read_text()


@pytest.mark.parametrize("file", TEXTS, ids=name)
def test_no_link_is_dead(file):
    text = CODE.sub("", file.read_text())
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    ours = [unquote(t).partition("#")[0] for t in targets if not re.match(r"https?:|mailto:", t)]

    assert [t for t in ours if t and not (file.parent / t).exists()] == []


@pytest.mark.parametrize("file", TEXTS, ids=name)
def test_only_make_targets_that_exist_are_named(file):
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", code_of(file)))

    assert named - known == set()


@pytest.mark.parametrize("file", TEXTS, ids=name)
def test_only_commands_that_exist_are_named(file):
    named = set(re.findall(r"(?:^|[`$/ ])upside ([a-z]+)", code_of(file), re.MULTILINE))

    assert named - set(COMMANDS) == set()


@pytest.mark.parametrize("file", TEXTS, ids=name)
def test_only_settings_that_exist_are_named(file):
    named = set(re.findall(r"\bUPSIDE_[A-Z_]+\b", file.read_text()))

    assert named - {setting.name for setting in TABLE} == set()


@pytest.mark.parametrize("file", FRENCH, ids=name)
def test_french_is_set_with_its_own_signs(file):
    text = re.sub(r"\]\([^)]*\)", "", CODE.sub("", file.read_text()))

    assert re.findall(r".{12}(?:'| [:;?!%»]|« |\.\.\.).{0,8}", text) == []
    assert "·" not in text


@pytest.mark.parametrize("file", TEXTS, ids=name)
def test_texts_tell_nothing_of_the_machine_they_were_written_on(file):
    assert re.findall(r"(?:/(?:home|root|work|tmp)/|pypi\.)\S*", file.read_text()) == []


def test_the_proxy_of_the_manual_lets_the_largest_hr_file_through():
    (most,) = re.findall(r"client_max_body_size (\d+)m;", (DOCS / "operate/install.md").read_text())

    assert int(most) * 2**20 > MOST_BYTES  # a web server counts in powers of two
    assert f"{MOST_BYTES // 1_000_000} MB" in str(UploadForm.base_fields["file"].help_text)
