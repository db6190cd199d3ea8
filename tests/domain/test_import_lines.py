"""Lines: each faulty one is named with its column, value and remedy; odd ones are warned of."""

from datetime import date

import pytest

from upside.people.imports.checking import check_lines
from upside.people.imports.dates import day_first, day_of
from upside.people.imports.known import Known
from upside.people.imports.mapping import Mapping
from upside.people.imports.names import is_last_first, names_of
from upside.people.imports.storing import store
from upside.people.imports.values import (
    country_of,
    grade_of,
    is_mail,
    language_of,
    tidy,
    time_zone_of,
    yes_or_no,
)

TODAY = date(2026, 3, 2)


@pytest.fixture
def checked(tmp_path):
    def check(text, known=None, grades=None, *, strict=False, fields=None):
        source = tmp_path / "file.csv"
        source.write_text(text)
        stored = store(source, tmp_path / "kept.csv")
        columns = {h: (fields or {}).get(h, h) for h in stored.headings if h != "left_out"}
        mapping = Mapping(columns, *(grades or ("", {})))
        return check_lines(stored, mapping, known or Known(), on=TODAY, strict=strict)

    return check


def faults(result):
    return [(f.line, f.column, f.value, f.code) for f in result.faults]


def warned(result):
    return [(w.line, w.code) for w in result.warnings]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id,site\n,Lyon\n", (2, "id", "", "id_missing")),
        ("id,site\n1.2E+05,Lyon\n", (2, "id", "1.2E+05", "id_shortened")),
        ("id,mail\n1,m.kervadec@\n", (2, "mail", "m.kervadec@", "mail_bad")),
        ("id,grade\n1,cadre\n", (2, "grade", "cadre", "grade_bad")),
        ("id,grade\n1,120\n", (2, "grade", "120", "grade_bad")),
        ("id,active\n1,perhaps\n", (2, "active", "perhaps", "active_bad")),
        ("id,leaving_date\n1,31/02/2026\n", (2, "leaving_date", "31/02/2026", "date_bad")),
        ("id,site\n1,Lyon,more\n", (2, "", "1", "too_many_cells")),
        ('id,site\n1,"Lyon\n', (2, "", "", "quotes")),
        (f"id,site\n1,{'x' * 201}\n", (2, "site", "x" * 201, "too_long")),
        (f"id,unit\n1,{'x' * 501}\n", (2, "unit", "x" * 501, "too_long")),
        (f"id,team\n1,{'x' * 201}\n", (2, "team", "x" * 201, "too_long")),
    ],
)
def test_a_faulty_line_is_named_with_column_value_and_remedy(checked, text, fault):
    result = checked(text)
    assert fault in faults(result)
    assert result.lines == []
    assert all(f.sentence and f.remedy and f.in_words()["remedy"] for f in result.faults)


def test_lines_with_the_same_id_are_all_refused_even_where_one_is_faulty(checked):
    result = checked("id,mail\n1,a@b.fr\n2,x\n1,c@d.fr\n2,e@f.fr\n")
    assert [(f.line, f.code) for f in result.faults] == [
        (2, "id_again"), (3, "mail_bad"), (3, "id_again"), (4, "id_again"), (5, "id_again"),
    ]  # fmt: skip
    assert (result.n_read, result.n_refused) == (4, 4)


def test_the_same_mail_twice_is_a_fault_whatever_its_capitals(checked):
    result = checked("id,mail\n1,A@b.fr\n2,a@B.fr\n3,\n4,\n")
    assert [(f.line, f.code, f.details["other"]) for f in result.faults] == [
        (2, "mail_again", 3), (3, "mail_again", 2),
    ]  # fmt: skip


def test_a_mail_that_somebody_else_keeps_is_a_fault(checked):
    known = Known({"9": True}, {"9": "a@b.fr"})
    assert faults(checked("id,mail\n1,a@b.fr\n", known)) == [(2, "mail", "a@b.fr", "mail_taken")]
    assert faults(checked("id,mail\n1,a@b.fr\n9,z@b.fr\n", known)) == []


def test_managers_are_meant_by_id_bracket_mail_zeros_decimal_and_name(checked):
    rows = "007,Inès,Ba,i@b.fr,\n2,A,B,,7\n3,C,D,,I@b.fr\n4,E,F,,Ba Inès (007)\n5,G,H,,BA Ines\n"
    result = checked("id,first_name,last_name,mail,manager\n" + rows + "6,I,J,,007.0\n")
    assert [line.said["manager_ref"] for line in result.lines] == ["", *["007"] * 5]
    assert warned(result) == []


def test_a_name_that_several_people_have_is_warned_of(checked):
    rows = "1,Zoé,Ba,\n2,Zoé,Ba,\n3,Ali,Ko,Zoé Ba\n"
    result = checked("id,first_name,last_name,manager\n" + rows)
    assert warned(result) == [(4, "manager_namesakes")]


