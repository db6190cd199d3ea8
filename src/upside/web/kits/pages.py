"""What the pages of the library show: the kits by kind, one kit, one copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from upside.learning import queries
from upside.learning.models import Kit, KitCopy
from upside.people.models import Person
from upside.skills.models import Skill
from upside.web.kits.forms import ApproveForm, HideForm, LookForm, ShareForm
from upside.web.kits.sheet import Sheet, sheet_of

__all__ = ["copy_page", "kit_page", "library_page"]

LANGUAGES = {"en": "English", "fr": "Français"}


@dataclass(frozen=True, slots=True)
class Line:
    """One kit of the library."""

    kit: Kit
    about: str
    is_waiting: bool


def library_page(form: LookForm, person: Person) -> dict[str, Any]:
    """Return the kits, or those that hold what was typed, and the person's own copies."""
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.kits_like(text)
    waiting = queries.unapproved(found)
    groups: dict[str, list[Line]] = {}
    for kit in found:
        line = Line(kit, about_of(kit), kit.pk in waiting)
        groups.setdefault(_group(kit), []).append(line)
    return {
        "form": form,
        "text": text,
        "n_found": len(found),
        "groups": groups,
        "mine": list(queries.copies_of(person)),
    }


def about_of(kit: Kit) -> str:
    """Say which topic or which session a kit is for."""
    if kit.skill:
        return kit.skill.label
    return _("Session %(n)s of six") % {"n": kit.session_number}


def _group(kit: Kit) -> str:
    if kit.skill is None:
        return _("The six sessions")
    if kit.skill.direction == Skill.Direction.S2J:
        return _("Topics from mentee to mentor")
    return _("Topics from mentor to mentee")


def kit_page(kit: Kit, person: Person, *, oversees: bool) -> dict[str, Any]:
    """Return what the page of a kit shows; ``oversees`` is for coordinators and administrators."""
    seen = queries.copies_run_by(person) if oversees else queries.copies_visible_to(person)
    copies = list(seen.filter(kit=kit))
    mine = next((copy for copy in copies if copy.owner_id == person.pk), None)
    return _page(kit, kit, oversees=oversees) | {
        "mine": mine,
        "shared": _others(copies, mine),
        "languages": LANGUAGES,
    }


def _others(copies: Iterable[KitCopy], mine: KitCopy | None) -> list[KitCopy]:
    return [copy for copy in copies if copy != mine]


def copy_page(copy: KitCopy, person: Person, *, oversees: bool) -> dict[str, Any]:
    """Return what the page of a copy shows to its owner, to a reader and to a coordinator."""
    origin = copy.adopted_from
    is_mine = copy.owner_id == person.pk
    return _page(copy.kit, copy, oversees=oversees) | {
        "copy": copy,
        "is_mine": is_mine,
        "has_one": not is_mine and queries.copy_of(copy.kit, person) is not None,
        "author": copy.author,
        "origin": origin.author if origin and not origin.hidden_at else "",
        "share_form": ShareForm(initial={"is_named": copy.is_named}),
        "hide_form": HideForm(),
    }


def _sheet(kit: Kit, text: Kit | KitCopy) -> Sheet:
    """Return what the page reads out; a copy speaks its own language, in its headings too."""
    language = text.language if isinstance(text, KitCopy) else get_language()
    with override(language):
        return sheet_of(kit, text.content)


def _page(kit: Kit, text: Kit | KitCopy, *, oversees: bool) -> dict[str, Any]:
    review = queries.review_of(text)
    return {
        "kit": kit,
        "about": about_of(kit),
        "sheet": _sheet(kit, text),
        "review": review,
        "oversees": oversees,
        "approve_form": ApproveForm(initial={"seen": text.content_hash}),
    }
