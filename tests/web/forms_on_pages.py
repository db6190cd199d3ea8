"""Forms as a browser finds them on a page and sends them: what is in them, what may be sent."""

import copy
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from bs4 import BeautifulSoup
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import resolve

__all__ = ["Found", "bound_forms", "forms_on", "takes"]

TOKEN = "csrfmiddlewaretoken"
CHOSEN = {"checkbox", "radio"}
BUTTONS = {"submit", "button", "image", "reset"}
# what tells one form from another that has the same fields
DECIDES = ("block", "answer", "kind", "lines")


@dataclass(frozen=True)
class Found:
    """One form of one page: where it goes, what a browser would send, its fields and boxes."""

    role: str
    method: str
    path: str
    sent: dict[str, list[str]]
    names: frozenset[str]
    offered: dict[str, str]
    files: frozenset[str] = field(default_factory=frozenset)

    @property
    def url(self):
        return resolve(self.path.partition("?")[0]).view_name

    @property
    def looks_first(self):
        """Whether it shows what would change before anything does: it answers with a page."""
        return "look" in self.names

    @property
    def key(self):
        """Forms that differ in rows only are one form; those that decide otherwise are not."""
        decided = tuple(tuple(self.sent.get(name, ())) for name in DECIDES)
        return self.url, self.method, self.names, decided

    def filled(self, **changes):
        """Return what is sent with some fields changed; what is typed is in files."""
        data = self.sent | {name: [value] for name, value in changes.items()}
        for name in self.files & data.keys():
            data[name] = [_file(value) for value in data[name] if value]
        return data


def _file(text):
    return SimpleUploadedFile(f"{text[:80]}.csv", f"id;name\nN1;{text}\n".encode())


def forms_on(html, path, role):
    """Yield the forms of a page that have anything to fill in, once for each of their buttons."""
    page = BeautifulSoup(html, "html.parser")
    for waiting in page.find_all("template"):
        waiting.decompose()  # nobody sees what is in it, and a browser sends none of it
    for form in page.find_all("form"):
        controls = [
            control
            for control in form.find_all(["input", "textarea", "select", "button"])
            if control.get("name") and control["name"] != TOKEN and not control.get("form")
        ]
        buttons = [c for c in controls if c.name == "button" or c.get("type") in BUTTONS]
        for button in buttons or [None] if controls else []:
            action = (form.get("action") or "").partition("#")[0]
            target = path.partition("?")[0] + action if action.startswith("?") else action or path
            yield Found(
                role=role,
                method=form.get("method", "get").lower(),
                path=target,
                sent=_sent([c for c in controls if c not in buttons or c is button]),
                names=frozenset(c["name"] for c in controls) | after_a_look(controls),
                offered={c["name"]: c.get("value", "on") for c in reversed(controls) if _is_box(c)},
                files=frozenset(c["name"] for c in controls if c.get("type") == "file"),
            )


def after_a_look(controls):
    """Return what the page asks for once it has shown the changes: why."""
    return {"why"} if any(control["name"] == "look" for control in controls) else frozenset()


def _sent(controls):
    """Return what goes out, by name: of the buttons, the one that is pressed."""
    pairs = [pair for control in controls for pair in _values(control)]
    ordered = sorted(pairs, key=lambda pair: pair[0])
    return {
        name: [value for _name, value in same]
        for name, same in groupby(ordered, key=lambda pair: pair[0])
    }


def _is_box(control):
    return control.get("type") in CHOSEN


def _values(control):
    name = control["name"]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [o for o in options if o.has_attr("selected")] or options[:1]
        return [(name, option.get("value", "")) for option in chosen]
    if control.name == "textarea":
        return [(name, control.text.removeprefix("\n"))]
    if _is_box(control):
        return [(name, control.get("value", "on"))] if control.has_attr("checked") else []
    return [(name, control.get("value", ""))]


@contextmanager
def bound_forms():
    """Collect the forms that are filled in while something is sent."""
    seen, former = [], forms.BaseForm.full_clean

    def full_clean(form):
        if form.is_bound and form.__class__.__module__.startswith("upside."):
            seen.append(form)
        former(form)

    forms.BaseForm.full_clean = full_clean
    try:
        yield seen
    finally:
        forms.BaseForm.full_clean = former


def takes(form, name, text):
    """Tell whether a filled-in form takes ``text`` in one field, all else as it was."""
    tried = copy.copy(form)
    tried.files = {}  # closed with the request that brought them
    tried.data = QueryDict(mutable=True)
    tried.data.update(form.data)
    tried.data.setlist(name, [text])
    tried._errors, tried.cleaned_data, tried._bound_fields_cache = None, {}, {}
    tried.full_clean()
    return name not in tried.errors
