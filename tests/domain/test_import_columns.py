"""Columns: what is recognised, what is never read, what a person must look at."""

import pytest

from upside.people.imports.columns import FIELDS, SYNONYMS, recognise
from upside.people.imports.grades import propose_from_labels, propose_from_title
from upside.people.imports.mapfile import read_map, write_map
from upside.people.imports.mapping import Mapping, propose, propose_grades
from upside.people.imports.protected import protected_by_heading, protected_by_values
from upside.people.imports.refusals import BadMapping
from upside.people.imports.survey import Column

FRENCH_SIRH = {
    "Matricule": "id", "Nom": "last_name", "Prénom": "first_name", "Courriel": "mail",
    "Responsable hiérarchique": "manager", "Service": "service", "Établissement": "site",
    "Classification": "grade", "Intitulé de poste": "title", "Date de sortie": "leaving_date",
    "N+1": "manager", "Société": "entity", "Équipe": "team", "Fuseau horaire": "time_zone",
    "Langues parlées": "languages", "Actif (O/N)": "active", "Pays": "country",
}  # fmt: skip
WORKDAY_AND_SAP = {
    "Employee ID": "id", "PERNR": "id", "Preferred Name": "full_name", "Work Email": "mail",
    "Business Title": "title", "Supervisory Organization": "unit", "Time Zone": "time_zone",
    "Manager - Employee ID": "manager",
    "Compensation Grade": "grade", "Work Location": "site", "Country/Region": "country",
    "Termination Date": "leaving_date", "Legal Entity": "entity",
    "dept_manager_emp_no": "manager", "EmployeeNumber": "id", "JobLevel": "grade",
}  # fmt: skip
FORBIDDEN = {
    "Date de naissance": "age", "birth_date": "age", "DOB": "age", "Âge": "age", "Né(e) le": "age",
    "Tranche d'âge": "age", "BirthDate": "age", "Sexe": "sex", "gender": "sex", "Civilité": "sex",
    "Genre": "sex", "Nationalité": "origin", "Citizenship": "origin", "Race Desc": "origin",
    "Photo": "photo", "MaritalStatus": "family", "Situation familiale": "family",
    "Nombre d'enfants": "family", "Religion": "belief", "Syndicat": "belief", "RQTH": "health",
    "Disability Status": "health", "Handicap": "health", "Hire Date": "tenure",
    "Date d'embauche": "tenure", "Ancienneté": "tenure", "YearsAtCompany": "tenure",
    "Date d’entrée": "tenure", "Tenure (months)": "tenure", "NIR": "identity", "SSN": "identity",
    "Salaire brut": "pay", "IBAN": "pay", "PerformanceRating": "appraisal", "Home Email": "home",
    "Adresse personnelle": "home", "Nom de jeune fille": "family", "Place of Birth": "age",
    "Performance rating last year": "appraisal", "Salary last year": "pay", "Age last year": "age",
    "Sick days last year": "health", "Birth date (leaving date)": "age", "D.O.B.": "age",
    "État civil": "family", "Compte bancaire": "pay", "Ethnie": "origin", "Age2": "age",
    "Évaluation": "appraisal", "Evaluation": "appraisal", "Note annuelle": "appraisal",
    "Pronoms": "sex", "N° SS": "identity", "DOJ": "tenure", "YOB": "age", "startdate": "tenure",
    "Groupe sanguin": "health", "Civil status": "family", "Skin colour": "origin", "LGBT": "sex",
    "Permis de travail": "origin", "Langue maternelle": "origin", "Native language": "origin",
    "Bi\u00adrth date": "age",
}  # fmt: skip
HARMLESS = ["Agence", "Département", "Pay Grade", "Page", "Message", "Home Department", "Genève"]
HARMLESS += ["Seniority level", "Leaving date", "Trainings last year", "Note", "Language"]


@pytest.mark.parametrize(("heading", "field"), (FRENCH_SIRH | WORKDAY_AND_SAP).items())
def test_headings_of_hr_systems_are_recognised(heading, field):
    assert recognise(heading).field == field


@pytest.mark.parametrize(("heading", "kind"), FORBIDDEN.items())
def test_protected_headings_are_named(heading, kind):
    assert protected_by_heading(heading) == kind


