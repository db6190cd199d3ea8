import json

import pytest
from click.testing import CliRunner

from upside.cli.main import upside
from upside.skills.actions import TooManyTopics
from upside.skills.models import Skill

pytestmark = pytest.mark.django_db
ESCO = "http://data.europa.eu/esco/skill/"
ENGLISH = f"conceptUri,preferredLabel,altLabels\n{ESCO}1,use of the loom,loom\n{ESCO}2,the wheel,\n"
FRENCH = f"conceptUri;preferredLabel\n{ESCO}1;l’usage du métier et de la trame\n"


@pytest.fixture
def files(tmp_path):
    english, french = tmp_path / "b.csv", tmp_path / "a.csv"
    english.write_text(ENGLISH)
    french.write_text(FRENCH)
    return english, french


def bring(*arguments):
    return CliRunner().invoke(upside, ["import", "catalogue", *map(str, arguments)])


def answer(*arguments):
    return json.loads(bring(*arguments, "--json").stdout)


def test_files_come_in_and_again_without_change(files):
    first, again = answer(*files), answer(*files)

    assert (first["read"], first["created"], first["applied"]) == (3, 2, True)
    assert [file["languages"] for file in first["files"]] == [["en"], ["fr"]]
    assert (again["created"], again["unchanged"]) == (0, 2)
    assert "2 topics new" not in bring(*files).output


def test_only_the_uris_of_a_list_are_taken(files, tmp_path):
    chosen = tmp_path / "chosen.txt"
    chosen.write_text(f"{ESCO}2\n")

    told = answer(*files, "--only", chosen)

    assert (told["created"], told["not_chosen"]) == (1, 2)


def test_a_dry_run_says_what_would_be_and_changes_nothing(files):
    assert "A dry run" in bring(*files, "--dry-run").output
    assert not Skill.objects.filter(area="esco").exists()


def test_names_of_ours_are_told(files):
    files[0].write_text(ENGLISH + "".join(f"{ESCO}x{n},ChatGPT,\n" for n in range(11)))

    told = bring(files[0]).output

    assert "11 new topics are called like one of the catalogue" in told
    assert "ChatGPT: J1" in told
    assert "and 1 more" in told


def test_faults_are_listed_and_nothing_comes_in(files):
    files[1].write_text(FRENCH + "broken;de la laine\n")

    told = answer(*files)
    said = bring(*files)

    assert (told["refused"], told["faults"][0]["file"], told["applied"]) == (1, "a.csv", False)
    assert said.exit_code == 1
    assert "a.csv, line 3, concepturi, broken: This is no URI" in said.output
    assert not Skill.objects.filter(area="esco").exists()


def test_an_entry_of_a_graph_has_no_line(tmp_path):
    file = tmp_path / "digcomp.jsonld"
    file.write_text(json.dumps([{"@type": "Competence", "@id": "9", "name": "of the web"}]))

    assert "digcomp.jsonld, @id, 9: This is no URI" in bring(file).output


def test_another_file_is_refused_by_name(tmp_path):
    file = tmp_path / "staff.csv"
    file.write_text("id,mail\n1,a\n")

    assert "staff.csv is no official file" in answer(file)["refusal"]


def test_the_real_files_come_in_once(real_data):
    esco = real_data / "esco_focus_en_fr" / "esco_focus_en_fr.csv"
    rome = real_data / "rome_v347" / "unix_referentiel_competence_v347_utf8.csv"
    digcomp = real_data / "digcomp3" / "DigComp_3.0_Data_Supplement.jsonld"

    assert isinstance(bring(rome).exception, TooManyTopics)
    first = answer(esco, rome, digcomp, "--all")
    again = answer(esco, rome, digcomp)

    assert first["created"] == 2218 + 4947 + 21
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 7186)
