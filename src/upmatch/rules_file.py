"""Read RULES.yaml: the ``matching:`` block of a programme file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from upmatch import defaults
from upmatch.demands import Quota
from upmatch.errors import FileError, RuleError
from upmatch.problem import check_objective
from upmatch.rules import RULES, settled, usual_settings
from upmatch.terms import weighed
from upmatch.week import monday_of

__all__ = ["read_rules"]

QUOTA: Final = ("side", "by", "value", "at_least", "at_most")
KEYS: Final = ("rules", "weights", "quotas", "objective", "week")


def read_rules(path: Path | None) -> dict[str, Any]:
    """Return what the file says, as arguments of ``Problem.build``.

    Rules that the file does not name keep their usual setting; ``off`` switches one off; a rule
    with one setting may be given its value alone. Where weights are given, a term that is not
    named weighs 0.

    Raises
    ------
    FileError
        If the file is not YAML, or says something that this version does not know.
    """
    if path is None:
        return {}
    block = _block(path)
    unknown = sorted(set(block) - set(KEYS))
    if unknown:
        problem = f"{unknown[0]!r} is not known"
        raise FileError(path, problem, f"Use only {', '.join(KEYS)}")
    found: dict[str, Any] = {
        key: str(block[key]) for key in ("objective", "week") if block.get(key) is not None
    }
    try:
        if block.get("rules") is not None:
            found["rules"] = settled(_rules(path, block["rules"]))
        if block.get("weights") is not None:
            found["weights"] = weighed(_mapping(path, "weights", block["weights"]))
        monday_of(found.get("week", defaults.WEEK))
        check_objective(found.get("objective", defaults.OBJECTIVE))
        if block.get("quotas"):
            found["quotas"] = _quotas(path, block["quotas"])
    except RuleError as error:
        raise FileError(path, str(error), "Correct it or take it out") from error
    return found


def _block(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        remedy = "Write it as UTF-8 text, blanks instead of tabs"
        raise FileError(path, "The file is not YAML", remedy, line=line) from error
    block = _mapping(path, "the file", {} if content is None else content)
    inner = block.get("matching")
    return block if inner is None else _mapping(path, "matching", inner)


def _rules(path: Path, given: object) -> dict[str, Mapping[str, Any]]:
    rules = dict(defaults.RULES)
    for name, said in _mapping(path, "rules", given).items():
        rules[name] = _settings(path, name, said)
        if said is False:
            del rules[name]
    return rules


def _settings(path: Path, name: str, said: object) -> Mapping[str, Any]:
    """Return the settings behind ``on``, ``off``, a value alone, or a mapping."""
    if isinstance(said, bool) or said is None:
        return {}
    usual = list(usual_settings(name)) if name in RULES else []
    if not isinstance(said, Mapping) and len(usual) == 1:
        return {usual[0]: said}
    return _mapping(path, name, said)


def _quotas(path: Path, given: object) -> list[Quota]:
    if not isinstance(given, list):
        remedy = "Write one line per quota: - {side: mentee, by: unit, value: IT, at_least: 2}"
        raise FileError(path, f"{given!r} is not a list of quotas", remedy, column="quotas")
    return [_quota(path, f"quotas, entry {count}", one) for count, one in enumerate(given, start=1)]


def _quota(path: Path, where: str, given: object) -> Quota:
    said = _mapping(path, where, given)
    unknown = sorted(set(said) - set(QUOTA))
    missing = [key for key in QUOTA[:3] if key not in said]
    if unknown or missing:
        problem = f"{unknown[0]!r} is not known" if unknown else f"{missing[0]} is missing"
        remedy = "Write side, by, value and at_least or at_most or both"
        raise FileError(path, problem, remedy, column=where)
    try:
        return Quota(**said)
    except RuleError as error:
        raise FileError(path, str(error), "Correct it or take it out", column=where) from error


def _mapping(path: Path, name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise FileError(
            path, f"{value!r} is not a list of settings", "Write name: value", column=name
        )
    return {str(key): said for key, said in value.items()}
