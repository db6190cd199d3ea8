"""Topics of official files join the catalogue: one for each URI, none twice."""

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.skills.actions.catalogue import load_catalogue
from upside.skills.models import IMPORTED_AREAS, Skill
from upside.skills.official.concepts import Concept
from upside.skills.queries import folded_names_of, names_of
from upside.skills.wording import folded

__all__ = ["MOST_NEW", "TooManyTopics", "import_concepts"]

MOST_NEW = 2_000
ROWS_AT_ONCE = 500
CHANGING = ("labels", "aliases", "digcomp", "folded_names")
SHORT = re.compile(r"[\w.]{1,11}")
Names = dict[str, list[str]]


class TooManyTopics(Refused):
    """The files would add more topics than anybody reads without meaning to."""


@transaction.atomic
def import_concepts(
    concepts: Iterable[Concept],
    *,
    any_number: bool = False,
    dry_run: bool = False,
    by: Person | None,
    at: datetime,
) -> dict[str, Any]:
    """Add what official files say to the catalogue, one topic for each URI; ours are there first.

    A topic that has the URI already gets the new label and further aliases; one of ours that has
    it stays as it is. Nothing else is joined, also where names agree: ``near`` tells which new
    topics are called like one of ours. A second import changes nothing.

    Raises
    ------
    TooManyTopics
        If more than 2,000 topics would be new, unless ``any_number``.
    """
    load_catalogue(at=at)
    skills = list(Skill.objects.select_for_update())
    known = {uri: skill for skill in skills for uri in skill.uris}
    before = {uri: _state(skill) for uri, skill in known.items()}
    touched: dict[str, Skill] = {}
    for concept in concepts:
        skill = known.setdefault(concept.uri, _blank(concept))
        touched[concept.uri] = skill
        if skill.area in IMPORTED_AREAS:
            _say(skill, concept)
    new = [skill for uri, skill in touched.items() if uri not in before]
    if len(new) > MOST_NEW and not any_number:
        raise TooManyTopics(
            _(
                "%(n)s topics would be new, more than %(most)s. Choose some of them with --only,"
                " or take them all with --all. Nothing was imported."
            )
            % {"n": len(new), "most": MOST_NEW}
        )
    changed = [s for uri, s in touched.items() if _state(s) != before.get(uri, _state(s))]
    counts = {
        "created": len(new),
        "updated": len(changed),
        "unchanged": len(touched) - len(new) - len(changed),
    }
    near = _near(new, [skill for skill in skills if skill.area not in IMPORTED_AREAS])
    if new or changed:
        Skill.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
        Skill.objects.bulk_update(changed, CHANGING, batch_size=ROWS_AT_ONCE)
        audit.record(verb="catalogue.imported", subject="skills", actor=by, at=at, details=counts)
    transaction.set_rollback(dry_run)
    return counts | {"near": near}


def _blank(concept: Concept) -> Skill:
    """Return the topic that a concept would be; nobody knows who teaches it, so both ways.

    Its code comes from its URI: the same in every installation.
    """
    tail = re.split(r"[/:]", concept.uri)[-1]
    short = tail if SHORT.fullmatch(tail) else sha256(concept.uri.encode()).hexdigest()[:12]
    return Skill(
        code=f"{concept.source}-{short}",
        area=concept.source,
        direction=Skill.Direction.BOTH,
        uris=[concept.uri],
    )


def _say(skill: Skill, concept: Concept) -> None:
    """Bring the names of a concept into its topic."""
    skill.labels = skill.labels | dict(concept.labels)
    languages = dict.fromkeys([*skill.aliases, *concept.aliases])
    skill.aliases = {
        code: _distinct(
            [*skill.aliases.get(code, []), *concept.aliases.get(code, [])],
            skill.labels.get(code, ""),
        )
        for code in languages
    }
    skill.digcomp = list(dict.fromkeys([*skill.digcomp, *concept.digcomp]))
    skill.folded_names = folded_names_of(skill)


def _distinct(names: list[str], label: str) -> list[str]:
    """Return names without those that differ from another, or the label, in case or accents."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), name)
    return [name for key, name in found.items() if key and key != folded(label)]


def _state(skill: Skill) -> tuple[Any, ...]:
    return tuple(getattr(skill, name) for name in CHANGING)


def _near(new: list[Skill], ours: list[Skill]) -> list[dict[str, str]]:
    """Return the new topics that are called like one of ours, each with its code."""
    codes = {name: skill.code for skill in ours for name in names_of(skill)}
    return [
        {"uri": skill.uris[0], "label": skill.label, "ours": codes[name]}
        for skill in new
        if (name := next((n for n in names_of(skill) if n in codes), ""))
    ]
