"""Every field of every form takes every string that is known to break software.

The forms are found on the pages themselves, so a new form is tried without being named here. First
each is sent as a person would send it, and has to be accepted: only then does a string that is put
into one field of it reach the action behind. What the forms themselves refuse or take is asked of
them directly, for every string; the pages then get, field by field, strings that are taken and a
few that are refused, another choice for each field.
"""

import json
from collections import deque
from datetime import timedelta
from itertools import cycle, islice

import pytest
from django import forms
from django.contrib.messages import constants
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.call_world import pages_of_calls
from tests.choice_world import pages_of_choices
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    EvidenceFactory,
    PairFactory,
    PersonFactory,
    RoundFactory,
    SessionFactory,
    SkillLevelFactory,
    SlotFactory,
    TopicRequestFactory,
    WantFactory,
)
from tests.farewell_world import pages_of_farewells
from tests.grid_world import pages_of_grids
from tests.group_world import pages_of_groups
from tests.hand_world import pages_by_hand
from tests.house.test_access import ACCESS, DEMO_ONLY, GET, POST, PUBLIC
from tests.meetings import pages_of_meetings
from tests.round_world import pages_of_a_release
from tests.web.forms_on_pages import bound_forms, forms_on, takes
from tests.web.studio_world import pages_of_studio
from tests.web.what_is_typed import BY_ADDRESS, ONLY_A_BUTTON, TICKED, TYPED
from tests.world import ROLES, STAFF, checked_import
from upside.kernel.models import Job
from upside.notices.models import Notice
from upside.notices.sign_in import sign_in_link
from upside.programmes.actions import name_assistant, record_gate, save_wish
from upside.programmes.models import Cohort, Enrolment, LaunchRecord
from upside.sessions.actions import record_exchange
from upside.skills.actions import load_catalogue
from upside.skills.models import Skill
from upside.web.front.showcase import SampleForm

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]

PARTS = 4
TAKEN, REFUSED = 8, 2  # strings that each field of each page gets over the network
FEW = 6  # and what stands in an address
WORST = ("\x00", "1e1000", "²", "٣", "-1", "9" * 400, "%00", "a" * 60_000)


@pytest.fixture
def furnished(world, settings):
    """Add to the world what its forms need: times, dates, topics, things to settle and answer."""
    settings.DEMO = True
    people, things = world
    now, today = timezone.now(), timezone.localdate()
    Cohort.objects.update(starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=180))
    load_catalogue(at=now)
    j1, s1 = (Skill.objects.get(code=code) for code in ("J1", "S1"))
    place = Enrolment.objects.get(person=people["mentee"], cohort=things["cohort"])
    for enrolment, want, share in ((place, j1, s1), (things["place"], s1, j1)):
        WantFactory(person=enrolment.person, skill=want)
        SkillLevelFactory(person=enrolment.person, skill=share)
        save_wish(enrolment, PersonFactory(), kind="veto", at=now)
        for day in range(7):
            SlotFactory(enrolment=enrolment, weekday=day)
    name_assistant(place, people["assistant"], by=people["mentee"], at=now)
    PersonFactory(email="newcomer@aubrac.example", external_id="N1")
    later = CohortFactory(programme=things["cohort"].programme, ends_on=today.replace(year=2099))
    EnrolmentFactory.create_batch(2, cohort=later, state="waiting")
    studio = pages_of_studio(later.programme, people["coordinator"])
    offer = EnrolmentFactory(cohort=later, person=people["mentee"], role="mentee", state="invited")
    hours = {"held": -48, "planned": -24, "missed": -72}
    sessions = [
        session_at(things["pair"], now + timedelta(hours=n), state) for state, n in hours.items()
    ]
    at_nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
    sessions.append(session_at(things["pair"], at_nine + timedelta(days=9), "planned"))
    PairFactory(cohort=later, mentor=people["mentor"], mentee=people["mentee"])
    record_exchange(sessions[0], direction="to_mentee", kind="outlook", by=people["mentor"], at=now)
    things["one"] = Notice.objects.create(
        person=people["mentee"], template="place_ready", key="one", state="sent",
        due_at=now, queued_at=now, sent_at=now, body="…", html="<p>…</p>",
    )  # fmt: skip
    TopicRequestFactory(person=people["mentee"], state="mapped", skill=j1)
    by_hand = pages_by_hand(people["coordinator"], later.programme, at=now)
    rounds = pages_of_a_release(later.programme, people["coordinator"])
    besides = [*pages_of_calls(people), *pages_of_meetings(people)]
    besides += pages_of_farewells(people, later) + pages_of_groups(later.programme, people)
    # without a faulty line, so that people who are not in the file may have left
    heads = ("manager", "", "N1")  # a tree, so that it is asked where grades come from
    whole = "\n".join(map(";".join, zip(STAFF.splitlines(), heads, strict=False)))
    leaving = checked_import(people["coordinator"], whole)
    sure = f"?revision={leaving.outcome['revision']}&lines=all&leavers=deactivate"
    mapped = reverse("people:mapping", args=[leaving.pk])
    last_yes = reverse("people:leaving", args=[leaving.pk]) + sure
    EvidenceFactory(person=people["mentor"], skill=things["skill"], reference="DigComp")
    levels = reverse("evidence:level", args=[things["skill"].pk]) + "?q=aubr"
    trains = {"training": {"before_first_session": ["mentor", "mentee"]}}
    Cohort.objects.filter(pk=later.pk).update(kept=trains)
    training = reverse("programmes:training", args=[later.pk])
    framed = CohortFactory(programme=later.programme, launched_at=None)
    for gate in LaunchRecord.Gate.values:
        record_gate(framed, gate, reason="Soon.", by=None, at=now)
    besides += pages_besides(people, place, offer, sessions)
    besides += [("mentor", levels), *pages_of_grids(people, things, later)]
    besides += [*studio, *by_hand, *pages_of_choices(people, things)]
    job = Job.objects.create(task="upside.nothing", due_at=now)
    large = RoundFactory(cohort=later, state="running", inputs_sha256="", job=job)
    launch = reverse("programmes:launch", args=[framed.pk])
    theirs = (training, last_yes, mapped, reverse("matching:round", args=[large.pk]), launch)
    return world, [*besides, *(("coordinator", page) for page in (*theirs, *rounds))]


