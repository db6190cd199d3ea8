"""A company may have topics of its own beside the catalogue."""

import pytest

from tests.factories import MONDAY_NINE
from upside.kernel.models import AuditEntry
from upside.skills.actions import add_topics, load_catalogue
from upside.skills.models import Skill
from upside.skills.queries import suggest_skills

pytestmark = pytest.mark.django_db


def test_own_topics_get_codes_and_can_be_found():
    added = add_topics(["PostgreSQL", " Rust "], by=None, at=MONDAY_NINE)

    assert [(skill.code, skill.label) for skill in added] == [("C1", "PostgreSQL"), ("C2", "Rust")]
    assert suggest_skills("postgresql") == [added[0]]
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["catalogue.extended"]


def test_names_that_the_catalogue_has_add_nothing():
    load_catalogue(at=MONDAY_NINE)
    before = Skill.objects.count()

    assert add_topics(["chatgpt", "J1", "", "Rust"], by=None, at=MONDAY_NINE)[0].code == "C1"
    assert add_topics(["RUST", "Rust"], by=None, at=MONDAY_NINE) == []
    assert add_topics(["x" * 5000, "a\x07b", "--"], by=None, at=MONDAY_NINE) == []
    assert Skill.objects.count() == before + 1


def test_signs_that_belong_to_a_name_tell_topics_apart():
    added = add_topics(["C", "C++", "C#"], by=None, at=MONDAY_NINE)

    assert [skill.label for skill in added] == ["C", "C++", "C#"]
