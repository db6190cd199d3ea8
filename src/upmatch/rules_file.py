"""Read RULES.yaml: the ``matching:`` block of a programme file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from upmatch import defaults
from upmatch.demands import Quota
from upmatch.errors import FileError, RuleError
from upmatch.plain_yaml import PlainFile, read_plain
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
    file = read_plain(path)
    block, inside = _block(file)
    unknown = sorted(set(block) - set(KEYS))
    if unknown:
        problem = f"{unknown[0]!r} is not known"
        line = file.line(*inside, unknown[0])
        raise FileError(path, problem, f"Use only {', '.join(KEYS)}", line=line)
    found: dict[str, Any] = {
        key: str(block[key]) for key in ("objective", "week") if block.get(key) is not None
    }
    for part, read in PARTS.items():
        try:
            said = read(path, found.get(part, block.get(part)))
        except RuleError as error:
            line = file.line_of_named((*inside, part), str(error))
            raise FileError(path, str(error), "Correct it or take it out", line=line) from error
        except FileError as error:
            line = file.line(*inside, part, *_steps(error.column))
            raise FileError(
                path, error.problem, error.remedy, line=line, column=error.column
            ) from error
        found |= {part: said} if said is not None else {}
    return found


def _block(file: PlainFile) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the block, and the steps that lead to it."""
    content = {} if file.content is None else file.content
    block = _mapping(file.path, "the file", content)
    inner = block.get("matching")
    if inner is None:
        return block, ()
    beside = sorted(set(block) & set(KEYS))
    if beside:
        problem = f"{beside[0]!r} stands beside matching, where nobody reads it"
        raise FileError(file.path, problem, "Move it into matching", line=file.line(beside[0]))
    return _mapping(file.path, "matching", inner), ("matching",)


def _steps(column: str) -> tuple[str, ...]:
    """Return where a column such as ``slots`` or ``quotas, entry 2`` stands below its part."""
    _part, is_entry, count = column.partition(", entry ")
    return (count,) if is_entry else (column,)


def _rules(path: Path, given: object) -> dict[str, dict[str, Any]] | None:
    if given is None:
        return None
    rules = dict(defaults.RULES)
    for name, said in _mapping(path, "rules", given).items():
        rules[name] = _settings(path, name, said)
        if said is False:
            del rules[name]
    return settled(rules)


def _weights(path: Path, given: object) -> dict[str, int] | None:
    return None if given is None else weighed(_mapping(path, "weights", given))


def _week(_path: Path, given: object) -> None:
    monday_of(defaults.WEEK if given is None else str(given))


def _objective(_path: Path, given: object) -> None:
    check_objective(defaults.OBJECTIVE if given is None else str(given))


def _settings(path: Path, name: str, said: object) -> Mapping[str, Any]:
    """Return the settings behind ``on``, ``off``, a value alone, or a mapping."""
    if isinstance(said, bool) or said is None:
        return {}
    usual = list(usual_settings(name)) if name in RULES else []
    if not isinstance(said, Mapping) and len(usual) == 1:
        return {usual[0]: said}
    return _mapping(path, name, said)


def _quotas(path: Path, given: object) -> list[Quota] | None:
    if not given:
        return None
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


PARTS: Final[dict[str, Callable[[Path, object], Any]]] = {
    "rules": _rules,
    "weights": _weights,
    "week": _week,
    "objective": _objective,
    "quotas": _quotas,
}
