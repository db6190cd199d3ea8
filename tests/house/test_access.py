"""Who may open what. A new URL fails the build until it has a line here.

Whoever may not open a page gets 404, as if it were not there; whoever is not signed in is led to
the sign-in page. A line names those who may; everybody else who is signed in gets 404.
"""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
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
from upside.grids.actions import put_up
from upside.kernel.models import AuditEntry
from upside.matching.actions import answer_proposal, release_round, run_round
from upside.pairs.actions import sign_charter
from upside.pairs.models import Pair
from upside.programmes.actions import grant_role, invite, share_skill, withdraw
from upside.programmes.models import RoleGrant
from upside.programmes.queries import OF_A_PERSON, OF_THE_INSTALLATION
from upside.sessions.actions import book_session, hold_session, record_exchange, save_note
from upside.skills.models import Skill

pytestmark = pytest.mark.django_db

SRC = Path(__file__).parents[2] / "src"
GET, POST = "get", "post"
NOT_ALLOWED = 405
METHODS = (GET, POST, "put", "patch", "delete")
PUBLIC = "public"
MEMBERS = set(ROLES)
DEMO_ONLY: set[str] = set()
RUNS = {"coordinator"}
# a stranger coordinates another programme, and so looks after the same company's people
ROSTER = {"coordinator", "stranger", "administrator"}
TWO = {"mentor", "mentee"}
ARRANGE = TWO | {"assistant"}
FOLLOWS = TWO | {"coach", "coordinator"}
READS_KITS = TWO | ROSTER
REPORT = {"coordinator", "sponsor", "auditor"}

