"""Files: read in any order of lines, refused with line, column, value and remedy."""

import pytest

from upmatch import FileError, Problem, Slot, Want, WishError
from upmatch.files import Sources, read_problem

PEOPLE = """id,role,grade,unit,site,country,timezone,languages,manager,seats,slots
ann,mentee,5,IT/Web,Lyon,FR,Europe/Paris,fr; EN,boss,,Mon 09:00-12:00; mar. 14h00–16h30
bob,mentor,2,HR,Oslo,NO,,en,,2,Mon 09:00-12:00
eve,both,3,,,,,fr,ghost,,
boss,,9,,,,,,,,
"""
SKILLS = """id,skill,level,want,importance
ann,excel,1,5,3
ann,talk,,4,
bob,excel,6,,
"""
WISHES = "id,other,rank\nann,bob,1\nbob,ann,veto\neve,bob,conflict\n"


@pytest.fixture
def read(tmp_path):
    def reader(
        people=PEOPLE, skills=SKILLS, wishes=None, rules=None, locks=None, previous=None, **options
    ):
        texts = {"people.csv": people, "skills.csv": skills, "wishes.csv": wishes}
        texts |= {"rules.yaml": rules, "locks.csv": locks, "previous.csv": previous}
        for name, text in texts.items():
            if text is not None:
                raw = text if isinstance(text, bytes) else text.encode()
                (tmp_path / name).write_bytes(raw)
        paths = [tmp_path / name for name in ("people.csv", "skills.csv")]
        rest = [
            tmp_path / name if texts[name] is not None else None
            for name in ("rules.yaml", "wishes.csv", "locks.csv", "previous.csv")
        ]
        return read_problem(Sources(*paths, *rest), seed=3, **options)

    return reader


def refusal(read, **files):
    with pytest.raises(FileError) as caught:
        read(**files)
    return caught.value


def test_people_come_out_as_they_were_written(read):
    problem, notes = read(wishes=WISHES)

    ann = problem.people[0]
    assert (ann.unit, ann.languages, ann.timezone) == (("IT", "Web"), {"fr", "en"}, "Europe/Paris")
    assert ann.slots == (Slot(0, 540, 720), Slot(1, 840, 990))
    assert (ann.levels, ann.wants) == ({"excel": 1}, {"excel": Want(5, 3), "talk": Want(4, 2)})
    assert [one.id for one in problem.people] == ["ann", "bob", "eve"]
    assert [one.seats for one in problem.people] == [0, 2, 1]
    assert problem.managers == {"ann": "boss", "eve": "ghost"}
    assert [wish.kind for wish in problem.wishes] == ["rank", "veto", "conflict"]
    assert (problem.seed, notes) == (3, [])


def test_what_mentors_may_say_is_read(read):
    people = (
        "id,role,grade,seats,at_least,formats,grid\n"
        'a,mentor,1,1/3,1,Video; in person,"5,4/4/7"\n'
        "b,mentor,1,2/2,,,-1.5/-2/0\n"
        "c,mentee,5,2/3,9,video,5/4/7\n"
    )
    a, b, c = read(people, "id,skill\n")[0].people

    assert (a.seats, a.all_seats, a.at_least, a.grid) == (1, 3, 1, (140, 300))
    assert (b.seats, b.all_seats, b.at_least, b.grid) == (2, None, 0, (50, 200))
    assert (c.seats, c.all_seats, c.at_least, c.grid) == (0, None, 0, None)
    assert (a.formats, b.formats, c.formats) == ({"video", "in person"}, set(), {"video"})


@pytest.mark.parametrize("third", ["kind", "lock", "lock|forbid", "lock|forbid|override"])
def test_locks_and_previous_pairs_are_read(read, third):
    problem, notes = read(
        locks=f"mentee,mentor,{third},why\nann,bob,lock,asked\neve,bob,Forbid,\n",
        rules="rules: {grade_gap: off, language: off, slots: off, skill: off}",
        previous="mentee,mentor,fit\nann,eve,5000\nann,gone,1\nann,eve,1\n",
    )

    assert (problem.locks, problem.forbids) == ((("ann", "bob"),), (("eve", "bob"),))
    assert problem.previous == (("ann", "eve"),)
    assert notes == [
        "locks.csv: column why is not read",
        "previous.csv: 1 ids are not in the people file, 'gone' first",
    ]


def test_an_override_is_a_lock_that_overrules(read):
    problem, _ = read(
        locks="mentee,mentor,kind\nann,bob,OVERRIDE\nann,bob,lock\n",
        rules="rules: {grade_gap: off, language: {n: 9}}",
    )

    assert problem.locks == problem.overrides == (("ann", "bob"),)


def shuffled(text):
    first, *lines = text.splitlines()
    return "\n".join([first, *reversed(lines)]) + "\n"


def test_order_of_lines_does_not_matter(read):
    first, _ = read(wishes=WISHES)
    second, _ = read(people=shuffled(PEOPLE), skills=shuffled(SKILLS), wishes=shuffled(WISHES))

    assert first == second
    assert first.inputs_sha256 == second.inputs_sha256


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_delimiters_and_a_byte_order_mark_are_read(read, sign):
    skills = "\ufeff" + SKILLS.replace(",", sign).replace("\n", "\r\n")

    assert read(skills=skills)[0] == read()[0]


def test_what_is_not_read_is_noted(read):
    people = "id,role,grade,shoe size\nann,mentee,5,42\n"
    skills = "id,skill,level,want\nann,excel,1,5\nzoe,excel,1,5\n\n"
    _, notes = read(people=people, skills=skills, wishes="id,other,rank\nann,kim,1\n")

    assert notes == [
        "people.csv: column shoe size is not read",
        "skills.csv: 1 ids are not in the people file, 'zoe' first",
        "wishes.csv: 1 ids are not in the people file, 'kim' first",
    ]


