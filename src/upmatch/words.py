"""Reasons and remedies in plain English, for the command line and its files."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from upmatch.alternatives import Alternatives
from upmatch.audit import Audit, GroupAudit, Interval
from upmatch.explain import Why, WhyNot
from upmatch.learning import Learnt
from upmatch.next_best import NextPlan
from upmatch.plan import Plan
from upmatch.prices import RulePrice, Step
from upmatch.rematch import Rematch
from upmatch.remedies import LeftOver, Remedy
from upmatch.table import Link

__all__ = [
    "about_alternatives",
    "about_audit",
    "about_certificate",
    "about_left_over",
    "about_next",
    "about_price",
    "about_rematch",
    "about_remedy",
    "about_why",
    "about_why_not",
]

BEST: Final = "No plan pairs more people, and none that pairs as many"
PROVEN: Final[Mapping[str, str]] = {
    "people-first": f"{BEST} scores higher.",
    "total": "No plan scores higher.",
    "weakest": f"{BEST} has a better weakest pair, or scores higher with one as good.",
    "bands": f"{BEST} has more pairs in the best bands, or scores higher with as many.",
    "at_least": f"{BEST} leaves fewer wishes unmet, or scores higher with as few.",
}
PROOF: Final[Mapping[str, str]] = {
    "all pairs": " This is proven.",
    "HiGHS": " So says the solver HiGHS, which computes in floating point.",
}


def about_remedy(one: LeftOver) -> str:
    """Return what would give the person a partner, or how much was tried in vain."""
    if one.remedy is not None:
        return _remedy(one.remedy)
    if not one.is_searched:
        return "not searched as far as it could be: the limit of solves was met"
    if not one.tried:
        return ""
    off = f" ({', '.join(one.tried_off)} switched off among them)" if one.tried_off else ""
    return f"no single change helps; {one.tried} were tried{off}"


def about_left_over(one: LeftOver) -> list[str]:
    """Return why somebody is left over, line by line."""
    counts = "; ".join(f"{rule} removes {count}" for rule, count in one.forbidden_by.items())
    alone = "; ".join(f"{rule} {count}" for rule, count in one.forbidden_only_by.items())
    lines = [f"{one.id} ({one.role}): {one.reason}"]
    if one.n_permitted is not None:
        lines.append(f"  permitted partners: {one.n_permitted} of {one.n_partners}")
    lines += [f"  rules: {counts}"] if counts else []
    lines += [f"  removed by one rule alone: {alone}"] if alone else []
    remedy = about_remedy(one)
    return lines + ([f"  remedy: {remedy}"] if remedy else [])


def about_why(why: Why) -> list[str]:
    """Return what speaks for a pair, line by line."""
    lines = [f"{why.mentee} (mentee) with {why.mentor} (mentor): fit {why.fit} of 10000"]
    lines += [
        f"  {share.term}: {share.points} points ({share.a}/{share.b}, weight {share.weight})"
        for share in why.shares
    ]
    lines += [_learnt(why.mentee, one) for one in why.learns]
    lines += [_learnt(why.mentor, one) for one in why.gives_back]
    lines += [f"  common half hours a week: {why.common_half_hours}"]
    lines += [f"  locked against: {', '.join(why.overrides)}"] if why.overrides else []
    return [*lines, f"  common languages: {', '.join(why.languages) or 'none'}"]


def about_why_not(why_not: WhyNot) -> str:
    """Return what speaks against a pair."""
    if why_not.is_in_plan:
        return "  this pair is in the plan"
    if why_not.forbidden_by:
        return f"  forbidden by: {', '.join(why_not.forbidden_by)}"
    return (
        "  permitted; the best plan with this pair has "
        f"{why_not.cost_pairs} pairs less and {why_not.cost_fit} fit points less"
    )


def about_certificate(plan: Plan) -> str:
    """Return what is proven about a plan, in a sentence or two."""
    n_locks = len(plan.problem.locks)
    held = f" Every plan that counts holds the {n_locks} locked pairs." if n_locks else ""
    return _certificate(plan) + held


def _certificate(plan: Plan) -> str:
    if plan.objective == "stable":
        return f"{plan.blocking_pairs} pairs would rather have each other."
    if plan.certified:
        return PROVEN[plan.objective] + PROOF.get(plan.scope, "")
    if plan.gap_pairs:
        return f"No plan has more than {plan.bound_pairs} pairs; this one may miss some."
    if plan.gap:
        return f"No plan as large has more than {plan.gap} fit points more ({plan.scope})."
    return f"The best plan that was found; not proven ({plan.scope})."


def about_price(price: RulePrice) -> list[str]:
    """Return what a rule costs, line by line."""
    lines = [f"{price.rule}: {_gain(price.dropped)} without it"]
    return lines + [f"  {_settings(step.settings or {})}: {_gain(step)}" for step in price.steps]


def about_alternatives(found: Alternatives) -> list[str]:
    """Return the best other partners, line by line."""
    lines = [
        f"{one.mentee} (mentee) with {one.mentor} (mentor): fit {one.fit}; the best plan with "
        f"this pair has {_loss(one.cost_pairs, one.cost_fit)}"
        for one in found.partners
    ]
    if not found.is_complete:
        return [*lines, f"There may be cheaper ones: {found.n_solves} were tried."]
    return lines or [f"The rules leave {found.id} no other partner."]


def about_next(plans: Sequence[NextPlan]) -> list[str]:
    """Return the next best plans, one a line."""
    return [
        f"{place}. {one.n_pairs} pairs, total fit {one.total_fit} "
        f"({_loss(one.cost_pairs, one.cost_fit)}): {_links(one.without)} -> {_links(one.instead)}"
        for place, one in enumerate(plans, start=2)
    ]


def about_audit(found: Audit) -> list[str]:
    """Return how fair and how firm a plan is, line by line."""
    lines = [_group(one) for one in (*found.overall, *found.groups)]
    spread = ", ".join(f"{count} with {pairs}" for pairs, count in found.load.mentors_with.items())
    lines.append(f"mentors by number of pairs: {spread or 'none'}")
    if found.gini is not None:
        lines.append(f"unevenness of fit (Gini, 0 is even): {found.gini:.3f}")
    if found.blocking_pairs is not None:
        lines.append(f"{found.blocking_pairs} pairs would rather have each other")
    lines += [
        f"{one.term} {one.percent:+d} %: {one.n_kept} pairs stay, {len(one.lost)} do not"
        for one in found.variations or ()
    ]
    return lines if found.firm is None else [*lines, f"{len(found.firm)} pairs stay in every case"]


def about_rematch(found: Rematch) -> list[str]:
    """Return who moves after a change, and what is proven, line by line."""
    reasons = {(one.mentee, one.mentor): ", ".join(one.reasons) for one in found.ended}
    lines = [f"{len(found.kept)} pairs go on."]
    for move in found.moves:
        why = reasons.get((move.mentee, move.before or ""))
        lines.append(
            f"  {move.mentee}: {move.before or 'nobody'} -> {move.after or 'nobody'}"
            + (f" ({why})" if why else "")
        )
    if found.given_up is None and found.plan.certified:
        lines.append("No plan that moves nobody else is better. This is proven.")
    if found.given_up is not None:
        pairs, fit = found.given_up
        lines.append(f"The best plan that may move everybody has {pairs:+d} pairs, {fit:+d} fit.")
    return lines


def _group(one: GroupAudit) -> str:
    name = f"{one.role}s{f' of {one.group}' if one.group else ''}"
    said = f"{name}: {one.n_paired} of {one.n} have a pair, {_interval(one.rate, 100, ' %')}"
    return said if one.fit is None else f"{said}; mean fit {_interval(one.fit, 1, '')}"


def _interval(one: Interval, times: int, unit: str) -> str:
    value = f"{one.value * times:.0f}{unit}"
    if one.low is None or one.high is None:
        return value
    return f"{value} (95 %: {one.low * times:.0f} to {one.high * times:.0f})"


def _loss(pairs: int, fit: int) -> str:
    return f"{pairs} pairs less and {fit} fit points less"


def _links(links: Sequence[Link]) -> str:
    return ", ".join(f"{mentee} with {mentor}" for mentee, mentor in links) or "nobody"


def _gain(step: Step) -> str:
    return f"{step.pairs:+d} pairs, {step.fit:+d} fit points"


def _remedy(remedy: Remedy) -> str:
    if remedy.kind == "add_seat":
        return f"one more seat at {remedy.mentor}"
    change = f"set to {_settings(remedy.settings)}" if remedy.settings else "switched off"
    return f"{remedy.rule} {change}; gives {remedy.partner}"


def _settings(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def _learnt(learner: str, one: Learnt) -> str:
    return (
        f"  {learner} learns {one.skill}: from level {one.level} towards {one.target}, partner at "
        f"{one.teacher_level}, importance {one.importance}"
    )
