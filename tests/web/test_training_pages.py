"""Taking a training on the pages: part by part, with explanations, on any device, to the end."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    RoleGrantFactory,
    TrainingFactory,
)
from upside.learning.models import Training
from upside.learning.paths import paths
from upside.pairs.models import Pair

pytestmark = pytest.mark.django_db

MENTOR = paths()["mentor"]
FIRST = {"training": {"before_first_session": ["mentor", "mentee"]}}
OWN = {"training": {"before_first_session": ["mentor"], "path": "own"}}


@pytest.fixture
def place(client):
    place = EnrolmentFactory(cohort=CohortFactory(kept=FIRST, ends_on="2099-01-01"))
    client.force_login(place.person)
    return place


def read(client, name, *args):
    return client.get(reverse(f"training:{name}", args=args)).content.decode()


def right(part):
    said = {f"question_{n}": str(one.right) for n, one in enumerate(part.questions)}
    return said | {f"commitment_{n}": "on" for n in range(len(part.commitments))}


def send(client, code, part, **said):
    return client.post(reverse("training:part", args=[code, part.code]), said, follow=True)


def test_a_training_is_taken_part_by_part_to_its_certificate(client, place):
    assert "40 minutes left." in read(client, "path", "mentor")

    for part in MENTOR.parts:
        answer = send(client, "mentor", part, **right(part)).content.decode()
        assert "This part is done. Only that is kept." in answer
        for question in part.questions:
            assert all(option.why["en"] in answer for option in question.options)

    page = read(client, "path", "mentor")
    assert "it counts until" in page
    assert "minutes left" not in page
    assert "All parts are done" in answer
    certificate = read(client, "certificate", "mentor")
    assert place.person.name in certificate
    assert "40 minutes in all" in certificate
    assert all(part.title["en"] in certificate for part in MENTOR.parts)
    place.refresh_from_db()
    assert place.trained_on == timezone.localdate()


@pytest.mark.parametrize("code", ["mentor", "mentee", "coach"])
def test_a_certificate_can_be_taken_along_as_a_file_and_says_no_score(client, place, code):
    TrainingFactory(person=place.person, path=code)

    answer = client.get(reverse("training:certificate_pdf", args=[code]))

    assert answer["Content-Type"] == "application/pdf"
    said = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert place.person.name in said
    assert f"{paths()[code].minutes} minutes in all" in said
    assert paths()[code].parts[-1].title["en"] in said
    assert "no mark and no judgement" in said


def test_the_place_is_kept_for_another_device(client, place):
    part = MENTOR.parts[0]
    send(client, "mentor", part, **right(part))
    client.logout()
    client.force_login(place.person)

    assert "Go on with part 2" in read(client, "path", "mentor")
    assert "33 minutes left." in read(client, "path", "mentor")
    assert "Your training: 33 minutes left." in client.get("/").content.decode()


def test_a_wrong_answer_says_why_and_the_part_stays_open(client, place):
    part = MENTOR.parts[0]
    wrong = right(part) | {"question_0": "1"}

    answer = send(client, "mentor", part, **wrong)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Not yet: read what stands under your answers" in page
    assert part.questions[0].options[1].why["en"] in page
    assert part.questions[0].options[0].why["en"] not in page
    assert not Training.objects.exists()


def test_an_answer_that_is_missing_is_asked_for(client, place):
    answer = send(client, "mentor", MENTOR.parts[0], question_0="0")

    assert answer.status_code == 409
    assert "Choose an answer." in answer.content.decode()


def test_commitments_are_ticked_before_the_last_part_is_done(client):
    client.force_login(EnrolmentFactory(role="mentee").person)
    part = paths()["mentee"].parts[-1]
    said = right(part)
    some = {key: value for key, value in said.items() if key != "commitment_1"}

    assert "Tick each commitment" in send(client, "mentee", part, **some).content.decode()
    assert part.commitments[0]["en"] in send(client, "mentee", part, **said).content.decode()


def test_pressing_twice_changes_nothing(client, place):
    part = MENTOR.parts[0]

    assert send(client, "mentor", part, **right(part)).status_code == 200
    assert send(client, "mentor", part, **right(part)).status_code == 200

    assert Training.objects.get().done == [part.code]


def test_each_page_says_who_can_see_it_and_that_nobody_is_ranked(client, place):
    for page in (
        read(client, "path", "mentor"),
        read(client, "part", "mentor", "posture"),
    ):
        assert "Who can see this?" in page
        assert "there is no score and no ranking" in page


@pytest.mark.parametrize(
    "address",
    ["/training/nothing/", "/training/mentor/parts/nothing/", "/training/mentee/",
     "/training/coach/", "/training/mentee/certificate/"],
)  # fmt: skip
def test_what_is_not_there_or_not_meant_for_them_is_not_found(client, place, address):
    assert client.get(address).status_code == 404


def test_before_the_end_the_certificate_says_how_much_is_left(client, place):
    answer = client.get("/training/mentor/certificate/", follow=True)

    assert answer.redirect_chain == [("/training/mentor/", 302)]
    assert "40 minutes to go" in answer.text


def test_nobody_begins_again_what_they_have_not_begun(client, place):
    assert client.post("/training/mentor/again/").status_code == 404


def test_whoever_is_nothing_here_finds_no_training(client):
    client.force_login(RoleGrantFactory(role="sponsor").person)

    assert client.get("/training/").status_code == 404


def test_a_training_is_begun_again_and_read_after_the_role_is_over(client, place):
    TrainingFactory(person=place.person, done=[part.code for part in MENTOR.parts])

    assert "Begin again" in read(client, "path", "mentor")
    client.post("/training/mentor/again/")
    assert "40 minutes left." in read(client, "path", "mentor")
    place.state = "withdrawn"
    place.save()

    assert "40 minutes in all" in read(client, "certificate", "mentor")
    assert "This part is done" not in read(client, "part", "mentor", "posture")


def test_a_certificate_of_long_ago_says_that_it_is_over(client, place):
    TrainingFactory(person=place.person, completed_on="2020-03-02", done=["posture"])

    assert "more than 24 months ago" in read(client, "list")


def test_a_coordinator_reads_all_trainings_and_takes_none(client, place):
    client.force_login(RoleGrantFactory(programme=place.cohort.programme).person)

    assert "To read as those who run a programme" in read(client, "list")
    page = read(client, "part", "coach", "handing-over")
    assert "This part is done" not in page
    assert paths()["coach"].parts[-1].questions[0].options[0].why["en"] in page
    assert send(client, "coach", paths()["coach"].parts[0]).status_code == 404


def test_what_the_programme_adds_is_read_last_and_contacts_where_they_are_needed(client):
    said = {"addendum": {"en": "We meet in room 4."}, "contacts": {"en": "Dr Ba, 12 34"}}
    cohort = CohortFactory(kept={"training": said})
    client.force_login(EnrolmentFactory(cohort=cohort).person)
    page = read(client, "path", "mentor")
    assert "Last of all: in this programme" in page
    assert "We meet in room 4." in page

    client.force_login(RoleGrantFactory(programme=cohort.programme, role="coach").person)

    assert "Dr Ba, 12 34" in read(client, "part", "coach", "handing-over")
    assert "Dr Ba, 12 34" not in read(client, "part", "coach", "role")
    cohort.kept = {"seats": 1}
    cohort.save()
    assert "has not written the contacts" in read(client, "part", "coach", "handing-over")


def test_the_coach_finds_the_briefing_at_home(client):
    client.force_login(RoleGrantFactory(role="coach").person)

    assert 'href="/training/coach/"' in client.get("/").content.decode()
    assert "10 minutes left." in read(client, "list")


def home_of(client, place):
    client.force_login(place.person)
    return client.get("/").content.decode()


def test_an_optional_training_is_offered_to_a_pair_and_never_comes_first(client):
    cohort = CohortFactory(kept={"seats": 1}, ends_on="2099-01-01")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    place = EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee", state="ready")
    home = home_of(client, place)
    assert "Your training: 15 minutes left." in home
    assert home.index("Find a date with") < home.index("Your training: 15")

    TrainingFactory(person=pair.mentee, path="mentee")

    assert "Your training" not in home_of(client, place)
    lone = EnrolmentFactory(cohort=cohort, state="ready")
    assert "Your training" not in home_of(client, lone)


def test_where_the_company_trains_nobody_is_led_to_ours(client):
    cohort = CohortFactory(kept=OWN, ends_on="2099-01-01")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    place = EnrolmentFactory(cohort=cohort, person=pair.mentor)
    assert "Your training" not in home_of(client, place)

    page = client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()

    assert "Your company has its own training" in page


def test_a_pair_that_waits_for_the_training_leads_to_it(client, place):
    mentee = EnrolmentFactory(cohort=place.cohort, role="mentee", trained_on="2026-03-02")
    pair = PairFactory(
        cohort=place.cohort, mentor=place.person, mentee=mentee.person, state=Pair.State.ACTIVE
    )
    address = reverse("pairs:pair", args=[pair.pk])

    assert 'href="/training/mentor/"' in client.get(address).content.decode()
    client.force_login(mentee.person)
    assert 'href="/training/mentor/"' not in client.get(address).content.decode()


def test_a_training_taken_back_is_to_be_taken_once_more(client, place):
    TrainingFactory(person=place.person, done=[part.code for part in MENTOR.parts])

    assert "Your training is to be taken once more." in home_of(client, place)


def test_the_coordinator_sees_who_noted_a_training(client, place):
    coordinator = RoleGrantFactory(programme=place.cohort.programme).person
    other = EnrolmentFactory(cohort=place.cohort, trained_on="2026-03-01", trained_by=coordinator)
    for part in MENTOR.parts:
        send(client, "mentor", part, **right(part))
    client.force_login(coordinator)

    page = client.get(reverse("programmes:training", args=[place.cohort_id])).content.decode()

    assert f"noted by {coordinator.name}" in page
    assert "through the training here" in page
    assert other.person.name in page


@pytest.mark.parametrize("n", [1, 3])
def test_a_part_asks_the_same_queries_for_any_number_of_programmes(
    client, place, n, django_assert_max_num_queries
):
    for _one in range(n):
        EnrolmentFactory(person=place.person, cohort=CohortFactory(kept=FIRST))

    with django_assert_max_num_queries(9):
        read(client, "part", "mentor", "posture")
    with django_assert_max_num_queries(9):
        read(client, "path", "mentor")


def test_the_pages_speak_french(client, place):
    place.person.ui_language = "fr"
    place.person.save()

    page = read(client, "part", "mentor", "hierarchy")

    assert MENTOR.part("hierarchy").title["fr"] in page
    assert "Réfléchissez d’abord" in page
