"""How far each kind of evidence is believed, and how long it holds."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.skills.models import Evidence, Skill, SkillLevel

__all__ = ["CONFIDENCE", "CONFIDENCE_WORDS", "OWN_WORD", "expiry_of"]

Kind = Evidence.Kind
OWN_WORD = frozenset({SkillLevel.Evidence.SELF, SkillLevel.Evidence.FILE})
"""What a level rests on where nobody else has looked."""
CONFIDENCE = {
    Kind.PEER: 1,
    Kind.CERTIFICATE: 2,
    Kind.QUIZ: 2,
    Kind.OBSERVED: 3,
    Kind.GRID: 4,
}
"""The strongest kind that holds gives the level; of one confidence the newest."""
CONFIDENCE_WORDS: dict[int, Promise] = {
    1: _("fair: one colleague says so"),
    2: _("good: something can be checked"),
    3: _("high: somebody watched"),
    4: _("highest: several people, with criteria"),
}
MONTHS, MONTHS_OF_AI = 24, 12
AI = "ai"


def expiry_of(skill: Skill, given_on: date) -> date:
    """Return until when evidence of that day holds: 24 months, 12 for topics of AI."""
    years = (MONTHS_OF_AI if skill.area == AI else MONTHS) // 12
    try:
        return given_on.replace(year=given_on.year + years)
    except ValueError:  # a 29th of February
        return given_on.replace(year=given_on.year + years, day=28)