# url and method: what it is about, who may, and what they get, for a form without answers
ACCESS = {
    ("front:home", GET): (None, PUBLIC, 200),
    ("front:sign_in", GET): (None, PUBLIC, 200),
    ("front:sign_in", POST): (None, PUBLIC, 422),
    ("front:sign_in_sent", GET): (None, PUBLIC, 302),
    ("front:sign_in_link", GET): (None, PUBLIC, 410),
    ("front:sign_in_link", POST): (None, PUBLIC, 410),
    ("front:sign_out", POST): (None, PUBLIC, 302),
    ("front:language", POST): (None, PUBLIC, 302),
    ("front:theme", POST): (None, PUBLIC, 302),
    ("front:who_sees_what", GET): (None, PUBLIC, 200),
    ("front:accessibility", GET): (None, PUBLIC, 200),
    ("front:components", GET): (None, PUBLIC, 200),
    ("front:healthz", GET): (None, PUBLIC, 200),
    ("front:readyz", GET): (None, PUBLIC, 200),
    ("front:demo_sign_in", POST): (None, DEMO_ONLY, 302),
    ("front:mailbox", GET): (None, DEMO_ONLY, 200),
    ("front:mail", GET): ("one", DEMO_ONLY, 200),
    ("people:list", GET): (None, ROSTER, 200),
    ("people:upload", GET): (None, ROSTER, 200),
    ("people:upload", POST): (None, ROSTER, 409),
    ("people:mapping", GET): ("people_import", RUNS, 200),
    ("people:mapping", POST): ("people_import", RUNS, 409),
    ("people:check", GET): ("people_import", RUNS, 200),
    ("people:leaving", GET): ("people_import", RUNS, 302),
    ("people:apply", POST): ("people_import", RUNS, 302),
    ("people:stop", POST): ("people_import", RUNS, 302),
    ("people:reactivate", POST): ("people_import", RUNS, 302),
    ("people:faults", GET): ("people_import", RUNS, 200),
    ("people:drop", POST): ("people_import", RUNS, 302),
    ("surveys:upload", GET): (None, ROSTER, 200),
    ("surveys:upload", POST): (None, ROSTER, 409),
    ("surveys:questions", GET): ("survey_file", RUNS, 200),
    ("surveys:questions", POST): ("survey_file", RUNS, 409),
    ("surveys:texts", GET): ("survey_file", RUNS, 200),
    ("surveys:texts", POST): ("survey_file", RUNS, 409),
    ("surveys:check", GET): ("survey_file", RUNS, 200),
    ("surveys:apply", POST): ("survey_file", RUNS, 302),
    ("surveys:faults", GET): ("survey_file", RUNS, 200),
    ("surveys:drop", POST): ("survey_file", RUNS, 302),
    ("programmes:list", GET): (None, ROSTER, 200),
    ("programmes:gallery", GET): (None, ROSTER, 200),
    ("programmes:template", GET): ("template_code", ROSTER, 200),
    ("programmes:companies", GET): (None, ROSTER, 200),
    ("programmes:company", GET): ("company", ROSTER, 200),
    ("programmes:wording", GET): (None, ROSTER, 200),
    ("programmes:wording", POST): (None, ROSTER, 409),
    ("programmes:new", GET): (None, ROSTER, 200),
    ("programmes:new", POST): (None, ROSTER, 409),
    ("programmes:programme", GET): ("programme", RUNS, 200),
    ("programmes:edit", GET): ("programme section", RUNS, 200),
    ("programmes:edit", POST): ("programme section", RUNS, 200),
    ("programmes:charter", GET): ("programme", RUNS, 200),
    ("programmes:charter", POST): ("programme", RUNS, 409),
    ("programmes:source", GET): ("programme", RUNS, 200),
    ("programmes:source", POST): ("programme", RUNS, 409),
    ("programmes:file", GET): ("programme", RUNS, 200),
    ("programmes:version", GET): ("programme one", RUNS, 200),
    ("programmes:cohort", GET): ("cohort", RUNS, 200),
    ("programmes:lessons", GET): ("programme", RUNS, 200),
    ("programmes:lessons", POST): ("programme", RUNS, 409),
    ("programmes:lesson", GET): ("programme lesson", RUNS, 200),
    ("programmes:lesson", POST): ("programme lesson", RUNS, 409),
    ("programmes:drop_lesson", POST): ("programme lesson", RUNS, 302),
    ("programmes:next", GET): ("programme", RUNS, 200),
    ("programmes:next", POST): ("programme", RUNS, 409),
    ("programmes:launch", GET): ("cohort", RUNS, 200),
    ("programmes:launch", POST): ("cohort", RUNS, 302),
    ("programmes:move", POST): ("cohort one", RUNS, 302),
    ("programmes:invite", GET): ("cohort", RUNS, 200),
    ("programmes:invite", POST): ("cohort", RUNS, 409),
    ("programmes:enrolments", GET): ("cohort", RUNS, 200),
    ("programmes:places", GET): ("cohort", RUNS, 200),
    ("programmes:places", POST): ("cohort", RUNS, 409),
    ("programmes:move_up", POST): ("cohort place", RUNS, 302),
    ("programmes:withdraw", POST): ("cohort place", RUNS, 302),
    ("programmes:amend", POST): ("cohort place", RUNS, 302),
    ("programmes:training", GET): ("cohort", RUNS, 200),
    ("programmes:training", POST): ("cohort", RUNS, 409),
    ("programmes:team", GET): ("cohort", RUNS, 200),
    ("programmes:team", POST): ("cohort", RUNS, 409),
    ("programmes:revoke", POST): ("cohort grant", RUNS, 302),
    ("suits:which", GET): (None, ROSTER, 200),
    ("needs:survey", GET): ("cohort", RUNS, 200),
    ("needs:open", POST): ("cohort", RUNS, 409),
    ("needs:ask", POST): ("cohort", RUNS, 409),
    ("needs:close", POST): ("cohort", RUNS, 302),
    ("needs:answer", GET): ("survey token", PUBLIC, 200),
    ("needs:answer", POST): ("survey token", PUBLIC, 409),
    ("needs:thanks", GET): ("survey token", PUBLIC, 200),
    ("demand:map", GET): ("cohort", RUNS, 200),
    ("demand:csv", GET): ("cohort", RUNS, 200),
    ("topics:list", GET): (None, MEMBERS, 200),
    ("topics:asked", GET): (None, {"coordinator", "stranger"}, 200),
    ("topics:word", GET): ("word", RUNS, 200),
    ("topics:map", POST): ("word", RUNS, 409),
    ("topics:add", POST): ("word", RUNS, 409),
    ("topics:drop", POST): ("word", RUNS, 409),
    ("topics:topic", GET): ("skill", MEMBERS, 200),
    ("kits:list", GET): (None, READS_KITS, 200),
    ("kits:kit", GET): ("kit", READS_KITS, 200),
    ("kits:make_copy", POST): ("kit", READS_KITS, 302),
    ("kits:approve", POST): ("kit", ROSTER, 302),
    ("kits:copy", GET): ("copy", READS_KITS, 200),
    ("kits:edit", GET): ("copy", {"mentor"}, 200),
    ("kits:edit", POST): ("copy", {"mentor"}, 409),
    ("kits:share", POST): ("copy", {"mentor"}, 302),
    ("kits:withdraw", POST): ("copy", {"mentor"}, 302),
    ("kits:drop", POST): ("copy", {"mentor"}, 302),
    ("kits:adopt", POST): ("copy", READS_KITS, 302),
    ("kits:hide", POST): ("copy", ROSTER, 302),
    ("kits:show", POST): ("copy", ROSTER, 302),
    ("kits:approve_copy", POST): ("copy", ROSTER, 302),
    ("training:list", GET): (None, TWO | ROSTER | {"coach"}, 200),
    ("training:path", GET): ("training", ROSTER | {"mentor"}, 200),
    ("training:part", GET): ("training training_part", ROSTER | {"mentor"}, 200),
    ("training:part", POST): ("training training_part", {"mentor"}, 409),
    ("training:again", POST): ("training", {"mentor"}, 302),
    ("training:certificate", GET): ("training", {"mentor"}, 200),
    ("training:certificate_pdf", GET): ("training", {"mentor"}, 200),
    ("places:mine", GET): (None, MEMBERS, 302),
    ("places:place", GET): ("place", {"mentor"}, 200),
    ("places:answer", POST): ("place", {"mentor"}, 302),
    ("places:profile", POST): ("place", {"mentor"}, 409),
    ("places:withdraw", POST): ("place", {"mentor"}, 302),
    ("places:my_manager", GET): ("cohort", TWO, 302),
    ("places:manager", GET): ("place", {"mentor"}, 200),
    ("places:manager", POST): ("place", {"mentor"}, 422),
    ("places:manager_send", POST): ("place", {"mentor"}, 302),
    ("places:colleague_suggest", GET): ("place", {"mentor"}, 200),
    ("places:skill_suggest", GET): (None, MEMBERS, 200),
    ("evidence:level", GET): ("skill", MEMBERS, 200),
    ("evidence:colleagues", GET): ("skill", MEMBERS, 200),
    ("evidence:ask", POST): ("skill", MEMBERS, 302),
    ("evidence:certificate", POST): ("skill", MEMBERS, 409),
    ("evidence:waiting", GET): (None, MEMBERS, 200),
    ("evidence:record", GET): ("sheet", {"evaluator"}, 200),
    ("evidence:record", POST): ("sheet", {"evaluator"}, 409),
    ("evidence:answer", GET): ("evidence", {"evaluator", "coordinator"}, 200),
    ("evidence:answer", POST): ("evidence", {"evaluator", "coordinator"}, 409),
    ("evidence:contest", POST): ("evidence", {"mentor"}, 302),
    ("evidence:take_back", POST): ("evidence", {"mentor"}, 302),
    ("calls:run", GET): ("cohort", RUNS, 200),
    ("calls:run", POST): ("cohort", RUNS, 409),
    ("calls:close", POST): ("cohort", RUNS, 302),
    ("calls:applications", GET): ("cohort", RUNS, 200),
    ("calls:call", GET): ("call", MEMBERS, 200),
    ("calls:call", POST): ("call", MEMBERS, 409),
    ("calls:answers", GET): ("place", {"mentor"}, 200),
    ("calls:answers", POST): ("place", {"mentor"}, 302),
    ("matching:rounds", GET): ("cohort", RUNS, 200),
    ("matching:run", POST): ("cohort", RUNS, 302),
    ("matching:round", GET): ("round", RUNS, 200),
    ("matching:why", GET): ("round proposal", RUNS, 200),
    ("matching:mails", GET): ("round proposal", RUNS, 200),
    ("matching:stage", GET): ("round", RUNS, 302),
    ("matching:release", POST): ("round", RUNS, 422),
    ("matching:leave_rest", POST): ("round", RUNS, 302),
    ("matching:drop", POST): ("round", RUNS, 302),
    ("matching:stop", POST): ("round", RUNS, 302),
    ("studio:studio", GET): ("cohort", RUNS, 200),
    ("studio:change", POST): ("cohort", RUNS, 409),
    ("studio:undo", POST): ("cohort", RUNS, 409),
    ("studio:programme", POST): ("cohort", RUNS, 409),
    ("studio:run", POST): ("cohort", RUNS, 302),
    ("studio:save", POST): ("cohort", RUNS, 409),
    ("studio:compare", GET): ("cohort", RUNS, 200),
    ("studio:rename", POST): ("round", RUNS, 409),
    ("studio:restore", POST): ("round", RUNS, 302),
    ("studio:again", POST): ("round", RUNS, 302),
    ("by_hand:page", GET): ("cohort", RUNS, 200),
    ("by_hand:hold", POST): ("cohort", RUNS, 302),
    ("by_hand:let_go", POST): ("cohort", RUNS, 302),
    ("by_hand:swap", POST): ("cohort", RUNS, 302),
    ("by_hand:undo", POST): ("cohort", RUNS, 302),
    ("by_hand:propose", POST): ("cohort", RUNS, 302),
    ("by_hand:take_out", POST): ("cohort", RUNS, 302),
    ("by_hand:instead", GET): ("cohort", RUNS, 200),
    ("by_hand:prices", GET): ("cohort", RUNS, 200),
    ("by_hand:left_over", GET): ("cohort", RUNS, 200),
    ("by_hand:loosen", POST): ("cohort", RUNS, 302),
    ("by_hand:instead_in_round", GET): ("round", RUNS, 200),
    ("by_hand:prices_of_round", GET): ("round", RUNS, 200),
    ("by_hand:fairness", GET): ("round", REPORT, 200),
    ("choosing:list", GET): ("chosen", {"mentor"}, 200),
    ("choosing:invite", POST): ("chosen", {"mentor"}, 422),
    ("choosing:rank", POST): ("ranked", {"mentor"}, 302),
    ("choosing:withdraw", POST): ("invitation", {"mentor"}, 302),
    ("choosing:lists", GET): ("chosen_cohort", RUNS, 200),
    ("choosing:prepare", POST): ("chosen_cohort", RUNS, 302),
    ("choosing:open", POST): ("chosen_cohort", RUNS, 302),
    ("choosing:close", POST): ("chosen_cohort", RUNS, 302),
    ("matching:proposal", GET): ("proposal", TWO, 200),
    ("matching:answer", POST): ("proposal", TWO, 422),
    ("matching:call", POST): ("proposal", TWO, 302),
    ("matching:call_ics", GET): ("proposal", TWO, 200),
    ("clinics:clinic", GET): ("clinic", {"mentee", "assistant"}, 200),
    ("clinics:book", POST): ("clinic", {"mentee", "assistant"}, 422),
    ("clinics:give_back", POST): ("clinic time", {"mentee", "assistant"}, 302),
    ("clinics:mine", GET): ("clinic", {"mentor"}, 200),
    ("clinics:mine", POST): ("clinic", {"mentor"}, 422),
    ("clinics:take_back", POST): ("clinic", {"mentor"}, 302),
    ("clinics:call_off", POST): ("clinic time", {"mentor"}, 302),
    ("clinics:overview", GET): ("clinic", RUNS, 200),
    ("meetings:list", GET): ("cohort", RUNS, 200),
    ("meetings:new", GET): ("cohort", RUNS, 200),
    ("meetings:new", POST): ("cohort", RUNS, 409),
    ("meetings:meeting", GET): ("meeting", RUNS, 200),
    ("meetings:edit", GET): ("meeting", RUNS, 302),
    ("meetings:edit", POST): ("meeting", RUNS, 302),
    ("meetings:rotation", POST): ("meeting", RUNS, 302),
    ("meetings:people", GET): ("meeting", RUNS, 200),
    ("meetings:presence", POST): ("meeting attendee", RUNS, 302),
    ("meetings:announce", POST): ("meeting", RUNS, 302),
    ("meetings:call_off", POST): ("meeting", RUNS, 302),
    ("meetings:close", POST): ("meeting", RUNS, 302),
    ("meetings:print", GET): ("meeting", RUNS, 200),
    ("meetings:mine", GET): ("meeting", TWO, 200),
    ("meetings:answer", POST): ("meeting", TWO, 302),
    ("meetings:away", POST): ("meeting", TWO, 302),
    ("meetings:calendar", GET): ("meeting", TWO, 200),
    ("circles:circle", GET): ("cohort circle_role", RUNS | {"mentor"}, 200),
    ("circles:new", GET): ("cohort circle_role", RUNS, 200),
    ("circles:new", POST): ("cohort circle_role", RUNS, 409),
    ("circles:host", POST): ("cohort circle_role", RUNS, 302),
    ("circles:belong", POST): ("cohort circle_role", {"mentor"}, 302),
    ("circles:edit", GET): ("circle_date", RUNS, 200),
    ("circles:edit", POST): ("circle_date", RUNS, 409),
    ("circles:off", POST): ("circle_date", RUNS, 302),
    ("circles:answer", POST): ("circle_date", {"mentor"}, 302),
    ("circles:calendar", GET): ("circle_date", {"mentor"}, 200),
    ("groups:list", GET): ("cohort", RUNS, 200),
    ("groups:list", POST): ("cohort", RUNS, 422),
    ("groups:group", GET): ("group", TWO, 200),
    ("groups:book", POST): ("group", {"mentor"}, 422),
    ("groups:rename", POST): ("group", RUNS, 302),
    ("groups:add", POST): ("group", RUNS, 302),
    ("groups:take_out", POST): ("group", RUNS, 302),
    ("groups:dissolve", POST): ("group", RUNS, 302),
    ("calendars:mine", GET): (None, MEMBERS, 200),
    ("calendars:address", POST): (None, MEMBERS, 422),
    ("calendars:file", POST): (None, MEMBERS, 422),
    ("calendars:account", POST): (None, MEMBERS, 422),
    ("calendars:read", POST): ("connected", {"mentor"}, 302),
    ("calendars:write", POST): ("connected", {"mentor"}, 302),
    ("calendars:remove", POST): ("connected", {"mentor"}, 302),
    ("pairs:list", GET): (None, MEMBERS, 200),
    ("pairs:pair", GET): ("pair", FOLLOWS, 200),
    ("pairs:sign", POST): ("pair", TWO, 302),
    ("pairs:leave", GET): ("pair", TWO, 200),
    ("pairs:leave", POST): ("pair", TWO, 302),
    ("pairs:pause", GET): ("pair", TWO, 200),
    ("pairs:pause", POST): ("pair", TWO, 302),
    ("pairs:resume", POST): ("pair", TWO, 302),
    ("pairs:charter", GET): ("pair", TWO, 200),
    ("pairs:charter_pdf", GET): ("pair", TWO, 200),
    ("box:box", GET): (None, TWO | {"coordinator", "stranger"}, 200),
    ("box:box", POST): (None, TWO | {"coordinator", "stranger"}, 422),
    ("box:suggestion", GET): ("suggestion", RUNS, 200),
    ("box:suggestion", POST): ("suggestion", RUNS, 422),
    ("box:lesson", POST): ("suggestion", RUNS, 302),
    ("farewells:farewell", GET): ("pair", TWO, 200),
    ("farewells:farewell", POST): ("pair", TWO, 302),
    ("farewells:review", GET): ("pair", TWO, 200),
    ("farewells:review", POST): ("pair", TWO, 422),
    ("farewells:done", POST): ("pair", TWO, 302),
    ("farewells:again", POST): ("pair", TWO, 302),
    ("farewells:learned", GET): ("pair", TWO, 200),
    ("farewells:learned", POST): ("pair", TWO, 422),
    ("farewells:agree", POST): ("pair", TWO, 302),
    ("farewells:withdraw", POST): ("pair", TWO, 302),
    ("farewells:learnings", GET): (None, MEMBERS, 200),
    ("pairs:goals", GET): ("pair", TWO, 200),
    ("pairs:goals", POST): ("pair", TWO, 302),
    ("pairs:book", GET): ("pair", ARRANGE, 200),
    ("pairs:book", POST): ("pair", ARRANGE, 422),
    ("pairs:session", GET): ("session", TWO, 200),
    ("pairs:after", GET): ("session step", TWO, 302),
    ("pairs:settle", POST): ("session", ARRANGE, 302),
    ("pairs:answer", POST): ("session", TWO, 302),
    ("pairs:move", GET): ("session", ARRANGE, 200),
    ("pairs:move", POST): ("session", ARRANGE, 422),
    ("pairs:series", GET): ("pair", ARRANGE, 200),
    ("pairs:series", POST): ("pair", ARRANGE, 422),
    ("pairs:tap", GET): ("tap", PUBLIC, 200),
    ("pairs:tap", POST): ("tap", PUBLIC, 200),
    ("feeds:mine", GET): (None, MEMBERS, 200),
    ("feeds:make", POST): (None, MEMBERS, 302),
    ("feeds:off", POST): (None, MEMBERS, 302),
    ("feeds:feed", GET): ("feed", PUBLIC, 200),
    ("pairs:exchange", POST): ("session", TWO, 409),
    ("pairs:pulse", POST): ("session", TWO, 422),
    ("pairs:passed_on", POST): ("session", TWO, 422),
    ("pairs:note", POST): ("session", TWO, 302),
    ("pairs:ics", GET): ("session", ARRANGE, 200),
    ("momentum:momentum", GET): (None, MEMBERS, 200),
    ("word:start", GET): (None, MEMBERS, 200),
    ("word:start", POST): (None, MEMBERS, 422),
    ("word:concern", GET): ("concern", {"mentor", "coach"}, 200),
    ("word:answer", POST): ("concern", {"mentor", "coach"}, 422),
    ("word:close", POST): ("concern", {"coach"}, 302),
    ("grids:grid", GET): ("cohort", RUNS, 200),
    ("grids:grid", POST): ("cohort", RUNS, 409),
    ("grids:candidates", GET): ("cohort", RUNS, 200),
    ("grids:candidate", GET): ("cohort place", RUNS, 200),
    ("grids:candidate", POST): ("cohort place", RUNS, 409),
    ("grids:call_off", POST): ("cohort place", RUNS, 302),
    ("grids:evaluation", GET): ("evaluation", {"mentor"}, 200),
    ("grids:acknowledge", POST): ("evaluation", {"mentor"}, 409),
    ("grids:contest", POST): ("evaluation", {"mentor"}, 409),
    ("grids:letter", GET): ("evaluation", {"mentor"}, 200),
    ("grids:sheet", GET): ("sheet", {"evaluator"}, 200),
    ("grids:sheet", POST): ("sheet", {"evaluator"}, 409),
    ("insights:endings", GET): ("cohort", REPORT, 200),
    ("insights:report", GET): ("cohort", REPORT, 200),
    ("insights:csv", GET): ("cohort", REPORT, 200),
    ("audit:log", GET): (None, {"auditor"}, 200),
    ("audit:rules", GET): (None, {"auditor"}, 200),
    ("audit:system", GET): (None, {"administrator"}, 200),
}
KEPT_FROM_STRANGERS = [line for line, (_about, who, _status) in ACCESS.items() if who is not PUBLIC]


