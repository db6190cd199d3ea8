"""The log for the auditor, the system for the administrator, and nobody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import MONDAY_NINE, EnrolmentFactory, PersonFactory, RoleGrantFactory
from upside.kernel import audit
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.models import Programme
from upside.web.audit import reading
from upside.web.audit.words import VERBS

pytestmark = pytest.mark.django_db

SRC = Path(__file__).parents[2] / "src"
LOG, SYSTEM = reverse("audit:log"), reverse("audit:system")


@pytest.fixture
def auditor(programme):
    return RoleGrantFactory(role="auditor", programme=programme).person


@pytest.fixture
def administrator():
    return RoleGrantFactory(role="administrator", programme=None).person


def entry(verb="round.run", subject="round:3", actor=None, programme=None, **details):
    return audit.record(
        verb=verb,
        subject=subject,
        actor=actor,
        at=MONDAY_NINE,
        details=details,
        programme=programme or Programme.objects.get(),
    )


def notice(**fields):
    given = {"template": "invited", "language": "fr", "key": f"{fields}", "person": PersonFactory()}
    given |= {"queued_at": timezone.now(), "due_at": timezone.now()}
    return Notice.objects.create(**given | fields)


def get(client, person, address, **query):
    client.force_login(person)
    return client.get(address, query)


@pytest.mark.parametrize("address", [LOG, SYSTEM])
def test_pages_ask_for_a_sign_in_first(client, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("role", ["coordinator", "sponsor", "coach", "evaluator"])
@pytest.mark.parametrize("address", [LOG, SYSTEM])
def test_pages_are_not_there_for_other_roles(client, programme, address, role):
    person = RoleGrantFactory(role=role, programme=programme).person

    assert get(client, person, address).status_code == 404


def test_pages_are_not_there_for_participants_or_for_each_other(client, auditor, administrator):
    assert get(client, EnrolmentFactory().person, LOG).status_code == 404
    assert get(client, administrator, LOG).status_code == 404
    assert get(client, auditor, SYSTEM).status_code == 404


@pytest.mark.parametrize("address", [LOG, SYSTEM])
def test_pages_change_nothing(client, auditor, administrator, address):
    client.force_login(auditor if address == LOG else administrator)

    assert client.post(address).status_code == 405


def test_log_names_who_acts_in_office_and_numbers_everybody_else(client, auditor, coordinator):
    participant = PersonFactory()
    entry(actor=coordinator)
    entry(actor=participant)
    entry()

    lines = get(client, auditor, LOG).context["lines"]

    assert [line.who for line in lines] == [
        "the system",
        f"person no. {participant.pk}",
        coordinator.name,
    ]
    assert {(line.what, line.about) for line in lines} == {
        ("ran a matching round", "matching round no. 3")
    }


def test_log_numbers_coordinators_too_in_what_they_do_as_participants(client, auditor, coordinator):
    entry(actor=coordinator, verb="proposal.no", subject="proposal:1")

    (line,) = get(client, auditor, LOG).context["lines"]

    assert line.who == f"person no. {coordinator.pk}"


def test_log_says_unknown_verbs_and_things_as_they_are(client, auditor):
    entry(verb="comet.seen", subject="comet:1")

    (line,) = get(client, auditor, LOG).context["lines"]

    assert (line.what, line.about) == ("comet.seen", "comet:1")


def test_log_escapes_facts_and_cuts_long_ones_between_words(client, auditor):
    entry(file="<script>", rows="word " * 80, more="x" * 400)

    page = get(client, auditor, LOG)

    (_file, (_rows, rows), (_more, more)) = page.context["lines"][0].facts
    assert b"&lt;script&gt;" in page.content
    assert rows.endswith("word …")
    assert len(more) < 200


def test_log_says_facts_in_words_and_leaves_out_what_is_nothing(client, auditor):
    facts = {
        "role": "mentee",
        "enrolments": [1, 2],
        "protected_columns": ["age", "pay"],
        "columns": {"Matricule": "id", "Nom": "last_name"},
        "person": 7,
        "template": "need_profile_hr",
        "only_good": True,
        "refused": 0,
        "inputs_sha256": "ab" * 32,
        "seed": 0,
        "deactivated_ids": [f"P{n}" for n in range(40)],
    }
    entry(**facts)

    assert get(client, auditor, LOG).context["lines"][0].facts == [
        ("role", "Mentee"),
        ("people invited", "2"),
        ("columns left behind unread", "birth date or age, pay and bank"),
        ("columns read", "Matricule, Nom"),
        ("person", "no. 7"),
        ("template", "From need to pair"),
        ("faulty lines left out", "yes"),
        ("fingerprint of the inputs", "abababababab…"),
        ("draw number", "0"),
        ("who was deactivated", "40"),
    ]


def test_log_keeps_what_passed_in_a_session_to_the_pair(client, auditor):
    entry(verb="exchange.recorded", subject="session:3", direction="to_mentor", kind="contact")

    (line,) = get(client, auditor, LOG).context["lines"]

    assert (line.what, line.facts) == ("noted what passed in a session", [])


def test_log_goes_by_time_and_then_by_number(client, auditor):
    for verb, hours in (("round.run", 2), ("round.released", 5), ("round.dropped", 2)):
        written = entry(verb=verb)
        AuditEntry.objects.filter(pk=written.pk).update(at=MONDAY_NINE + timedelta(hours=hours))

    verbs = [line.entry.verb for line in get(client, auditor, LOG).context["lines"]]

    assert verbs == ["round.released", "round.dropped", "round.run"]


def test_log_is_paged_newest_first(client, auditor):
    for number in range(55):
        entry(subject=f"pair:{number}")

    page = get(client, auditor, LOG, page="2").context["page"]

    assert [row.subject for row in page] == [f"pair:{n}" for n in range(4, -1, -1)]


@pytest.mark.parametrize("page", ["0", "99999999999999999999", "x", "-1", "\x00"])
def test_log_answers_odd_page_numbers(client, auditor, page):
    assert get(client, auditor, LOG, page=page).status_code == 200


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ("pair:1", 1),
        ("pair", 2),
        ("PAIR:1", 1),
        ("", 3),
        ("pai", 0),
        ("%", 0),
        ("x" * 81, 3),
        ("pair no. 1", 1),
        ("Binôme n°\N{NO-BREAK SPACE}1", 1),
        ("binôme 11", 1),
        ("matching round", 1),
        ("tour d’appariement n° 1", 1),
        ("tour d'appariement", 1),
        ("7", 0),
    ],
)
def test_log_is_filtered_by_what_it_is_about(client, auditor, about, found):
    for subject in ("pair:1", "pair:11", "round:1"):
        entry(subject=subject)

    assert get(client, auditor, LOG, subject=about).context["page"].paginator.count == found


def test_log_shows_other_programmes_to_their_own_auditors_alone(client, auditor):
    entry()
    other = RoleGrantFactory(role="auditor").person

    page = get(client, other, LOG)

    assert (page.context["lines"], page.context["chain"].n_entries) == ([], 1)
    assert len(get(client, auditor, LOG).context["lines"]) == 1


def test_log_without_entries_says_so(client, auditor):
    assert b"No entry about this" in get(client, auditor, LOG).content


def test_log_tells_that_its_chain_is_intact(client, auditor):
    entry()

    assert b"The chain is intact" in get(client, auditor, LOG).content


def test_log_tells_where_its_chain_is_broken(client, auditor):
    first = entry()
    entry()
    AuditEntry.objects.filter(pk=first.pk).update(verb="round.dropped")

    page = get(client, auditor, LOG)

    assert page.context["chain"].broken == first
    assert f"broken at entry {first.pk}".encode() in page.content


def test_long_log_is_checked_when_asked(client, auditor, monkeypatch):
    monkeypatch.setattr(reading, "CHECKED_UNASKED", 0)
    entry()

    assert b"Check all seals" in get(client, auditor, LOG).content
    assert b"The chain is intact" in get(client, auditor, LOG, check="yes").content


@pytest.mark.parametrize("rows", [1, 3])
def test_log_asks_the_same_queries_for_any_number_of_entries(
    client, auditor, coordinator, rows, django_assert_num_queries
):
    for _ in range(rows):
        entry(actor=coordinator)
    client.force_login(auditor)

    # session, person, roles, places; programmes; how many, which, who; chain: how many, all
    with django_assert_num_queries(10):
        client.get(LOG)


def test_system_counts_people_and_who_signed_in(client, administrator):
    PersonFactory(email=None)
    PersonFactory(is_active=False)
    Person.objects.filter(pk=PersonFactory().pk).update(
        last_login=timezone.now() - timedelta(days=8)
    )

    health = get(client, administrator, SYSTEM).context["health"]

    assert (health.people, health.with_mail, health.left, health.signed_in) == (3, 2, 1, 1)


def test_system_shows_faults_of_mails_and_no_contents(client, administrator):
    notice(state="failed", attempts=5, last_error="no route", subject="secret", body="secret")
    notice(due_at=timezone.now() - timedelta(hours=1))
    notice(state="sent")

    page = get(client, administrator, SYSTEM)

    health = page.context["health"]
    assert (health.sent, health.queued, health.late, health.failed) == (1, 1, 1, 1)
    assert b"no route" in page.content
    assert b"2 mails are stuck" in page.content
    assert b"secret" not in page.content


def test_system_warns_where_no_mail_server_is_set(client, administrator, settings):
    settings.MAIL_IS_SET = False

    assert b"UPSIDE_SMTP_URL" in get(client, administrator, SYSTEM).content


def test_system_shows_version_and_leads_to_the_import(client, administrator):
    page = get(client, administrator, SYSTEM)

    assert page.context["health"].version
    assert page.context["health"].bytes_of_database >= 0
    assert reverse("people:upload").encode() in page.content


def test_every_verb_of_the_code_has_its_words():
    said = (re.findall(r'verb="([a-z_.]+)"', f.read_text()) for f in SRC.rglob("*.py"))

    assert {verb for verbs in said for verb in verbs} - set(VERBS) == set()
