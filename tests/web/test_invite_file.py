"""A file of ids or mails on the invite page."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import CohortFactory, PersonFactory
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(programme):
    return CohortFactory(programme=programme, ends_on=date(2099, 1, 1))


@pytest.fixture
def runs(client, coordinator):
    client.force_login(coordinator)
    return client


def text_of(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def file_of(text, name="ids.csv"):
    return SimpleUploadedFile(name, text.encode())


def invite(client, cohort, **fields):
    address = reverse("programmes:invite", args=[cohort.pk])
    return client.post(address, {"role": "mentor"} | fields, follow=True)


def test_the_ids_of_a_file_join_those_that_were_pasted(runs, running):
    for name in ("P1", "P2", "P3"):
        PersonFactory(external_id=name, email=f"{name.lower()}@a.example")
    file = file_of("Name;Id\nAnna;P1\nBob;P2\nBob;P2\n")
    answer = invite(runs, running, pasted="P3, P1", file=file)
    assert "3 people are invited and get a mail." in text_of(answer)


def test_a_typed_text_file_and_mails_are_taken(runs, running):
    PersonFactory(external_id="P1", email="zoe@a.example")
    PersonFactory(external_id="P2")
    answer = invite(runs, running, file=file_of("Zoe@A.example, P2\n", "people.txt"))
    assert "2 people are invited" in text_of(answer)


def test_whom_nobody_knows_is_named_with_file_and_line_and_nothing_is_lost(runs, running):
    ticked = PersonFactory(external_id="P1")
    file = file_of("id\nP1\n" + "".join(f"X{n}\n" for n in range(7)), "mentors.csv")
    answer = invite(runs, running, people=[ticked.pk], pasted="P1", file=file)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "mentors.csv: nobody has these ids or mails: X0 (line 3), X1 (line 4)" in text
    assert "2 more" in text
    assert ">\nP1</textarea>" in text
    assert f'id="person-{ticked.pk}" checked' in text
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty."),
        ("Nom;Site\nA;Lyon\n", "Call it id or mail; the file has: Nom, Site."),
        ("%PDF-1.7", "Save it as CSV or as an Excel workbook"),
        ("id,site\n,\n", "names nobody"),
    ],
)
def test_a_broken_file_is_refused_with_the_remedy(runs, running, text, said):
    answer = invite(runs, running, file=file_of(text))
    assert answer.status_code == 409
    assert "ids.csv: " in text_of(answer)
    assert said in text_of(answer)
    assert not Enrolment.objects.exists()


def test_a_refusal_is_french_on_a_french_page(runs, running, coordinator):
    coordinator.ui_language = "fr"
    coordinator.save()
    text = text_of(invite(runs, running, file=file_of("id\nP404\n")))
    assert "ne correspondent à personne : P404 (ligne 2)" in text
    assert "Personne n’a été invité" in text
