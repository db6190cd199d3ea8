"""ESCO and ROME: tables of skills with a URI or a code, labels and alternative labels."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.kernel.texts import LANGUAGES
from upside.people.imports import delimited
from upside.people.imports.table import Row
from upside.skills.official.concepts import (
    MOST_CONCEPTS,
    Concept,
    ConceptFault,
    OfficialFile,
    clean_names,
    language_of,
    wrong_with,
)
from upside.skills.wording import folded

__all__ = ["NotAnOfficialFile", "read_official_table"]

ESCO = re.compile(r"https?://data\.europa\.eu/esco/")
ESCO_SKILL = re.compile(r"http://data\.europa\.eu/esco/skill/[\w.-]{1,60}")
ROME_CODE = re.compile(r"\d{1,9}")
URI = ("concepturi", "uri")
ROME_LABELS = ("libelle competence", "libelle savoir")
IN_USE = {"", "released", "1"}
SKILL_TYPES = {"", "KnowledgeSkillCompetence"}
Cells = Mapping[str, str]


class NotAnOfficialFile(Refused):
    """The file is none of ESCO, ROME or DigComp, or lacks what is needed of them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns hold what; labels and aliases by language, "" where the file has one only."""

    kind: str
    key: str
    labels: dict[str, str]
    aliases: dict[str, list[str]] = field(default_factory=dict)


def read_official_table(path: Path, language: str = "") -> OfficialFile:
    """Return what a CSV file of ESCO or ROME holds; the delimiter and the encoding are found.

    Refused where it is neither, where it is too long, or where its language cannot be told.
    """
    encoding = delimited.encoding_of(path)
    delimiter = delimited.guess_delimiter(path, encoding)
    rows = (r for r in delimited.records(path, encoding, delimiter) if any(r.cells) or r.trouble)
    header = next(rows, Row(1, []))
    headings = [folded(cell) for cell in header.cells]
    shape = _shape(headings, path.name)
    found = list(islice(rows, MOST_CONCEPTS + 1))
    if len(found) > MOST_CONCEPTS:
        raise NotAnOfficialFile(
            _("%(file)s has more than %(most)s lines. Take a smaller collection.")
            % {"file": path.name, "most": MOST_CONCEPTS}
        )
    if not found:
        raise NotAnOfficialFile(
            _("%(file)s has no lines under its headings. Download it again.") % {"file": path.name}
        )
    told = [code for code in shape.labels if code] or [_language(found, headings, shape, language)]
    if not told[0]:
        raise NotAnOfficialFile(
            _("The labels of %(file)s do not show their language. Say --language en or fr.")
            % {"file": path.name}
        )
    return _Reader(path.name, shape, told).read(found, headings)


def _shape(headings: list[str], name: str) -> Shape:
    key = next((h for h in URI if h in headings), "")
    if key:
        by_language = {code: f"label {code}" for code in LANGUAGES if f"label {code}" in headings}
        if by_language:
            return Shape("esco", key, by_language, {c: [f"alt {c}"] for c in by_language})
        if "preferredlabel" in headings:
            also = {"": ["altlabels", "hiddenlabels"]}
            return Shape("esco", key, {"": "preferredlabel"}, also)
        raise NotAnOfficialFile(
            _("%(file)s has URIs, but no column %(column)s. Take ESCO’s file as it was published.")
            % {"file": name, "column": "preferredLabel"}
        )
    if "code ogr" in headings:
        label = next((h for h in ROME_LABELS if h in headings), "")
        if label:
            return Shape("rome", "code ogr", {"fr": label})
        raise NotAnOfficialFile(
            _("%(file)s is of ROME, but has no column %(column)s. Take its file of competences.")
            % {"file": name, "column": "libelle_competence"}
        )
    raise NotAnOfficialFile(
        _(
            "%(file)s is no official file of skills. Its first line should name the columns:"
            " conceptUri and preferredLabel (ESCO), or code_ogr and libelle_competence (ROME)."
            " DigComp comes as JSON-LD."
        )
        % {"file": name}
    )


def _language(rows: list[Row], headings: list[str], shape: Shape, told: str) -> str:
    place = headings.index(shape.labels[""])
    return told or language_of(cell for row in rows for cell in row.cells[place : place + 1])


class _Reader:
    def __init__(self, name: str, shape: Shape, languages: list[str]) -> None:
        self.name, self.shape, self.languages = name, shape, languages
        self.faults: list[ConceptFault] = []
        self.left_out = 0
        self._seen: dict[str, tuple[int, Mapping[str, str]]] = {}

    def read(self, rows: Iterable[Row], headings: list[str]) -> OfficialFile:
        concepts = list(self._concepts(rows, headings))
        return OfficialFile(
            self.name, self.shape.kind, self.languages, concepts, self.left_out, self.faults
        )

    def _concepts(self, rows: Iterable[Row], headings: list[str]) -> Iterator[Concept]:
        for row in rows:
            if row.trouble or len(row.cells) != len(headings):
                problem = _("The line cannot be read.")
                remedy = _("Check the quotes and the number of cells of this line.")
                self._fault(row.line, "", "", problem, remedy)
                continue
            cells = dict(zip(headings, row.cells, strict=True))
            uri = self._uri(row.line, cells)
            labels = self._labels(row.line, cells) if uri else {}
            if labels and self._is_first(row.line, uri, labels):
                yield Concept(uri, self.shape.kind, labels, self._aliases(cells))

    def _fault(self, line: int, column: str, value: str, problem: str, remedy: str) -> None:
        self.faults.append(ConceptFault(self.name, line, column, value[:100], problem, remedy))

    def _uri(self, line: int, cells: Cells) -> str:
        """Return the URI of a line; empty where it is faulty, no skill, or no longer in use."""
        column = self.shape.key
        said = cells[column].strip()
        status = cells.get("status", cells.get("statut", "")).strip()
        is_skill = cells.get("concepttype", "").strip() in SKILL_TYPES
        if self.shape.kind == "rome":
            uri = f"rome:{said}" if ROME_CODE.fullmatch(said) else ""
        else:
            said = said.replace("https://", "http://", 1)
            uri = said if ESCO_SKILL.fullmatch(said) else ""
            is_skill = is_skill and not (not uri and ESCO.match(said))
        if not is_skill or status not in IN_USE:
            self.left_out += 1
            return ""
        if not uri:
            remedy = _("Take the file as it was published; spreadsheets change long codes.")
            self._fault(line, column, said, _("This is no URI or code of a skill."), remedy)
        return uri

    def _labels(self, line: int, cells: Cells) -> dict[str, str]:
        found = {}
        columns = {code or self.languages[0]: c for code, c in self.shape.labels.items()}
        for language, column in columns.items():
            label = " ".join(cells[column].split())
            if not label and len(columns) > 1:
                continue
            if problem := wrong_with(label):
                remedy = _("Write a short label of one line, or take the line out.")
                self._fault(line, column, label, problem, remedy)
                return {}
            found[language] = self._apostrophes(label)
        if not found:
            remedy = _("Write a label in one of the languages, or take the line out.")
            self._fault(line, ", ".join(columns.values()), "", _("The label is missing."), remedy)
        return found

    def _aliases(self, cells: Cells) -> dict[str, list[str]]:
        return {
            code or self.languages[0]: [n for c in columns for n in clean_names(cells.get(c, ""))]
            for code, columns in self.shape.aliases.items()
        }

    def _apostrophes(self, label: str) -> str:
        return label.replace("''", "'") if self.shape.kind == "rome" else label

    def _is_first(self, line: int, uri: str, labels: Mapping[str, str]) -> bool:
        """Tell whether this is the first line of a URI; another one must say the same."""
        first, said = self._seen.setdefault(uri, (line, labels))
        if first != line and said != labels:
            problem = _("Line %(first)s gives this skill another label.") % {"first": first}
            self._fault(line, self.shape.key, uri, problem, _("Keep one of the two lines."))
        return first == line
