"""The charter that a pair goes by, what of it is signed, and what changed since."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.db.models import Case, CharField, Count, F, Prefetch, Q, QuerySet, Value, When

from upside.pairs.models import CharterSignature, CharterText, Pair
from upside.people.models import Person
from upside.programmes.clauses import Clause, clauses_of
from upside.programmes.models import Cohort, Programme

__all__ = [
    "Change",
    "Charter",
    "Signing",
    "changes_of_charter",
    "charter_of",
    "charter_of_text",
    "current_signatures",
    "must_sign_anew",
    "signings_of",
    "texts_signed",
    "with_signatures",
]


@dataclass(frozen=True)
class Charter:
    """What both sign before the first session; a new version is signed anew."""

    version: str
    clauses: tuple[Clause, ...]

    @cached_property
    def digest(self) -> str:
        """What tells this charter from every other: its version and all its words."""
        said = [self.version, [clause.words for clause in self.clauses]]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that is not what it was: new, taken out, in other words, or elsewhere."""

    kind: Literal["new", "gone", "words", "moved"]
    before: Clause | None
    after: Clause | None


@dataclass(frozen=True, slots=True)
class Signing:
    """How many open pairs of a cohort have signed the charter that it goes by."""

    cohort: Cohort
    version: str
    n_pairs: int
    n_signed: int

    @property
    def n_to_sign(self) -> int:
        return self.n_pairs - self.n_signed


def charter_of(owner: Programme | Cohort) -> Charter:
    """Return the charter of a programme today, or the one that a cohort goes by."""
    kept = owner.settings.get("charter", {})
    return Charter(str(kept.get("version", "1")), clauses_of(owner.settings))


def charter_of_text(text: CharterText) -> Charter:
    """Return the charter as it was when it was signed, word for word."""
    return Charter(text.version, clauses_of({"charter": {"clauses": text.clauses}}))


def with_signatures(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return ``pairs`` with all their signatures and what these stand under; one query more."""
    signed = CharterSignature.objects.select_related("text").defer("text__clauses")
    return pairs.prefetch_related(Prefetch("signatures", signed.order_by("signed_at")))


def current_signatures(pair: Pair, charter: Charter | None = None) -> dict[int, CharterSignature]:
    """Return who of the two signed the charter that the pair goes by now."""
    digest = (charter or charter_of(pair.cohort)).digest
    return {one.person_id: one for one in pair.signatures.all() if _stands_under(one) == digest}


def must_sign_anew(pair: Pair, person: Person, charter: Charter | None = None) -> bool:
    """Tell whether ``person`` signed another charter than the one that the open pair goes by.

    What the pair may do does not hang on it: an active pair stays active, its sessions go on.
    """
    if pair.state == Pair.State.CLOSED or person.pk in current_signatures(pair, charter):
        return False
    return any(one.person_id == person.pk for one in pair.signatures.all())


def texts_signed(pair: Pair) -> list[tuple[CharterText, list[CharterSignature]]]:
    """Return every charter that one of the two signed, newest first, with its signatures."""
    found: dict[CharterText, list[CharterSignature]] = {}
    signed = pair.signatures.select_related("text", "person").order_by("signed_at", "pk")
    for one in signed:
        if one.text is not None:
            found.setdefault(one.text, []).append(one)
    return list(found.items())[::-1]


def changes_of_charter(before: Charter, after: Charter) -> list[Change]:
    """Return what is different in ``after``: in its order, then what was taken out."""
    old = {clause.key: clause for clause in before.clauses}
    new = {clause.key: clause for clause in after.clauses}
    stayed = _still_in_order([key for key in old if key in new], [key for key in new if key in old])
    found = []
    for key, clause in new.items():
        if key not in old:
            found.append(Change("new", None, clause))
        elif old[key].words != clause.words:
            found.append(Change("words", old[key], clause))
        elif key not in stayed:
            found.append(Change("moved", old[key], clause))
    return [*found, *(Change("gone", old[key], None) for key in old if key not in new)]


def signings_of(cohorts: Iterable[Cohort]) -> list[Signing]:
    """Return for each of ``cohorts`` how many open pairs signed what it goes by; one query."""
    charters = {cohort: charter_of(cohort) for cohort in cohorts}
    n_pairs: Counter[int] = Counter()
    n_signed: Counter[int] = Counter()
    for cohort, signed in _signed_by_how_many(charters):
        n_pairs[cohort] += 1
        n_signed[cohort] += signed > 1
    return [
        Signing(cohort, charter.version, n_pairs[cohort.pk], n_signed[cohort.pk])
        for cohort, charter in charters.items()
    ]


def _signed_by_how_many(charters: dict[Cohort, Charter]) -> Iterable[tuple[int, int]]:
    goes_by = Case(
        *(When(cohort=c, then=Value(charter.digest)) for c, charter in charters.items()),
        default=Value(""),
        output_field=CharField(),
    )
    rows: Any = (
        Pair.objects.filter(cohort__in=list(charters))
        .exclude(state=Pair.State.CLOSED)
        .annotate(goes_by=goes_by)
        .annotate(n=Count("signatures", filter=Q(signatures__text__digest=F("goes_by"))))
    )
    return rows.values_list("cohort_id", "n").iterator()  # type: ignore[no-any-return]


def _stands_under(signature: CharterSignature) -> str:
    return signature.text.digest if signature.text else ""


def _still_in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the most keys that follow each other as before: who is not among them was moved."""
    best: list[list[str]] = []
    place = {key: n for n, key in enumerate(before)}
    for key in after:
        fitting = [run for run in best if place[run[-1]] < place[key]]
        longest = sorted(fitting, key=len)
        best.append([*(longest[-1] if longest else []), key])
    longest_of_all: list[str] = max(best, key=len, default=[])
    return set(longest_of_all)
