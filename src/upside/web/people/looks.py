"""What the pages of an import show: the mapping to confirm, what importing would do."""

from collections import Counter
from typing import Any

from django.http import QueryDict

from upside.people.actions import may_take_back, stored_file
from upside.people.imports.keeping import n_cut_off
from upside.people.imports.mapping import TREE, Mapping, propose_grades
from upside.people.imports.problems import Problem
from upside.people.imports.sentences import REMEDIES
from upside.people.models import PeopleImport
from upside.people.queries import last_columns
from upside.web.people.forms import ColumnsForm, GradesForm, mapping_from
from upside.web.people.leaving import choices_of, stake_of

__all__ = ["MappingPage", "checked_page", "kept_problems"]

SHOWN = 100
FEW = 5


class MappingPage:
    """The page on which a person confirms what each column means, and each title's grade."""

    def __init__(self, import_: PeopleImport, data: QueryDict | None) -> None:
        self.import_, self.data, self.refusal = import_, data, ""
        self.stored = stored_file(import_)
        before = import_.mapping.get("columns") or last_columns()
        self.form = ColumnsForm(self.stored.proposals(before), data)
        self.grades = self._grades()

    def _grades(self) -> GradesForm | None:
        columns = self.form.columns()
        of, table = propose_grades(self.stored.columns, columns)
        if not of:
            return None
        wanted = "manager" if of == TREE else of
        heading = next(h for h, field in columns.items() if field == wanted)
        before = self.import_.mapping.get("grades_of", "")
        if before == of:
            table |= {k: v for k, v in self.import_.mapping["grades"].items() if k in table}
        has_tree = of != "grade" and "manager" in columns.values()
        source = before if before == TREE else ""
        return GradesForm(of, heading, table, self.data, has_tree=has_tree, source=source)

    @property
    def is_confirmed(self) -> bool:
        """Whether everything was chosen, the table of grades included, where there is one."""
        if self.data is None or not self.form.is_valid():
            return False
        return self.grades is None or (self.grades.is_bound and self.grades.is_valid())

    @property
    def status(self) -> int:
        return 200 if self.data is None else 409

    def mapping(self) -> Mapping:
        return mapping_from(self.form.columns(), self.grades)

    def context(self) -> dict[str, Any]:
        columns = {column.heading: column for column in self.stored.columns}
        rows = [(p, field, columns[p.heading]) for p, field in self.form.rows()]
        return {
            "import": self.import_,
            "stored": self.stored,
            "rows": rows,
            "grades": self.grades,
            "asks_for_grades": self.data is not None
            and self.grades is not None
            and not self.grades.is_bound,
            "refusal": self.refusal,
            "n_used": len(Mapping(self.form.columns()).read()),
            "n_protected": len(self.stored.kinds),
            "n_unsure": sum(
                1 for p, _field in self.form.rows() if p.reason in ("guessed", "twice")
            ),
        }


def kept_problems(import_: PeopleImport, which: str) -> list[Problem]:
    return [Problem.from_json(said) for said in import_.outcome.get(which, [])]


def checked_page(import_: PeopleImport) -> dict[str, Any]:
    """Return what the check and the result show; figures come from the stored outcome."""
    outcome = import_.outcome
    faults = kept_problems(import_, "faults")
    good = outcome["read"] - outcome["refused"]
    choices = choices_of(import_) if import_.state == PeopleImport.State.CHECKED else []
    return {
        "import": import_,
        "outcome": outcome,
        "good": good,
        "faults": faults[:SHOWN],
        "n_more_faults": max(0, len(faults) - SHOWN),
        "faults_cut_off": n_cut_off(outcome, "faults"),
        "warnings": _grouped(import_),
        "warnings_cut_off": n_cut_off(outcome, "warned"),
        "choices": choices,
        "stake": stake_of(outcome.get("missing_ids", [])) if len(choices) > 1 else None,
        "may_take_back": may_take_back(import_),
        "was_taken_back": "taken_back" in outcome,
    }


def _grouped(import_: PeopleImport) -> list[dict[str, Any]]:
    """Return warnings by kind, rarest first, each with its number and its first few lines."""
    problems = kept_problems(import_, "warned")
    found = import_.outcome.get("kinds", {}).get("warned")
    numbers = found or Counter(problem.code for problem in problems)
    return [
        {
            "code": code,
            "n": n,
            "first": [p for p in problems if p.code == code][:FEW],
            "remedy": REMEDIES[code],
        }
        for code, n in sorted(numbers.items(), key=lambda item: item[1])
    ]
