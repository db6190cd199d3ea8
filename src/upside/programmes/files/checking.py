"""Checks a programme file against the published schema, in words with a remedy."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from upside.programmes.files.contradictions import contradictions
from upside.programmes.files.faults import BadProgrammeFile, Fault, Path
from upside.programmes.files.reading import ProgrammeFile, read_file

__all__ = ["SCHEMA_FILE", "check_file", "hint_of", "label_of", "schema", "title_of"]

SCHEMA_FILE = FilePath(__file__).parents[1] / "programme.schema.json"


@cache
def schema() -> dict[str, Any]:
    """Return the published schema."""
    content: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return content


def title_of(part: dict[str, Any]) -> str:
    """Return what a part of the schema is called in the language of the page."""
    return str(part.get("x-fr" if _is_french() else "title", ""))


def hint_of(part: dict[str, Any]) -> str:
    """Return what a part of the schema asks for, in the language of the page."""
    return str(part.get("x-fr-description" if _is_french() else "description", ""))


def label_of(part: dict[str, Any], code: str) -> str:
    """Return what one of the codes that a part may take is called; the code where it has none."""
    label = part.get("x-labels", {}).get(code, {})
    return str(label.get("fr" if _is_french() else "en", code))


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


@cache
def _validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def check_file(text: str, name: str) -> ProgrammeFile:
    """Return the file, read and checked: keys, values, and what contradicts itself.

    Raises
    ------
    BadProgrammeFile
        With every fault, in the order of the lines.
    """
    file = read_file(text, name)
    found = [fault for error in _validator().iter_errors(file.content) for fault in _told(error)]
    faults = [Fault(*file.mark(path), path, said) for path, said in found]
    if not faults:
        faults = [
            Fault(*file.mark(path), path, said) for path, said in contradictions(file.content)
        ]
    if faults:
        raise BadProgrammeFile(name, sorted(faults, key=lambda one: (one.line, one.column)))
    return file


def _told(error: ValidationError) -> Iterator[tuple[Path, str]]:
    """Yield where each fault stands and what it is."""
    path: Path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        for key in (key for key in error.instance if key not in known):
            yield (*path, key), _unknown(key, known)
    elif error.validator == "required":
        for key in (key for key in error.validator_value if key not in error.instance):
            # each missing key is an error of its own: yield the one that this error names
            if error.message.startswith(repr(key)):
                title = title_of(error.schema["properties"].get(key, {}))
                said = {"key": key, "title": title}
                yield path, _("“%(key)s” (%(title)s) is missing. Add it.") % said
    else:
        yield path, _sentence(error)


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1)
    if near:
        return _("this key is not known. Did you mean “%(near)s”?") % {"near": near[0]}
    if not known:
        return _("this key is not known; none is expected here. Take it out.")
    return _("this key is not known. Take it out; known here: %(known)s.") % {
        "known": ", ".join(known)
    }


def _sentence(error: ValidationError) -> str:
    limit, said = error.validator_value, _shown(error.instance)
    sentences = {
        "type": lambda: _("%(said)s is not %(kind)s.") % {"said": said, "kind": _kind(limit)},
        "enum": lambda: (
            _("%(said)s is not one of %(known)s.")
            % {"said": said, "known": ", ".join(str(one) for one in limit)}
        ),
        "minimum": lambda: (
            _("%(said)s is too small; the least is %(limit)s.") % {"said": said, "limit": limit}
        ),
        "maximum": lambda: (
            _("%(said)s is too large; the most is %(limit)s.") % {"said": said, "limit": limit}
        ),
        "minLength": lambda: _("the text is empty. Write one, or take the key out."),
        "maxLength": lambda: (
            ngettext(
                "the text is too long; %(limit)s sign at most.",
                "the text is too long; %(limit)s signs at most.",
                limit,
            )
            % {"limit": limit}
        ),
        "pattern": lambda: (
            _("%(said)s is not written as expected here (%(pattern)s).")
            % {"said": said, "pattern": limit}
        ),
        "minItems": lambda: _("the list is empty. Add one, or take the key out."),
        "maxItems": lambda: _("the list is too long; %(limit)s at most.") % {"limit": limit},
        "uniqueItems": lambda: _("something stands in the list twice. Keep one of them."),
        "minProperties": lambda: _("something is missing here: fill in one key at least."),
    }
    told = sentences.get(error.validator)
    return told() if told else _("%(said)s cannot be used here.") % {"said": said}


def _kind(kind: str | list[str]) -> str:
    words = {
        "object": _("a list of keys"),
        "array": _("a list (lines that start with “-”)"),
        "string": _("a text (put it in quotes)"),
        "integer": _("a whole number"),
        "number": _("a number"),
        "boolean": _("true or false"),
    }
    kinds = kind if isinstance(kind, list) else [kind]
    return _(" or ").join(words[one] for one in kinds)


def _shown(value: Any) -> str:
    if value is None:
        return _("nothing")
    is_text = isinstance(value, str)
    text = value if is_text else json.dumps(value, ensure_ascii=False)
    most = 60
    text = text if len(text) <= most else f"{text[:most]}…"
    return _("“%(text)s”") % {"text": text} if is_text else text
