"""SKILLS.csv, one line at a time: what it says, or what is wrong with it and the remedy."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upside.skills.models import HIGHEST_LEVEL, Skill
from upside.skills.wording import LONGEST_NAME, folded, is_name

__all__ = ["COLUMNS", "Fault", "LineReader", "SkillLine"]

COLUMNS = ("id", "skill", "level", "want", "importance")
HIGHEST_IMPORTANCE = 3
USUAL_IMPORTANCE = 2
LONGEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file: where, what, and what to do."""

    line: int
    column: str
    value: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One good line: a person's level and want in one skill; None where the cell is empty."""

    person_id: int
    skill_id: int
    level: int | None
    want: int | None
    importance: int


class LineReader:
    """Reads lines against the people and the topics that are known; collects what is wrong.

    ``left`` holds the keys of people who have left: their lines are read, and told as warnings.
    """

    def __init__(
        self,
        people: Mapping[str, int],
        skills: Mapping[str, list[Skill]],
        left: Container[int] = (),
    ) -> None:
        self.people, self.skills, self.left = people, skills, left
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self._seen: dict[tuple[int, int], int] = {}

    def read(self, number: int, row: Mapping[str, str | None]) -> SkillLine | None:
        """Return what a line says; None, and a fault kept, where something is wrong."""
        cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
        before = len(self.faults)
        if trouble := row.get("trouble"):
            self._trouble(number, trouble)
            return None
        person_id = self._person(number, cells["id"])
        skill_id = self._skill(number, cells["skill"])
        level = self._number(number, "level", cells["level"], (0, HIGHEST_LEVEL))
        want = self._number(number, "want", cells["want"], (1, HIGHEST_LEVEL))
        importance = self._number(
            number, "importance", cells["importance"], (1, HIGHEST_IMPORTANCE)
        )
        if person_id is None or skill_id is None or len(self.faults) > before:
            return None
        if level is None and want is None:
            remedy = _("Give a level, a want or both, or take the line out.")
            self._fault(number, "level", "", _("Neither a level nor a want."), remedy)
            return None
        if not self._is_first(number, cells, (person_id, skill_id)):
            return None
        if person_id in self.left:
            self._warn_of_leaver(number, cells["id"])
        return SkillLine(person_id, skill_id, level, want, importance or USUAL_IMPORTANCE)

    def _fault(self, line: int, column: str, value: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(line, column, value[:100], problem, remedy))

    def _trouble(self, line: int, trouble: str) -> None:
        if trouble == "too_many_cells":
            remedy = _("Put a value that holds a separator into quotation marks.")
            problem = _("This line has more cells than there are headings.")
        else:
            remedy = _("Check the quotes and the number of cells of this line.")
            problem = _("The line cannot be read.")
        self._fault(line, "", "", problem, remedy)

    def _warn_of_leaver(self, line: int, value: str) -> None:
        remedy = _("Nothing to do; take the line out if it is in the way.")
        self.warnings.append(Fault(line, "id", value, _("This person has left."), remedy))

    def _person(self, line: int, value: str) -> int | None:
        found = self.people.get(value)
        if found is None:
            remedy = _("Write an id of the HR file, or import that person first.")
            self._fault(line, "id", value, _("Nobody has this id."), remedy)
        return found

    def _skill(self, line: int, value: str) -> int | None:
        found = self.skills.get(folded(value), [])
        if len(found) == 1:
            return found[0].pk
        if found:
            remedy = _("Write one of the codes: %(codes)s.") % {
                "codes": ", ".join(skill.code for skill in found)
            }
            self._fault(line, "skill", value, _("Several topics have this name."), remedy)
        elif value and not is_name(value):
            remedy = _("Write a name of one line, of no more than %(most)s characters.") % {
                "most": LONGEST_NAME
            }
            self._fault(line, "skill", value, _("No topic can be called so."), remedy)
        else:
            remedy = _("Write a code, a label or an alias of the catalogue.")
            self._fault(line, "skill", value, _("The catalogue has no such topic."), remedy)
        return None

    def _number(self, line: int, column: str, value: str, scale: tuple[int, int]) -> int | None:
        if not value:
            return None
        lowest, highest = scale
        if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER:
            number = int(value)
            if lowest <= number <= highest:
                return number
        remedy = _("Write a whole number from %(lowest)s to %(highest)s, or leave it empty.") % {
            "lowest": lowest,
            "highest": highest,
        }
        self._fault(line, column, value, _("Not on the scale."), remedy)
        return None

    def _is_first(self, line: int, cells: Mapping[str, str], key: tuple[int, int]) -> bool:
        first = self._seen.setdefault(key, line)
        if first == line:
            return True
        problem = _("Line %(first)s says the same skill of the same person.") % {"first": first}
        self._fault(line, "skill", cells["skill"], problem, _("Keep one of the two lines."))
        return False
