"""The roster narrowed and counted."""

import pytest

from tests.factories import MONDAY_NINE, PersonFactory, UnitFactory
from upside.people import queries
from upside.people.models import PeopleImport, Person

pytestmark = pytest.mark.django_db


def found(**asked):
    people = queries.found_among(Person.objects.all(), **({"is_active": True} | asked))
    return {person.external_id for person in people}


def test_counts_tell_who_can_be_written_to():
    PersonFactory()
    PersonFactory(email=None)
    PersonFactory(email=None, is_active=False)
    counts = queries.counts_of(Person.objects.order_by("last_name"))
    assert (counts.active, counts.with_mail, counts.without_mail, counts.inactive) == (2, 1, 1, 1)


def test_every_word_counts_in_name_id_mail_or_title():
    PersonFactory(external_id="A1", first_name="Inès", last_name="Ba", job_title="Analyst")
    PersonFactory(external_id="A2", first_name="Inès", last_name="Ko", job_title="Chef")
    assert found(text="inès analyst") == {"A1"}
    assert found(text="a2@aubrac") == found(text="A2") == {"A2"}
    assert found(text="  ") == {"A1", "A2"}


@pytest.mark.parametrize("typed", ["celik", "çelik", "ÇELİK", "lefevre celik", "Lefèvre", "evr"])
def test_accents_and_capitals_do_not_count(typed):
    PersonFactory(external_id="A1", first_name="Élise", last_name="Çelik-Lefèvre")
    PersonFactory(external_id="A2", first_name="Elias", last_name="Ko")
    assert found(text=typed) == {"A1"}
    assert found(text="eli") == {"A1", "A2"}
    assert found(text="…") == set()


def test_names_are_found_by_their_beginnings_and_titles_are_not():
    everybody = Person.objects.all()
    PersonFactory(external_id="A1", last_name="Brard", email="c.roux@b.fr", job_title="Juriste")
    for text, n in (("bra", 1), ("rar", 0), ("roux", 1), ("c.roux@b", 1), ("jur", 0), ("a1", 1)):
        assert queries.people_like(everybody, text, from_start=True).count() == n, text


def test_who_changed_their_name_is_found_by_the_new_one():
    person = PersonFactory(last_name="Lefèvre")
    person.last_name = "Çelik"
    person.save()
    assert (found(text="celik"), found(text="lefevre")) == ({person.external_id}, set())


def test_a_unit_counts_with_all_below_it():
    data, models = UnitFactory(path="Data"), UnitFactory(path="Data/Models", depth=2)
    UnitFactory(path="Database")
    PersonFactory(external_id="A1", unit=data)
    PersonFactory(external_id="A2", unit=models)
    PersonFactory(external_id="A3", unit=UnitFactory(path="Database too"))
    assert found(unit=data) == {"A1", "A2"}


def test_who_has_left_is_shown_when_asked():
    PersonFactory(external_id="A1")
    PersonFactory(external_id="A2", is_active=False)
    assert (found(), found(is_active=False)) == ({"A1"}, {"A2"})
    assert found(is_active=None) == {"A1", "A2"}


def test_upper_units_can_be_chosen_from():
    UnitFactory(path="B/C", depth=2)
    UnitFactory(path="B")
    UnitFactory(path="B/C/D", depth=3)
    assert [unit.path for unit in queries.units_of()] == ["B", "B/C"]


def test_the_last_imported_file_tells_what_its_columns_meant(coordinator):
    assert queries.last_columns() == {}
    for state, columns in (("applied", {"Nom": "last_name"}), ("checked", {"Nom": "site"})):
        PeopleImport.objects.create(
            file_name="x",
            uploaded_by=coordinator,
            uploaded_at=MONDAY_NINE,
            applied_at=MONDAY_NINE if state == "applied" else None,
            state=state,
            mapping={"columns": columns},
        )
    assert queries.last_columns() == {"Nom": "last_name"}
