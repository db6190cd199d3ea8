"""Keeping what is signed, and asking anew where the charter of a cohort has changed."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from upside.kernel import audit
from upside.kernel.days import company_day
from upside.notices.actions import Letter, queue_notices
from upside.notices.models import Notice
from upside.notices.queries import not_told
from upside.pairs.models import CharterSignature, CharterText, Pair
from upside.pairs.queries import Charter, charter_of
from upside.programmes.models import Cohort, Programme

__all__ = ["REMIND_AFTER", "ask_to_sign_anew", "keep_text"]

log = logging.getLogger("upside.pairs")

AT_ONCE = 500
REMIND_AFTER = timedelta(days=7)
ASKED, WAITS = "charter_changed", "charter_waits"


def keep_text(programme: Programme, charter: Charter, *, at: datetime) -> CharterText:
    """Keep the words of ``charter`` for ever, as somebody signs them; the same words once."""
    kept, _is_new = CharterText.objects.get_or_create(
        programme=programme,
        digest=charter.digest,
        defaults={
            "version": charter.version,
            "clauses": [clause.words for clause in charter.clauses],
            "kept_at": at,
        },
    )
    return kept


def ask_to_sign_anew(*, at: datetime) -> int:
    """Ask who signed another charter than the one their cohort goes by; return how many mails.

    Each is asked once for each version, and reminded once, a week later. The pair goes on
    meanwhile. A cohort that fails is logged, and the others go on.
    """
    running = Cohort.objects.filter(ends_on__gte=company_day(at), pairs__isnull=False).distinct()
    n_mails = 0
    for cohort in running.select_related("programme").order_by("pk"):
        try:
            n_mails += _ask_cohort(cohort, at=at)
        except Exception:
            log.exception("asking cohort %s to sign anew failed; going on", cohort.pk)
    return n_mails


@transaction.atomic
def _ask_cohort(cohort: Cohort, *, at: datetime) -> int:
    charter = charter_of(cohort)
    others = list(CharterText.objects.filter(programme=cohort.programme_id))
    others = [text for text in others if text.digest != charter.digest]
    if not others:
        return 0
    waiting = _to_sign_anew(cohort, charter, others)
    asked = list(waiting.filter(not_told(ASKED, "pair_id", "person_id", "short"))[:AT_ONCE])
    key = Concat(Value(f"{ASKED}:"), _text("pair_id"), Value(":"), _text("person_id"), Value(":"))
    told = Notice.objects.filter(queued_at__lte=at - REMIND_AFTER)
    late = waiting.filter(
        not_told(WAITS, "pair_id", "person_id", "short"),
        Exists(told.filter(key=Concat(key, OuterRef("short")))),
    )
    reminded = list(late[:AT_ONCE])
    queue_notices(ASKED, _letters(ASKED, asked, charter), at=at)
    queue_notices(WAITS, _letters(WAITS, reminded, charter), at=at)
    if asked:
        audit.record(
            verb="charter.asked_anew",
            subject=cohort,
            actor=None,
            at=at,
            details={"version": charter.version, "n_people": len(asked)},
            programme=cohort.programme,
        )
    return len(asked) + len(reminded)


def _to_sign_anew(
    cohort: Cohort, charter: Charter, others: list[CharterText]
) -> QuerySet[CharterSignature, CharterSignature]:
    """Return the newest signature of each who signed another text, and not this one."""
    own = CharterSignature.objects.filter(pair=OuterRef("pair"), person=OuterRef("person"))
    later = own.filter(signed_at__gt=OuterRef("signed_at"))
    return (
        CharterSignature.objects.filter(
            ~Exists(own.filter(text__digest=charter.digest)),
            ~Exists(later),
            pair__cohort=cohort,
            text__in=others,
            person__is_active=True,
            person__email__isnull=False,
        )
        .exclude(pair__state=Pair.State.CLOSED)
        .annotate(short=Value(charter.digest[:24]))
        .select_related("pair__mentor", "pair__mentee", "pair__cohort__programme", "person")
        .order_by("pk")
    )


def _text(field: str) -> Cast:
    return Cast(OuterRef(field), CharField())


def _letters(
    template: str, signatures: list[CharterSignature], charter: Charter
) -> Iterator[Letter]:
    for one in signatures:
        context: dict[str, Any] = {
            "programme": one.pair.cohort.programme.names,
            "partner": one.pair.partner_of(one.person).name,
            "version": charter.version,
            "path": f"/pairs/{one.pair_id}/charter/",
        }
        key = f"{template}:{one.pair_id}:{one.person_id}:{charter.digest[:24]}"
        yield Letter(one.person, key, context)
