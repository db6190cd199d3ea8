"""What a survey means: whose answer a line is, what each question asks, which topic a text is."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from upside.people.imports.refusals import BadMapping
from upside.people.imports.storing import Stored
from upside.skills.models import HIGHEST_LEVEL
from upside.skills.wording import folded, is_name

__all__ = [
    "HAD", "KNOWN", "LEAVE_OUT", "MEANINGS", "OWN", "RATED", "RESTS", "WANTED", "WISHED", "Asked",
    "SurveyMap", "signature_of",
]  # fmt: skip

HAD, WANTED, RATED, WISHED, LEAVE_OUT = "had", "wanted", "rated", "wished", "leave_out"
MEANINGS = (HAD, WANTED, RATED, WISHED, LEAVE_OUT)
OWN = "own"
ASK = "ask"
RESTS = (ASK, LEAVE_OUT, OWN)
KNOWN = ("keep", "replace")
BY = ("", "id", "mail")
USUAL_LEVEL, USUAL_TARGET, USUAL_IMPORTANCE = 3, 4, 2
HIGHEST_IMPORTANCE = 3
SHOWN = 80


@dataclass(slots=True)
class Asked:
    """What one question means; ``columns`` names the option that each of its columns stands for."""

    means: str = LEAVE_OUT
    columns: dict[str, str] = field(default_factory=dict)
    shape: str = "one"
    separator: str = ""
    level: int = USUAL_LEVEL
    target: int = USUAL_TARGET
    importance: int = USUAL_IMPORTANCE
    scale: dict[str, int | None] = field(default_factory=dict)

    @property
    def is_scaled(self) -> bool:
        """Whether each answer stands for a level (``rated``) or an importance (``wished``)."""
        return self.means in (RATED, WISHED)

    @property
    def has_options(self) -> bool:
        """Whether columns stand for topics, rather than cells that name them."""
        return self.is_scaled or any(self.columns.values())


@dataclass(slots=True)
class SurveyMap:
    """The whole mapping: whose line it is, the questions by name, the topics by folded text.

    A topic is a code, ``own`` or ``leave_out``; ``rest`` says what becomes of texts that stand
    nowhere, ``known`` whether what people said themselves since is kept.
    """

    person: str = ""
    by: str = ""
    questions: dict[str, Asked] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    rest: str = ASK
    known: str = KNOWN[0]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "SurveyMap":
        questions = {name: Asked(**asked) for name, asked in said["questions"].items()}
        return cls(**(said | {"questions": questions}))

    def used(self) -> dict[str, Asked]:
        """Return the questions that are read."""
        return {name: asked for name, asked in self.questions.items() if asked.means != LEAVE_OUT}

    def topic_of(self, text: str) -> str:
        """Return what was decided about a text: a code, ``own``, ``leave_out``, or nothing yet."""
        said = self.topics.get(folded(text), "")
        return said or ("" if self.rest == ASK else self.rest)

    def check(self, stored: Stored) -> None:
        """Refuse a mapping that names what is not there, asks for nothing, or leaves a scale.

        Protected questions were not stored, so they are not there.
        """
        self._check_words()
        if self.by and not self.person:
            raise BadMapping(_("Say which column tells whose answer a line is."))
        for heading in filter(None, [self.person, *self._columns()]):
            if heading in stored.kinds:
                raise BadMapping(
                    _("The question “%(name)s” is never read. Leave it out.")
                    % {"name": heading[:SHOWN]}
                )
            if heading not in stored.headings:
                raise BadMapping(
                    _("The file has no column “%(name)s”.") % {"name": heading[:SHOWN]}
                )
        if not self.used():
            raise BadMapping(
                _("Say of one question at least what it asks: topics people can, or want to learn.")
            )
        for name, asked in self.used().items():
            _check_scales(name, asked)

    def _columns(self) -> list[str]:
        return [heading for asked in self.used().values() for heading in asked.columns]

    def _check_words(self) -> None:
        said = [("known", self.known, KNOWN), ("rest", self.rest, RESTS), ("by", self.by, BY)]
        said += [("means", asked.means, MEANINGS) for asked in self.questions.values()]
        for name, word, words in said:
            if word not in words:
                raise BadMapping(
                    _("“%(word)s” cannot stand for “%(name)s”. Write one of: %(words)s.")
                    % {"word": word[:SHOWN], "name": name, "words": ", ".join(filter(None, words))}
                )

    def check_topics(self, codes: set[str]) -> None:
        """Refuse a topic that the catalogue does not have, and a text that can be no topic."""
        for text, said in self.topics.items():
            if said and said not in codes | {OWN, LEAVE_OUT}:
                raise BadMapping(
                    _("“%(text)s” is given to the topic %(code)s, which the catalogue lacks.")
                    % {"text": text[:SHOWN], "code": said[:SHOWN]}
                )
            if said == OWN and not is_name(text):
                raise BadMapping(
                    _("No topic can be called “%(text)s”. Leave it out, or name a topic.")
                    % {"text": text[:SHOWN]}
                )


def _check_scales(name: str, asked: Asked) -> None:
    said = [number for number in asked.scale.values() if number is not None]
    numbers = [
        (asked.level, 1, HIGHEST_LEVEL),
        (asked.target, 1, HIGHEST_LEVEL),
        (asked.importance, 1, HIGHEST_IMPORTANCE),
        *((n, 0, HIGHEST_LEVEL) for n in said if asked.means == RATED),
        *((n, 1, HIGHEST_IMPORTANCE) for n in said if asked.means == WISHED),
    ]
    for number, lowest, highest in numbers:
        if not lowest <= number <= highest:
            raise BadMapping(
                _("“%(name)s”: %(number)s is not from %(lowest)s to %(highest)s.")
                % {"name": name[:SHOWN], "number": number, "lowest": lowest, "highest": highest}
            )
    if asked.is_scaled and not said:
        raise BadMapping(
            _("“%(name)s”: say which level or importance each answer stands for.")
            % {"name": name[:SHOWN]}
        )
    if len(asked.separator) > 1:
        raise BadMapping(
            _("“%(name)s”: a separator is one sign, such as ; or a comma.") % {"name": name[:SHOWN]}
        )


def signature_of(names: list[str]) -> str:
    """Return by what the next export of the same survey is known: its questions, in any order."""
    plain = sorted(folded(name) for name in names)
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()
