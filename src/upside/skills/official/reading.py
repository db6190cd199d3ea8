"""The door for official files: which kind a file is shows in what it holds, not in its name."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from upside.people.imports import delimited
from upside.people.imports.refusals import Unreadable
from upside.skills.official.concepts import OfficialFile, OfficialFilesRefused
from upside.skills.official.digcomp import read_digcomp
from upside.skills.official.tables import NotAnOfficialFile, read_official_table

__all__ = ["MOST_BYTES", "read_official_files", "read_uris"]

MOST_BYTES = 50_000_000
BLANKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
JSON = (b"{", b"[")
URIS = re.compile(
    r"https?://data\.europa\.eu/esco/skill/[\w.-]+|\brome:\d+|\bdigcomp:Competence/[\d.]+"
)


def read_official_files(paths: Iterable[Path], language: str = "") -> list[OfficialFile]:
    """Return what official files hold, one after the other.

    Raises
    ------
    NotAnOfficialFile
        If a file is empty, too large, none of ESCO, ROME and DigComp, or does not show its
        language; the sentence names the file and what would help.
    OfficialFilesRefused
        If entries are faulty; its ``faults`` name file, line, column, value, problem, remedy.
    """
    files = [_read(path, language) for path in paths]
    if faults := [fault for file in files for fault in file.faults]:
        n_read = sum(len(file.concepts) + file.left_out + len(file.faults) for file in files)
        raise OfficialFilesRefused(faults, n_read=n_read)
    return files


def read_uris(path: Path) -> set[str]:
    """Return the URIs that a file names, whatever else it holds; refused where it names none."""
    _check_size(path)
    text = path.read_text(encoding=_encoding_of(path), errors="replace")
    found = {uri.replace("https://", "http://", 1) for uri in URIS.findall(text)}
    if not found:
        raise NotAnOfficialFile(
            _(
                "%(file)s names no URI of a skill. Write one a line, or take a file of one of"
                " ESCO’s collections."
            )
            % {"file": path.name}
        )
    return found


def _read(path: Path, language: str) -> OfficialFile:
    _check_size(path)
    _encoding_of(path)
    with path.open("rb") as file:
        head = file.read(200).lstrip(BLANKS)
    try:
        return (read_digcomp if head.startswith(JSON) else read_official_table)(path, language)
    except Unreadable as refusal:
        raise NotAnOfficialFile(f"{path.name}: {refusal}") from refusal


def _encoding_of(path: Path) -> str:
    try:
        return delimited.encoding_of(path)
    except Unreadable as refusal:
        raise NotAnOfficialFile(
            _("%(file)s is no text. Unpack it, or save it as CSV, then bring it in again.")
            % {"file": path.name}
        ) from refusal


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if not size:
        raise NotAnOfficialFile(_("%(file)s is empty. Download it again.") % {"file": path.name})
    if size > MOST_BYTES:
        raise NotAnOfficialFile(
            _("%(file)s is larger than %(most)s MB. Take a smaller collection.")
            % {"file": path.name, "most": MOST_BYTES // 1_000_000}
        )
