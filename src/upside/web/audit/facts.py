"""The facts of an entry in words: its details as they are kept, said one by one."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upside.kernel.texts import in_language
from upside.people.imports.protected import KINDS
from upside.programmes.models import Enrolment, LaunchRecord, RoleGrant
from upside.programmes.templates import load_template, template_names
from upside.sessions.models import Session

__all__ = ["facts_of"]

MOST_NAMED = 30
LONGEST = 160
SHORT_HASH = 12
THINGS = ("cohort", "person")

FACTS: dict[str, Promise] = {
    "changed": gettext_lazy("topics changed"),
    "codes": gettext_lazy("topics"),
    "cohort": gettext_lazy("cohort"),
    "columns": gettext_lazy("columns read"),
    "created": gettext_lazy("new"),
    "deactivated": gettext_lazy("deactivated"),
    "deactivated_ids": gettext_lazy("who was deactivated"),
    "engine": gettext_lazy("engine"),
    "enrolments": gettext_lazy("people invited"),
    "file": gettext_lazy("file"),
    "gate": gettext_lazy("for the launch"),
    "inactive": gettext_lazy("inactive afterwards"),
    "inputs_sha256": gettext_lazy("fingerprint of the inputs"),
    "instead_of": gettext_lazy("said before"),
    "instead_of_version": gettext_lazy("version before"),
    "keys": gettext_lazy("keys changed"),
    "known": gettext_lazy("active before"),
    "leavers": gettext_lazy("people missing from the file"),
    "lines": gettext_lazy("lines"),
    "missing": gettext_lazy("not in the file"),
    "n_answers": gettext_lazy("answers"),
    "n_calls": gettext_lazy("calls before an answer"),
    "n_kept_back": gettext_lazy("proposals kept back"),
    "n_notes": gettext_lazy("private notes"),
    "n_pairs": gettext_lazy("pairs"),
    "n_released": gettext_lazy("proposals released"),
    "only_good": gettext_lazy("faulty lines left out"),
    "person": gettext_lazy("person"),
    "protected_columns": gettext_lazy("columns left behind unread"),
    "reactivated": gettext_lazy("active again"),
    "reactivated_ids": gettext_lazy("who is active again"),
    "read": gettext_lazy("lines read"),
    "reason": gettext_lazy("reason"),
    "reference": gettext_lazy("reference"),
    "refused": gettext_lazy("lines refused"),
    "revision": gettext_lazy("check number"),
    "role": gettext_lazy("role"),
    "seed": gettext_lazy("draw number"),
    "settled_on": gettext_lazy("on"),
    "template": gettext_lazy("template"),
    "unchanged": gettext_lazy("unchanged"),
    "updated": gettext_lazy("updated"),
    "version": gettext_lazy("version"),
    "warnings": gettext_lazy("warnings"),
    "why": gettext_lazy("why"),
    "with_mail": gettext_lazy("with a mail"),
    "without_mail": gettext_lazy("without a mail"),
}
VALUES: dict[str, Mapping[Any, Promise | str]] = {
    "role": {**dict(RoleGrant.Role.choices), **dict(Enrolment.Role.choices)},
    "gate": dict(LaunchRecord.Gate.choices),
    "protected_columns": KINDS,
    "instead_of": dict(Session.State.choices),
    "leavers": {
        "auto": gettext_lazy("deactivated while they are few"),
        "deactivate": gettext_lazy("deactivated"),
        "keep": gettext_lazy("kept"),
    },
}


def facts_of(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the facts of one entry as (name, value); zeros and empty lists say nothing."""
    return [
        (str(FACTS.get(name, name)), _said(name, value))
        for name, value in details.items()
        if value not in (0, [], {}, "", None) or name == "seed"
    ]


def _said(name: str, value: Any) -> str:
    if name in THINGS:
        return _("no. %(key)s") % {"key": value}
    if name == "template" and value in template_names():
        return in_language(load_template(value)["name"])
    if value is True:
        return _("yes")
    if name == "inputs_sha256":
        return f"{value[:SHORT_HASH]}…"
    if isinstance(value, list | dict):
        return _listed(name, list(value))
    return _short(str(VALUES.get(name, {}).get(value, value)))


def _listed(name: str, values: list[Any]) -> str:
    """Name a few; of many, or of rows without a name, say how many there are."""
    if len(values) > MOST_NAMED or all(isinstance(value, int) for value in values):
        return str(len(values))
    words = VALUES.get(name, {})
    return ", ".join(_short(str(words.get(value, value))) for value in values)


def _short(text: str) -> str:
    """Cut a text between two words, or inside one that is too long by itself."""
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    return f"{head.rpartition(' ')[0] or head} …"
