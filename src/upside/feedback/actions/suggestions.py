"""Suggesting something to the coordinators, answering it, and learning from it."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from upside.feedback.models import Suggestion
from upside.feedback.queries.suggestions import programmes_to_suggest_to, suggestions_run_by
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.programmes.actions import save_lesson
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.lesson_models import Lesson
from upside.programmes.models import Programme

__all__ = [
    "NoSuggestion",
    "answer_suggestion",
    "forget_suggestions",
    "learn_from_suggestion",
    "suggest",
]

LONGEST = 2_000
LONGEST_LESSON = 1_000
KEPT = timedelta(days=365)


class NoSuggestion(Refused):
    """It says nothing, or is not for this person to write or to answer."""


@transaction.atomic
def suggest(
    programme: Programme, *, text: str, is_signed: bool, by: Person, at: datetime
) -> Suggestion:
    """Keep what ``by`` suggests to the coordinators of ``programme``, with their name or without.

    Without a name neither the row nor the log tells whose it is: there is no entry. The same words
    once more on the same day are one suggestion. Refused: nothing said, and whoever takes no part.
    """
    said = text.strip()[:LONGEST]
    if not said:
        raise NoSuggestion(_("Write a sentence or two first."))
    if not programmes_to_suggest_to(by).filter(pk=programme.pk).exists():
        raise NoSuggestion(_("You can write to the programmes in which you take part."))
    Programme.objects.select_for_update().get(pk=programme.pk)
    author = by if is_signed else None
    today = Suggestion.objects.filter(programme=programme, author=author, written_on=at.date())
    for one in today:
        if one.text == said:
            return one
    kept = Suggestion.objects.create(
        programme=programme, author=author, text=said, written_on=at.date()
    )
    if author is not None:
        audit.record(
            verb="suggestion.sent", subject=programme, actor=author, at=at, programme=programme
        )
    return kept


@transaction.atomic
def answer_suggestion(suggestion: Suggestion, *, text: str, by: Person, at: datetime) -> Suggestion:
    """Keep the answer of a coordinator; whoever signed gets a mail that there is one.

    Answered again, the words are put right, without a further mail. Refused: anybody but a
    coordinator of the programme, and an answer that says nothing.
    """
    said = text.strip()[:LONGEST]
    if not said:
        raise NoSuggestion(_("Write a sentence or two first."))
    kept = _locked(suggestion, by)
    kept.answer, kept.answered_by, kept.answered_at = said, by, at
    kept.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        verb="suggestion.answered",
        subject=kept.programme,
        actor=by,
        at=at,
        programme=kept.programme,
    )
    if kept.author is not None:
        queue_notice(
            "suggestion_answered",
            to=kept.author,
            key=f"suggestion_answered:{kept.pk}",
            at=at,
            context={"programme": kept.programme.names, "path": "/suggestions/"},
        )
    return kept


@transaction.atomic
def learn_from_suggestion(suggestion: Suggestion, *, by: Person, at: datetime) -> Lesson | None:
    """Write a suggestion into the lessons log of its programme, without a name; once."""
    kept = _locked(suggestion, by)
    if kept.is_lesson:
        return None
    kept.is_lesson = True
    kept.save(update_fields=["is_lesson"])
    return save_lesson(
        kept.programme,
        phase=Lesson.Phase.REVIEW,
        learned=kept.text[:LONGEST_LESSON],
        change=(kept.answer or "")[:LONGEST_LESSON],
        by=by,
        at=at,
    )


@transaction.atomic
def forget_suggestions(*, at: datetime) -> int:
    """Delete suggestions a year after they were written, with their answers; return how many."""
    due = Suggestion.objects.filter(written_on__lte=(at - KEPT).date())
    gone: Counter[Programme] = Counter(one.programme for one in due.select_related("programme"))
    due.delete()
    return say_forgotten(gone, verb="programme.suggestions_forgotten", of="n_suggestions", at=at)


def _locked(suggestion: Suggestion, by: Person) -> Suggestion:
    if not suggestions_run_by(by).filter(pk=suggestion.pk).exists():
        raise NoSuggestion(_("The coordinators of the programme answer."))
    rows = Suggestion.objects.select_for_update(of=("self",))
    return rows.select_related("programme", "author").get(pk=suggestion.pk)