def test_odd_managers_are_warnings_and_their_links_are_kept(checked):
    rows = "1,1,yes\n2,3,yes\n3,2,yes\n4,9,yes\n5,6,yes\n6,8,no\n7,7,no\n"
    result = checked("id,manager,active\n" + rows)
    assert warned(result) == [
        (2, "manager_self"), (3, "manager_circle"), (4, "manager_circle"), (5, "manager_unknown"),
        (6, "manager_inactive"),
    ]  # fmt: skip
    assert [line.said["manager_ref"] for line in result.lines] == list("1329687")


def test_strict_makes_odd_managers_faults(checked):
    result = checked("id,manager\n1,\n2,9\n", strict=True)
    assert faults(result) == [(3, "manager", "9", "manager_unknown")]
    assert [line.id for line in result.lines] == ["1"]


def test_a_long_circle_is_drawn_short(checked):
    rows = "".join(f"{n},{(n + 1) % 9}\n" for n in range(9))
    result = checked("id,manager\n" + rows)
    assert result.warnings[0].details["circle"] == "0 → 1 → 2 → 3 → 4 → 5 → … → 0"


def test_a_manager_whose_line_is_refused_is_told_apart_from_an_unknown_one(checked):
    result = checked("id,manager,mail\n1,2,\n2,,bad\n")
    assert warned(result) == [(2, "manager_refused")]


def test_a_line_of_totals_is_no_person(checked):
    result = checked("id,last_name,site\n1,Aubrac,Lyon\nTotal général,1,\n,,\n")
    assert (result.n_read, faults(result), warned(result)) == (1, [], [(3, "totals")])


def test_units_come_from_a_path_or_from_levels(checked):
    said = checked("id,unit\n1,Group / Data > Models\n").lines[0].said
    assert said["unit"] == "Group/Data/Models"
    levels = checked("id,entity,department,team\n1,Group,R/D,R/D\n").lines[0].said
    assert levels["unit"] == "Group/R-D"


def test_who_works_here_is_told_by_active_by_left_and_by_leaving_date(checked):
    rows = "1,oui,,\n2,0,,\n3,,Yes,\n4,,,01/03/2026\n5,,,02/03/2026\n6,,,00.00.0000\n7,,,\n"
    result = checked("id,active,left,leaving_date\n" + rows)
    assert [line.said["is_active"] for line in result.lines] == [
        True, False, False, False, True, True, True,
    ]  # fmt: skip


def test_grades_come_from_numbers_with_commas_and_from_a_table(checked):
    assert [line.said["grade"] for line in checked('id,grade\n1,"3,0"\n2,\n').lines] == [3, None]
    table = ("grade", {"cadre": 6})
    result = checked("id,grade\n1,cadre\n2,4\n3,odd\n", grades=table)
    assert [line.said["grade"] for line in result.lines] == [6, 4, None]
    assert warned(result) == [(4, "grade_unmapped")]


def test_grades_come_from_titles(checked):
    result = checked("id,title\n1,Boss\n2,Odd\n3,New\n", grades=("title", {"Boss": 9, "Odd": None}))
    assert [line.said["grade"] for line in result.lines] == [9, None, None]
    assert warned(result) == [(4, "grade_unmapped")]


def test_places_and_languages_that_nobody_knows_are_left_out_with_a_warning(checked):
    head = "id,country,time_zone,languages,ui_language\n"
    result = checked(head + '1,Atlantis,Mars,"fr, elvish",de\n2,Royaume-Uni,,,\n3,FRA,UTC,EN,fr\n')
    assert warned(result) == [
        (2, "country_unknown"), (2, "time_zone_unknown"), (2, "language_unknown"),
        (2, "ui_language_other"),
    ]  # fmt: skip
    assert [line.said["country"] for line in result.lines] == ["", "GB", "FR"]
    assert [line.said["languages"] for line in result.lines] == [["fr"], None, ["en"]]
    assert [line.said["ui_language"] for line in result.lines] == [None, None, "fr"]


def test_a_full_name_is_parted(checked):
    said = checked("id,full_name\n1,BELKACEM Inès\n").lines[0].said
    assert (said["first_name"], said["last_name"]) == ("Inès", "BELKACEM")
    said = checked("id,NOM Prénom\n1,LE GALL YANN\n", fields={"NOM Prénom": "full_name"})
    assert said.lines[0].said["last_name"] == "LE GALL"


