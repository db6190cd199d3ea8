"""The slots of a file are the same to the platform and to the engine."""

import pytest

from upmatch.errors import UpmatchError
from upmatch.files import Sources, read_problem
from upside.programmes.slots import slot_of

TEXTS = [
    "Mon 09:00-12:00",
    "Thursday 9:00 – 16:30",
    "mar. 14h00-16h30",
    "Dimanche 9h00-10h00",
    "SAM 09:00-10h00",
    "sometimes",
    "Mun 09:00-10:00",
    "Mon 9-10",
    "Mon09:00-10:00",
    "Mon 009:00-10:00",
]


def as_the_engine_reads(folder, text):
    (folder / "people.csv").write_text(
        f"id,role,grade,slots\nE1,mentee,8,{text}\nR1,mentor,3,Mon 09:00-10:00\n", "utf-8"
    )
    (folder / "skills.csv").write_text("id,skill,level,want,importance\nE1,J1,,5,2\nR1,J1,6,,\n")
    try:
        problem, _notes = read_problem(Sources(folder / "people.csv", folder / "skills.csv"))
    except UpmatchError:
        return None
    (slot,) = problem.mentees[0].slots
    return slot.weekday, slot.start, slot.end


@pytest.mark.parametrize("text", TEXTS)
def test_a_slot_is_one_to_both_or_to_neither(tmp_path, text):
    assert slot_of(text) == as_the_engine_reads(tmp_path, text)


@pytest.mark.parametrize("text", ["Wed 08:30-09:15", "mercredi 8h30-9h15"])
def test_a_slot_is_a_day_and_minutes(text):
    assert slot_of(text) == (2, 510, 555)
