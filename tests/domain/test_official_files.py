"""Official files of skills are known by what they hold, and read with their faults."""

import json

import pytest

from upside.skills.official import reading, tables
from upside.skills.official.concepts import OfficialFilesRefused, clean_names, language_of
from upside.skills.official.reading import read_official_files, read_uris
from upside.skills.official.tables import NotAnOfficialFile

ESCO = "http://data.europa.eu/esco/skill/"
HEAD = "conceptType,conceptUri,preferredLabel,altLabels,status\n"
LINE = f'KnowledgeSkillCompetence,{ESCO}1,use the web,"go on the web\nsurf",released\n'
ROME = '"code_ogr","libelle_competence","statut"\n"12","Suivre l\'\'état des stocks","1"\n'


@pytest.fixture
def read(tmp_path):
    def write_and_read(content, name="some.file", language=""):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_official_files([file], language)[0]

    return write_and_read


def competence(**more):
    return {"@type": "Competence", "@id": "Competence/1.1", "name": "Use of the web"} | more


def graph(*nodes):
    return json.dumps({"@graph": [{"@type": "CompetenceArea"}, "text", *nodes]})


def test_a_file_of_esco_gives_uris_labels_and_alternative_labels(read):
    (concept,) = read(HEAD + LINE).concepts

    assert (concept.uri, concept.source) == (f"{ESCO}1", "esco")
    assert (concept.labels, concept.aliases) == (
        {"en": "use the web"},
        {"en": ["go on the web", "surf"]},
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_encodings_and_delimiters_are_found(read, encoding, delimiter):
    text = HEAD + f"KnowledgeSkillCompetence,{ESCO}1,gérer les données,,\n"

    found = read(text.replace(",", delimiter).encode(encoding))

    assert (found.languages, found.concepts[0].labels) == (["fr"], {"fr": "gérer les données"})


def test_both_languages_may_stand_in_one_file(read):
    text = f"uri,label_en,alt_en,label_fr\n{ESCO}1,web,a | b,toile\n{ESCO}2,net,,\n"

    web, net = read(text).concepts

    assert (web.labels, web.aliases["en"]) == ({"en": "web", "fr": "toile"}, ["a", "b"])
    assert net.labels == {"en": "net"}


def test_rome_gives_codes_and_mends_its_doubled_apostrophes(read):
    found = read(ROME)

    assert (found.kind, found.concepts[0].uri) == ("rome", "rome:12")
    assert found.concepts[0].labels == {"fr": "Suivre l'état des stocks"}


def test_what_is_no_skill_or_no_longer_in_use_is_left_out(read):
    found = read(
        HEAD
        + LINE
        + f"SkillGroup,{ESCO}S1,groups of the web,,released\n"
        + "KnowledgeSkillCompetence,http://data.europa.eu/esco/isced-f/06,the web,,released\n"
        + f"KnowledgeSkillCompetence,{ESCO}2,the old web,,obsolete\n"
    )

    assert (len(found.concepts), found.left_out) == (1, 3)


def test_a_line_that_stands_twice_counts_once(read):
    assert len(read(HEAD + LINE + LINE).concepts) == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"KnowledgeSkillCompetence,{ESCO}2\n", "cannot be read"),
        ("KnowledgeSkillCompetence,1.2E+05,the web,,released\n", "no URI"),
        (f"KnowledgeSkillCompetence,{ESCO}2,,,released\n", "label is missing"),
        (f"KnowledgeSkillCompetence,{ESCO}2,{'x' * 201},,released\n", "more than 200"),
        (f"KnowledgeSkillCompetence,{ESCO}2,a\x07b,,released\n", "cannot be seen"),
        (f"KnowledgeSkillCompetence,{ESCO}1,another,,released\n", "Line 2 gives"),
    ],
)
def test_a_faulty_line_is_told_with_file_line_and_remedy(read, line, problem):
    with pytest.raises(OfficialFilesRefused, match="1 entry is faulty") as refusal:
        read(HEAD + LINE + line)

    (fault,) = refusal.value.faults
    assert (fault.file, fault.line) == ("some.file", 4)
    assert problem in fault.problem
    assert fault.remedy
    assert refusal.value.n_read == 2


