"""MAP.yaml of a survey: what its questions and texts mean, written to be edited, read with care."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.people.imports.maptext import SHOWN, loaded, quoted, word
from upside.people.imports.protected import KINDS
from upside.people.imports.refusals import BadMapping
from upside.people.imports.storing import Stored
from upside.skills.surveys.cells import LINE_BREAK, SEPARATORS
from upside.skills.surveys.plan import (
    HAD,
    LEAVE_OUT,
    RATED,
    USUAL_IMPORTANCE,
    USUAL_LEVEL,
    USUAL_TARGET,
    WANTED,
    WISHED,
    Asked,
    SurveyMap,
)
from upside.skills.surveys.proposing import named_questions
from upside.skills.surveys.texts import Text
from upside.skills.wording import folded

__all__ = ["read_survey_map", "survey_map_text"]

PARTS = ("version", "kind", "person", "known", "rest", "questions", "topics")
OF_A_QUESTION = ("means", "columns", "separator", "level", "target", "importance", "scale")
LONGEST_NUMBER = 2


def read_survey_map(path: Path, stored: Stored) -> SurveyMap:
    """Return the mapping that the file spells out; what it says nothing of is left out.

    Everything is read as text. Columns and the separator of a question may be left to us.

    Raises
    ------
    BadMapping
        If the file is no YAML of this kind; the sentence names the place.
    """
    said = loaded(path, needs="questions", parts=PARTS)
    person = _part(said, "person")
    ours = {question.name: question for question in named_questions(stored)}
    plan = SurveyMap(
        person=_word(person, "column", ""),
        by=_word(person, "by", "id") if person else "",
        topics={
            folded(str(text)): _said(str(text), to) for text, to in _part(said, "topics").items()
        },
        rest=_word(said, "rest", "ask"),
        known=_word(said, "known", "keep"),
    )
    for name, asked in _part(said, "questions").items():
        plan.questions[str(name)] = _asked(str(name), asked)
    for name, question in ours.items():
        asked = plan.questions.setdefault(name, Asked())
        asked.shape = question.shape
        asked.columns = asked.columns or dict(question.columns)
        if "separator" not in (said["questions"].get(name) or {}):
            asked.separator = question.separator
    for name, asked in plan.questions.items():
        asked.columns = asked.columns or {name: ""}
    return plan


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name) or {}
    if not isinstance(found, dict):
        raise BadMapping(
            _("“%(name)s” has one line for each thing, such as a: b.") % {"name": name[:SHOWN]}
        )
    return found


def _word(said: dict[str, Any], name: str, usual: str) -> str:
    return _said(name, said.get(name, usual))


def _said(name: str, found: Any) -> str:
    return word(name, found).strip()


def _asked(name: str, said: Any) -> Asked:
    if isinstance(said, str):  # 'Country': leave_out
        said = {"means": said}
    if not isinstance(said, dict) or any(part not in OF_A_QUESTION for part in said):
        raise BadMapping(
            _("“%(name)s” says what it means, and may say: %(parts)s.")
            % {"name": name[:SHOWN], "parts": ", ".join(OF_A_QUESTION)}
        )
    separator = said.get("separator", "")
    return Asked(
        means=_word(said, "means", LEAVE_OUT),
        columns={str(h): _said(str(h), o) for h, o in _part(said, "columns").items()},
        separator=SEPARATORS.get(str(separator).strip(), str(separator).strip()),
        level=_number(name, said.get("level"), USUAL_LEVEL),
        target=_number(name, said.get("target"), USUAL_TARGET),
        importance=_number(name, said.get("importance"), USUAL_IMPORTANCE),
        scale={
            str(answer): None if level in ("", "~", "null") else _number(name, level, 0)
            for answer, level in _part(said, "scale").items()
        },
    )


def _number(name: str, said: Any, usual: int) -> int:
    if said is None:
        return usual
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER:
        return int(said)
    raise BadMapping(
        _("“%(name)s”: a level is a whole number from 0 to 8, an importance from 1 to 3.")
        % {"name": name[:SHOWN]}
    )


def survey_map_text(
    file_name: str,
    map_name: str,
    plan: SurveyMap,
    texts: list[Text],
    told: tuple[frozenset[str], dict[str, str]],
) -> str:
    """Return a mapping as YAML with its reasons, for a person to edit.

    ``told`` names the questions that nobody can be sure of, and the protected ones with the kind.
    """
    unsure, kinds = told
    edit = _("What the questions of this survey mean. Edit it, then run:")
    known = _("keep or replace what people said themselves")
    rest = _("texts that are not below: ask, leave_out or own")
    means = _("A question means one of: had, wanted, rated, wished, leave_out.")
    scaled = _("rated: each answer is a level. wished: each answer is an importance.")
    topics = _("A text is a code of the catalogue, own (a topic of your own) or leave_out.")
    never = _("Never read:")
    return "\n".join(
        [
            f"# {edit}",
            f"#   upside import survey {file_name} --map {map_name}",
            "version: 1",
            "kind: survey",
            *_person_lines(plan),
            f"known: {plan.known}  # {known}",
            f"rest: {plan.rest}  # {rest}",
            f"# {means}",
            f"# {scaled}",
            *(f"# {never} {quoted(name)} ({KINDS[kind]})" for name, kind in kinds.items()),
            "questions:",
            *(
                line
                for name, asked in plan.questions.items()
                for line in _question(name, asked, unsure)
            ),
            f"# {topics}",
            "topics:" if texts else "topics: {}",
            *(_topic_line(text, plan) for text in texts),
            "",
        ]
    )


def _person_lines(plan: SurveyMap) -> list[str]:
    why = _("mail or id; without this part answers are only counted")
    if not plan.person:
        nobody = _("No column tells surely whose answer a line is: answers are only counted.")
        return [f"# {nobody}", "person: {}"]
    return ["person:", f"  column: {quoted(plan.person)}", f"  by: {plan.by}  # {why}"]


def _question(name: str, asked: Asked, unsure: frozenset[str]) -> Iterator[str]:
    asks = _("Topics, it seems: had or wanted?")
    doubt = f"  # {asks}" if name in unsure else ""
    if asked.means == LEAVE_OUT and not doubt:
        yield f"  {quoted(name)}: leave_out"
        return
    yield f"  {quoted(name)}:"
    yield f"    means: {asked.means}{doubt}"
    if any(asked.columns.values()) or list(asked.columns) != [name]:
        yield "    columns:"
        yield from (f"      {quoted(h)}: {quoted(o)}" for h, o in asked.columns.items())
    elif asked.separator:
        mark = "newline" if asked.separator == LINE_BREAK else asked.separator
        yield f"    separator: {quoted(mark)}"
    if asked.means in (HAD, LEAVE_OUT):
        yield f"    level: {asked.level}"
    if asked.means in (WANTED, WISHED, LEAVE_OUT):
        yield f"    target: {asked.target}"
    if asked.means in (WANTED, LEAVE_OUT):
        yield f"    importance: {asked.importance}"
    if asked.means in (RATED, WISHED):
        yield "    scale:"
        yield from (
            f"      {quoted(a)}: {'' if n is None else n}".rstrip() for a, n in asked.scale.items()
        )


def _topic_line(text: Text, plan: SurveyMap) -> str:
    said = plan.topics.get(folded(text.text), "") or text.exact
    times = ngettext("%(n)s time", "%(n)s times", text.times) % {"n": text.times}
    why = [times]
    if text.exact:
        why.append(_("called so in the catalogue"))
    if text.near:
        why.append(_("near: %(codes)s") % {"codes": ", ".join(text.near)})
    return f"  {quoted(text.text)}: {said or quoted('')}  # {'; '.join(why)}"
