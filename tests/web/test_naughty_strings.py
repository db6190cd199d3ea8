"""Every field of every form takes every string that is known to break software.

The forms are found on the pages themselves, so a new form is tried without being named here. All
text fields of a form are filled at once: Django cleans each of them, whatever the others hold.
"""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.house.test_access import ACCESS, GET, PUBLIC
from tests.world import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]

TYPED = {"text", "search", "email", "url", "number", "tel", "date", "time", "datetime-local", None}
CHOSEN = {"hidden", "radio"}
PARTS = 4


def forms_on(html, path):
    """Yield each form: method, path, what is typed in it, what it proposes or lets one choose."""
    for form in BeautifulSoup(html, "html.parser").find_all("form"):
        fields = [f for f in form.find_all(["input", "textarea", "select"]) if f.get("name")]
        typed = {f["name"] for f in fields if kind_of(f) in TYPED}
        chosen = {f["name"]: proposed(f) for f in fields if kind_of(f) in CHOSEN}
        chosen.pop("csrfmiddlewaretoken", None)
        if typed or chosen:
            action = (form.get("action") or path).partition("#")[0].partition("?")[0]
            yield form.get("method", "get").lower(), action, frozenset(typed), chosen


def kind_of(field):
    if field.name == "textarea":
        return "text"
    return "hidden" if field.name == "select" else field.get("type")


def proposed(field):
    option = field.find("option") if field.name == "select" else field
    return option.get("value", "") if option else ""


def pages(world):
    _people, things = world
    for name, (method, about, who) in ACCESS.items():
        if method == GET and who:
            roles = ["anonymous", *ROLES] if who is PUBLIC else sorted(who)
            address = reverse(name, args=[things[thing].pk for thing in (about or "").split()])
            yield from ((role, address) for role in roles)


def every_form(client, world):
    found = {}
    for role, address in pages(world):
        enter(client, world, role)
        response = client.get(address)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            for method, path, typed, chosen in forms_on(response.content, address):
                found.setdefault((method, path, typed, frozenset(chosen.items())), role)
    return found


def enter(client, world, role):
    client.logout()
    if role in world[0]:
        client.force_login(world[0][role])


def fillings(method, typed, chosen, text):
    """Fill what is typed and keep what is proposed; then put the string everywhere."""
    if method == "post" and typed and chosen:
        yield dict(chosen) | dict.fromkeys(typed, text)
    yield dict.fromkeys([*typed, *dict(chosen)], text)


@pytest.mark.no_cover  # eighteen thousand requests, and not one line that others do not reach
@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_takes_every_naughty_string(client, world, real_data, part):
    strings = json.loads((real_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    forms = every_form(client, world)
    assert len(forms) > 10
    broken = []
    for (method, path, typed, chosen), role in forms.items():
        enter(client, world, role)
        for text in strings[part::PARTS]:
            for filled in fillings(method, typed, chosen, text):
                response = getattr(client, method)(path, filled)
                if response.status_code >= 500:
                    broken.append((path, text))

    assert broken == []
