"""What the pages of missing words show: which, how many ask, and the three answers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.programmes.queries import AskedWord
from upside.skills import queries
from upside.skills.models import Skill, TopicRequest
from upside.web.topics.forms import AddForm, DropForm, LookForm, MapForm
from upside.web.topics.pages import by_area, way_of

__all__ = ["asked_page", "word_page"]

MOST_NEAR = 6
LANGUAGE_NAMES = {"en": "English", "fr": "Français"}


@dataclass(frozen=True, slots=True)
class Line:
    """One word of the list, with its sentence and the nearest topic, if any is near."""

    word: AskedWord
    said: str
    languages: str
    near: Skill | None


def asked_page(words: list[AskedWord]) -> dict[str, Any]:
    """Return the words that wait, each with the nearest topic; one query."""
    listed = queries.listed() if words else []
    return {
        "lines": [
            Line(word, _who_asks(word), _languages(word), queries.nearest(word.text, listed))
            for word in words
        ]
    }


def word_page(request: TopicRequest, word: AskedWord, text: str) -> dict[str, Any]:
    """Return what somebody needs to map a word, to add it or to drop it."""
    near = queries.suggest_skills(text, limit=MOST_NEAR)
    first = {"label_en": request.text, "label_fr": request.text, "direction": word.direction}
    return {
        "request_id": request.pk,
        "word": word,
        "said": _who_asks(word),
        "languages": _languages(word),
        "text": text,
        "look": LookForm({"q": text}),
        "near": [(skill, way_of(skill)) for skill in near],
        "areas": by_area(queries.listed()),
        "map_form": MapForm(),
        "add_form": AddForm(initial=first),
        "drop_form": DropForm(),
    }


def _who_asks(word: AskedWord) -> str:
    """Say how many want it and how many could share it: “2 want to learn it, 1 could share it”."""
    said = []
    if word.n_want:
        wants = ngettext("%(n)s wants to learn it", "%(n)s want to learn it", word.n_want)
        said.append(wants % {"n": word.n_want})
    if word.n_share:
        shares = ngettext("%(n)s could share it", "%(n)s could share it", word.n_share)
        said.append(shares % {"n": word.n_share})
    ways = {
        Skill.Direction.J2S: _("from mentor to mentee"),
        Skill.Direction.S2J: _("from mentee to mentor"),
        Skill.Direction.BOTH: _("both ways"),
    }
    return ", ".join([*said, str(ways[Skill.Direction(word.direction)])])


def _languages(word: AskedWord) -> str:
    return ", ".join(LANGUAGE_NAMES.get(code, code) for code in sorted(word.languages))
