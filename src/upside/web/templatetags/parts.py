"""The small parts of the design system that a template asks for by name."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from upside.kernel import texts
from upside.matching.rule_words import hours
from upside.skills.queries import labels_by_code
from upside.web.front.visibility import rows_of
from upside.web.pairs.dates import their_time
from upside.web.templatetags import writing
from upside.web.wording import age_words, once_each

register = template.Library()
register.filter("their_time", their_time)
register.filter("in_language", texts.in_language)
register.filter("age_words", age_words)
register.filter("once_each", once_each)
register.filter("fit", writing.fit)
register.filter("day", writing.day, expects_localtime=True)
register.filter("clock", writing.clock, expects_localtime=True)
register.filter("when", writing.when, expects_localtime=True)
register.filter("minutes_clock", writing.minutes_clock)
register.filter("listed", writing.listed)
register.filter("hours", hours)
register.filter("file_size", writing.file_size)

ICONS = Path(__file__).parents[1] / "static" / "upside" / "icons"
CLASSES = ((forms.Textarea, "area"), (forms.Select, "select"), (forms.CheckboxInput, ""))


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw the vendored icon ``name``; without ``label`` it is decoration."""
    said = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        size,
        said,
        _strokes(name),
    )


@cache
def _strokes(name: str) -> SafeString:
    drawing = (ICONS / f"{name}.svg").read_text()
    inside = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if inside is None:
        raise ValueError(f"{name}.svg holds no svg element")
    return mark_safe(" ".join(inside[1].split()))  # noqa: S308 - our own file


@register.filter
def kind_of_field(field: BoundField) -> str:
    """Tell field.html how to draw a field: hidden, options, check or plain."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    return "check" if isinstance(widget, forms.CheckboxInput) else "plain"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the control of ``field`` in the class of the design system."""
    widget = field.field.widget
    name = next((word for kind, word in CLASSES if isinstance(widget, kind)), "input")
    words = f"{name} {widget.attrs.get('class', '')}".strip()
    attrs: dict[str, str | bool] = {"class": words} if words else {}
    if age_words(field):
        attrs["aria-describedby"] = f"{field.aria_describedby or ''} {field.auto_id}_age".strip()
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def skill_label(context: template.Context, code: str) -> str:
    """Write the label of the skill ``code``; one query for all labels of a page."""
    request = context.get("request")
    labels: dict[str, Any] | None = getattr(request, "skill_labels", None)
    if labels is None:
        labels = labels_by_code()
        if request is not None:
            request.skill_labels = labels
    return texts.in_language(labels.get(code, {})) or code


@register.inclusion_tag("web/parts/who_sees.html")
def who_sees(keys: str, text: str = "") -> dict[str, Any]:
    """Say in place who can see what is entered here, from the rows of the page about it."""
    return {"rows": rows_of(keys), "text": text}
