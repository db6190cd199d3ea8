"""What the pages of a survey show: its questions, what importing would do."""

from collections import Counter
from typing import Any

from upside.people.imports.problems import Problem
from upside.people.imports.sentences import REMEDIES
from upside.skills import actions
from upside.skills.models import SurveyFile
from upside.skills.queries import remembered_survey, skills_by_name
from upside.skills.surveys.plan import SurveyMap
from upside.skills.surveys.proposing import (
    Proposed,
    named_questions,
    propose_map,
    with_remembered,
)
from upside.skills.surveys.texts import Text
from upside.web.surveys.forms import QuestionsForm

__all__ = ["as_remembered", "checked_page", "proposed_for", "questions_page"]

SHOWN = 100
FEW = 5
TOPICS = 40


def as_remembered(survey: SurveyFile) -> bool:
    """Use what an earlier export of the same survey meant; tell whether nothing is left to say."""
    stored = actions.stored_survey(survey)
    before = remembered_survey([question.name for question in named_questions(stored)])
    if before is None:
        return False
    plan = with_remembered(propose_map(stored, skills_by_name()), before)
    survey = actions.explain_questions(survey, plan)
    if any(not plan.topic_of(Text.from_json(said).text) for said in survey.texts):
        return False
    actions.check_survey(survey, plan)
    return True


def proposed_for(survey: SurveyFile) -> Proposed:
    """Return what is proposed for the questions, with what was said of them before."""
    proposed = propose_map(actions.stored_survey(survey), skills_by_name())
    if not survey.mapping:
        return proposed
    plan = with_remembered(proposed, SurveyMap.from_json(survey.mapping))
    return Proposed(plan, proposed.questions, frozenset())


def questions_page(survey: SurveyFile, proposed: Proposed, form: QuestionsForm) -> dict[str, Any]:
    stored = actions.stored_survey(survey)
    rows = form.rows()
    return {
        "survey": survey,
        "stored": stored,
        "form": form,
        "asked": [row for row in rows if row.is_topical],
        "others": [row for row in rows if not row.is_topical],
        "protected": list(stored.kinds),
        "n_used": len(proposed.plan.used()),
        "n_unsure": len(proposed.unsure),
    }


def _kept(survey: SurveyFile, which: str) -> list[Problem]:
    return [Problem.from_json(said) for said in survey.outcome.get(which, [])]


def checked_page(survey: SurveyFile) -> dict[str, Any]:
    outcome = survey.outcome
    faults, warned = _kept(survey, "faults"), _kept(survey, "warned")
    numbers = outcome.get("kinds", {}).get("warned") or Counter(w.code for w in warned)
    return {
        "survey": survey,
        "outcome": outcome,
        "good": outcome.get("read", 0) - outcome.get("refused", 0),
        "all_faults": faults,
        "all_warnings": warned,
        "faults": faults[:SHOWN],
        "n_more_faults": max(0, len(faults) - SHOWN),
        "warnings": [
            {
                "n": n,
                "first": [w for w in warned if w.code == code][:FEW],
                "remedy": REMEDIES[code],
            }
            for code, n in sorted(numbers.items(), key=lambda item: item[1])
        ],
        "topics": [
            {"code": code, "had": had, "wanted": wanted}
            for code, (had, wanted) in list(outcome.get("topics", {}).items())[:TOPICS]
        ],
        "n_more_topics": max(0, len(outcome.get("topics", {})) - TOPICS),
        "undecided": list(outcome.get("undecided", {}).items())[:SHOWN],
    }
