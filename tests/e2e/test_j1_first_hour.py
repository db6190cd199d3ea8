"""J1: the first hour of a coordinator, from the mailed link to the first answers."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e import steps
from tests.factories import PersonFactory, RoleGrantFactory
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment, RoleGrant

YES = "button[name=answer][value=yes]"
FILE = "input[type=file]"
PRIMARY = "main .btn.primary"
HEADINGS = (
    "Matricule;Prénom;Nom;Courriel;Intitulé de poste;Direction;Site;Grade;Responsable;"
    "Langues;Date de naissance"
)
GOOD = """\
A1;Claire;Morel;claire.morel@aubrac.example;Responsable RH;RH;Lyon;6;;fr, en;03/04/1980
A2;Paul;Giraud;paul.giraud@aubrac.example;Directeur industriel;Usines;Lille;8;;fr;12/01/1966
A3;Édith;Roux;edith.roux@aubrac.example;Directrice des ventes;Ventes;Lyon;8;;fr, en;01/09/1970
A4;Inès;Lebrun;ines.lebrun@aubrac.example;Analyste données;Données;Lyon;3;A1;fr, en;30/11/1997
A5;Karim;Adel;karim.adel@aubrac.example;Chargé de projet;Achats;Lille;3;A1;fr, en;17/05/1996
A6;Tom;Vidal;;Opérateur;Usines;Lille;2;A2;fr;22/02/1990"""
FAULTY = """\
A7;Zoé;Blanc;zoe.blanc(at)aubrac;Acheteuse;Achats;Lille;3;A1;fr;08/08/1995
A4;Léa;Petit;lea.petit@aubrac.example;Juriste;RH;Lyon;4;A1;fr;05/06/1988"""


@pytest.fixture
def coordinator(catalogue):
    """Return whom the command line named: somebody who may start the first programme."""
    claire = {"external_id": "A1", "email": "claire.morel@aubrac.example"}
    person = PersonFactory(**claire, first_name="Claire", last_name="Morel")
    role = RoleGrant.Role.ADMINISTRATOR
    return RoleGrantFactory(person=person, programme=None, role=role).person


def hr_file(*parts):
    """Return an HR file as Excel writes it in France: Windows-1252, semicolons."""
    text = "\r\n".join("\n".join([HEADINGS, *parts]).split("\n")) + "\r\n"
    return {"name": "rh.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}


def sign_in(visitor, person):
    """Ask for a link; a look at it does not use it up, the button does."""
    visitor.open("/sign-in/")
    visitor.find("main input[name=mail]").fill(person.email)
    visitor.press("main form button.primary")
    expect(visitor.find("main h1")).to_be_visible()
    visitor.check_accessibility()
    visitor.open(visitor.newest_link(person))
    visitor.page.reload()
    visitor.press('form[action$="/sign-in/link/"] button')
    expect(visitor.find("header .me")).to_contain_text(person.name)


def start_a_programme(visitor):
    visitor.open("/programmes/templates/")
    visitor.check_accessibility()
    visitor.press('main a[href$="template=need_profile_hr"]')
    today = timezone.localdate()
    for name in ("name", "cohort"):
        for language in ("en", "fr"):
            visitor.find(f"[name={name}_{language}]").fill(f"{name} {language}")
    visitor.find("[name=starts_on]").fill(today.isoformat())
    visitor.find("[name=ends_on]").fill((today + timedelta(days=210)).isoformat())
    visitor.check_accessibility()
    visitor.press("main form button.primary")
    visitor.sees(".said .alert.well")
    visitor.check_accessibility()


def launch(visitor, sponsor):
    """Name the sponsor, record what was settled, and launch: before that nobody is invited."""
    cohort = Cohort.objects.get()
    visitor.open(f"/cohorts/{cohort.pk}/team/")
    visitor.find("[name=who]").fill(sponsor)
    visitor.find("[name=role]").select_option("sponsor")
    visitor.press("main form.sheet button.primary")
    visitor.sees(".said .alert.well")
    visitor.open(f"/cohorts/{cohort.pk}/launch/")
    for gate in ("time_budget", "privacy_notice", "dpia", "works_council"):
        visitor.find(f"[name={gate}-reference]").fill("2026-07")
    visitor.check_accessibility()
    visitor.press("button[name=launch]")
    visitor.sees(".said .alert.well")
    visitor.check_accessibility()


def bring_in(visitor, file):
    """Upload a file, look at what its columns mean, and have every line checked."""
    visitor.open("/people/import/")
    visitor.find(FILE).set_input_files(file)
    visitor.press(PRIMARY)
    visitor.sees("table.mapping select", times=10)
    expect(visitor.find("table.mapping tr", has_text="Date de naissance")).to_have_count(1)
    visitor.check_accessibility()
    visitor.press(f"{PRIMARY} >> nth=0")
    visitor.sees('form[action$="/apply/"]')
    visitor.check_accessibility()


def read_the_faults(visitor):
    """Read each faulty line with its number; take them along as a file."""
    with visitor.page.expect_download() as waiting:
        visitor.press('a[href$="faults.csv"]')
    text = waiting.value.path().read_text("utf-8-sig")
    # as the Excel of the reader's language parts cells
    rows = list(
        csv.reader(io.StringIO(text), delimiter=text.removeprefix("Ligne").removeprefix("Line")[0])
    )
    assert {row[0] for row in rows[1:]} >= {"5", "8", "9"}
    expect(visitor.find("main table tbody th.num")).to_contain_text(["5", "8", "9"])
    assert Person.objects.count() == 1, "nothing is written before the last yes"


def import_all(visitor):
    visitor.press('form[action$="/apply/"] button[name=leavers]')
    visitor.sees("main .facts")
    expect(visitor.find('form[action$="/apply/"]')).to_have_count(0)
    visitor.check_accessibility()


def invite(visitor, role, *, grades):
    """Narrow the list by grade, tick one or more people, and invite them as ``role``."""
    lowest, highest = grades
    cohort = Cohort.objects.get()
    visitor.open(f"/cohorts/{cohort.pk}/invite/")
    visitor.find("[name=grade_from]").fill(str(lowest))
    visitor.find("[name=grade_to]").fill(str(highest))
    visitor.press("form.filters button")
    visitor.tick("input[name=everybody]")
    visitor.tick(f"input[name=role][value={role}]")
    visitor.press("main form .btn.primary")
    visitor.sees("button[name=sure]")
    visitor.check_accessibility()
    visitor.press("button[name=sure]")
    visitor.sees(".said .alert.well")
    visitor.check_accessibility()


def answer_and_fill(visitor, person):
    """Say yes and say what is needed to be ready, as somebody who was just invited."""
    visitor.follow_mail(person)
    visitor.press(YES)
    visitor.press("#want .adder summary")
    visitor.find("#want-list").select_option(steps.TO_LEARN)
    visitor.press("#want .adder details .finder button")
    visitor.sees(f"#want-{steps.TO_LEARN}")
    visitor.tick("#times input[name=times][value='0-540-720']")
    visitor.press("#times form > .row button")
    visitor.sees("#times .state")


def funnel_of(visitor):
    """Return the numbers of the funnel, from invitation to pair."""
    visitor.open(f"/cohorts/{Cohort.objects.get().pk}/")
    return visitor.find("main table:has(.bar) >> nth=0").locator("td.num").all_inner_texts()


def test_the_first_hour(visit, coordinator):
    visitor, paul = visit(), visit()
    sign_in(visitor, coordinator)
    start_a_programme(visitor)

    bring_in(visitor, hr_file(GOOD, FAULTY))
    read_the_faults(visitor)
    bring_in(visitor, hr_file(GOOD))
    import_all(visitor)
    assert Person.objects.filter(is_active=True).count() == 6

    launch(visitor, "A3")
    invite(visitor, "mentee", grades=(8, 10))
    invite(visitor, "mentor", grades=(1, 3))
    assert Enrolment.objects.count() == 4, "whoever has no mail is not invited"
    before = funnel_of(visitor)
    answer_and_fill(paul, Person.objects.get(external_id="A2"))

    assert Enrolment.objects.get(person__external_id="A2").state == Enrolment.State.READY
    after = funnel_of(visitor)
    assert before[0] == after[0] == "4"
    assert after != before, "the answer stands in the funnel"


def test_the_good_lines_can_be_imported_alone(visit, coordinator):
    visitor = visit(coordinator)

    bring_in(visitor, hr_file(GOOD, FAULTY))
    import_all(visitor)

    assert set(Person.objects.values_list("external_id", flat=True)) == {
        "A1",
        "A2",
        "A3",
        "A5",
        "A6",
    }
    visitor.sees("main table tbody th.num")


def test_what_is_no_table_is_refused_with_help(visit, coordinator):
    visitor = visit(coordinator)
    visitor.open("/people/import/")

    picture = {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n\0\0"}
    visitor.find(FILE).set_input_files(picture)
    visitor.press(PRIMARY)

    visitor.sees_refusal()
    visitor.check_accessibility()
    assert Person.objects.count() == 1
