"""The report page and its file: who opens them, what they say, how many queries they take."""

import csv
import io
from itertools import permutations

import pytest
from django.urls import reverse

from tests.domain.test_report import exchange, held_session
from tests.factories import PairFactory, RoleGrantFactory, SessionFactory, SkillFactory, UnitFactory
from upside.feedback.models import Pulse
from upside.sessions.models import Exchange, Session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_report_asks_the_same_queries_for_any_number_of_pairs(
    client, coordinator, cohort, rows, django_assert_num_queries
):
    for _ in range(rows * 4):
        session = held_session(cohort)
        exchange(session, SkillFactory(code="J1"))
    client.force_login(coordinator)

    with django_assert_num_queries(15):
        response = client.get(reverse("insights:report", args=[cohort.pk]))

    assert response.status_code == 200


def test_report_says_its_figures_in_a_sentence(client, coordinator, cohort):
    for _ in range(8):
        session = held_session(cohort)
        exchange(session, SkillFactory(code="J1"), Exchange.Direction.TO_MENTOR)
    for person in session.pair.people:
        Pulse.objects.create(
            session=session, person=person, useful=4, at_ease=5, answered_at=session.ends_at
        )
    client.force_login(coordinator)

    text = client.get(reverse("insights:report", args=[cohort.pk])).content.decode()

    assert "8 pairs were formed." in text
    assert "They met 8 times." in text
    assert "8 of 8 pairs join two units" in text
    assert "No mentee in a pair has a wish to learn on record." in text
    assert "shown once eight people have answered" in text


def test_report_of_an_empty_cohort_says_what_fills_it(client, coordinator, cohort):
    client.force_login(coordinator)

    text = client.get(reverse("insights:report", args=[cohort.pk])).content.decode()

    assert "There is nothing to report yet." in text


def test_report_shows_the_pulse_once_eight_people_have_answered(client, coordinator, cohort):
    for pair in PairFactory.create_batch(4, cohort=cohort):
        session = SessionFactory(pair=pair, state=Session.State.HELD)
        for person in pair.people:
            Pulse.objects.create(
                session=session, person=person, useful=4, at_ease=5, answered_at=session.ends_at
            )
    client.force_login(coordinator)

    text = client.get(reverse("insights:report", args=[cohort.pk])).content.decode()

    assert "useful at 4.0 of 5 and feel at ease at 5.0 of 5" in text


def test_report_of_few_people_says_that_they_are_too_few(client, coordinator, cohort):
    exchange(held_session(cohort), SkillFactory())
    client.force_login(coordinator)

    text = client.get(reverse("insights:report", args=[cohort.pk])).content.decode()

    assert text.count("Fewer than eight people are in pairs") == 3
    assert "told once a unit has eight people" in text


def test_report_of_a_large_cohort_draws_a_map(client, coordinator, cohort):
    one, other = UnitFactory(path="Sales"), UnitFactory(path="Finance")
    for mentor, mentee, n in ((one, other, 5), (one, one, 4), (other, one, 2), (other, other, 2)):
        for _ in range(n):
            PairFactory(cohort=cohort, mentor__unit=mentor, mentee__unit=mentee)
    client.force_login(coordinator)

    response = client.get(reverse("insights:report", args=[cohort.pk]))

    text = response.content.decode()
    assert "4 other pairs are in no cell." in text
    assert response.context["drawings"].silo_table == (
        ("Finance", (None, None)),
        ("Sales", (5, 4)),
    )
    assert [(dot.n, dot.kind) for dot in response.context["drawings"].silos.dots] == [
        (5, "across"),
        (4, "within"),
    ]
    assert response.context["drawings"].silo_links == (("Sales", "Finance", 5),)


def test_report_of_a_smaller_cohort_tells_units_one_by_one(client, coordinator, cohort):
    units = [UnitFactory(path=name) for name in ("Sales", "Finance", "IT")]
    for mentor, mentee in permutations(units, 2):
        PairFactory(cohort=cohort, mentor__unit=mentor, mentee__unit=mentee)
    client.force_login(coordinator)

    response = client.get(reverse("insights:report", args=[cohort.pk]))

    assert b"Which two units meet is not told" in response.content
    assert [row[:3] for row in response.context["drawings"].reaches] == [
        ("Finance", 4, 8),
        ("IT", 4, 8),
        ("Sales", 4, 8),
    ]


def test_pairs_by_sessions_held_are_drawn_in_bins(client, coordinator, cohort):
    PairFactory.create_batch(4, cohort=cohort)
    for _ in range(4):
        held_session(cohort)
    client.force_login(coordinator)

    columns = client.get(reverse("insights:report", args=[cohort.pk])).context["drawings"].columns

    assert [(column.label, column.value, column.is_none) for column in columns] == [
        ("0", 4, True),
        ("1", 4, False),
    ]


def test_report_file_opens_in_a_spreadsheet(client, cohort):
    sponsor = RoleGrantFactory(role="sponsor", programme=cohort.programme).person
    client.force_login(sponsor)

    response = client.get(reverse("insights:csv", args=[cohort.pk]))

    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Type"] == "text/csv"
    assert lines[0]["Section"] == "From the invitation to the first session"


def test_report_file_opens_in_a_french_spreadsheet(client, cohort):
    sponsor = RoleGrantFactory(
        role="sponsor", programme=cohort.programme, person__ui_language="fr"
    ).person
    client.force_login(sponsor)

    response = client.get(reverse("insights:csv", args=[cohort.pk]))

    head, first, *_rest = response.content.decode("utf-8-sig").splitlines()
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert head == "Rubrique;Chiffre;Côté ou sens;Valeur;n, personnes"
    assert first == "De l’invitation à la première séance;Invitation envoyée;Mentors;0;0"


@pytest.mark.parametrize("name", ["insights:report", "insights:csv"])
def test_report_is_not_there_for_others(client, stranger, cohort, name):
    client.force_login(stranger)

    assert client.get(reverse(name, args=[cohort.pk])).status_code == 404


@pytest.mark.parametrize(("role", "n"), [("coordinator", 1), ("sponsor", 0)])
def test_report_leads_back_to_the_cohort_for_whoever_runs_it(client, cohort, role, n):
    client.force_login(RoleGrantFactory(role=role, programme=cohort.programme).person)

    text = client.get(reverse("insights:report", args=[cohort.pk])).content.decode()

    assert text.count('aria-current="page">Report') == n
    assert (f"/cohorts/{cohort.pk}/people/" in text) is bool(n)


@pytest.mark.parametrize("name", ["insights:report", "insights:csv"])
def test_a_report_closed_to_sponsors_is_not_there_and_their_home_says_why(client, cohort, name):
    cohort.kept = {"visibility": {"sponsor_reads_report": False}}
    cohort.save()
    client.force_login(RoleGrantFactory(role="sponsor", programme=cohort.programme).person)

    home = client.get("/").content.decode()

    assert client.get(reverse(name, args=[cohort.pk])).status_code == 404
    assert "Your programme keeps its report to the people who run it." in home
    assert reverse("insights:report", args=[cohort.pk]) not in home