def session_at(pair, starts_at, state):
    ends_at = starts_at + timedelta(hours=1)
    return SessionFactory(pair=pair, starts_at=starts_at, ends_at=ends_at, state=state)


def pages_besides(people, place, offer, sessions):
    """Return further pages, by role: a mentee's, each session's, after a search, from a mail."""
    mine = reverse("places:place", args=[place.pk])
    people["mentor"].manager = people["administrator"]
    people["mentor"].save(update_fields=["manager"])
    searches = ("?side=wish&q=aubr", "?side=assistant&q=aubr", "?side=want&q=chatgpt")
    link = sign_in_link(PersonFactory(), "/")
    return [
        *(
            ("mentee", mine + query)
            for query in ("", "?topic=J1", "?topic=S1", "?asked=S2", *searches)
        ),
        ("mentee", reverse("places:place", args=[offer.pk])),
        *(
            ("coordinator", reverse(name, args=[offer.cohort_id]))
            for name in ("programmes:enrolments", "needs:survey")
        ),
        *(("mentor", reverse("pairs:session", args=[session.pk])) for session in sessions),
        ("mentee", reverse("pairs:session", args=[sessions[0].pk])),
        ("mentor", reverse("pairs:move", args=[sessions[-1].pk])),
        ("anonymous", link[link.index("/sign-in") :]),
    ]


@pytest.fixture
def visitor(client, furnished):
    """Return a way to send something as somebody, and to undo what came of it."""
    people = furnished[0][0]
    client.raise_request_exception = False
    seen = {}

    def send(role, method, address, data):
        if seen.get("role") != role:
            client.logout()
            if role in people:
                client.force_login(people[role])
            seen["role"] = role
        with transaction.atomic():
            answer = getattr(client, method)(address, data)
            transaction.set_rollback(True)
        return answer

    return send


def pages(furnished):
    for (name, method), (about, who, _status) in ACCESS.items():
        if method == GET:
            usual = ["anonymous", *ROLES] if who is PUBLIC else sorted(who)
            roles = ["coordinator"] if who is DEMO_ONLY else usual
            yield from ((role, address_of(name, about, furnished)) for role in roles)
    yield from furnished[1]


