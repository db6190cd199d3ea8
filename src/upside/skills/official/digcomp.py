"""DigComp: the competences of its data supplement, which is JSON-LD."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.texts import LANGUAGES
from upside.people.imports import delimited
from upside.skills.official.concepts import (
    Concept,
    ConceptFault,
    OfficialFile,
    language_of,
    wrong_with,
)
from upside.skills.official.tables import NotAnOfficialFile

__all__ = ["read_digcomp"]

COMPETENCE = re.compile(r"(?:.*[/:#])?Competence/([1-9]\.[1-9])")


def read_digcomp(path: Path, language: str = "") -> OfficialFile:
    """Return the competences of a JSON-LD file; refused where it is none of DigComp.

    Labels without a language are read in ``language``, else in the one that their words show.
    """
    entries = [node for node in _graph(path) if "Competence" in _types(node)]
    if not entries:
        raise NotAnOfficialFile(
            _("%(file)s holds no entries of the type Competence. Take DigComp’s data supplement.")
            % {"file": path.name}
        )
    plain = [node["name"] for node in entries if isinstance(node.get("name"), str)]
    language = language or language_of(plain)
    if plain and not language:
        raise NotAnOfficialFile(
            _("The labels of %(file)s do not show their language. Say --language en or fr.")
            % {"file": path.name}
        )
    faults: list[ConceptFault] = []
    concepts = []
    for number, node in enumerate(entries, start=1):
        said = str(node.get("@id", ""))
        found = COMPETENCE.fullmatch(said)
        labels = dict(_labels(node.get("name"), language))
        problem = next(filter(None, map(wrong_with, labels.values() or [""])), "")
        column = "name"
        if not found:
            column, problem = "@id", _("This is no URI or code of a skill.")
        if found and not problem:
            uri = f"digcomp:Competence/{found[1]}"
            concepts.append(Concept(uri, "digcomp", labels, digcomp=(found[1],)))
            continue
        remedy = _("Entry %(number)s of the type Competence: take the file as it was published.")
        told = remedy % {"number": number}
        faults.append(ConceptFault(path.name, 0, column, said[:100], problem, told))
    languages = [code for code in LANGUAGES if any(code in c.labels for c in concepts)]
    return OfficialFile(path.name, "digcomp", languages, concepts, 0, faults)


def _graph(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding=delimited.encoding_of(path)))
    except json.JSONDecodeError as error:
        raise NotAnOfficialFile(
            _("%(file)s is no JSON-LD: line %(line)s, column %(column)s. Download it again.")
            % {"file": path.name, "line": error.lineno, "column": error.colno}
        ) from error
    except (RecursionError, ValueError) as error:
        raise NotAnOfficialFile(
            _("%(file)s cannot be read as JSON-LD. Download it again.") % {"file": path.name}
        ) from error
    nodes = content.get("@graph", []) if isinstance(content, dict) else content
    return [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []


def _types(node: dict[str, Any]) -> list[str]:
    said = node.get("@type", [])
    return [str(each).rpartition("/")[2] for each in (said if isinstance(said, list) else [said])]


def _labels(said: Any, language: str) -> Iterator[tuple[str, str]]:
    """Yield language and label: text, or texts with their languages; others are passed over."""
    for each in said if isinstance(said, list) else [said]:
        if isinstance(each, str):
            yield language, " ".join(each.split())
        elif isinstance(each, dict) and each.get("@language") in LANGUAGES:
            yield each["@language"], " ".join(str(each.get("@value", "")).split())