@pytest.mark.parametrize(
    ("files", "line", "column", "message"),
    [
        ({"people": "id,role\nann,mentee\n"}, 1, "grade", "column grade is missing"),
        ({"people": ""}, 1, "id", "column id is missing"),
        ({"people": ""}, 1, "id", "first line, which has: nothing; it needs id, role, grade."),
        ({"people": "id,role,grade,ID\n"}, 1, "id", "comes twice"),
        ({"people": "id,role,grade\nann,mentee,high\n"}, 2, "grade", "'high' is not a whole"),
        ({"people": "id,role,grade\nann,mentee,\n"}, 2, "grade", "'' is not a whole number"),
        ({"people": "id,role,grade\n,mentee,1\n"}, 2, "id", "is empty"),
        ({"people": "id,role,grade\na,mentee,1\na,mentor,1\n"}, 3, "id", "'a' stands in line 2"),
        ({"people": "id,role,grade\na,guru,1\n"}, 2, "role", "'guru' is not a role"),
        ({"people": "id,role,grade,seats\na,mentor,1,-2\n"}, 2, "seats", "'-2' is out of range"),
        ({"people": "id,role,grade,seats\na,mentor,1,3/2\n"}, 2, "seats", "more free seats"),
        ({"people": "id,role,grade,seats\na,mentor,1,1/b\n"}, 2, "seats", "not a whole number"),
        ({"people": "id,role,grade,at_least\na,mentor,1,2\n"}, 2, "at_least", "'2' is out of"),
        ({"people": "id,role,grade,grid\na,mentor,1,5/4\n"}, 2, "grid", "'5/4' is not a grid"),
        ({"people": "id,role,grade,grid\na,mentor,1,5/4/7.125\n"}, 2, "grid", "not a grid"),
        ({"people": "id,role,grade,grid\na,mentor,1,5/4/4\n"}, 2, "grid", "has no room above"),
        ({"people": "id,role,grade,timezone\na,mentor,1,Mars\n"}, 2, "timezone", "'Mars'"),
        ({"people": "id,role,grade,slots\na,mentor,1,noon\n"}, 2, "slots", "'noon' is not a slot"),
        ({"people": "id,role,grade,slots\na,mentor,1,Xyz 9:00-10:00\n"}, 2, "slots", "not a slot"),
        ({"people": "id,role,grade,slots\na,mentor,1,Mon 12:00-9:00\n"}, 2, "slots", "must end"),
        ({"people": "id,role,grade\na,mentor,1,x\n"}, 2, "", "4 cells are more than the 3"),
        ({"people": 'id,role,grade\n"a,mentor,1\n'}, 2, "", "cannot be read"),
        ({"people": b"id,role,grade\n\xe9va,mentor,1\n"}, 2, "", "not UTF-8"),
        ({"skills": "id,skill,level\na,x,9\n"}, 2, "level", "'9' is out of range"),
        ({"skills": "id,skill,want\na,x,0\n"}, 2, "want", "'0' is out of range"),
        ({"skills": "id,skill,importance\na,x,4\n"}, 2, "importance", "'4' is out of range"),
        ({"skills": "id,skill\na,\n"}, 2, "skill", "is empty"),
        ({"skills": "id,skill\na,x\na,x\n"}, 3, "skill", "'x' of 'a' stands in line 2"),
        ({"wishes": "id,other,rank\nann,bob,9\n"}, 2, "rank", "'9' is out of range"),
        ({"wishes": "id,other,rank\nann,ann,veto\n"}, 2, "other", "wish for themselves"),
        ({"wishes": "id,other,rank\nann,ann,1\n"}, 2, "other", "wish for themselves"),
        ({"wishes": "id,other,rank\nann,bob,1\nann,bob,2\n"}, 3, "rank", "in line 2 too"),
        ({"locks": "mentee,mentor\nann,bob\n"}, 1, "kind", "column kind is missing"),
        ({"locks": "mentee,mentor,kind\nann,bob,maybe\n"}, 2, "kind", "'maybe' is not known"),
        ({"locks": "mentee,mentor,kind\nann,bob,\n"}, 2, "kind", "is empty"),
        ({"locks": "mentee,mentor,kind\nzoe,bob,lock\n"}, 2, "mentee", "'zoe' is not a mentee"),
        ({"locks": "mentee,mentor,kind\nann,ann,lock\n"}, 2, "mentor", "'ann' is not a mentor"),
        (
            {"locks": "mentee,mentor,kind\nann,eve,forbid\nann,eve,forbid\n"},
            *(3, "kind", "the same forbid stands in line 2 too"),
        ),
        ({"previous": "mentee,mentor\nann,\n"}, 2, "mentor", "is empty"),
    ],
)
def test_faults_name_line_column_and_value(read, files, line, column, message):
    error = refusal(read, **files)

    assert (error.line, error.column) == (line, column)
    assert message in str(error)
    assert error.path.name in str(error)
    assert error.remedy in str(error)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be opened"):
        read_problem(Sources(tmp_path / "none.csv", tmp_path / "none.csv"))


def test_a_fault_of_the_whole_remains_a_refusal(read):
    assert issubclass(WishError, ValueError)
    assert isinstance(read(objective="people-first")[0], Problem)


def test_a_long_cell_is_not_echoed_whole(read):
    people = f"id,role,grade,seats\na,mentor,1,{'9' * 5_000}\n"

    assert len(str(refusal(read, people=people))) < 400
