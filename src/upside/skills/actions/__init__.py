"""Writes of the catalogue, of levels and of wants."""

from upside.skills.actions.catalogue import add_topics, load_catalogue
from upside.skills.actions.concepts import TooManyTopics, import_concepts
from upside.skills.actions.evidence import (
    NoEvidence,
    answer_evidence,
    ask_evidence,
    contest_evidence,
    decide_contest,
    expire_evidence,
    record_evidence,
    settle_level,
    withdraw_evidence,
    withdraw_referred,
)
from upside.skills.actions.files import SkillsFileRefused, import_skills
from upside.skills.actions.naming import NoSuchName, TopicExists, add_own_topic, call_topic
from upside.skills.actions.profile import (
    OutsideTheScale,
    drop_level,
    drop_want,
    set_level,
    set_want,
)
from upside.skills.actions.survey_files import (
    SurveyIsOver,
    SurveyMovedOn,
    apply_survey,
    check_survey,
    decide_texts,
    drop_survey,
    explain_questions,
    forget_old_surveys,
    receive_survey,
    stored_survey,
)
from upside.skills.actions.surveys import (
    FaultyAnswers,
    UndecidedTexts,
    import_survey,
    preview_survey,
    remember_survey,
)

__all__ = [
    "FaultyAnswers",
    "NoEvidence",
    "NoSuchName",
    "OutsideTheScale",
    "SkillsFileRefused",
    "SurveyIsOver",
    "SurveyMovedOn",
    "TooManyTopics",
    "TopicExists",
    "UndecidedTexts",
    "add_own_topic",
    "add_topics",
    "answer_evidence",
    "apply_survey",
    "ask_evidence",
    "call_topic",
    "check_survey",
    "contest_evidence",
    "decide_contest",
    "decide_texts",
    "drop_level",
    "drop_survey",
    "drop_want",
    "expire_evidence",
    "explain_questions",
    "forget_old_surveys",
    "import_concepts",
    "import_skills",
    "import_survey",
    "load_catalogue",
    "preview_survey",
    "receive_survey",
    "record_evidence",
    "remember_survey",
    "set_level",
    "set_want",
    "settle_level",
    "stored_survey",
    "withdraw_evidence",
    "withdraw_referred",
]