@pytest.mark.parametrize("heading", [*HARMLESS, *FRENCH_SIRH, *WORKDAY_AND_SAP])
def test_other_headings_are_not_protected(heading):
    assert protected_by_heading(heading) == ""


def test_where_no_line_could_be_read_the_headings_still_say_what_columns_are():
    proposals = propose([Column("Matricule"), Column("Nom")], {})
    assert [p.field for p in proposals] == ["id", "last_name"]


def test_no_field_of_ours_sounds_like_protected_data():
    assert not any(protected_by_heading(str(label)) for label in FIELDS.values())


def test_no_heading_that_is_read_sounds_like_protected_data():
    synonyms = {word.strip() for words in SYNONYMS.values() for word in words.split(",")}
    assert [word for word in sorted(synonyms) if protected_by_heading(word)] == []


def test_values_give_a_column_of_sexes_away():
    assert protected_by_values(["Mme", "M.", "", "Mlle"]) == "sex"
    assert protected_by_values(["A", "M"]) == ""
    assert protected_by_values(["M", "M"]) == ""


def column(heading, *values):
    return Column(heading, len(values), {value: values.count(value) for value in values})


def proposed(*columns, before=None):
    return {p.heading: (p.field, p.reason) for p in propose(list(columns), {}, before)}


def test_a_known_heading_is_sure_and_a_similar_one_a_guess():
    found = proposed(column("Matricule", "1", "2"), column("Email - Second", "a@b.fr", "c@d.fr"))
    assert found == {"Matricule": ("id", "known"), "Email - Second": ("mail", "guessed")}


def test_a_few_bad_values_do_not_make_a_known_heading_doubtful():
    assert proposed(column("Grade", "3", "4,0", "cadre"))["Grade"] == ("grade", "known")
    assert proposed(column("Mail", "nobody"))["Mail"] == ("mail", "known")


def test_labels_instead_of_numbers_make_a_grade_a_guess():
    assert proposed(column("Classification", "III-A", "II-B"))["Classification"][1] == "guessed"


def test_a_guess_that_its_values_deny_is_no_guess():
    assert proposed(column("Email opt-in", "yes", "no"))["Email opt-in"][0] == "leave_out"


def test_of_two_columns_the_stronger_is_read():
    found = proposed(column("Nom", "A"), column("Nom d’usage", "B"))
    assert found == {"Nom": ("leave_out", "weaker"), "Nom d’usage": ("last_name", "known")}


def test_a_heading_that_comes_twice_needs_a_person():
    found = proposed(column("Nom", "A"), column("Nom (2)", "B"))
    assert found == {"Nom": ("last_name", "twice"), "Nom (2)": ("leave_out", "twice")}


def test_a_row_number_is_never_surely_an_id():
    assert proposed(column("rownames", "1", "2"))["rownames"] == ("id", "guessed")


def test_what_a_person_chose_before_is_kept():
    found = proposed(column("Truc", "1"), column("Nom", "A"), before={"Truc": "id", "Nom": "?"})
    assert found == {"Truc": ("id", "before"), "Nom": ("last_name", "known")}


