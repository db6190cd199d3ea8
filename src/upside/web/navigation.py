"""The entries at the top of the page: which ones, for whom."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from upside.programmes.models import RoleGrant
from upside.programmes.queries import Standing

__all__ = ["Entry", "entries_for"]

Role = RoleGrant.Role
FOLLOW_PAIRS = frozenset({Role.COORDINATOR, Role.COACH})


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go: where, its word, its icon (for the tab bar on phones)."""

    address: str
    label: str
    icon: str
    is_current: bool


def entries_for(standing: Standing, path: str) -> list[Entry]:
    """Return the entries that somebody of this standing sees, the page they are on marked."""
    found = [("front:home", _("Home"), "house")]
    if standing.runs_programmes or standing.is_administrator:
        found += [
            ("people:list", _("People"), "users"),
            ("programmes:list", _("Programmes"), "calendar-clock"),
        ]
    if standing.takes_part or standing.assists or standing.roles & FOLLOW_PAIRS:
        found += [("pairs:list", _("Pairs"), "message-circle")]
    if standing.takes_part:
        found += [("kits:list", _("Kits"), "book-open")]
    if standing.is_administrator:
        found += [("audit:system", _("System"), "shield-check")]
    if standing.may_audit:
        found += [("audit:log", _("Audit log"), "file-spreadsheet")]
    found += [("front:who_sees_what", _("Who sees what"), "eye-off")]
    addresses = [reverse(name) for name, _label, _icon in found]
    here = max((a for a in addresses if _is_within(_parent(path), a)), key=len, default="")
    return [
        Entry(address, label, icon, address == here)
        for address, (_name, label, icon) in zip(addresses, found, strict=True)
    ]


def _parent(path: str) -> str:
    """Return the page under which ``path`` is found: a cohort and its rounds, a session."""
    if path.startswith(("/cohorts/", "/rounds/", "/speed-meetings/", "/topics/")):
        return reverse("programmes:list")
    return reverse("pairs:list") if path.startswith(("/sessions/", "/groups/")) else path


def _is_within(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
