import json

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import PersonFactory, WantFactory
from upside.cli.enrol_lines import BadEnrolFile
from upside.cli.main import upside
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes.actions import UnknownPeople
from upside.programmes.models import Cohort, Enrolment, RoleGrant

pytestmark = pytest.mark.django_db
State = Enrolment.State


def run(*words):
    return CliRunner().invoke(upside, [str(word) for word in words])


def start(coordinator, *more):
    return run(
        "templates", "start", "need_profile_hr", "--coordinator", coordinator,
        "--name", "Turning the tables", "--cohort-name", "Spring",
        "--from", "2026-03-02", "--until", "2099-09-01", *more,
    )  # fmt: skip


@pytest.fixture
def cohort(cohort):
    cohort.ends_on = "2099-01-01"
    cohort.save()
    return cohort


@pytest.fixture
def people():
    return [PersonFactory(external_id=key) for key in ("P1", "P2", "P3")]


def test_templates_are_listed_with_the_hours_they_ask():
    templates = json.loads(run("templates", "--json").stdout)["templates"]
    assert {one["template"]: one["hours"] for one in templates}["need_profile_hr"] == 6
    assert len(templates) == 9
    assert "need_profile_hr: From need to pair" in run("templates").output


@pytest.mark.parametrize("named", ["HR1", "HR@aubrac.example"])
def test_a_programme_starts_from_a_template_with_its_coordinator(named):
    person = PersonFactory(external_id="HR1", email="hr@aubrac.example")
    answer = json.loads(start(named, "--json").stdout)
    assert Cohort.objects.get(pk=answer["cohort"]).programme.slug == answer["slug"]
    assert RoleGrant.objects.get().person == person


def test_a_programme_needs_a_coordinator_who_works_here():
    PersonFactory(external_id="HR1", is_active=False)
    assert isinstance(start("HR1").exception, UnknownPeople)


def test_enrol_invites_and_waits_for_each_answer(cohort, people):
    PersonFactory(external_id="P4", email=None)
    result = run("enrol", cohort.pk, "P1", "P2", "P4", "--role", "mentor", "--json")
    answer = json.loads(result.stdout)
    assert (answer["invited"], answer["without_mail"], answer["answered"]) == (2, 1, 0)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {State.INVITED}
    assert Notice.objects.filter(template="invited").count() == 2


def test_enrol_takes_over_answers_that_were_given_elsewhere_and_the_log_says_so(cohort, people):
    WantFactory(person=people[0])
    result = run("enrol", cohort.pk, "P1", "--role", "mentee", "--answer", "yes", "--json")
    assert json.loads(result.stdout)["answered"] == 1
    assert Enrolment.objects.get().state == State.ACCEPTED
    entry = AuditEntry.objects.get(verb="invitation.accepted")
    assert entry.details == {"collected": "elsewhere"}


def test_answers_beyond_the_places_go_on_the_waiting_list_and_the_command_says_so(cohort, people):
    cohort.places_mentees = 1
    cohort.save()
    said = ("enrol", cohort.pk, "P3", "P1", "P2", "--role", "mentee", "--answer", "yes")
    result = run(*said)
    assert "All places are taken: 2 of these people are on the waiting list." in result.output
    order = Enrolment.objects.filter(state=State.WAITING).order_by("pk")
    assert [place.person.external_id for place in order] == ["P1", "P2"]
    assert json.loads(run(*said, "--json").stdout)["waiting"] == 0


def test_a_whole_cohort_can_be_made_ready_from_a_file(cohort, people, tmp_path):
    WantFactory(person=people[0])
    file = tmp_path / "people.csv"
    file.write_text(
        "id,role,seats,languages,slots\n"
        'P1,mentor,3,fr; de,"Mon 09:00-12:00; jeu. 14h00-16h30"\n'
        "P2,mentor,,,\n\n"
    )
    result = run("enrol", cohort.programme.slug, "--ids", file, "--role", "mentor", "--answer",
                 "yes", "--json")  # fmt: skip
    place = Enrolment.objects.get(person=people[0])
    assert json.loads(result.stdout)["ready"] == 1
    assert (place.state, place.seats, place.person.languages) == (State.READY, 3, ["fr", "de"])
    assert list(place.slots.values_list("weekday", "starts", "ends")) == [
        (0, 540, 720),
        (3, 840, 990),
    ]


def test_a_second_run_answers_nothing_twice(cohort, people):
    for _again in range(2):
        result = run("enrol", cohort.pk, "P1", "P1", "--role", "mentee", "--answer", "yes")
    assert "0 invited, 1 had a place already" in result.output
    assert "0 answers taken over" in result.output


def test_a_plain_list_of_ids_is_read(cohort, people, tmp_path):
    file = tmp_path / "ids.txt"
    file.write_text("\ufeffP1\n\n  P3\n")
    assert run("enrol", cohort.pk, "--ids", file, "--role", "mentee").exit_code == 0
    assert Enrolment.objects.count() == 2