def test_a_line_without_any_label_is_a_fault(read):
    with pytest.raises(OfficialFilesRefused) as refusal:
        read(f"uri,label_en,label_fr\n{ESCO}1,,\n")

    assert refusal.value.faults[0].column == "label en, label fr"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (HEAD, "no lines under"),
        ("name,mail\na,b\n", "is no official file"),
        ("conceptUri,label\na,b\n", "no column preferredLabel"),
        ('"code_ogr","libelle_appellation_long"\n1,a\n', "no column libelle_competence"),
        (HEAD + f"KnowledgeSkillCompetence,{ESCO}1,Python,,\n", "Say --language"),
        (b"PK\x03\x04\0\0\0\0", "is no text"),
        ("uri" + ",x" * 500 + "\n", "too many columns"),
        ("{", "line 1, column 2"),
        ("[" * 100_000, "cannot be read as JSON-LD"),
        ('{"@graph": 3}', "no entries of the type Competence"),
        ("[1]", "no entries of the type Competence"),
        (graph(competence(name="Python")), "Say --language"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_its_name(read, content, said):
    with pytest.raises(NotAnOfficialFile, match=said) as refusal:
        read(content)

    assert "some.file" in str(refusal.value)


def test_a_file_without_end_is_refused(read, monkeypatch):
    monkeypatch.setattr(tables, "MOST_CONCEPTS", 0)
    with pytest.raises(NotAnOfficialFile, match="more than 0 lines"):
        read(HEAD + LINE)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(NotAnOfficialFile, match="larger than 0 MB"):
        read(HEAD + LINE)


def test_a_language_that_is_told_is_believed(read):
    text = HEAD + f"KnowledgeSkillCompetence,{ESCO}1,Python,,\n"

    assert read(text, language="fr").concepts[0].labels == {"fr": "Python"}


def test_digcomp_gives_its_competences(read):
    found = read(graph(competence()))

    assert (found.kind, found.languages) == ("digcomp", ["en"])
    assert found.concepts[0].uri == "digcomp:Competence/1.1"
    assert found.concepts[0].digcomp == ("1.1",)


def test_digcomp_may_say_its_languages(read):
    said = [{"@value": "Web", "@language": "fr"}, {"@value": "Rete", "@language": "it"}]

    found = read(graph(competence(name=said) | {"@type": ["x", "https://a.example/Competence"]}))

    assert found.concepts[0].labels == {"fr": "Web"}


@pytest.mark.parametrize(
    ("node", "column"),
    [({"@id": "Skill/9"}, "@id"), ({"name": 3}, "name"), ({"name": "x" * 201}, "name")],
)
def test_an_entry_of_digcomp_that_is_faulty_is_told(read, node, column):
    with pytest.raises(OfficialFilesRefused) as refusal:
        read(graph(competence(), competence(**node)))

    (fault,) = refusal.value.faults
    assert fault.column == column
    assert "Entry 2" in fault.remedy


def test_uris_are_found_wherever_they_stand(tmp_path):
    file = tmp_path / "list.txt"
    file.write_text(f"x,{ESCO}a-1,y\nrome:12\ndigcomp:Competence/1.1\n")

    assert read_uris(file) == {f"{ESCO}a-1", "rome:12", "digcomp:Competence/1.1"}
    file.write_text("none")
    with pytest.raises(NotAnOfficialFile, match="names no URI"):
        read_uris(file)


def test_names_that_cannot_be_seen_or_have_no_end_are_left_out():
    assert clean_names(f"a\nb|a\n{'x' * 300}\nc\x07d\n") == ["a", "b"]


@pytest.mark.parametrize(
    ("label", "language"), [("use of the web", "en"), ("gérer les données", "fr"), ("Python", "")]
)
def test_short_words_show_the_language(label, language):
    assert language_of([label]) == language


def test_the_real_files_are_read(real_data):
    names = [
        "esco_focus_en_fr/esco_focus_en_fr.csv",
        "rome_v347/unix_referentiel_competence_v347_utf8.csv",
        "digcomp3/DigComp_3.0_Data_Supplement.jsonld",
    ]

    found = read_official_files([real_data / name for name in names])

    assert [file.kind for file in found] == ["esco", "rome", "digcomp"]
    assert [len(file.concepts) for file in found] == [2218, 4947, 21]
    assert sum("fr" in concept.labels for concept in found[0].concepts) == 1902
