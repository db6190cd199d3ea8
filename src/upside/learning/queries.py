"""Reads of kits, copies and trainings; for whom is decided where people stand (web)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from upside.kernel.texts import LANGUAGES
from upside.learning.kits import in_one_language
from upside.learning.models import Kit, KitApproval, KitCopy, Training
from upside.learning.paths import TrainingPath
from upside.people.models import Person
from upside.skills.wording import folded

__all__ = [
    "Review",
    "all_kits",
    "copies_of",
    "copies_run_by",
    "copies_visible_to",
    "copy_of",
    "kits_by_code",
    "kits_for_topics",
    "kits_like",
    "minutes_left",
    "review_of",
    "trainings_of",
    "unapproved",
    "valid_until",
]

VALID_YEARS = 2
WORDS_IN = ("title", "whom", "tool", "artefact")


@dataclass(frozen=True, slots=True)
class Review:
    """Whether an expert has to read a text, and who did."""

    is_needed: bool
    approval: KitApproval | None = None

    @property
    def is_open(self) -> bool:
        return self.is_needed and self.approval is None


def all_kits() -> QuerySet[Kit]:
    """Return every kit: those of the six sessions first, then the topics in their order."""
    return Kit.objects.select_related("skill").order_by("place")


def kits_like(text: str) -> list[Kit]:
    """Return the kits that have every word of ``text`` somewhere, in either language; one query."""
    typed = folded(text).split()
    return [kit for kit in all_kits() if all(word in _words_of(kit) for word in typed)]


def _words_of(kit: Kit) -> str:
    """Return what a kit is found by: what it says of itself, and the names of its topic."""
    said = [kit.content.get(name, {}).get(code, "") for name in WORDS_IN for code in LANGUAGES]
    if kit.skill:
        said += [kit.skill.code, *kit.skill.labels.values()]
        said += [name for names in kit.skill.aliases.values() for name in names]
    return folded(" ".join(said))


def kits_by_code(codes: Iterable[str]) -> dict[str, Kit]:
    """Return the kits of these codes; one query."""
    return {kit.code: kit for kit in all_kits().filter(code__in=list(codes))}


def kits_for_topics(codes: Iterable[str], *, session: int | None = None) -> list[Kit]:
    """Return the kits of these topics in their order, after that of the session; one query."""
    wanted = list(codes)
    of_session = Q() if session is None else Q(session_number=session)
    found = all_kits().filter(Q(skill__code__in=wanted) | of_session)
    place = {code: number for number, code in enumerate(wanted, start=1)}
    return sorted(found, key=lambda kit: place[kit.skill.code] if kit.skill else 0)


def copies_visible_to(person: Person) -> QuerySet[KitCopy]:
    """Return the copies that ``person`` may read: their own, and those that others share."""
    shared = Q(shared_at__isnull=False, hidden_at__isnull=True)
    return _told().filter(Q(owner=person) | shared)


def copies_run_by(person: Person) -> QuerySet[KitCopy]:
    """Return what a coordinator reads: shared copies, hidden ones too, and their own.

    Ask only for somebody who coordinates or administers.
    """
    return _told().filter(Q(owner=person) | Q(shared_at__isnull=False))


def copies_of(person: Person) -> QuerySet[KitCopy]:
    """Return the copies that are ``person``'s own."""
    return _told().filter(owner=person)


def copy_of(kit: Kit, person: Person) -> KitCopy | None:
    """Return the copy that ``person`` made of ``kit``, if they did."""
    return KitCopy.objects.filter(kit=kit, owner=person).first()


def review_of(text: Kit | KitCopy) -> Review:
    """Return whether an expert has to read this text, and the approval of its very words.

    A copy that was not changed has the approval of its kit. One query at most.
    """
    kit = text.kit if isinstance(text, KitCopy) else text
    if not kit.needs_review:
        return Review(is_needed=False)
    hashes = {text.content_hash}
    if isinstance(text, KitCopy) and text.content == in_one_language(kit.content, text.language):
        hashes.add(kit.content_hash)
    approvals = KitApproval.objects.filter(kit=kit, content_hash__in=hashes)
    return Review(is_needed=True, approval=approvals.order_by("-approved_at", "-pk").first())


def unapproved(kits: Iterable[Kit]) -> set[int]:
    """Return the keys of those of ``kits`` that wait for an expert; one query."""
    waiting = {kit.pk: kit.content_hash for kit in kits if kit.needs_review}
    approved = KitApproval.objects.filter(kit__in=waiting).values_list("kit", "content_hash")
    return waiting.keys() - {key for key, of in approved if waiting[key] == of}


def _told() -> QuerySet[KitCopy]:
    return KitCopy.objects.select_related("kit__skill", "owner", "adopted_from__owner").order_by(
        "-shared_at", "-pk"
    )


def trainings_of(person: Person) -> dict[str, Training]:
    """Return the trainings that ``person`` has begun or finished, by their path; one query."""
    return {one.path: one for one in Training.objects.filter(person=person)}


def minutes_left(path: TrainingPath, training: Training | None) -> int:
    """Return the minutes of the parts that are still to be done."""
    done = training.done if training else ()
    return sum(part.minutes for part in path.parts if part.code not in done)


def valid_until(training: Training) -> date | None:
    """Return the last day on which a finished training counts: 24 months on; None if unfinished."""
    day = training.completed_on
    if day is None:
        return None
    year = day.year + VALID_YEARS
    leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if leap_day else day.replace(year=year)
