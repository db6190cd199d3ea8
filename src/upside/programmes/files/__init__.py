"""A programme as a readable file: read, checked with line and remedy, edited, compared."""

from upside.programmes.files.checking import (
    SCHEMA_FILE,
    check_file,
    hint_of,
    label_of,
    schema,
    title_of,
)
from upside.programmes.files.comparing import Change, changes_between, resolved, words_of
from upside.programmes.files.editing import text_of, text_with
from upside.programmes.files.faults import BadProgrammeFile, Fault
from upside.programmes.files.reading import ProgrammeFile, read_file

__all__ = [
    "SCHEMA_FILE",
    "BadProgrammeFile",
    "Change",
    "Fault",
    "ProgrammeFile",
    "changes_between",
    "check_file",
    "hint_of",
    "label_of",
    "read_file",
    "resolved",
    "schema",
    "text_of",
    "text_with",
    "title_of",
    "words_of",
]
