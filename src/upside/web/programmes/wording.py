from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxLengthValidator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from upside.programmes import queries
from upside.programmes.wording import flags
from upside.web.requests import MemberRequest

__all__ = ["WordingForm", "wording"]


LONGEST = 20_000


class WordingForm(forms.Form):
    """A text to look through: a call, a mail, a poster."""

    text = forms.CharField(
        label=_("Your text, in English or in French"),
        validators=[MaxLengthValidator(LONGEST)],  # refused, and not cut short by the browser
        help_text=_("20,000 signs at most: bring in the parts of a longer text one by one."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@require_http_methods(["GET", "POST"])
@login_required
def wording(request: MemberRequest) -> HttpResponse:
    if not queries.keeps_the_roster(request.user):
        raise Http404
    form = WordingForm(request.POST or None)
    is_read = form.is_bound and form.is_valid()
    found = flags(form.cleaned_data["text"]) if is_read else []
    context = {"form": form, "is_read": is_read, "flags": found}
    status = 409 if form.is_bound and not is_read else 200
    return render(request, "web/programmes/wording.html", context, status=status)