def every_form(visitor, furnished):
    """Return the forms of all pages, each once, with what is typed where nothing is proposed."""
    found = {}
    for role, address in pages(furnished):
        answer = visitor(role, GET, address, None)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            for form in forms_on(answer.content, address, role):
                proposed = TYPED | {n: form.offered[n] for n in TICKED if n in form.offered}
                for name in form.names & proposed.keys():
                    if not any(form.sent.get(name, [])):
                        form.sent[name] = [proposed[name]]
                found.setdefault(form.key, form)
    return list(found.values())


def is_accepted(answer, form):
    sent = getattr(answer.wsgi_request, "_messages", ())
    refusals = [m for m in getattr(sent, "_queued_messages", ()) if m.level >= constants.ERROR]
    moves_on = form.method == POST and not form.looks_first
    return answer.status_code == (302 if moves_on else 200) and not refusals


def test_every_form_is_found_and_accepted_as_it_stands(visitor, furnished):
    found = every_form(visitor, furnished)
    refused, handled, fields = [], set(), set()
    for form in found:
        with bound_forms() as seen:
            answer = visitor(form.role, form.method, form.path, form.filled())
        if not is_accepted(answer, form):
            refused.append((form.url, form.sent, answer.status_code))
        handled |= {type(one) for one in seen}
        fields |= {
            (type(one), name)
            for one in seen
            for name in one.fields
            if one.add_prefix(name) in form.names
        }

    assert refused == []
    assert {kind for kind in forms_of(forms.Form) if kind is not SampleForm} <= handled
    assert {(kind, name) for kind in handled for name in kind.base_fields} <= fields
    posted = {form.url for form in found if form.method == POST}
    assert posted | ONLY_A_BUTTON == {name for name, method in ACCESS if method == POST}


def forms_of(kind):
    """Yield the forms of the pages; those that only others derive from are tried as these."""
    for below in kind.__subclasses__():
        if below.__module__.startswith("upside.web"):
            yield below
        yield from forms_of(below)


@pytest.mark.no_cover  # thousands of requests, and not one line that others do not reach
@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_takes_every_naughty_string(visitor, furnished, real_data, part):
    kept = json.loads((real_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    queue, tried, broken = deque(dict.fromkeys(kept[part::PARTS])), set(), []
    tries = [(form, name) for form in every_form(visitor, furnished) for name in sorted(form.names)]
    for form, name in tries[part::PARTS]:
        for text in [*WORST, *chosen(visitor, form, name, kept, queue)]:
            tried.add(text)
            answer = visitor(form.role, form.method, form.path, form.filled(**{name: text}))
            if answer.status_code >= 500:
                broken.append((form.url, name, text[:80]))

    assert broken == []
    assert set(queue) <= tried


def chosen(visitor, form, name, strings, queue):
    """Ask the form behind a page what it makes of each string; return those that the page gets."""
    with bound_forms() as seen:
        visitor(form.role, form.method, form.path, form.filled())
    asked = [one for one in seen if name in one.fields and name not in form.files][:1]
    if asked and not isinstance(asked[0].fields[name], forms.CharField):  # numbers, choices
        return list(islice(queue, REFUSED))
    taken = {text for text in [*WORST, *strings] if all(takes(one, name, text) for one in asked)}
    next_taken = [text for text in queue if text in taken][:TAKEN]
    next_refused = [text for text in queue if text not in taken][:REFUSED]
    for text in (*next_taken, *next_refused):  # to the end, so that all have their turn
        queue.remove(text)
        queue.append(text)
    return [*next_taken, *next_refused]


@pytest.mark.no_cover
def test_every_address_takes_what_somebody_writes_into_it(visitor, furnished, real_data):
    strings = json.loads((real_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    words = [(name, word) for name, words in BY_ADDRESS.items() for word in sorted(words)]
    broken = []
    for number, (name, word) in enumerate(words):
        about, who, _status = ACCESS[name, GET]
        role = "anonymous" if who is PUBLIC else min(who or {"coordinator"})
        address = address_of(name, about, furnished)
        for text in [*WORST[:-1], *islice(cycle(strings), number * FEW, (number + 1) * FEW)]:
            if visitor(role, GET, address, {word: text}).status_code >= 500:
                broken.append((name, word, text))  # noqa: PERF401 - read as a loop

    assert broken == []


def address_of(name, about, furnished):
    (_people, things), _besides = furnished
    return reverse(name, args=[things[thing].pk for thing in (about or "").split()])
