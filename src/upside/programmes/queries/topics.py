"""Words that the catalogue lacks: who waits for an answer, and who may give it."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment, RoleGrant
from upside.programmes.queries.access import Role
from upside.skills.models import Skill, TopicRequest

__all__ = [
    "AskedWord",
    "asked_words",
    "n_words_waiting",
    "topic_requests_of",
    "topic_requests_run_by",
    "word_of",
]

State, Kind = TopicRequest.State, TopicRequest.Kind


@dataclass(slots=True)
class AskedWord:
    """One word that people miss: how they wrote it, how many ask, which way; never who."""

    key: int
    text: str
    n_want: int = 0
    n_share: int = 0
    directions: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)

    @property
    def direction(self) -> str:
        """Return the way that all who ask mean; both ways where they differ."""
        only = next(iter(self.directions)) if len(self.directions) == 1 else ""
        return only or Skill.Direction.BOTH.value


def topic_requests_run_by(person: Person) -> QuerySet[TopicRequest]:
    """Return what people of the programmes that ``person`` coordinates asked for, first first."""
    mine = RoleGrant.objects.filter(
        person=person, role=Role.COORDINATOR, programme=OuterRef("cohort__programme")
    )
    places = Enrolment.objects.filter(Exists(mine), person=OuterRef("person"))
    return TopicRequest.objects.filter(Exists(places)).order_by("asked_at", "pk")


def topic_requests_of(person: Person) -> QuerySet[TopicRequest]:
    """Return what ``person`` asked for and has not read the answer to, first first."""
    unread = TopicRequest.objects.filter(person=person, seen_at__isnull=True)
    return unread.select_related("skill").order_by("asked_at", "pk")


def asked_words(person: Person) -> list[AskedWord]:
    """Return the words that wait for ``person`` as coordinator, the oldest first; one query."""
    return _words(topic_requests_run_by(person).filter(state=State.WAITING))


def word_of(person: Person, asked: TopicRequest) -> AskedWord | None:
    """Return the word of ``asked`` with all who wait for it; None if it was answered."""
    waiting = topic_requests_run_by(person).filter(state=State.WAITING, folded=asked.folded)
    return next(iter(_words(waiting)), None)


def n_words_waiting(cohort: Cohort) -> int:
    """Return how many words people of the programme of ``cohort`` wait for an answer to."""
    places = Enrolment.objects.filter(
        person=OuterRef("person"), cohort__programme=cohort.programme_id
    )
    waiting = TopicRequest.objects.filter(Exists(places), state=State.WAITING)
    return waiting.values("folded").distinct().count()


def _words(waiting: QuerySet[TopicRequest]) -> list[AskedWord]:
    words: dict[str, AskedWord] = {}
    for asked in waiting:
        word = words.setdefault(asked.folded, AskedWord(asked.pk, asked.text))
        word.n_want += asked.kind == Kind.WANT
        word.n_share += asked.kind == Kind.SHARE
        word.directions.add(asked.direction)
        word.languages.add(asked.language)
    return list(words.values())
