"""``upside import people``: what it prints, what it writes, when it says no."""

import json
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from upside.cli.imports import import_
from upside.kernel.errors import Refused
from upside.people.models import Person

pytestmark = pytest.mark.django_db
FIGURES = {"read", "created", "updated", "unchanged", "deactivated", "refused", "warnings"}
GOOD = (
    "Matricule;Nom;Courriel;Date de naissance;Truc\n1;Ba;a@b.fr;1980-01-01;x\n2;Ko;;1990-01-01;y\n"
)
FAULTY = GOOD + "3;Lo;nonsense;;\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    def call(text, *options, encoding="cp1252"):
        file = tmp_path / "staff.csv"
        file.write_bytes(text.encode(encoding))
        monkeypatch.chdir(tmp_path)
        result = CliRunner().invoke(import_, ["people", str(file), *options])
        if isinstance(result.exception, Refused):
            raise result.exception
        return result

    return call


def answer_of(result):
    return json.loads(result.stdout)


def test_json_is_one_object_with_the_figures_and_the_sentence_stands_beside_it(run):
    result = run(GOOD, "--json")
    answer = answer_of(result)
    assert result.exit_code == 0
    assert answer.keys() >= FIGURES
    assert (answer["read"], answer["created"], answer["refused"]) == (2, 2, 0)
    assert (answer["without_mail"], answer["protected"]) == (1, ["Date de naissance"])
    assert "2 people created" in result.stderr


def test_sure_columns_are_read_and_a_map_to_edit_is_written(run, tmp_path):
    answer = answer_of(run(GOOD, "--json"))
    assert answer["columns"] == {"Matricule": "id", "Nom": "last_name", "Courriel": "mail"}
    assert answer["map_written"] == str(tmp_path / "staff.map.yaml")
    assert "'Date de naissance': never" in (tmp_path / "staff.map.yaml").read_text()
    assert ("Truc", "column_unsure") in [(w["column"], w["code"]) for w in answer["warned"]]


def test_an_edited_map_is_never_overwritten(run, tmp_path):
    names = ["staff.map.yaml", "staff.map.new.yaml", "staff.map.new-2.yaml"]
    for place, name in enumerate(names):
        written = [answer_of(run(GOOD, "--json"))["map_written"] for _each in range(2)]
        assert written == [str(tmp_path / name)] * 2
        assert {f.name for f in tmp_path.glob("*.yaml")} == set(names[: place + 1])
        (tmp_path / name).write_text((tmp_path / name).read_text() + "# mine\n")
    assert all(f.read_text().endswith("# mine\n") for f in tmp_path.glob("*.yaml"))


def test_a_map_that_nobody_touched_is_brought_up_to_date_in_its_place(run, tmp_path):
    run(GOOD)
    again = answer_of(run(GOOD.replace("Truc", "Chose"), "--json"))
    assert again["map_written"] == str(tmp_path / "staff.map.yaml")
    assert "'Chose'" in (tmp_path / "staff.map.yaml").read_text()
    assert len(list(tmp_path.glob("*.yaml"))) == 1


def test_a_map_decides_and_brings_grades(run, tmp_path):
    map_file = tmp_path / "m.yaml"
    map_file.write_text(
        "columns: {Matricule: id, Truc: title}\ngrades: {of: title, table: {x: 7, y: ''}}\n"
    )
    answer = answer_of(run(GOOD, "--map", str(map_file), "--json"))
    assert answer["map_written"] is None
    assert dict(Person.objects.values_list("external_id", "grade")) == {"1": 7, "2": None}
    assert "column_unread" in [w["code"] for w in answer["warned"]]


def test_a_second_import_changes_nothing_and_says_so(run):
    run(GOOD)
    result = run(GOOD)
    assert result.exit_code == 0
    assert "0 people created, 0 changed, 2 unchanged" in result.output
    assert "Nothing has changed" in result.output


def test_faulty_lines_refuse_the_whole_file_with_line_and_remedy(run):
    result = run(FAULTY, "--json")
    answer = answer_of(result)
    fault = answer["faults"][0]
    assert (result.exit_code, answer["applied"], answer["created"]) == (1, False, 0)
    assert answer["read"] == sum(answer[n] for n in ("created", "updated", "unchanged", "refused"))
    assert "1 line is faulty, so nothing was imported" in answer["refusal"]
    assert "have no mail" not in result.stderr
    assert (fault["line"], fault["column"], fault["value"]) == (4, "Courriel", "nonsense")
    assert fault["remedy"]
    assert not Person.objects.exists()


def test_good_lines_come_in_by_choice(run):
    answer = answer_of(run(FAULTY, "--good-lines", "--json"))
    assert (answer["created"], answer["refused"], answer["applied"]) == (2, 1, True)


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (FAULTY, 1)])
def test_a_dry_run_changes_nothing(run, text, status):
    result = run(text, "--dry-run", "--json")
    answer = answer_of(result)
    assert (result.exit_code, answer["applied"], answer["created"]) == (status, False, 2)
    assert not Person.objects.exists()


def test_a_dry_run_of_a_faulty_file_says_what_it_is(run):
    output = run(FAULTY, "--dry-run").output
    assert "A dry run: nothing was changed. This is what the good lines alone would do." in output
    assert "1 line is faulty, so nothing would be imported." in output
    assert "nothing was imported" not in output


def test_strict_counts_every_line_and_says_what_would_help_then(run):
    result = run("id,manager\n1,\n2,9\n3,3\n", "--strict", "--json")
    answer = answer_of(result)
    assert (result.exit_code, answer["read"], answer["refused"]) == (1, 3, 2)
    assert answer["read"] == sum(answer[n] for n in ("created", "updated", "unchanged", "refused"))
    assert [fault["code"] for fault in answer["faults"]] == ["manager_unknown", "manager_self"]
    assert not any("link" in fault["remedy"] for fault in answer["faults"])


