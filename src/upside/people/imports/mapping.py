"""What each column of one file means: proposed with a reason, changed and confirmed by a person."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upside.people.imports.columns import FIELDS, Guess, recognise
from upside.people.imports.grades import propose_from_labels, propose_from_title
from upside.people.imports.protected import KINDS, protected_by_heading
from upside.people.imports.refusals import BadMapping
from upside.people.imports.survey import HALF, MOSTLY, Column, looks_like

__all__ = [
    "LEAVE_OUT",
    "NEVER",
    "REASONS",
    "TREE",
    "Mapping",
    "Proposal",
    "propose",
    "propose_grades",
]

LEAVE_OUT = "leave_out"
NEVER = "never"
TREE = "tree"
SURE = frozenset({"known", "before"})
REASONS = {
    "known": gettext_lazy("Known heading"),
    "before": gettext_lazy("As chosen before"),
    "guessed": gettext_lazy("Guessed, please check"),
    "twice": gettext_lazy("Two columns could be this, please check"),
    "weaker": gettext_lazy("Another column fits better"),
    "unknown": gettext_lazy("Not known here"),
    "empty": gettext_lazy("Empty"),
    "protected": gettext_lazy("Never stored"),
}


@dataclass(slots=True)
class Proposal:
    """What one column seems to mean; ``kind`` names the protected data where it holds such."""

    heading: str
    field: str
    reason: str
    kind: str = ""

    @property
    def is_sure(self) -> bool:
        return self.reason in SURE

    @property
    def holds_labels(self) -> bool:
        """Whether the heading says grade, and the cells hold words instead of numbers."""
        guess = recognise(self.heading)
        return self.field == "grade" and self.reason == "guessed" and bool(guess and guess.sure)

    @property
    def because(self) -> str:
        return str(REASONS[self.reason])

    @property
    def kind_in_words(self) -> str:
        return str(KINDS[self.kind]) if self.kind else ""


@dataclass(slots=True)
class Mapping:
    """Column by column what is read, and the table that turns labels or titles into grades.

    ``grades_of`` is ``title``, ``grade``, ``tree`` or nothing; an empty table leaves such grades
    empty. ``tree`` needs none: depth and span of the reporting tree tell grades.
    """

    columns: dict[str, str] = field(default_factory=dict)
    grades_of: str = ""
    grades: dict[str, int | None] = field(default_factory=dict)
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": self.columns,
            "grades_of": self.grades_of,
            "grades": self.grades,
            "sheet": self.sheet,
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Mapping":
        return cls(said["columns"], said["grades_of"], said["grades"], said.get("sheet", ""))

    def read(self) -> dict[str, str]:
        """Return field by heading, for the columns that are read."""
        return {h: f for h, f in self.columns.items() if f not in (LEAVE_OUT, NEVER)}

    def check(self, headings: list[str]) -> None:
        """Refuse a mapping that names what is not there, nothing as id, or a thing twice."""
        reads = self.read()
        for heading, name in reads.items():
            if name not in FIELDS:
                raise BadMapping(
                    _("“%(field)s” is no field. Fields are: %(fields)s.")
                    % {"field": name, "fields": ", ".join(FIELDS)}
                )
            if kind := protected_by_heading(heading):
                raise BadMapping(
                    _("The column “%(name)s” is never read: %(kind)s.")
                    % {"name": heading, "kind": KINDS[kind]}
                )
            if heading not in headings:
                raise BadMapping(_("The file has no column “%(name)s”.") % {"name": heading})
        self._check_fields(list(reads.values()))

    def _check_fields(self, fields: list[str]) -> None:
        if "id" not in fields:
            raise BadMapping(
                _("Say which column holds the id: a number or code that stays with the person.")
            )
        for name in FIELDS:
            if fields.count(name) > 1:
                raise BadMapping(
                    _("Two columns are mapped to “%(field)s”; keep one.") % {"field": FIELDS[name]}
                )
        if self.grades_of == TREE:
            self._check_tree(fields)
        elif self.grades_of and self.grades_of not in fields:
            raise BadMapping(
                _("The table of grades is for “%(field)s”, which no column holds.")
                % {"field": FIELDS.get(self.grades_of, self.grades_of)}
            )

    def _check_tree(self, fields: list[str]) -> None:
        if "manager" not in fields:
            raise BadMapping(
                _("Grades from the reporting tree need a column that names each manager.")
            )
        if "grade" in fields:
            raise BadMapping(
                _("A column holds grades, so the reporting tree is not asked. Choose one of them.")
            )


def propose(
    columns: list[Column], kinds: dict[str, str], before: dict[str, str] | None = None
) -> list[Proposal]:
    """Return for each column what it seems to mean and why; ``kinds`` names protected ones.

    ``before`` is the mapping of an earlier file: a person confirmed it, so it counts as sure.
    """
    guesses = {column.heading: recognise(column.heading) for column in columns}
    ids = next((c for c in columns if (g := guesses[c.heading]) and g.field == "id"), None)
    # where no line could be read, its fault is to be told, not that columns are empty
    was_read = any(column.n_filled for column in columns)
    proposals, ranks = [], {}
    for column in columns:
        guess = guesses[column.heading]
        if kind := kinds.get(column.heading, ""):
            proposal = Proposal(column.heading, NEVER, "protected", kind)
        else:
            proposal = _propose_one(column, guess, ids, before or {}, was_read=was_read)
        ranks[column.heading] = guess.rank if guess and proposal.reason != "before" else -1
        proposals.append(proposal)
    for name in FIELDS:
        _keep_the_strongest([p for p in proposals if p.field == name], ranks)
    return proposals


def _propose_one(
    column: Column,
    guess: Guess | None,
    ids: Column | None,
    before: dict[str, str],
    *,
    was_read: bool,
) -> Proposal:
    heading = column.heading
    if before.get(heading) in FIELDS or before.get(heading) == LEAVE_OUT:
        return Proposal(heading, before[heading], "before")
    if column.n_filled == 0 and was_read:
        return Proposal(heading, LEAVE_OUT, "empty")
    if guess is None:
        return Proposal(heading, LEAVE_OUT, "unknown")
    fits = looks_like(guess.field, column, ids, HALF if guess.sure else MOSTLY)
    if not guess.sure and not fits:
        return Proposal(heading, LEAVE_OUT, "unknown")
    return Proposal(heading, guess.field, "known" if guess.sure and fits else "guessed")


def _keep_the_strongest(rivals: list[Proposal], ranks: dict[str, int]) -> None:
    """Of several columns for one field keep the best; two equally good ones need a person."""
    if len(rivals) < 2 or rivals[0].field == LEAVE_OUT:  # noqa: PLR2004 - a rival takes two
        return
    rivals.sort(key=lambda p: (not p.is_sure, ranks[p.heading]))
    best, second = rivals[0], rivals[1]
    equal = best.is_sure == second.is_sure and (
        not best.is_sure or _stem(best.heading) == _stem(second.heading)
    )
    if equal:
        best.reason = "twice"
    for weaker in rivals[1:]:
        weaker.field, weaker.reason = LEAVE_OUT, "twice" if equal else "weaker"


def _stem(heading: str) -> str:
    return heading.rsplit(" (", 1)[0] if heading.endswith(")") else heading


def propose_grades(columns: list[Column], fields: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return where grades come from and the table: labels of the grade column, else job titles.

    Where there is neither, the reporting tree tells, if managers are named. Nothing is returned
    where the grade column holds whole numbers, or nothing tells.
    """
    by_field = {fields[c.heading]: c for c in columns if c.heading in fields}
    if grade := by_field.get("grade"):
        if looks_like("grade", grade, None, HALF):
            return "", {}
        return "grade", dict(propose_from_labels(grade.values))
    if title := by_field.get("title"):
        often_first = sorted(title.values, key=lambda t: -title.values[t])
        return "title", {t: propose_from_title(t) for t in often_first}
    return (TREE, {}) if "manager" in by_field else ("", {})
