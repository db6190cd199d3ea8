"""Every shared part, drawn for real."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tests.factories import PersonFactory, SkillFactory
from upside.web.templatetags import writing

NOON_THIRTY = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)


class Shape(forms.Form):
    name = forms.CharField(max_length=20, help_text="As in the HR file.")
    about = forms.CharField(max_length=20, widget=forms.Textarea, required=False)
    site = forms.ChoiceField(choices=[("n", "Nantes")])
    agrees = forms.BooleanField(required=False)
    way = forms.ChoiceField(choices=[("a", "In person")], widget=forms.RadioSelect)
    key = forms.CharField(max_length=20, widget=forms.HiddenInput)


def drawn(source, **context):
    return Template(source).render(Context(context))


def field(form, name):
    return render_to_string("web/parts/field.html", {"field": form[name]})


def test_field_joins_label_control_hint_and_error():
    html = field(Shape({}), "name")

    assert '<label for="id_name">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("name", 'class="input"'),
        ("about", 'class="area"'),
        ("site", 'class="select"'),
        ("agrees", 'class="check"'),
        ("way", "<fieldset"),
        ("key", 'type="hidden"'),
    ],
)
def test_field_draws_each_kind_in_its_own_way(name, mark):
    assert mark in field(Shape(), name)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Thursday 19 November, 12:30"), ("fr", "jeudi 19\xa0novembre, 12\xa0h\xa030")],
)
def test_when_is_written_in_the_language_and_the_persons_time(language, said):
    with translation.override(language), timezone.override("Europe/Paris"):
        assert drawn("{{ at|when }}", at=NOON_THIRTY) == said


@pytest.mark.parametrize(("language", "said"), [("en", "0.74"), ("fr", "0,74")])
def test_fit_is_written_as_a_part_of_one(language, said):
    with translation.override(language):
        assert writing.fit(7_400) == said


def test_french_has_its_first_of_the_month_and_its_full_hours():
    with translation.override("fr"):
        assert writing.day(date(2026, 5, 1)) == "vendredi 1er\xa0mai"
        assert writing.day(date(2026, 5, 1), "year") == "1er\xa0mai\xa02026"
        assert writing.minutes_clock(9 * 60) == "9\xa0h"


def test_nothing_is_written_where_there_is_no_date():
    assert (writing.day(None), writing.clock(None), writing.when(None)) == ("", "", "")


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_listed_joins_words_as_a_sentence_does(words, said):
    with translation.override("en"):
        assert writing.listed(words) == said


@pytest.mark.django_db
def test_skill_labels_of_a_page_cost_one_query(rf, django_assert_num_queries):
    SkillFactory(code="J1")
    request = rf.get("/")

    with django_assert_num_queries(1):
        html = drawn("{% skill_label 'J1' %}, {% skill_label 'J99' %}", request=request)

    assert html == "Topic J1, J99"


@pytest.mark.django_db
def test_skill_label_needs_no_request():
    SkillFactory(code="J1")

    assert drawn("{% skill_label 'J1' %}") == "Topic J1"


@pytest.mark.django_db
def test_who_escapes_the_name():
    person = PersonFactory(first_name="<b>", last_name="Aubrac")

    html = render_to_string("web/parts/who.html", {"person": person, "note": "Mentor"})

    assert "&lt;b&gt; Aubrac" in html
    assert "<small>Mentor</small>" in html


def test_icon_with_a_label_is_a_picture_and_without_one_decoration():
    assert 'aria-label="Locked"' in drawn("{% icon 'lock' label='Locked' %}")
    assert 'aria-hidden="true"' in drawn("{% icon 'lock' %}")


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        ("en", 0, "0 kB"),
        ("en", 340_400, "340 kB"),
        ("en", 1_234_567, "1.2 MB"),
        ("fr", 1_234_567, "1,2 Mo"),
        ("fr", 5_100_000_000, "5,1 Go"),
    ],
)
def test_sizes_are_written_in_the_units_of_the_language(language, value, said):
    with translation.override(language):
        assert writing.file_size(value).replace("\N{NO-BREAK SPACE}", " ") == said