@pytest.mark.parametrize("options", [["people"], ["people", "--dry-run"], ["skills"]])
def test_json_is_one_object_with_zero_counts_where_the_whole_file_is_refused(tmp_path, options):
    (tmp_path / "staff.csv").write_text("")
    command, *others = options
    said = [command, str(tmp_path / "staff.csv"), *others, "--json"]
    result = CliRunner().invoke(import_, said)
    answer = answer_of(result)
    assert result.exit_code == 1
    assert answer["refusal"] == "The file is empty. Export it again from the HR system."
    assert [answer[n] for n in ("read", "created", "updated", "unchanged", "refused")] == [0] * 5
    assert (answer["faults"], answer["applied"]) == ([], False)


def test_grades_that_are_words_are_named_with_the_table_that_waits_for_a_yes(run, tmp_path):
    text = "id,grade\n1,Band A1\n2,Band B2\n"
    answer = answer_of(run(text, "--json"))
    assert [(w["column"], w["code"]) for w in answer["warned"]] == [("grade", "column_labels")]
    assert "of: grade" in (tmp_path / "staff.map.yaml").read_text()
    run(text, "--map", str(tmp_path / "staff.map.yaml"))
    assert dict(Person.objects.values_list("external_id", "grade")) == {"1": 1, "2": 2}


def test_strict_and_leavers_are_obeyed(run):
    text = "id,manager\n1,\n2,9\n"
    assert run(text, "--strict").exit_code == 1
    run("id\n" + "".join(f"{n}\n" for n in range(20)))
    assert answer_of(run("id\n1\n", "--json"))["deactivated"] == 0
    assert answer_of(run("id\n1\n", "--leavers", "keep", "--json"))["deactivated"] == 0
    assert answer_of(run("id\n1\n", "--leavers", "deactivate", "--json"))["deactivated"] == 19


def test_a_file_without_a_sure_id_is_refused_and_the_map_says_where(run, tmp_path):
    with pytest.raises(Refused, match=r"staff\.map\.yaml"):
        run("rownames,Nom\n1,Ba\n2,Ko\n")
    assert "'rownames': id  # Guessed" in (tmp_path / "staff.map.yaml").read_text()


def test_many_findings_of_a_kind_are_told_with_their_number(run):
    result = run("id,manager\n" + "".join(f"{n},x{n}\n" for n in range(30)))
    assert "and 20 more of the kind" in result.output


def test_where_no_map_can_be_written_the_import_goes_on(run, monkeypatch):
    def denied(*_said):
        raise OSError

    monkeypatch.setattr("upside.cli.imports.keep_map", denied)
    assert answer_of(run(GOOD, "--json"))["map_written"] is None


def test_a_missing_file_is_wrong_usage():
    assert CliRunner().invoke(import_, ["people", "no-such-file.csv"]).exit_code == 2


@pytest.fixture
def at_a_terminal(run, monkeypatch):
    """Run as somebody who sits at a terminal and answers ``said``; nine people are known."""
    run("id\n" + "".join(f"{n}\n" for n in range(10, 19)))
    monkeypatch.setattr("upside.cli.imports.sys", SimpleNamespace(stdin=Terminal()))

    def call(said, text, *options):
        monkeypatch.setattr("click.confirm", lambda *_a, **_k: answered(said))
        return run(text, *options)

    return call


class Terminal:
    def isatty(self):
        return True


def answered(said):
    if not said:
        raise click.Abort


def test_at_a_terminal_many_leave_only_by_a_yes(at_a_terminal):
    refused = at_a_terminal(False, "id\n1\n", "--leavers", "deactivate")
    assert "9 of the 9 people known here would be deactivated; in a pair: 0" in refused.output
    assert (refused.exit_code, Person.objects.filter(is_active=False).count()) == (1, 0)
    assert at_a_terminal(True, "id\n1\n", "--leavers", "deactivate").exit_code == 0
    assert Person.objects.filter(is_active=False).count() == 9


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("id\n1\n", ("--leavers", "deactivate", "--yes")),
        ("id\n1\n", ("--leavers", "deactivate", "--json")),
        ("id\n1\n", ("--leavers", "keep")),
        ("id\n" + "".join(f"{n}\n" for n in range(10, 17)), ("--leavers", "deactivate")),
    ],
)
def test_a_terminal_is_asked_nothing_else(at_a_terminal, text, options):
    assert at_a_terminal(False, text, *options).exit_code == 0


def test_the_command_line_says_its_own_remedy(run):
    run("id\n" + "".join(f"{n}\n" for n in range(20)))
    answer = answer_of(run("id\n1\n", "--json"))
    told = next(w for w in answer["warned"] if w["code"] == "leavers_many")
    assert "--leavers deactivate" in told["remedy"]


def test_a_long_file_tells_on_standard_error_how_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr("upside.cli.progress.LONG", 10)
    monkeypatch.setattr("upside.cli.progress.TOLD_EVERY", 500)
    file = tmp_path / "many.csv"
    file.write_text("id;name\n" + "".join(f"N{n};Some Body{n}\n" for n in range(1_200)))

    said = CliRunner().invoke(import_, ["people", str(file), "--json"])

    told = said.stderr.splitlines()[:4]
    assert told == [
        "500 of 1200 lines checked", "1000 of 1200 lines checked",
        "500 of 1200 lines written", "1000 of 1200 lines written",
    ]  # fmt: skip
    assert json.loads(said.stdout)["created"] == 1_200