def test_an_unknown_id_stops_everything(cohort, people):
    result = run("enrol", cohort.pk, "P1", "P7", "--role", "mentee")
    assert isinstance(result.exception, UnknownPeople)
    assert "P7" in str(result.exception)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    "cells", ["P1,9x,", "P1,12,", "P1,,sometimes", "P1,,Mun 09:00-10:00", "P1,,Mon 12:00-09:00"]
)
def test_a_bad_cell_is_refused_and_nobody_is_enrolled(cohort, people, tmp_path, cells):
    file = tmp_path / "people.csv"
    file.write_text(f"id,seats,slots\n{cells}\n")
    result = run("enrol", cohort.pk, "--ids", file, "--role", "mentor", "--answer", "yes")
    assert isinstance(result.exception, Refused)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,seats\nP1,9\n", ("2", "seats", "9", "from 0 to 5")),
        ("id,slots\nP1,Mon 12:00-09:00\n", ("2", "slots", "Mon 12:00-09:00", "like this")),
        ("id,langues\nP1,klingon\n", ("2", "langues", "klingon", "codes such as fr")),
        ("id,seats\nP1,1\nP2,1\nP1,3\n", ("4", "id", "P1", "stands on line 2")),
        ("id,role\nP1,mentor\nP2,mentee\n", ("3", "role", "mentee", "--role mentor")),
        ("id,seats\n,1\n", ("2", "id", "", "no id")),
        ('id,seats\nP1,1\n"P2,1\n', ("3", "", "", "quotation marks")),
        ("id,seats\nP1,1,x\n", ("2", "", "P1", "more cells")),
    ],
)
def test_each_fault_is_told_with_line_column_and_value(cohort, people, tmp_path, text, told):
    file = tmp_path / "people.csv"
    file.write_text(text)
    said = ("enrol", cohort.pk, "--ids", file, "--role", "mentor", "--answer", "yes")
    answer = json.loads(run(*said, "--json").stdout)
    (fault,) = answer["faults"]
    assert (str(fault["line"]), fault["column"], fault["value"]) == told[:3]
    assert told[3] in fault["problem"] + fault["remedy"]
    assert told[3] in str(run(*said).exception)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Matricule;seats\nP1;2\n",
        "id|seats\nP1|2\n",
        "Mentors of spring\n\nid,seats\nP1,2\n",
        "sep=;\nMatricule;Places;Rôle\nP1;2;Mentor\n",
        "id\tseats\tlangues\nP1\t2\tfrançais, EN\n",
    ],
)
def test_a_table_is_read_however_it_is_cut(cohort, people, tmp_path, text):
    file = tmp_path / "people.csv"
    file.write_bytes(text.encode("cp1252"))
    result = run("enrol", cohort.pk, "--ids", file, "--role", "mentor", "--answer", "yes")
    assert result.exit_code == 0
    assert Enrolment.objects.get().seats == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,Matricule,seats\nP1,P2,1\n", "Two columns say the same: id, Matricule"),
        ("name,seats\nJean,1\n", "No column holds the ids"),
        ("id,seats\n" + "P1,9\n" * 12, "and 13 more"),
    ],
)
def test_a_table_that_names_nobody_surely_is_refused(cohort, people, tmp_path, text, said):
    file = tmp_path / "people.csv"
    file.write_text(text)
    result = run("enrol", cohort.pk, "--ids", file, "--role", "mentor")
    assert isinstance(result.exception, BadEnrolFile)
    assert said in str(result.exception)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_list_in_another_encoding_is_read(cohort, tmp_path, encoding):
    PersonFactory(external_id="Zoé")
    file = tmp_path / "ids.csv"
    file.write_bytes("Matricule\nZoé\nZoé\n".encode(encoding))
    assert run("enrol", cohort.pk, "--ids", file, "--role", "mentor").exit_code == 0
    assert Enrolment.objects.count() == 1


def test_a_cell_without_an_end_is_refused(cohort, tmp_path):
    file = tmp_path / "ids.csv"
    file.write_text('id,seats\n"P1' + "x" * 200_000)
    result = run("enrol", cohort.pk, "--ids", file, "--role", "mentor")
    assert isinstance(result.exception, BadEnrolFile)


def test_whom_to_invite_is_read_with_all_that_an_invitation_needs(cohort, people):
    with CaptureQueriesContext(connection) as asked:
        run("enrol", cohort.pk, "P1", "P2", "P3", "--role", "mentor")
    one_by_one = [one for one in asked if 'WHERE "people_person"."id" = ' in one["sql"]]
    assert one_by_one == []


def test_enrolling_nobody_is_wrong_usage(cohort):
    assert run("enrol", cohort.pk, "--role", "mentor").exit_code == 2