def url_names(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            yield from url_names(entry, f"{entry.namespace}:" if entry.namespace else prefix)


def address_of(name, world):
    about = next(line[0] for (known, _method), line in ACCESS.items() if known == name)
    return reverse(name, args=[world[1][thing].pk for thing in (about or "").split()])


def answer_of(client, world, name, method, role):
    people, _things = world
    if role in people:
        client.force_login(people[role])
    # a browser sends the token with every form, so that no form is empty
    return getattr(client, method)(address_of(name, world), {"csrfmiddlewaretoken": "x"})


def answer_undone(client, world, name, method, role):
    """Ask as somebody and undo what came of it, so that one world serves every role."""
    with transaction.atomic():
        response = answer_of(client, world, name, method, role)
        transaction.set_rollback(True)
    return response


def leads_to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith(reverse("front:sign_in"))


def test_every_url_is_in_the_table():
    assert set(url_names()) == {name for name, _method in ACCESS}


@pytest.mark.parametrize("name", sorted({name for name, _method in ACCESS}))
def test_a_url_takes_the_methods_of_its_lines_and_no_other(client, world, name):
    client.force_login(world[0]["coordinator"])
    address = address_of(name, world)

    refused = {m for m in METHODS if getattr(client, m)(address).status_code == NOT_ALLOWED}

    assert set(METHODS) - refused == {method for known, method in ACCESS if known == name}


@pytest.mark.parametrize(("name", "method"), ACCESS)
def test_whoever_is_not_signed_in_gets_public_pages_only(client, world, name, method):
    _about, who, status = ACCESS[name, method]

    response = answer_of(client, world, name, method, "anonymous")

    if who is PUBLIC:
        assert response.status_code == status
    elif who is DEMO_ONLY:
        assert response.status_code == 404
    else:
        assert leads_to_sign_in(response)


@pytest.mark.parametrize(("name", "method"), KEPT_FROM_STRANGERS)
def test_whoever_may_not_gets_404(client, world, name, method):
    _about, who, status = ACCESS[name, method]

    got = {role: answer_undone(client, world, name, method, role) for role in ROLES}

    told = {role: response.status_code for role, response in got.items()}
    assert told == {role: status if role in who else 404 for role in ROLES}
    assert not any(leads_to_sign_in(response) for response in got.values())


def live_through(cohort, by):
    """Write one entry at least from every room that knows the programme."""
    mentor, mentee = ready_mentor(cohort), ready_mentee(cohort)
    tester = RoleGrant.objects.get(role="evaluator").person
    now = {"at": MONDAY_NINE}
    grant_role(PersonFactory(), "coach", programme=cohort.programme, by=by, **now)
    invite(cohort, PersonFactory(), "mentor", by=by, **now)
    put_up(mentor.enrolments.get(), [tester], by=by, **now)
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
