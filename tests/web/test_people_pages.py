"""The roster and the way of an HR file through its pages, as a coordinator meets them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)
from upside.people.imports import keeping
from upside.people.models import PeopleImport, Person

pytestmark = pytest.mark.django_db
GOOD = "Matricule;Nom;Courriel;Fonction;Sexe\n1;Ba;a@b.fr;Directrice;F\n2;Ko;;Vagabond;M\n"
FAULTY = GOOD + "3;Lo;=cmd@;Stagiaire;F\n"
MANY_FAULTS = FAULTY + "4;Li;=cmd@;Stagiaire;F\n5;La;=cmd@;Stagiaire;F\n"


@pytest.fixture
def member(client, coordinator):
    client.force_login(coordinator)
    return client


def bring(client, text=GOOD, name="staff.csv"):
    content = text if isinstance(text, bytes) else text.encode("cp1252")
    return client.post(reverse("people:upload"), {"file": SimpleUploadedFile(name, content)})


def begun(client, text=GOOD):
    bring(client, text)
    return PeopleImport.objects.latest("pk")


def page(name, import_):
    return reverse(f"people:{name}", args=[import_.pk])


def confirmed(client, import_, **changes):
    """Send the form of the mapping page as it stands, with ``changes``."""
    shown = client.get(page("mapping", import_)).context
    said = {field.html_name: field.value() for _p, field, _c in shown["rows"] if field}
    if shown["grades"]:
        said["grades_of"] = shown["grades"].key
        said |= {f.html_name: f.value() or "" for f in shown["grades"].rows()}
    return client.post(page("mapping", import_), said | changes)


def apply(client, import_, **said):
    return client.post(page("apply", import_), {"revision": 1, "lines": "all"} | said, follow=True)


def test_an_empty_roster_says_what_to_do(client):
    client.force_login(RoleGrantFactory(person__is_active=True).person)
    Person.objects.update(is_active=False)
    client.force_login(RoleGrantFactory().person)
    assert "Bring in an HR file" in client.get(reverse("people:list")).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_roster_takes_the_same_queries_for_any_number_of_people(
    member, n, django_assert_num_queries
):
    PersonFactory.create_batch(n)
    with django_assert_num_queries(10):
        member.get(reverse("people:list"))


def test_the_roster_is_searched_and_filtered(member):
    PersonFactory(first_name="Zoé", email=None)
    PersonFactory(first_name="Yan", is_active=False)
    found = member.get(reverse("people:list"), {"q": "Zoé", "unit": "nonsense", "page": "x"})
    assert [p.first_name for p in found.context["page"]] == ["Zoé"]
    left = member.get(reverse("people:list"), {"show": "left"})
    assert [p.first_name for p in left.context["page"]] == ["Yan"]
    nobody = member.get(reverse("people:list"), {"q": "nobody\0"})
    assert nobody.status_code == 200


def test_people_without_a_role_find_no_roster_and_no_import(client, coordinator):
    client.force_login(coordinator)
    import_ = begun(client)
    client.force_login(PersonFactory())
    for name in ("list", "upload"):
        assert client.get(reverse(f"people:{name}")).status_code == 404
    for name in ("mapping", "check", "faults"):
        assert client.get(page(name, import_)).status_code == 404


def test_another_coordinator_does_not_see_the_file(client, member, stranger):
    import_ = begun(member)
    client.force_login(stranger)
    assert client.get(page("mapping", import_)).status_code == 404
    assert client.post(page("drop", import_)).status_code == 404


def test_a_file_goes_through_columns_and_check_to_the_import(member):
    import_ = begun(member)
    assert "never stored" in member.get(page("mapping", import_)).content.decode().lower()
    assert confirmed(member, import_).url == page("check", import_)
    shown = member.get(page("check", import_)).content.decode()
    assert "2 lines are good" in shown
    assert not Person.objects.filter(external_id="1").exists()
    done = apply(member, import_).content.decode()
    assert "2 people are in" in done
    assert Person.objects.get(external_id="1").grade == 8
    assert member.get(page("mapping", import_)).url == page("check", import_)


def test_the_same_file_again_says_that_nothing_has_changed(member):
    for _time in range(2):
        import_ = begun(member)
        confirmed(member, import_)
        shown = apply(member, import_)
    assert "Nothing has changed" in shown.content.decode()


def test_a_second_press_of_the_button_imports_once(member):
    import_ = begun(member)
    confirmed(member, import_)
    apply(member, import_)
    assert apply(member, import_).context["outcome"]["created"] == 2


def test_a_second_tab_with_other_columns_is_told_so(member):
    import_ = begun(member)
    confirmed(member, import_)
    confirmed(member, import_, **{"column-1": "leave_out"})
    assert "in another window" in apply(member, import_).content.decode()
    assert not Person.objects.filter(external_id="1").exists()


def test_faulty_lines_are_shown_and_only_good_ones_offered(member):
    import_ = begun(member, FAULTY)
    confirmed(member, import_)
    shown = member.get(page("check", import_)).content.decode()
    assert "not a mail address" in shown
    assert "Import the 2 good lines" in shown
    assert 'value="all"' not in shown
    assert "faulty" in apply(member, import_).content.decode()
    assert "1 line was left out" in apply(member, import_, lines="good").content.decode()


def test_the_download_of_faults_runs_no_formula(member):
    import_ = begun(member, FAULTY)
    confirmed(member, import_)
    answer = member.get(page("faults", import_))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:4] == ["4", "fault", "Courriel", "'=cmd@"]
    assert answer["Content-Type"].startswith("text/csv")


def test_page_and_download_say_how_many_findings_they_lack(member, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    import_ = begun(member, MANY_FAULTS)
    confirmed(member, import_)
    for name in ("check", "faults"):
        assert (
            "2 more were found and are not listed."
            in member.get(page(name, import_)).content.decode()
        )


def test_the_download_opens_in_a_french_excel(member):
    import_ = begun(member, FAULTY)
    confirmed(member, import_)
    Person.objects.update(ui_language="fr")
    text = member.get(page("faults", import_)).content.decode()
    head = next(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert (text[0], head[:3]) == ("\ufeff", ["Ligne", "Gravité", "Colonne"])


def test_units_to_choose_from_stand_as_people_look_for_them(member):
    for path in ("Ventes", "Études", "achats"):
        UnitFactory(path=path)
    field = member.get(reverse("people:list")).context["form"]["unit"]
    paths = [label for _key, label in field.field.choices][1:]
    assert [path for path in paths if not path.startswith("Unit")] == ["achats", "Études", "Ventes"]


def test_a_mapping_that_does_not_fit_is_refused_beside_the_form(member):
    import_ = begun(member)
    answer = confirmed(member, import_, **{"column-0": "leave_out"})
    assert answer.status_code == 409
    assert "which column holds the id" in answer.content.decode()


@pytest.mark.parametrize("value", ["nonsense", "", "id\0"])
def test_an_odd_choice_of_column_is_no_crash(member, value):
    answer = confirmed(member, begun(member), **{"column-0": value, "grade-0": "x" * 5000})
    assert answer.status_code == 409


def test_choosing_another_source_of_grades_asks_to_check_them_first(member):
    import_ = begun(member)
    answer = confirmed(member, import_, **{"column-1": "title", "column-3": "leave_out"})
    assert answer.status_code == 409
    assert "check the table of grades" in answer.content.decode()
    assert [f.label for f in answer.context["grades"].rows()] == ["Ba", "Ko"]


def test_choices_are_kept_for_the_next_file(member):
    import_ = begun(member)
    confirmed(member, import_, **{"column-1": "first_name"})
    apply(member, import_)
    shown = member.get(page("mapping", begun(member))).context
    assert [p.field for p, _f, _c in shown["rows"]][1] == "first_name"


def missing(client, n):
    """Bring in a file of two people, while ``n`` others are known here."""
    PersonFactory.create_batch(n)
    import_ = begun(client)
    confirmed(client, import_)
    return import_


def test_each_choice_says_in_its_button_how_many_leave(member):
    import_ = missing(member, 9)
    PairFactory(mentor=EnrolmentFactory(person=Person.objects.last()).person)
    asked = member.get(page("check", import_))
    shown = asked.content.decode()
    assert (asked.context["stake"].in_pairs, asked.context["stake"].placed) == (1, 1)
    assert "Import 2 lines and deactivate 9 people" in shown
    assert "Import 2 lines, deactivate nobody" in shown
    assert shown.index('value="keep"') < shown.index('value="deactivate"'), "the safe one first"
    assert "--leavers" not in shown


def test_few_people_leave_once_their_number_was_read(member):
    import_ = missing(member, 2)
    asked = apply(member, import_, leavers="deactivate")
    assert "2 people of 3 would be deactivated" in asked.content.decode()
    assert Person.objects.filter(is_active=True).count() == 3
    apply(member, import_, leavers="deactivate", agreed=2)
    assert Person.objects.filter(is_active=False).count() == 2


def test_many_people_leave_only_where_that_was_ticked(member):
    import_ = missing(member, 9)
    refused = apply(member, import_, leavers="deactivate", agreed=9)
    assert (refused.status_code, PeopleImport.objects.get().state) == (409, "checked")
    assert "Tick the box" in refused.content.decode()
    assert refused.context["stake"].in_pairs == 0
    done = apply(member, import_, leavers="deactivate", agreed=9, sure="1").content.decode()
    assert "9 people were deactivated" in done
    assert Person.objects.filter(is_active=False).count() == 9


def test_a_number_that_was_not_read_deactivates_nobody(member):
    import_ = missing(member, 9)
    assert apply(member, import_, leavers="deactivate", agreed=400, sure="1").status_code == 409
    PersonFactory()
    late = apply(member, import_, leavers="deactivate", agreed=9, sure="1").content.decode()
    assert "10 people would be deactivated" in late
    assert not Person.objects.filter(is_active=False).exists()


def test_whom_an_import_deactivated_are_made_active_again_on_its_page(member):
    import_ = missing(member, 9)
    apply(member, import_, leavers="deactivate", agreed=9, sure="1")
    for _time in range(2):
        shown = member.post(page("reactivate", import_), follow=True).content.decode()
    assert "9 people whom this import had deactivated are active again" in shown
    assert not Person.objects.filter(is_active=False).exists()


def test_what_cannot_be_taken_back_is_refused_with_the_remedy(member):
    import_ = missing(member, 9)
    shown = member.post(page("reactivate", import_), follow=True).content.decode()
    assert "can no longer be taken back" in shown


def test_people_missing_from_a_part_of_the_staff_stay(member):
    import_ = missing(member, 1)
    apply(member, import_)
    assert not Person.objects.filter(is_active=False).exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (bytes(range(256)) * 30, "photo.png"),
        (b"PK\x03\x04", "a.xlsx"),
        (b"%PDF-1", "cv.pdf"),
        (b"id\n", "heads.csv"),
    ],
)
def test_a_file_that_is_no_table_is_refused_beside_the_field(member, content, name):
    answer = bring(member, content, name)
    assert answer.status_code == 409
    assert answer.context["form"].errors["file"]
    assert not PeopleImport.objects.exists()


def test_a_form_without_a_file_is_refused(member):
    assert member.post(reverse("people:upload")).status_code == 409


def test_a_file_beyond_the_limit_is_refused(member, monkeypatch):
    monkeypatch.setattr("upside.web.people.uploads.MOST_BYTES", 5)
    assert "larger than" in bring(member).content.decode()


def test_a_dropped_file_is_gone_from_the_list_of_begun_ones(member):
    import_ = begun(member)
    assert "staff.csv" in member.get(reverse("people:upload")).content.decode()
    member.post(page("drop", import_))
    assert "staff.csv" not in member.get(reverse("people:upload")).content.decode()
    assert member.get(page("check", import_)).url == reverse("people:upload")


def test_an_imported_file_is_not_dropped(member):
    import_ = begun(member)
    confirmed(member, import_)
    apply(member, import_)
    answer = member.post(page("drop", import_), follow=True)
    assert "has been imported" in answer.content.decode()


def test_a_file_whose_copy_is_gone_sends_back_to_the_start(member):
    import_ = begun(member)
    PeopleImport.objects.update(stored_as="nowhere.csv")
    answer = member.get(page("mapping", import_), follow=True)
    assert "no longer there" in answer.content.decode()


def test_a_check_that_was_not_made_leads_to_the_columns(member):
    import_ = begun(member)
    assert member.get(page("check", import_)).url == page("mapping", import_)


def test_the_last_yes_has_a_page_that_can_be_gone_back_to(member):
    import_ = missing(member, 2)
    asked = apply(member, import_, leavers="deactivate")

    address = asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"]
    again = member.get(address)

    assert address.startswith(page("leaving", import_))
    assert again.status_code == 200
    assert b'name="agreed"' in again.content
    assert member.get(page("leaving", import_)).url == page("check", import_)


def test_an_apply_without_a_choice_is_told_so(member):
    import_ = begun(member)
    confirmed(member, import_)
    answer = member.post(page("apply", import_), {"revision": "9" * 40}, follow=True)
    assert "Choose how to import" in answer.content.decode()


def test_labels_of_grades_are_kept_for_the_second_look(member):
    import_ = begun(member, "Matricule;Classification\n1;II-A\n2;III-B\n")
    confirmed(member, import_, **{"grade-0": "40"})
    shown = member.get(page("mapping", import_)).context["grades"]
    assert [f.value() for f in shown.rows()] == [40, 2]


def test_grades_may_come_from_the_reporting_tree(member):
    tree = "Matricule;Nom;Fonction;Manager\n1;Ba;Directrice;\n2;Ko;Vagabond;1\n3;Lo;Vagabond;1\n"
    import_ = begun(member, tree)
    shown = member.get(page("mapping", import_))
    assert "In the reporting tree, who leads nobody gets 2" in shown.content.decode()

    confirmed(member, import_, source="tree")
    apply(member, import_, leavers="keep")

    grades = dict(Person.objects.filter(external_id__in="123").values_list("external_id", "grade"))
    assert grades == {"1": 6, "2": 2, "3": 2}
    import_.refresh_from_db()
    assert import_.mapping["grades_of"] == "tree"


@pytest.mark.parametrize(("source", "grade"), [("tree", 6), ("none", None)])
def test_a_file_without_titles_offers_the_tree_or_no_grades(member, source, grade):
    import_ = begun(member, "Matricule;Nom;Manager\n1;Ba;\n2;Ko;1\n3;Lo;1\n")

    confirmed(member, import_, source=source)
    apply(member, import_, leavers="keep")

    assert Person.objects.get(external_id="1").grade == grade
