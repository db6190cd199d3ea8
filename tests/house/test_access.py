"""Who may open what. A new URL fails the build until it has a line here.

Whoever may not open a page gets 404, as if it were not there; whoever is not signed in is led to
the sign-in page. A line names those who may; everybody else who is signed in gets 404.
"""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.factories import (
    MONDAY_NINE,
    PersonFactory,
    RoleGrantFactory,
    ready_mentee,
    ready_mentor,
)
from tests.world import ROLES
from upside.feedback.actions import answer_pulse
from upside.kernel.models import AuditEntry
from upside.matching.actions import answer_proposal, release_round, run_round
from upside.pairs.actions import sign_charter
from upside.pairs.models import Pair
from upside.programmes.actions import grant_role, invite, share_skill, withdraw
from upside.programmes.queries import OF_A_PERSON, OF_THE_INSTALLATION
from upside.sessions.actions import book_session, hold_session, record_exchange, save_note
from upside.skills.models import Skill

pytestmark = pytest.mark.django_db

SRC = Path(__file__).parents[2] / "src"
GET, POST = "get", "post"
PUBLIC = "public"
MEMBERS = set(ROLES)
DEMO_ONLY: set[str] = set()
RUNS = {"coordinator"}
# a stranger coordinates another programme, and so looks after the same company's people
ROSTER = {"coordinator", "stranger", "administrator"}
TWO = {"mentor", "mentee"}
FOLLOWS = TWO | {"coach", "coordinator"}

#                        method  what it is about   who may
ACCESS = {
    "front:home": (GET, None, PUBLIC),
    "front:sign_in": (GET, None, PUBLIC),
    "front:sign_in_sent": (GET, None, PUBLIC),
    "front:sign_in_link": (GET, None, PUBLIC),
    "front:sign_out": (POST, None, PUBLIC),
    "front:language": (POST, None, PUBLIC),
    "front:theme": (POST, None, PUBLIC),
    "front:who_sees_what": (GET, None, PUBLIC),
    "front:accessibility": (GET, None, PUBLIC),
    "front:components": (GET, None, PUBLIC),
    "front:healthz": (GET, None, PUBLIC),
    "front:readyz": (GET, None, PUBLIC),
    "front:demo_sign_in": (POST, None, DEMO_ONLY),
    "front:mailbox": (GET, None, DEMO_ONLY),
    "front:mail": (GET, "one", DEMO_ONLY),
    "people:list": (GET, None, ROSTER),
    "people:upload": (GET, None, ROSTER),
    "people:mapping": (GET, "people_import", RUNS),
    "people:check": (GET, "people_import", RUNS),
    "people:apply": (POST, "people_import", RUNS),
    "people:faults": (GET, "people_import", RUNS),
    "people:drop": (POST, "people_import", RUNS),
    "programmes:list": (GET, None, {"coordinator", "stranger", "administrator"}),
    "programmes:gallery": (GET, None, {"coordinator", "stranger", "administrator"}),
    "programmes:new": (GET, None, {"coordinator", "stranger", "administrator"}),
    "programmes:cohort": (GET, "cohort", RUNS),
    "programmes:invite": (GET, "cohort", RUNS),
    "programmes:enrolments": (GET, "cohort", RUNS),
    "programmes:withdraw": (POST, "cohort place", RUNS),
    "programmes:team": (GET, "cohort", RUNS),
    "programmes:revoke": (POST, "cohort grant", RUNS),
    "places:place": (GET, "place", {"mentor"}),
    "places:answer": (POST, "place", {"mentor"}),
    "places:profile": (POST, "place", {"mentor"}),
    "places:withdraw": (POST, "place", {"mentor"}),
    "places:colleague_suggest": (GET, "place", {"mentor"}),
    "places:skill_suggest": (GET, None, MEMBERS),
    "matching:rounds": (GET, "cohort", RUNS),
    "matching:run": (POST, "cohort", RUNS),
    "matching:round": (GET, "round", RUNS),
    "matching:why": (GET, "round proposal", RUNS),
    "matching:release": (POST, "round", RUNS),
    "matching:drop": (POST, "round", RUNS),
    "matching:proposal": (GET, "proposal", TWO),
    "matching:answer": (POST, "proposal", TWO),
    "pairs:list": (GET, None, MEMBERS),
    "pairs:pair": (GET, "pair", FOLLOWS),
    "pairs:sign": (POST, "pair", TWO),
    "pairs:book": (POST, "pair", TWO | {"assistant"}),
    "pairs:session": (GET, "session", TWO),
    "pairs:settle": (POST, "session", TWO | {"assistant"}),
    "pairs:exchange": (POST, "session", TWO),
    "pairs:pulse": (POST, "session", TWO),
    "pairs:note": (POST, "session", TWO),
    "pairs:ics": (GET, "session", TWO | {"assistant"}),
    "insights:report": (GET, "cohort", {"coordinator", "sponsor", "auditor"}),
    "insights:csv": (GET, "cohort", {"coordinator", "sponsor", "auditor"}),
    "audit:log": (GET, None, {"auditor"}),
    "audit:system": (GET, None, {"administrator"}),
}