def test_an_empty_column_and_an_unknown_one_are_left_out():
    found = proposed(column("Mail"), column("Favourite colour", "red"))
    assert [reason for _field, reason in found.values()] == ["empty", "unknown"]


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"Nom": "last_name"}, "holds the id"),
        ({"A": "id", "B": "id"}, "Two columns"),
        ({"A": "colour"}, "no field"),
        ({"Z": "id"}, "no column “Z”"),
        ({"A": "id", "Sexe": "title"}, "never read"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(columns, refusal):
    with pytest.raises(BadMapping, match=refusal):
        Mapping(columns).check(["A", "B", "Nom", "Sexe"])


def test_a_table_of_grades_without_its_column_is_refused():
    with pytest.raises(BadMapping, match="table of grades"):
        Mapping({"A": "id"}, "title", {"Boss": 9}).check(["A"])


@pytest.mark.parametrize(
    ("title", "grade"),
    [
        ("Stagiaire RH", 1), ("Apprentie boulangère", 1), ("Assistante de direction", 2),
        ("Senior Engineer", 4), ("Junior Analyst", 2), ("Chargée de communication", 3),
        ("Chef de projet", 5), ("Responsable paie", 6), ("Chef de service", 7),
        ("Directrice des achats", 8), ("Directeur général adjoint", 9), ("DRH", 9),
        ("Vice President, Sales", 9), ("PDG", 10), ("Chief Executive Officer", 10),
        ("Executive Assistant to the CEO", 2), ("Product Manager", 5), ("Vagabond", None),
    ],
)  # fmt: skip
def test_words_of_a_title_propose_a_grade(title, grade):
    assert propose_from_title(title) == grade


def test_labels_are_put_in_their_natural_order():
    assert propose_from_labels(["N10", "N2", "N1"]) == {"N1": 1, "N2": 2, "N10": 3}
    assert propose_from_labels(["Cadre", "Cadre dirigeant", "Cadre supérieur", "ETAM 4"]) == {
        "Cadre": 3,
        "Cadre dirigeant": 8,
        "Cadre supérieur": 6,
        "ETAM 4": 2,
    }
    assert propose_from_labels(["Manager", "Zorg"]) == {"Manager": 6, "Zorg": None}
    assert propose_from_labels(["Manager", "Intern"]) == {"Manager": 6, "Intern": 1}
    many = [f"x{n}" for n in range(100)]
    assert set(propose_from_labels(many).values()) == {None}


def test_titles_are_the_source_of_grades_only_where_there_is_no_grade():
    title, grade = column("T", "Boss", "CEO", "CEO"), column("G", "1", "2", "3")
    assert propose_grades([title], {"T": "title"}) == ("title", {"CEO": 10, "Boss": None})
    assert propose_grades([title, grade], {"T": "title", "G": "grade"}) == ("", {})
    assert propose_grades([column("G", "II", "I")], {"G": "grade"})[0] == "grade"
    assert propose_grades([title], {"T": "leave_out"}) == ("", {})


def test_a_written_map_is_read_back_as_proposed(tmp_path):
    proposals = propose([column("No", "1", "2"), column("O'Nom: x #", "a b")], {"Age": "age"})
    write_map(tmp_path / "m.yaml", "f.csv", proposals, ("title", {"Boss: 1": 9, "Odd": None}))
    mapping = read_map(tmp_path / "m.yaml")
    assert mapping.columns == {"No": "id", "O'Nom: x #": proposals[1].field}
    assert (mapping.grades_of, mapping.grades) == ("title", {"Boss: 1": 9, "Odd": None})


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("columns: [", "cannot be read"),
        ("- a", "no part"),
        ("columns: {a: id}\nfields: x", "mean nothing"),
        ("columns: {a: id}\ngrades: {of: age}", "of: title"),
        ("columns: {a: id}\ngrades: {of: title, table: [1]}", "one line per title"),
        ("columns: {a: id}\ngrades: {of: title, table: {Boss: high}}", "Boss"),
        ("columns: {a: id}\ngrades: {of: title, table: {Boss: " + "9" * 5000 + "}}", "Boss"),
        ("version: 2\ncolumns: {a: id}", "write version: 1"),
        ("columns: {a: id, name: [full_name]}", "Beside “name” stands a list"),
        ("columns: {a: id}\nsheet: [x]", "Beside “sheet” stands a list"),
        ("x" * 2_100_000, "too large"),
    ],
)
def test_a_map_with_mistakes_is_refused_with_the_place(tmp_path, text, refusal):
    (tmp_path / "m.yaml").write_text(text)
    with pytest.raises(BadMapping, match=refusal):
        read_map(tmp_path / "m.yaml")


def test_a_guessed_manager_must_look_like_the_ids_of_the_file():
    ids = column("Matricule", "A01", "A02")
    found = proposed(ids, column("Responsable RH", "A02", "A01"))
    assert found["Responsable RH"] == ("manager", "guessed")
    assert proposed(ids, column("Responsable RH", "x", "y"))["Responsable RH"][0] == "leave_out"


def test_american_leaving_dates_do_not_make_the_heading_doubtful():
    found = proposed(column("DateofTermination", "6/16/2016", "9/24/2012"))
    assert found["DateofTermination"] == ("leaving_date", "known")
