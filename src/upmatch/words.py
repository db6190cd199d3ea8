"""Reasons and remedies in plain English, for the command line and its files."""

from collections.abc import Mapping
from typing import Any

from upmatch.explain import Why, WhyNot
from upmatch.learning import Learnt
from upmatch.remedies import LeftOver, Remedy

__all__ = ["about_left_over", "about_remedy", "about_why", "about_why_not"]


def about_remedy(one: LeftOver) -> str:
    """Return what would give the person a partner, or that nothing single does."""
    if one.remedy is not None:
        return _remedy(one.remedy)
    if not one.is_searched:
        return "not searched: the limit of solves was met"
    return ""


def about_left_over(one: LeftOver) -> list[str]:
    """Return why somebody is left over, line by line."""
    counts = "; ".join(f"{rule} removes {count}" for rule, count in one.forbidden_by.items())
    alone = "; ".join(f"{rule} {count}" for rule, count in one.forbidden_only_by.items())
    lines = [
        f"{one.id} ({one.role}): {one.reason}",
        f"  permitted partners: {one.n_permitted} of {one.n_partners}",
    ]
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
    return [*lines, f"  common languages: {', '.join(why.languages) or 'none'}"]


def about_why_not(why_not: WhyNot) -> str:
    """Return what speaks against a pair."""
    if why_not.is_in_plan:
        return "  this pair is in the plan"
    if why_not.forbidden_by:
        return f"  forbidden by: {', '.join(why_not.forbidden_by)}"
    return (
        f"  permitted; the best plan with this pair has {why_not.cost_pairs} pairs less and "
        f"{why_not.cost_fit} fit points less"
    )


def _remedy(remedy: Remedy) -> str:
    if remedy.kind == "add_seat":
        return f"one more seat at {remedy.mentor}"
    return f"{remedy.rule} set to {_settings(remedy.settings)}; gives {remedy.partner}"


def _settings(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def _learnt(learner: str, one: Learnt) -> str:
    return (
        f"  {learner} learns {one.skill}: from level {one.level} towards {one.target}, partner at "
        f"{one.teacher_level}, importance {one.importance}"
    )