@pytest.mark.parametrize(
    ("cell", "heading", "names"),
    [
        ("Doe, Jane", "", ("Jane", "Doe")),
        ("Jane van Doe", "", ("Jane", "van Doe")),
        ("Cher", "Nom Prénom", ("", "Cher")),
        ("d'Arc Jeanne", "", ("Jeanne", "d'Arc")),
        ("Jeanne d’Arc", "", ("Jeanne", "d’Arc")),
        ("d'ARC Jeanne", "", ("Jeanne", "d'ARC")),
        ("de LA TOUR Anne", "", ("Anne", "de LA TOUR")),
        ("DUPONT JEAN PIERRE", "NOM Prénom", ("JEAN PIERRE", "DUPONT")),
        ("DE LA TOUR ANNE", "Last name, first name", ("ANNE", "DE LA TOUR")),
        ("Dupont Jean", "Nom et prénom", ("Jean", "Dupont")),
        ("YANN LE GALL", "Prénom NOM", ("YANN", "LE GALL")),
        ("YANN LE GALL", "Name", ("YANN", "LE GALL")),
    ],
)
def test_capitals_particles_and_the_heading_tell_the_last_name(cell, heading, names):
    assert names_of(cell, last_first=is_last_first(heading)) == names


@pytest.mark.parametrize(
    "mail", ["a@b.fr", "a.b+c@sub.example.museum", "jö@exämple.de", "o'n@x.ie"]
)
def test_addresses_as_people_have_them_are_read(mail):
    assert is_mail(mail)


@pytest.mark.parametrize(
    "mail",
    [
        ".j8@x.com",
        "j9@-x.com",
        "a.@x.com",
        "a@x-.com",
        "a@x.c",
        "a@x..com",
        "a@1.2.3.4",
        "a@b c.fr",
    ],
)
def test_addresses_that_no_mail_reaches_are_not(mail):
    assert not is_mail(mail)


def test_cells_are_freed_of_shields_blanks_and_words_for_nothing():
    assert [tidy(c) for c in ('="007"', "'007", " a\u00a0 b\n", "#N/A", "NULL", "a\0b")] == [
        "007", "007", "a b", "", "", "ab",
    ]  # fmt: skip
    assert tidy("Null", keep_words=True) == "Null"


def test_words_are_read_in_both_languages():
    assert [yes_or_no(w) for w in ("Oui", "Voluntarily Terminated", "Active - paid", "?")] == [
        True, False, True, None,
    ]  # fmt: skip
    assert [country_of(w) for w in ("fr", "Allemagne", "United States", "UK", "XX")] == [
        "FR", "DE", "US", "GB", "",
    ]  # fmt: skip
    assert [language_of(w) for w in ("fr-FR", "Anglais", "German (B2)", "fra", "klingonish")] == [
        "fr", "en", "de", "fr", "",
    ]  # fmt: skip
    assert time_zone_of("europe/paris") == time_zone_of("Romance Standard Time") == "Europe/Paris"
    assert [grade_of(t) for t in ("3", "3,0", "3,5", "-1")] == [3, 3, None, None]


def test_one_clear_day_settles_the_order_for_the_whole_column():
    assert day_first(["03/04/2026", "31/12/2025"])
    assert not day_first(["03/04/2026", "12/31/2025"])
    assert day_first(["03/04/2026"])
    assert day_of("03/04/2026", day_first=False) == date(2026, 3, 4)


def test_days_are_read_in_every_usual_spelling():
    for text in ("2026-11-30", "20261130", "30/11/2026", "30.11.26", "46356", "2026-11-30T00:00"):
        assert day_of(text) == date(2026, 11, 30)
    assert day_of("soon") is None


def test_a_cell_too_long_is_named_with_its_line_and_column(checked):
    for cell in ("x" * 100_001, "x" * 500_000, '"' + "a;b" * 50_000 + '"'):
        result = checked(f"id;left_out;site\n1;;Lyon\n2;;{cell}\n")
        line, column, value, code = faults(result)[0]
        assert (line, column, code, len(value)) == (3, "site", "cell_long", 120)
        assert (result.n_read, result.n_refused) == (2, 1)
        assert result.names_everybody
        assert result.ids == {"1", "2"}


def test_whose_line_it_is_stays_open_where_the_id_is_too_long(checked):
    result = checked(f"id,site\n{'x' * 200_000},Lyon\n")
    assert not result.names_everybody


def test_a_cell_too_long_in_a_column_that_is_left_behind_is_no_matter(checked):
    assert faults(checked(f"id,sex,site\n1,{'x' * 200_000},Lyon\n")) == []


def test_a_line_that_may_be_cut_off_is_read_and_warned_of(checked):
    result = checked("id,site,mail\n1,Lyon\n2,Lille,\n\nnobody\n")
    assert warned(result) == [(2, "too_few_cells"), (5, "too_few_cells")]
    assert [line.id for line in result.lines] == ["1", "2", "nobody"]
    assert "cut off" in result.warnings[0].remedy


def test_a_language_that_is_none_is_warned_of_wherever_it_stands(checked):
    result = checked("id,languages,ui_language\n1,klingon,klingon\n2,de,de\n3,fr,fr\n")
    assert warned(result) == [
        (2, "language_unknown"), (2, "language_unknown"), (3, "ui_language_other"),
    ]  # fmt: skip
    assert "“klingon”" in result.warnings[0].sentence
