"""The questions of a survey: which columns belong together, and how their cells hold answers."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from upside.people.imports.columns import AGAIN
from upside.people.imports.survey import Column
from upside.people.imports.values import is_mail
from upside.skills.surveys.cells import is_tick_column, separator_of, split
from upside.skills.surveys.headings import BRACKETS, parts_of
from upside.skills.surveys.meaning import asks_for
from upside.skills.surveys.scales import is_scale
from upside.skills.wording import folded

__all__ = ["GRID", "MANY", "ONE", "OPTIONS", "Question", "questions_of"]

ONE, MANY, OPTIONS, GRID = "one", "many", "options", "grid"
FEWEST = 2
FEWEST_BARE = 3
LONGEST_OPTION = 80
SAMPLE = 300


@dataclass(slots=True)
class Question:
    """One question: its name, its columns with the option that each stands for, its shape.

    ``one`` and ``many`` are a single column with one answer or several in a cell; ``options`` has a
    column of ticks for each option, ``grid`` a column of ratings.
    """

    name: str
    columns: dict[str, str]
    shape: str
    separator: str = ""
    values: Counter[str] = field(default_factory=Counter)

    @property
    def examples(self) -> list[str]:
        said = list(self.columns.values()) if self.shape in (OPTIONS, GRID) else list(self.values)
        return said[:5]


def questions_of(columns: list[Column]) -> list[Question]:
    """Return the questions of a file in the order of its columns, each column in one of them."""
    group_of = _grouped(columns)
    found: dict[str, Question] = {}
    for column in columns:
        name, option = group_of.get(column.heading, (column.heading, ""))
        if column.heading in group_of:
            question = found.setdefault(name, Question(name, {}, OPTIONS))
            question.columns[column.heading] = option
            question.values.update(column.values)
        else:
            found[name] = _alone(column)
    for question in found.values():
        if question.shape == OPTIONS and not _are_options(question.columns, columns):
            question.shape = GRID
    return list(found.values())


def _alone(column: Column) -> Question:
    separator = separator_of(column.values, asks=bool(asks_for(column.heading)))
    values: Counter[str] = Counter()
    for cell, times in column.values.items():
        for answer in split(cell, separator):
            values[answer] += times
    shape = MANY if separator else ONE
    return Question(column.heading, {column.heading: ""}, shape, separator, values)


def _grouped(columns: list[Column]) -> dict[str, tuple[str, str]]:
    """Return question and option of each column that is one option of a question."""
    ways: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        for stem, _option in parts_of(column.heading):
            ways[stem].append(column)
    accepted = {stem for stem, members in ways.items() if _belong_together(stem, members)}
    group_of: dict[str, tuple[str, str]] = {}
    for column in columns:
        fits = [way for way in parts_of(column.heading) if way[0] in accepted]
        if fits:
            stem, option = max(fits, key=lambda way: len(ways[way[0]]))
            group_of[column.heading] = (stem, _said(column, option))
    _group_repeated(columns, group_of)
    _group_bare(columns, group_of)
    return _with_own_names(columns, group_of)


def _said(column: Column, option: str) -> str:
    """Return the option's own text where the cells hold it instead of a tick."""
    own = list(column.values)
    if len(own) == 1 and not is_tick_column(own) and option.isdigit():
        return own[0]
    return option if not option.isdigit() else AGAIN.sub("", column.heading)


def _belong_together(stem: str, members: list[Column]) -> bool:
    if all(BRACKETS.fullmatch(AGAIN.sub("", one.heading)) for one in members):
        return all(_is_option(one) or is_scale(list(one.values)[:SAMPLE]) for one in members)
    if len(members) < FEWEST or len(stem) <= 1:
        return False
    return all(map(_is_option, members)) or _is_grid(members)


def _is_option(column: Column) -> bool:
    """Tell whether a column holds ticks, or nothing but one text: that of its option."""
    values = list(column.values)[:SAMPLE]
    return is_tick_column(values) or (len(values) == 1 and not is_mail(values[0]))


def _is_grid(members: list[Column]) -> bool:
    values = {value for one in members for value in list(one.values)[:SAMPLE]}
    return any(one.values for one in members) and is_scale(values)


def _are_options(headings: dict[str, str], columns: list[Column]) -> bool:
    members = [column for column in columns if column.heading in headings]
    values = {value for one in members for value in one.values}
    numbers = {value for value in values if value.isdigit()}
    return all(map(_is_option, members)) and not numbers - {"0", "1"}


def _group_repeated(columns: list[Column], group_of: dict[str, tuple[str, str]]) -> None:
    """One heading over several columns, each with one text: a question repeated for each option."""
    same = defaultdict(list)
    for column in columns:
        if column.heading not in group_of:
            same[AGAIN.sub("", column.heading)].append(column)
    for stem, members in same.items():
        filled = [one for one in members if one.values]
        own = [next(iter(one.values)) for one in filled]
        is_each_its_own = len({*own}) == len(own) and not is_tick_column(own)
        if len(filled) >= FEWEST and is_each_its_own and all(map(_is_option, members)):
            for one in members:
                group_of[one.heading] = (stem, next(iter(one.values), ""))


def _group_bare(columns: list[Column], group_of: dict[str, tuple[str, str]]) -> None:
    """Neighbours that hold nothing but ticks: their headings are the options themselves."""

    def is_bare(column: Column) -> bool:
        name = column.heading
        is_named = name not in group_of and len(name) <= LONGEST_OPTION and "?" not in name
        return is_named and (is_tick_column(column.values) or _is_own_text(column))

    before: Column | None = None
    for bare, run in groupby(columns, key=is_bare):
        members = list(run)
        n_filled = sum(1 for one in members if one.values)
        is_own = n_filled and all(_is_own_text(one) for one in members if one.values)
        if bare and n_filled >= (FEWEST if is_own else FEWEST_BARE):
            for part in _without_repeats(members):
                # a question that nobody answers, above its options
                asked = before.heading if before and not before.values else ""
                first, last = part[0].heading, part[-1].heading
                for one in part:
                    option = AGAIN.sub("", one.heading)
                    group_of[one.heading] = (asked or f"{first} … {last}", option)
                before = None
        before = members[-1]


def _is_own_text(column: Column) -> bool:
    """Tell whether the only text in a column is its heading: ticked or not."""
    own = AGAIN.sub("", column.heading)
    return len(column.values) == 1 and folded(next(iter(column.values))) == folded(own)


def _without_repeats(members: list[Column]) -> list[list[Column]]:
    """Cut a run where an option comes again: it is then another question about the same."""
    parts: list[list[Column]] = [[]]
    seen: set[str] = set()
    for one in members:
        option = AGAIN.sub("", one.heading)
        if option in seen:
            parts.append([])
            seen.clear()
        seen.add(option)
        parts[-1].append(one)
    return parts


def _with_own_names(
    columns: list[Column], group_of: dict[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Keep the name of a question apart from the heading of a column that stands alone."""
    alone = {column.heading for column in columns} - group_of.keys()
    return {
        heading: (f"{name} […]" if name in alone else name, option)
        for heading, (name, option) in group_of.items()
    }
