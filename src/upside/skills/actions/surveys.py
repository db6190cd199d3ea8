"""Surveys of other tools turned into levels and wants, all of a file or nothing."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.imports.storing import Stored
from upside.people.models import Person
from upside.skills.actions.catalogue import add_topics
from upside.skills.actions.files import import_skills
from upside.skills.models import Skill, SkillLevel, SurveyFile, SurveyMapping, Want
from upside.skills.queries import skills_by_name
from upside.skills.surveys.answers import Answers, Said, read_answers
from upside.skills.surveys.outcome import FEWEST_TOLD, SurveyOutcome
from upside.skills.surveys.plan import KNOWN, SurveyMap, signature_of

__all__ = ["FaultyAnswers", "UndecidedTexts", "import_survey", "preview_survey", "remember_survey"]

SHOWN = 5
Key = tuple[str, str]
Known = tuple[dict[Key, tuple[int, str]], dict[Key, tuple[int, int]]]


class FaultyAnswers(Refused):
    """Some lines are faulty and nobody said to go on without them; ``outcome`` names them."""

    def __init__(self, outcome: SurveyOutcome) -> None:
        self.outcome = outcome
        sentence = ngettext(
            "%(n)s line is faulty, so nothing was imported. Correct it, or choose to import the"
            " good lines only.",
            "%(n)s lines are faulty, so nothing was imported. Correct them, or choose to import"
            " the good lines only.",
            outcome.refused,
        )
        super().__init__(sentence % {"n": outcome.refused})


class UndecidedTexts(Refused):
    """Nobody has said which topics some answers are; ``outcome`` lists them."""

    def __init__(self, outcome: SurveyOutcome) -> None:
        self.outcome = outcome
        n = len(outcome.undecided)
        sentence = ngettext(
            "Nobody has said which topic %(n)s text is, so nothing was imported: %(texts)s.",
            "Nobody has said which topics %(n)s texts are, so nothing was imported: %(texts)s.",
            n,
        )
        texts = ", ".join(f"“{text[:40]}”" for text in list(outcome.undecided)[:SHOWN])
        super().__init__(sentence % {"n": n, "texts": texts + (" …" if n > SHOWN else "")})


@transaction.atomic
def import_survey(
    stored: Stored,
    plan: SurveyMap,
    *,
    only_good: bool,
    by: Person | None,
    at: datetime,
    subject: SurveyFile | str = "skills",
) -> SurveyOutcome:
    """Turn a survey into levels and wants, all lines or nothing; with ``only_good`` the good ones.

    What is brought in is what a file says, so a person who has said a level or a want otherwise
    keeps it, unless the mapping says ``replace``. A second import of the same file changes nothing.
    Without a person column answers are only counted.

    Raises
    ------
    BadMapping
        If the mapping does not fit the file.
    UndecidedTexts
        If nobody said which topic a text is.
    FaultyAnswers
        If there are faulty lines and ``only_good`` was not chosen.
    """
    answers, outcome = _read(stored, plan)
    if answers.undecided:
        raise UndecidedTexts(outcome)
    if answers.faults and not only_good:
        raise FaultyAnswers(outcome)
    added = add_topics(answers.own.values(), by=by, at=at)
    outcome.topics_added = [skill.code for skill in added]
    code_of = _codes(answers)
    _count_topics(answers, code_of, outcome)
    if plan.person:
        _write(answers, code_of, plan, outcome, by=by, at=at)
    details = {
        "read": outcome.read, "people": outcome.people, "created": outcome.created,
        "updated": outcome.updated, "kept": outcome.kept,
    }  # fmt: skip
    audit.record(verb="survey.imported", subject=subject, actor=by, at=at, details=details)
    return outcome


def preview_survey(stored: Stored, plan: SurveyMap) -> SurveyOutcome:
    """Tell what importing the good lines would do, and write nothing.

    Raises
    ------
    BadMapping
        If the mapping does not fit the file.
    """
    answers, outcome = _read(stored, plan)
    names = skills_by_name()
    code_of = {
        own: names[own][0].code if own in names else text for own, text in answers.own.items()
    }
    outcome.topics_added = [text for own, text in answers.own.items() if own not in names]
    _count_topics(answers, code_of, outcome)
    if plan.person:
        known = _known()
        merged = {who: _merged(said, code_of) for who, said in answers.said.items()}
        outcome.people = len(merged)
        _count_changes(_lines(merged, answers.lines, _kept(known, plan), outcome), known, outcome)
    return outcome


def _read(stored: Stored, plan: SurveyMap) -> tuple[Answers, SurveyOutcome]:
    plan.check(stored)
    plan.check_topics(set(Skill.objects.values_list("code", flat=True)))
    answers = read_answers(stored, plan)
    return answers, SurveyOutcome(
        read=answers.n_read,
        refused=answers.n_refused,
        undecided=dict(answers.undecided.most_common()),
        faults=answers.faults,
        warned=answers.warned,
        is_count_only=not plan.person,
    )


def _count_changes(lines: Iterator[dict[str, str]], known: Known, outcome: SurveyOutcome) -> None:
    """Count what ``import_skills`` would do with lines, by person and topic."""
    levels, wants = known
    for line in lines:
        key = (line["id"], line["skill"])
        before, wanted = levels.get(key), wants.get(key)
        is_level, is_want = bool(line["level"]), bool(line["want"])
        if (is_level and before is None) or (is_want and wanted is None):
            outcome.created += 1
        elif (is_level and before != (int(line["level"]), SkillLevel.Evidence.FILE)) or (
            is_want and wanted != (int(line["want"]), int(line["importance"]))
        ):
            outcome.updated += 1
        else:
            outcome.unchanged += 1


def remember_survey(plan: SurveyMap, *, at: datetime) -> None:
    """Keep what a survey means for its next export: a later import of the same replaces it."""
    SurveyMapping.objects.update_or_create(
        signature=signature_of(list(plan.questions)),
        defaults={"mapping": plan.as_json(), "kept_at": at},
    )


def _codes(answers: Answers) -> dict[str, str]:
    """Return the code of every topic that was said, those of their own among them."""
    names = skills_by_name()
    return {own: names[own][0].code for own in answers.own}


def _count_topics(answers: Answers, code_of: dict[str, str], outcome: SurveyOutcome) -> None:
    found: dict[str, tuple[int, int]] = {}
    for topic in answers.n_had.keys() | answers.n_wanted.keys():
        code = code_of.get(topic, topic)
        had, wanted = found.get(code, (0, 0))
        found[code] = (had + answers.n_had[topic], wanted + answers.n_wanted[topic])
    fewest = 1 if outcome.is_count_only is False else FEWEST_TOLD
    outcome.topics = {
        code: (had if had >= fewest else 0, wanted if wanted >= fewest else 0)
        for code, (had, wanted) in sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))
    }


def _write(
    answers: Answers,
    code_of: dict[str, str],
    plan: SurveyMap,
    outcome: SurveyOutcome,
    *,
    by: Person | None,
    at: datetime,
) -> None:
    merged = {who: _merged(said, code_of) for who, said in answers.said.items()}
    lines = list(_lines(merged, answers.lines, _kept(_known(), plan), outcome))
    counts = import_skills(lines, by=by, at=at)
    outcome.people = len(merged)
    outcome.created, outcome.updated = counts["created"], counts["updated"]
    outcome.unchanged = counts["unchanged"]


def _merged(said: dict[str, Said], code_of: dict[str, str]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for topic, one in said.items():
        found.setdefault(code_of.get(topic, topic), Said()).join(one)
    return found


def _known() -> Known:
    """Return by person and topic every level with why we believe it, and every want."""
    keys = ("person__external_id", "skill__code")
    levels = SkillLevel.objects.values_list(*keys, "level", "evidence")
    wants = Want.objects.values_list(*keys, "target", "importance")
    return (
        {(who, code): (level, evidence) for who, code, level, evidence in levels},
        {(who, code): (target, importance) for who, code, target, importance in wants},
    )


def _kept(known: Known, plan: SurveyMap) -> Known:
    """Return what people said themselves, which a file does not overwrite."""
    if plan.known != KNOWN[0]:
        return {}, {}
    levels, wants = known
    file = SkillLevel.Evidence.FILE
    return {key: said for key, said in levels.items() if said[1] != file}, wants


def _lines(
    said: dict[str, dict[str, Said]],
    line_of: dict[str, int],
    known: Known,
    outcome: SurveyOutcome,
) -> Iterator[dict[str, str]]:
    levels, wants = known
    for who, topics in said.items():
        for code, one in topics.items():
            key = (who, code)
            level = None if key in levels else one.level
            is_own = key in wants and wants[key] != (one.target, one.importance)
            target = None if is_own else one.target
            differs = one.level is not None and key in levels and levels[key][0] != one.level
            outcome.kept += differs or (one.target is not None and is_own)
            if level is not None or target is not None:
                yield {
                    "id": who,
                    "skill": code,
                    "level": _text(level),
                    "want": _text(target),
                    "importance": _text(one.importance),
                    "line": str(line_of[who]),
                }


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
