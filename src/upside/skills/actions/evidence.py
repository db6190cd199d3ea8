"""Evidence of a level: given, asked for, contested, decided, and gone when its time is over."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.skills.actions.profile import check_level
from upside.skills.evidence import CONFIDENCE, expiry_of
from upside.skills.models import Evidence, Skill, SkillLevel

__all__ = [
    "NoEvidence",
    "answer_evidence",
    "ask_evidence",
    "contest_evidence",
    "decide_contest",
    "expire_evidence",
    "record_evidence",
    "settle_level",
    "withdraw_evidence",
    "withdraw_referred",
]

State, Kind = Evidence.State, Evidence.Kind
ASKABLE = frozenset({Kind.PEER, Kind.CERTIFICATE})
REMINDER = timedelta(days=30)
LONGEST_REFERENCE = 200


class NoEvidence(Refused):
    """Something is no evidence: from oneself, from the future, answered or contested before."""


@transaction.atomic
def record_evidence(  # noqa: PLR0913 - what evidence is made of
    person: Person,
    skill: Skill,
    kind: str,
    level: int,
    *,
    given_on: date,
    reference: str = "",
    by: Person | None,
    at: datetime,
) -> Evidence:
    """Keep what somebody else found out about a level; the level that counts follows.

    Refused for a level outside 0 to 8, an unknown kind, a day to come, and from the person.
    """
    check_level(level)
    _check(person, kind, given_on, by, at)
    said = {"kind": kind, "level": level, "given_on": given_on, "reference": reference}
    made = _make(person, skill, state=State.VALID, by=by, at=at, **said)
    audit.record(verb="level.evidence_recorded", subject=person, actor=by, at=at)
    settle_level(person, skill, at=at)
    return made


@transaction.atomic
def ask_evidence(  # noqa: PLR0913 - what evidence is made of
    person: Person,
    skill: Skill,
    kind: str,
    *,
    level: int | None = None,
    given_on: date,
    reference: str = "",
    of: Person | None = None,
    at: datetime,
) -> Evidence:
    """Ask a colleague to attest a level, or an evaluator to confirm a certificate.

    It counts for nothing before the answer. Asking the same colleague again changes nothing.
    Refused for other kinds, for a day to come, and for asking oneself.
    """
    if kind not in ASKABLE:
        raise NoEvidence(_("This is recorded by an evaluator, it cannot be asked for."))
    if level is not None:
        check_level(level)
    _check(person, kind, given_on, of, at)
    waiting = Evidence.objects.filter(
        person=person, skill=skill, kind=kind, given_by=of, reference=reference, state=State.ASKED
    ).first()
    if waiting is not None:
        return waiting
    said = {"kind": kind, "level": level, "given_on": given_on, "reference": reference}
    asked = _make(person, skill, state=State.ASKED, by=of, at=at, **said)
    audit.record(verb="level.evidence_asked", subject=person, actor=person, at=at)
    if of is not None:
        queue_notice(
            "evidence_asked",
            to=of,
            key=f"evidence_asked:{asked.pk}",
            at=at,
            context={
                "person": person.name,
                "skill": skill.labels,
                "path": f"/evidence/{asked.pk}/",
            },
        )
    return asked


@transaction.atomic
def answer_evidence(evidence: Evidence, level: int | None, *, by: Person, at: datetime) -> Evidence:
    """Attest or confirm what was asked for, at ``level``; None says no. The person is told.

    Refused from the person themselves, from a colleague who was not asked, and a second time.
    """
    found = _locked(evidence)
    if by.pk == found.person_id or (found.kind == Kind.PEER and found.given_by_id != by.pk):
        raise NoEvidence(_("Only who was asked can answer this."))
    if found.state != State.ASKED:
        raise NoEvidence(_("This was answered before."))
    if level is not None:
        check_level(level)
    found.state = State.WITHDRAWN if level is None else State.VALID
    found.level, found.given_by = level, by
    if found.kind == Kind.PEER:
        found.given_on = at.date()
    found.expires_on = expiry_of(found.skill, found.given_on)
    found.save(update_fields=["state", "level", "given_by", "given_on", "expires_on"])
    audit.record(verb="level.evidence_answered", subject=found.person, actor=by, at=at)
    settle_level(found.person, found.skill, at=at)
    _tell(found, "evidence_answered", at)
    return found


@transaction.atomic
def contest_evidence(evidence: Evidence, reason: str, *, by: Person, at: datetime) -> Evidence:
    """Let the person say that evidence about them is wrong: it stops counting until it is decided.

    A second call changes nothing. Refused from anybody else, without a reason, where it does not
    count anyway, and for a grid, whose contest is a second evaluation.
    """
    found = _locked(evidence)
    if by.pk != found.person_id:
        raise NoEvidence(_("Only the person it is about can contest it."))
    if found.kind == Kind.GRID:
        raise NoEvidence(_("Contest a grid on the page of your evaluation: others look again."))
    if found.state == State.CONTESTED:
        return found
    if found.state != State.VALID:
        raise NoEvidence(_("This does not count; there is nothing to contest."))
    if not reason.strip():
        raise NoEvidence(_("Say in a sentence what is wrong with it."))
    found.state, found.contest = State.CONTESTED, reason.strip()[:500]
    found.save(update_fields=["state", "contest"])
    audit.record(verb="level.evidence_contested", subject=found.person, actor=by, at=at)
    settle_level(found.person, found.skill, at=at)
    return found


@transaction.atomic
def decide_contest(evidence: Evidence, level: int | None, *, by: Person, at: datetime) -> Evidence:
    """Give the second opinion: kept or corrected at ``level``; None withdraws. The person is told.

    Refused from the person, from who gave it, and where nothing is contested.
    """
    found = _locked(evidence)
    if by.pk in {found.person_id, found.given_by_id}:
        raise NoEvidence(_("A second opinion comes from somebody else."))
    if found.state != State.CONTESTED:
        raise NoEvidence(_("Nobody contests this, or it was decided before."))
    if level is not None:
        check_level(level)
        found.level = level
    found.state = State.WITHDRAWN if level is None else State.VALID
    found.save(update_fields=["state", "level"])
    audit.record(verb="level.contest_decided", subject=found.person, actor=by, at=at)
    settle_level(found.person, found.skill, at=at)
    _tell(found, "evidence_decided", at)
    return found


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, by: Person, at: datetime) -> Evidence:
    """Take back a question or evidence, by who gave it or whom it is about; again does nothing."""
    found = _locked(evidence)
    if by.pk not in {found.person_id, found.given_by_id}:
        raise NoEvidence(_("Only who gave it, or the person it is about, can take it back."))
    if found.state != State.WITHDRAWN:
        found.state = State.WITHDRAWN
        found.save(update_fields=["state"])
        audit.record(verb="level.evidence_withdrawn", subject=found.person, actor=by, at=at)
        settle_level(found.person, found.skill, at=at)
    return found


@transaction.atomic
def withdraw_referred(person: Person, kind: str, reference: str, *, at: datetime) -> int:
    """Withdraw what rests on ``reference``, as an evaluation whose second result stands.

    Returns how much was withdrawn.
    """
    rows = Evidence.objects.filter(person=person, kind=kind, reference=reference)
    found = list(rows.exclude(state=State.WITHDRAWN).select_related("skill"))
    rows.update(state=State.WITHDRAWN)
    for evidence in found:
        settle_level(person, evidence.skill, at=at)
    if found:
        audit.record(verb="level.evidence_withdrawn", subject=person, actor=None, at=at)
    return len(found)


@transaction.atomic
def settle_level(person: Person, skill: Skill, *, at: datetime) -> SkillLevel | None:
    """Bring the level that counts up to date: the strongest evidence that holds, else one's word.

    None where there is neither.
    """
    holds = Evidence.objects.filter(
        person=person, skill=skill, state=State.VALID, expires_on__gt=at.date()
    )
    best = max(holds, key=lambda e: (CONFIDENCE[Kind(e.kind)], e.given_on, e.pk), default=None)
    kept = SkillLevel.objects.select_for_update().filter(person=person, skill=skill).first()
    if best is None and kept is None:
        return None
    if best is None and kept is not None and kept.own_level is None:
        kept.delete()
        return None
    kept = kept or SkillLevel(person=person, skill=skill, set_at=at)
    if best is not None:
        kept.level, kept.evidence, kept.expires_on = best.level or 0, best.kind, best.expires_on
    elif kept.evidence in Kind.values:
        kept.level, kept.evidence = kept.own_level or 0, SkillLevel.Evidence.SELF
        kept.expires_on = None
    kept.save()
    return kept


def expire_evidence(*, at: datetime) -> int:
    """Let levels fall back whose evidence is over, and remind a month before; return how many.

    Nobody is reminded twice of the same evidence.
    """
    over = SkillLevel.objects.filter(expires_on__lte=at.date()).select_related("person", "skill")
    n_over = 0
    for level in over:
        settle_level(level.person, level.skill, at=at)
        n_over += 1
    ending = Evidence.objects.filter(
        state=State.VALID,
        reminded_at=None,
        expires_on__gt=at.date(),
        expires_on__lte=at.date() + REMINDER,
        person__levels__skill=F("skill"),
        person__levels__expires_on=F("expires_on"),
    )
    for evidence in ending.select_related("person", "skill"):
        _tell(evidence, "evidence_ends", at)
        Evidence.objects.filter(pk=evidence.pk).update(reminded_at=at)
    return n_over


def _check(person: Person, kind: str, given_on: date, by: Person | None, at: datetime) -> None:
    if kind not in Kind.values:
        raise NoEvidence(_("Choose a kind of evidence of the list."))
    if by is not None and by.pk == person.pk:
        raise NoEvidence(_("Nobody gives evidence about themselves. Name somebody else."))
    if given_on > timezone.localtime(at).date():
        raise NoEvidence(_("The day lies ahead. Give the day on which it was found out."))


def _make(
    person: Person, skill: Skill, *, by: Person | None, at: datetime, **fields: Any
) -> Evidence:
    fields["reference"] = fields["reference"].strip()[:LONGEST_REFERENCE]
    return Evidence.objects.create(
        person=person,
        skill=skill,
        expires_on=expiry_of(skill, fields["given_on"]),
        given_by=by,
        made_at=at,
        **fields,
    )


def _locked(evidence: Evidence) -> Evidence:
    rows = Evidence.objects.select_for_update(of=("self",))
    return rows.select_related("person", "skill", "given_by").get(pk=evidence.pk)


def _tell(evidence: Evidence, template: str, at: datetime) -> None:
    queue_notice(
        template,
        to=evidence.person,
        key=f"{template}:{evidence.pk}:{evidence.state}",
        at=at,
        context={"skill": evidence.skill.labels, "path": f"/levels/{evidence.skill_id}/"},
    )