def url_names(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            yield from url_names(entry, f"{entry.namespace}:" if entry.namespace else prefix)


def answer_of(client, world, name, role):
    people, things = world
    method, about, _ = ACCESS[name]
    if role in people:
        client.force_login(people[role])
    args = [things[thing].pk for thing in (about or "").split()]
    return getattr(client, method)(reverse(name, args=args))


def leads_to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith(reverse("front:sign_in"))


def test_every_url_is_in_the_table():
    assert set(url_names()) == set(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_whoever_is_not_signed_in_gets_public_pages_only(client, world, name):
    response = answer_of(client, world, name, "anonymous")

    if ACCESS[name][2] is PUBLIC:
        assert response.status_code < 400 or name == "front:sign_in_link"
    else:
        assert leads_to_sign_in(response) or response.status_code == 404


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", [name for name, line in ACCESS.items() if line[2] is not PUBLIC])
def test_whoever_may_not_gets_404(client, world, name, role):
    response = answer_of(client, world, name, role)

    if role in ACCESS[name][2]:
        assert response.status_code in {200, 302, 409, 422}
        assert not leads_to_sign_in(response)
    else:
        assert response.status_code == 404


def live_through(cohort, by):
    """Write one entry at least from every room that knows the programme."""
    mentor, mentee = ready_mentor(cohort), ready_mentee(cohort)
    now = {"at": MONDAY_NINE}
    grant_role(PersonFactory(), "coach", programme=cohort.programme, by=by, **now)
    invite(cohort, PersonFactory(), "mentor", by=by, **now)
    share_skill(mentor.enrolments.get(), Skill.objects.first(), level=6, **now)
    round_ = release_round(run_round(cohort, by=by, **now), by=by, **now)
    for person in (mentor, mentee):
        answer_proposal(round_.proposals.get(), yes=True, by=person, **now)
    pair = Pair.objects.get(mentor=mentor)
    for person in (mentor, mentee):
        sign_charter(pair, by=person, **now)
    pair.refresh_from_db()
    session = book_session(pair, starts_at=MONDAY_NINE + timedelta(days=1), by=mentee, **now)
    later = {"by": mentee, "at": MONDAY_NINE + timedelta(days=2)}
    hold_session(session, **later)
    record_exchange(session, direction="to_mentor", kind="contact", **later)
    save_note(session, text="Mine.", **later)
    answer_pulse(session, useful=5, at_ease=5, **later)
    withdraw(mentee.enrolments.get(), **later)


def test_auditor_of_another_programme_reads_no_entry_of_this_one(client, world):
    people, things = world
    live_through(things["cohort"], people["coordinator"])
    others = RoleGrantFactory(role="auditor").person

    read = {}
    for reader in (people["auditor"], others):
        client.force_login(reader)
        read[reader] = client.get(reverse("audit:log")).context["lines"]

    assert read[others] == []
    assert len(read[people["auditor"]]) == AuditEntry.objects.count() > len(ROLES)


def test_every_entry_of_the_log_names_its_programme_or_is_known_to_have_none():
    calls = [
        {word.arg: ast.unparse(word.value) for word in node.keywords}
        for file in SRC.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    ]
    without = {ast.literal_eval(call["verb"]) for call in calls if "programme" not in call}

    assert without == {*OF_THE_INSTALLATION, *OF_A_PERSON}
