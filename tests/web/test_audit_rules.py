"""Rules and weights for the auditor: in the coordinators' words, with who set them when."""

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, ProgrammeFactory, RoleGrantFactory
from upside.kernel import audit
from upside.matching.spoken import spoken_of

pytestmark = pytest.mark.django_db
RULES = reverse("audit:rules")


@pytest.fixture
def auditor(programme, client):
    person = RoleGrantFactory(role="auditor", programme=programme).person
    client.force_login(person)
    return person


def made(programme, by):
    return audit.record(
        verb="programme.created",
        subject=programme,
        actor=by,
        at=MONDAY_NINE,
        details={"template": "need_profile_hr"},
        programme=programme,
    )


def test_auditor_reads_rules_and_weights_in_the_coordinators_words(client, auditor, programme):
    response = client.get(RULES)

    text = response.content.decode()
    spoken = spoken_of(programme)
    assert len(spoken.rules) > 5
    assert all(rule.replace("'", "&#x27;") in text for rule in spoken.rules)
    assert all(str(weight.name) in text for weight in spoken.weights)
    assert "You audit one programme" in text


def test_auditor_reads_who_set_them_and_when(client, auditor, programme, coordinator):
    made(programme, coordinator)

    (one,) = client.get(RULES).context["programmes"]

    [line] = one.changes
    assert (line.who, line.what) == (coordinator.name, "created a programme")
    assert ("template", "From need to pair") in line.facts


def test_programme_older_than_the_log_says_so(client, auditor):
    assert b"The log holds nothing about these rules" in client.get(RULES).content


def test_programmes_of_other_auditors_are_not_there(client, auditor, programme, coordinator):
    other = RoleGrantFactory(role="auditor").programme
    made(other, coordinator)

    assert [one.programme for one in client.get(RULES).context["programmes"]] == [programme]


def test_home_leads_there(client, auditor):
    assert RULES.encode() in client.get("/").content


def test_page_changes_nothing(client, auditor):
    assert client.post(RULES).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_queries_for_any_number_of_programmes(
    client, auditor, coordinator, rows, django_assert_num_queries
):
    for programme in ProgrammeFactory.create_batch(rows):
        RoleGrantFactory(person=auditor, role="auditor", programme=programme)
        made(programme, coordinator)

    # session, person, roles, places; programmes audited, entries, names; programmes shown
    with django_assert_num_queries(8):
        client.get(RULES)
