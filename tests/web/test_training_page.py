"""The page on which a coordinator notes who was trained before the first session."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CohortFactory, EnrolmentFactory, PairFactory, RoleGrantFactory
from upside.pairs.models import Pair

pytestmark = pytest.mark.django_db

TRAINS = {"training": {"before_first_session": ["mentor"]}}


@pytest.fixture
def cohort(client):
    cohort = CohortFactory(kept=TRAINS, ends_on="2099-01-01")
    client.force_login(RoleGrantFactory(programme=cohort.programme).person)
    return cohort


def send(client, cohort, **data):
    address = reverse("programmes:training", args=[cohort.pk])
    return client.post(address, data, follow=True)


def test_people_are_noted_as_trained_and_taken_back(client, cohort):
    place, other = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    overview = client.get(reverse("programmes:cohort", args=[cohort.pk])).content.decode()
    assert "2 people are still to be trained" in overview

    told = send(client, cohort, people=[place.pk], trained_on="2026-03-01").content.decode()
    assert "1 person is noted as trained." in told
    assert "1 person is still to be trained." in told
    place.refresh_from_db()
    assert place.trained_on.isoformat() == "2026-03-01"

    told = send(client, cohort, people=[place.pk], take_back=1).content.decode()
    assert "1 person is to be trained again." in told
    place.refresh_from_db()
    assert place.trained_on is other.trained_on is None


def test_everybody_in_the_list_is_noted_at_once(client, cohort):
    places = [EnrolmentFactory(cohort=cohort) for _ in range(3)]
    EnrolmentFactory(cohort=cohort, role="mentee")

    refused = send(client, cohort, everybody=1, trained_on="").content.decode()
    assert 'name="everybody" value="1" checked' in refused
    told = send(client, cohort, everybody=1, trained_on="2026-03-01").content.decode()

    assert "3 people are noted as trained." in told
    assert "Everybody who said yes so far is trained." in told
    assert all(place.person.name in told for place in places)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({"trained_on": "2026-03-01"}, "Tick at least one person."),
        ({"people": [0], "trained_on": "2026-03-01"}, "no longer here"),
        ({"people": ["9" * 19], "trained_on": "2026-03-01"}, "Tick people in the table"),
        ({"people": ["mine"], "trained_on": ""}, "Say on which day."),
        ({"people": ["mine"], "trained_on": "2098-03-01"}, "still to come"),
    ],
)
def test_a_note_that_says_too_little_is_refused_and_what_was_ticked_stays(
    client, cohort, data, refusal
):
    place = EnrolmentFactory(cohort=cohort)
    keys = [place.pk if one == "mine" else one for one in data.get("people", ())]

    answer = send(client, cohort, **data | {"people": keys})

    assert answer.status_code == 409
    assert refusal in answer.content.decode()
    assert (f'value="{place.pk}" checked' in answer.content.decode()) is (place.pk in keys)
    place.refresh_from_db()
    assert place.trained_on is None


def test_a_programme_without_training_says_so_and_where_to_change_it(client, cohort):
    cohort.kept = {"seats": 1}
    cohort.save()

    content = client.get(reverse("programmes:training", args=[cohort.pk])).content.decode()

    assert "asks for no training" in content
    assert reverse("programmes:edit", args=[cohort.programme_id, "training"]) in content


def test_the_two_read_on_their_page_and_at_home_that_the_training_comes_first(client):
    cohort = CohortFactory(kept=TRAINS, ends_on="2099-01-01")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    EnrolmentFactory(cohort=cohort, person=pair.mentor)
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee")
    client.force_login(pair.mentee)

    content = client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()
    home = client.get(reverse("front:home")).content.decode()
    answer = client.post(reverse("pairs:book", args=[pair.pk]), {"own_date": "2098-01-05T10:00"})

    assert "The training comes first" in content
    assert 'name="starts"' not in content
    assert f"Still to be trained: {pair.mentor.name}" in home
    assert answer.status_code == 409
    assert "Before the first session somebody is still to be trained" in answer.content.decode()


def test_whoever_does_not_take_the_lead_waits_for_the_other(client):
    cohort = CohortFactory(kept={"drives": "mentor"}, ends_on="2099-01-01")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=timezone.now())
    homes = {}
    for side in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, side), role=side)
        client.force_login(getattr(pair, side))
        homes[side] = client.get(reverse("front:home")).content.decode()

    assert "takes the lead and proposes your next date" in homes["mentee"]
    assert "Find a date with" in homes["mentor"]
