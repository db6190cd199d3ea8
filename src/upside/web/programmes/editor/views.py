from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from upside.kernel.errors import Refused
from upside.matching.spoken import spoken_of
from upside.pairs.queries import Signing, changes_of_charter, charter_of, signings_of
from upside.programmes import actions, queries
from upside.programmes.clauses import words_of
from upside.programmes.files import BadProgrammeFile, changes_between, check_file
from upside.programmes.files.faults import Fault
from upside.programmes.models import Programme
from upside.programmes.wording import flags
from upside.web.programmes.editor.answers import value_of
from upside.web.programmes.editor.charter import (
    clauses_said,
    groups_of,
    in_one_language,
    own_of,
)
from upside.web.programmes.editor.forms import KeepForm
from upside.web.programmes.editor.parts import part_of, sections, title_of_section
from upside.web.programmes.editor.reading import rows_of_section
from upside.web.programmes.editor.unsaid import UNSAID
from upside.web.requests import MemberRequest

LARGEST_FILE = 1_000_000

__all__ = ["charter", "edit", "file", "programme", "source", "version"]


def _section_of(key: str) -> str:
    """Return the section in which a key of its own is edited."""
    found = next((section for section, keys in sections().items() if key in keys), None)
    if found is None:
        raise Http404
    return found


def _run_by(request: MemberRequest, programme_id: int) -> Programme:
    return get_object_or_404(queries.programmes_run_by(request.user), pk=programme_id)


