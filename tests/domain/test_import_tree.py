"""Grades read off the reporting tree: by depth and span, chosen by a person, never guessed."""

import pytest

from tests.factories import MONDAY_NINE
from upside.people.actions import import_people
from upside.people.imports.mapfile import read_map, write_map
from upside.people.imports.mapping import TREE, Mapping, propose_grades
from upside.people.imports.outcome import Choices
from upside.people.imports.refusals import BadMapping
from upside.people.imports.storing import store
from upside.people.imports.tree import grades_from_tree
from upside.people.models import Person

STAFF = "id,manager\nboss,\na,boss\nb,boss\nc,a\nd,a\nalone,\n"
COLUMNS = {"id": "id", "manager": "manager"}


def stored(folder, text=STAFF):
    (folder / "staff.csv").write_text(text)
    return store(folder / "staff.csv", folder / "kept.csv")


def led(n, by):
    return {f"{by}{k}": by for k in range(n)}


def test_depth_and_whether_somebody_leads_tell_the_grade():
    found = grades_from_tree({"boss": "", "a": "boss", "b": "boss"} | led(2, "a"))

    assert found == {"boss": 8, "a": 6, "b": 2, "a0": 2, "a1": 2}


@pytest.mark.parametrize(("storeys", "top"), [(1, 6), (2, 8), (3, 10), (6, 10)])
def test_the_top_of_the_tree_grows_with_its_storeys(storeys, top):
    chain = {"0": ""} | {str(n): str(n - 1) for n in range(1, storeys + 1)} | led(2, "0")

    assert grades_from_tree(chain)["0"] == top


def test_a_span_of_one_takes_a_step_away_and_a_wide_one_adds_one():
    tree = {"boss": "", "one": "boss", "few": "boss", "many": "boss"}
    tree |= led(1, "one") | led(3, "few") | led(8, "many")

    found = grades_from_tree(tree)

    assert [found[who] for who in ("boss", "one", "few", "many")] == [8, 5, 6, 7]


def test_who_leads_nobody_near_the_top_is_a_step_above_the_others():
    tree = {"0": "", "adviser": "0"} | {str(n): str(n - 1) for n in range(1, 5)}

    assert (grades_from_tree(tree)["adviser"], grades_from_tree(tree)["4"]) == (3, 2)


def test_nothing_is_told_of_who_has_no_manager_and_leads_nobody():
    assert grades_from_tree({"alone": "", "self": "self"}) == {}
    assert grades_from_tree({}) == {}


def test_a_circle_of_managers_counts_as_the_top_of_those_below():
    found = grades_from_tree({"a": "b", "b": "a"} | led(2, "a") | led(2, "b"))

    assert (found["a"], found["b"], found["a0"]) == (6, 6, 2)


def test_a_manager_whom_the_file_does_not_hold_stands_above_all_the_same():
    assert grades_from_tree({"a": "gone", "b": "a", "c": "a"}) == {"a": 6, "b": 2, "c": 2}


@pytest.mark.django_db
def test_an_import_takes_grades_from_the_tree_where_that_was_chosen(tmp_path):
    mapping = Mapping(COLUMNS, TREE)

    import_people(stored(tmp_path), mapping, Choices(), name="staff.csv", by=None, at=MONDAY_NINE)

    grades = dict(Person.objects.values_list("external_id", "grade"))
    assert grades == {"boss": 8, "a": 6, "b": 2, "c": 2, "d": 2, "alone": None}


@pytest.mark.django_db
def test_without_that_choice_nobody_gets_a_grade(tmp_path):
    import_people(
        stored(tmp_path), Mapping(COLUMNS), Choices(), name="staff.csv", by=None, at=MONDAY_NINE
    )

    assert not Person.objects.exclude(grade=None).exists()


def test_the_tree_is_proposed_only_where_no_grade_and_no_title_is(tmp_path):
    columns = stored(tmp_path).columns
    assert propose_grades(columns, COLUMNS) == (TREE, {})
    assert propose_grades(columns, {"id": "id"}) == ("", {})
    assert propose_grades(columns, {"id": "title", "manager": "manager"})[0] == "title"


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"id": "id"}, "names each manager"),
        (COLUMNS | {"g": "grade"}, "Choose one of them"),
    ],
)
def test_a_tree_without_managers_or_beside_grades_is_refused(columns, sentence):
    with pytest.raises(BadMapping, match=sentence):
        Mapping(columns, TREE).check(["id", "manager", "g"])


def test_a_map_file_says_so_in_one_line(tmp_path):
    found = stored(tmp_path)
    write_map(tmp_path / "map.yaml", "staff.csv", found.proposals(), (TREE, {}))

    text = (tmp_path / "map.yaml").read_text()

    assert "grades:\n  of: tree\n" in text
    assert read_map(tmp_path / "map.yaml").grades_of == TREE


def test_a_map_file_with_titles_names_the_tree_as_the_other_way(tmp_path):
    found = stored(tmp_path)
    write_map(tmp_path / "map.yaml", "staff.csv", found.proposals(), ("title", {"Clerk": 2}))

    assert "# of: tree takes them from depth and span" in (tmp_path / "map.yaml").read_text()


@pytest.mark.realdata
@pytest.mark.django_db
def test_the_real_export_gets_grades_from_its_tree(real_data, tmp_path):
    found = store(real_data / "employees_db" / "hr_export_10k.csv", tmp_path / "kept.csv")
    columns = {"emp_no": "id", "dept_manager_emp_no": "manager", "active": "active"}

    outcome = import_people(
        found, Mapping(columns, TREE), Choices(), name="x", by=None, at=MONDAY_NINE
    )

    grades = list(Person.objects.values_list("grade", flat=True))
    assert outcome.refused == 0
    # nine managers lead everybody; who has left has no manager in the file
    assert (grades.count(2) + grades.count(3), grades.count(None)) == (8_058, 1_933)
    assert sum(1 for grade in grades if grade and grade > 6) == 9
