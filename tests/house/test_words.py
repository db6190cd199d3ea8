"""The glossary, the models and the pages speak the same words."""

from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"


def test_every_model_is_in_the_glossary():
    known = GLOSSARY.read_text().lower()
    models = [m.__name__ for m in apps.get_models() if m.__module__.startswith("upside.")]

    assert [name for name in models if f"`{name.lower()}`" not in known] == []


def test_every_state_is_in_the_glossary():
    known = GLOSSARY.read_text().lower()
    states = {
        value
        for model in apps.get_models()
        if model.__module__.startswith("upside.") and hasattr(model, "State")
        for value in model.State.values
    }

    assert sorted(value for value in states if f"*{value}*" not in known) == []


@pytest.mark.parametrize("template", sorted((ROOT / "src").rglob("*.html")), ids=lambda f: f.name)
def test_no_template_needs_what_the_policy_forbids(template):
    text = template.read_text()
    is_mail = "notices" in template.parts

    assert is_mail or (" style=" not in text and "<style" not in text)
    assert "<script>" not in text
    assert "javascript:" not in text