@require_GET
@login_required
def programme(request: MemberRequest, programme_id: int) -> HttpResponse:
    found = _run_by(request, programme_id)
    context = {
        "programme": found,
        "sections": [
            (
                section,
                title_of_section(section),
                rows_of_section(found.settings, keys),
                UNSAID.get(section, ""),
            )
            for section, keys in sections().items()
        ],
        "spoken": spoken_of(found),
        "versions": queries.versions_of(found),
        "cohorts": queries.cohorts_run_by(request.user).filter(programme=found),
    }
    return render(request, "web/programmes/editor/programme.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: MemberRequest, programme_id: int, key: str) -> HttpResponse:
    found = _run_by(request, programme_id)
    if key == "charter":
        return redirect("programmes:charter", found.pk)
    if key not in sections():
        return redirect("programmes:edit", found.pk, _section_of(key))
    part, settings = part_of(found.settings, key), found.settings
    form = KeepForm(request.POST or None, newest=queries.newest_number(found))
    if request.method == "POST":
        value = value_of(part, request.POST)
        settings = _with(found.settings, sections()[key], value)
        part = part_of(settings, key)
        if form.is_valid() and _kept(request, found, settings, form):
            return redirect("programmes:programme", found.pk)
    context = _context(found, settings, form) | {"part": part}
    return render(request, "web/programmes/editor/edit.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@login_required
def charter(request: MemberRequest, programme_id: int) -> HttpResponse:
    found = _run_by(request, programme_id)
    form = KeepForm(request.POST or None, newest=queries.newest_number(found))
    before, settings = charter_of(found), found.settings
    if request.method == "POST":
        settings = _with_clauses(found, request.POST)
        if one_language := in_one_language(settings, found.settings):
            form.add_error(None, one_language)
        if form.is_valid() and _kept(request, found, settings, form):
            return redirect("programmes:charter", found.pk)
    clauses = settings.get("charter", {}).get("clauses", [])
    now = charter_of(Programme(settings=settings))
    context = _context(found, settings, form) | {
        "groups": groups_of(clauses),
        "own": own_of(clauses),
        "charter": now,
        "charter_changes": changes_of_charter(before, now),
        "before": before,
        "signings": _signings(request, found),
    }
    return render(request, "web/programmes/editor/charter.html", context, status=_status(form))


def _signings(request: MemberRequest, found: Programme) -> list[Signing]:
    """Return the cohorts that have open pairs, with how many of these signed what they go by."""
    cohorts = queries.cohorts_run_by(request.user).filter(programme=found)
    return [one for one in signings_of(cohorts) if one.n_pairs]


def _with_clauses(found: Programme, answers: QueryDict) -> dict[str, Any]:
    """Return the settings with the clauses of the page; other words are another version."""
    kept = found.settings.get("charter", {})
    said = {**kept, "clauses": clauses_said(answers, kept.get("clauses", []))}
    settings = {**found.settings, "charter": said}
    if words_of(settings) != words_of(found.settings):
        said["version"] = actions.next_charter_version(found, on=timezone.localdate())
    return settings


@require_http_methods(["GET", "POST"])
@login_required
def source(request: MemberRequest, programme_id: int) -> HttpResponse:
    found = _run_by(request, programme_id)
    text, settings = actions.text_of_programme(found), found.settings
    form = KeepForm(request.POST or None, newest=queries.newest_number(found))
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            text = _brought(request) or text
            settings = check_file(text, f"{found.slug}.yaml").content
            if form.is_valid() and _kept_text(request, found, text, form):
                return redirect("programmes:programme", found.pk)
        except BadProgrammeFile as refusal:
            form.refuse(refusal)
    context = _context(found, settings, form) | {"text": text}
    if form.faults:  # what changes is not known: look through all of it
        context["flags"] = flags(text)
    return render(request, "web/programmes/editor/source.html", context, status=_status(form))


def _brought(request: MemberRequest) -> str:
    """Return the text of the file that was chosen; refused where it is none."""
    file = request.FILES.get("brought")
    if file is None:
        return ""
    name = str(file.name)[:80]
    if file.size and file.size > LARGEST_FILE:
        said = _("the file is larger than any programme. Choose the one you took along.")
        raise BadProgrammeFile(name, [Fault(1, 1, (), said)])
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        said = _("the file is no text in UTF-8. Choose the .yaml file, or save it as UTF-8.")
        raise BadProgrammeFile(name, [Fault(1, 1, (), said)]) from fault
    return text.replace("\r\n", "\n")


@require_GET
@login_required
def file(request: MemberRequest, programme_id: int) -> HttpResponse:
    found = _run_by(request, programme_id)
    answer = HttpResponse(
        actions.text_of_programme(found), content_type="application/yaml; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.yaml"'
    return answer


@require_GET
@login_required
def version(request: MemberRequest, programme_id: int, number: int) -> HttpResponse:
    found = _run_by(request, programme_id)
    one = get_object_or_404(queries.versions_of(found), number=number)
    before = queries.versions_of(found).filter(number=number - 1).first()
    context = {
        "programme": found,
        "version": one,
        "changes": [] if before is None else changes_between(before.settings, one.settings),
        "cohorts": queries.cohorts_run_by(request.user).filter(programme=found),
    }
    return render(request, "web/programmes/editor/version.html", context)


def _with(settings: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    """Return ``settings`` with what a page says of ``keys``; without those it says nothing of."""
    said = value if len(keys) > 1 else {keys[0]: value}
    changed = {**settings, **dict.fromkeys(keys), **said}
    return {key: one for key, one in changed.items() if one is not None}


def _context(found: Programme, settings: dict[str, Any], form: KeepForm) -> dict[str, Any]:
    changes = changes_between(found.settings, settings) if form.is_bound else []
    return {
        "programme": found,
        "form": form,
        "changes": changes,
        # only of what changes: the rest was looked at when it was written
        "flags": [flag for change in changes for flag in flags(change.after)],
        "changes_nothing": form.is_bound and not changes and not form.faults,
    }


def _status(form: KeepForm) -> int:
    return 409 if form.is_bound and (form.faults or form.errors) else 200


def _kept(
    request: MemberRequest, found: Programme, settings: dict[str, Any], form: KeepForm
) -> bool:
    """Keep the change where it was looked at; else check it only. False where it is refused."""
    try:
        text = actions.text_changed(found, settings)
    except BadProgrammeFile as refusal:
        form.refuse(refusal)
        return False
    return _kept_text(request, found, text, form)


def _kept_text(request: MemberRequest, found: Programme, text: str, form: KeepForm) -> bool:
    if not form.is_final or not form.cleaned_data.get("after"):
        return False
    said = form.cleaned_data
    try:
        made = actions.change_programme(
            found, text, by=request.user, at=timezone.now(), why=said["why"], after=said["after"]
        )
    except BadProgrammeFile as refusal:
        form.refuse(refusal)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.meanwhile = queries.newest_number(found)
        return False
    messages.success(request, _("Kept as version %(n)s.") % {"n": made.number})
    return True
