"""Uploaded surveys: kept for seven days, forgotten, never half there."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.domain.test_survey_shapes import ANA, GOOGLE
from tests.factories import MONDAY_NINE, PersonFactory
from upside.kernel.models import AuditEntry
from upside.skills.actions import (
    SurveyIsOver,
    decide_texts,
    drop_survey,
    explain_questions,
    forget_old_surveys,
    import_survey,
    preview_survey,
    receive_survey,
    stored_survey,
)
from upside.skills.models import SkillLevel, SurveyFile, Want
from upside.skills.queries import skills_by_name
from upside.skills.surveys.proposing import propose_map

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def received(by, folder, at=MONDAY_NINE):
    file = folder / "signups.csv"
    rows = [[" ".join(cell.split()) for cell in row] for row in GOOGLE]
    file.write_text("\n".join(";".join(row) for row in rows))
    return receive_survey(file, name="signups.csv", by=by, at=at)


def copies():
    return sorted((Path(django_settings.MEDIA_ROOT) / "surveys").glob("*"))


def test_what_is_received_is_kept_and_told(coordinator, tmp_path):
    survey = received(coordinator, tmp_path)

    assert stored_survey(survey).n_rows == 2
    assert AuditEntry.objects.get(verb="survey.received").details["lines"] == 2


def test_nothing_stays_where_receiving_fails(coordinator, tmp_path, monkeypatch):
    monkeypatch.setattr("upside.skills.actions.survey_files.load_catalogue", lambda **_said: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        received(coordinator, tmp_path)

    assert copies() == []
    assert not SurveyFile.objects.exists()


def test_uploads_left_lying_for_a_week_are_dropped(
    coordinator, tmp_path, django_capture_on_commit_callbacks
):
    old = received(coordinator, tmp_path)

    received(coordinator, tmp_path, at=MONDAY_NINE + timedelta(days=5))

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_surveys(at=MONDAY_NINE + timedelta(days=8)) == 1

    old.refresh_from_db()
    assert old.state == SurveyFile.State.DROPPED
    assert len(copies()) == 2  # of the newer one: its rows, and what is in them


def test_dropping_twice_is_dropping_once(coordinator, tmp_path):
    survey = received(coordinator, tmp_path)

    for _each in range(2):
        drop_survey(survey, by=coordinator, at=MONDAY_NINE)

    assert AuditEntry.objects.filter(verb="survey.dropped").count() == 1


def test_a_dropped_survey_is_not_explained(coordinator, tmp_path):
    survey = received(coordinator, tmp_path)
    plan = propose_map(stored_survey(survey), skills_by_name()).plan
    drop_survey(survey, by=coordinator, at=MONDAY_NINE)

    with pytest.raises(SurveyIsOver, match="was dropped"):
        explain_questions(survey, plan)


@pytest.mark.parametrize("known", ["keep", "replace"])
def test_a_preview_tells_what_the_import_then_does(coordinator, tmp_path, known):
    ana = PersonFactory(email=ANA)
    PersonFactory(email="bo@aubrac.example")
    survey = received(coordinator, tmp_path)
    plan = propose_map(stored_survey(survey), skills_by_name()).plan
    plan.rest, plan.known = "own", known
    stored = stored_survey(survey)
    import_survey(stored, plan, only_good=False, by=None, at=MONDAY_NINE)
    SkillLevel.objects.filter(person=ana).update(level=8, evidence="self")
    Want.objects.filter(person=ana).update(importance=3)

    seen = preview_survey(stored, plan)
    done = import_survey(stored, plan, only_good=False, by=None, at=MONDAY_NINE)

    told = ("created", "updated", "unchanged", "kept", "people", "read")
    assert [getattr(seen, n) for n in told] == [getattr(done, n) for n in told]
    assert seen.updated == (0 if known == "keep" else 3)


def test_texts_are_decided_on_the_row_that_was_checked(coordinator, tmp_path):
    survey = received(coordinator, tmp_path)
    explained = explain_questions(survey, propose_map(stored_survey(survey), skills_by_name()).plan)

    checked = decide_texts(explained, {}, "leave_out")

    assert (checked.state, checked.outcome["revision"]) == ("checked", 1)
    assert str(checked) == "signups.csv"
