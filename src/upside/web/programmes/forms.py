"""What a coordinator fills in: a new programme, whom to invite, who does what."""

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from upside.people.imports.ids import Named, read_names
from upside.people.imports.refusals import ImportRefused
from upside.people.models import Person
from upside.people.queries import all_units, in_order, people_like
from upside.programmes.models import Enrolment, RoleGrant
from upside.web.people.uploads import on_disk

__all__ = ["FilterForm", "InviteForm", "ListForm", "NewProgrammeForm", "TeamForm"]

Role = RoleGrant.Role
HIGHEST_GRADE = 99
MOST_UNITS = 1_000
LONGEST_KEY = 18
MOST_TICKED = 1_000
LONGEST_LIST = 50_000
ASKED_AT_ONCE = 500
SHOWN_UNKNOWN = 5
WRONG_FILTERS = _("Correct the filters first. Until then nobody is listed or invited.")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NewProgrammeForm(forms.Form):
    """Names and dates; the name in the language of the page is needed, the other is not."""

    watched = ("name_en", "name_fr", "cohort_en", "cohort_fr")

    name_en = forms.CharField(label=_("Programme, in English"), max_length=80, required=False)
    name_fr = forms.CharField(label=_("Programme, in French"), max_length=80, required=False)
    cohort_en = forms.CharField(label=_("First cohort, in English"), max_length=80, required=False)
    cohort_fr = forms.CharField(label=_("First cohort, in French"), max_length=80, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DateInput(),
        help_text=_("Six sessions, one a month, fit into seven months."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.first = "fr" if (get_language() or "").startswith("fr") else "en"
        for which in ("name", "cohort"):
            self.fields[f"{which}_{self.first}"].required = True
        other = "en" if self.first == "fr" else "fr"
        pairs = [f"{which}_{code}" for which in ("name", "cohort") for code in (self.first, other)]
        self.order_fields([*pairs, "starts_on", "ends_on"])

    def names(self, which: str) -> dict[str, str]:
        """Return the names in both languages; a missing one takes the other's."""
        said = {code: self.cleaned_data[f"{which}_{code}"] for code in ("en", "fr")}
        return {code: name or said[self.first] for code, name in said.items()}


class FilterForm(forms.Form):
    """Which people the table of the invitation page shows."""

    q = forms.CharField(label=_("Name, mail or id"), max_length=100, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    grade_from = forms.IntegerField(
        label=_("Grade from"), min_value=0, max_value=HIGHEST_GRADE, required=False
    )
    grade_to = forms.IntegerField(
        label=_("Grade to"), min_value=0, max_value=HIGHEST_GRADE, required=False
    )

    def __init__(self, data: Any, people: QuerySet[Person]) -> None:
        super().__init__(data)
        self.people = people
        units = all_units().values_list("path", flat=True)[:MOST_UNITS]
        sites = people.order_by("site").values_list("site", flat=True).distinct()
        self._choose("unit", [("", _("All units")), *((path, path) for path in in_order(units))])
        self._choose(
            "site",
            [("", _("All sites")), *((site, site) for site in in_order(filter(None, sites)))],
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def found(self) -> QuerySet[Person]:
        """Return the people that the filters leave; nobody where a filter is wrong."""
        if not self.is_valid():
            return self.people.none()
        said = self.cleaned_data
        people = people_like(self.people, said["q"])
        if said["unit"]:
            inside = Q(unit__path=said["unit"]) | Q(unit__path__startswith=said["unit"] + "/")
            people = people.filter(inside)
        if said["site"]:
            people = people.filter(site=said["site"])
        if said["grade_from"] is not None:
            people = people.filter(grade__gte=said["grade_from"])
        if said["grade_to"] is not None:
            people = people.filter(grade__lte=said["grade_to"])
        return people


class KeysField(forms.Field):
    """Ids of rows that were ticked."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[int]:
        """Return the ids; refuse what no box of the page says."""
        texts = value if isinstance(value, list) else []
        if len(texts) > MOST_TICKED or not all(_is_key(text) for text in texts):
            raise forms.ValidationError(_("Tick people in the table of the page."))
        return [int(text) for text in texts]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


class InviteForm(forms.Form):
    """Whom to invite, as what: people ticked, everybody found, a pasted list, or a file."""

    nobody = _("Tick at least one person, paste a list, or bring in a file.")
    role = forms.ChoiceField(
        choices=Enrolment.Role.choices,
        error_messages={"required": _("Choose whether they come as mentors or as mentees.")},
    )
    people = KeysField(required=False)
    everybody = forms.BooleanField(required=False)
    pasted = forms.CharField(
        label=_("Or paste a list of ids or mails"),
        max_length=LONGEST_LIST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Parted by commas, semicolons, spaces or new lines."),
    )

    file = forms.FileField(
        label=_("Or bring them in a file"),
        max_length=255,
        required=False,
        allow_empty_file=True,  # refused with our own sentence
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_(
            "CSV, Excel (.xlsx) or plain text: the column headed id or mail, else the first one."
        ),
    )

    def __init__(
        self, data: Any, filters: FilterForm, everyone: QuerySet[Person], files: Any = None
    ) -> None:
        super().__init__(data, files)
        self.filters, self.everyone = filters, everyone

    def clean_pasted(self) -> list[Person]:
        """Find the people of the list; name those whom nobody knows, so that none is lost."""
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["pasted"]) if word]
        if len(words) > MOST_TICKED:
            raise forms.ValidationError(_("Paste a thousand at most, and the others after."))
        found, known = self._people(words)
        unknown = [word[:60] for word in words if word.lower() not in known]
        if unknown:
            raise forms.ValidationError(
                _("Nobody has these ids or mails: %(names)s. Nobody was invited.")
                % {"names": ", ".join(unknown[:SHOWN_UNKNOWN])}
            )
        return found

    def clean_file(self) -> list[Person]:
        """Find the people of the file; name those whom nobody knows, each with its line."""
        file = self.cleaned_data["file"]
        if file is None:
            return []
        try:
            with on_disk(file) as path:
                named = read_names(path, is_plain=file.name.lower().endswith(".txt"))
        except ImportRefused as refusal:
            raise forms.ValidationError(
                _(
                    "%(file)s: %(refusal)s Nobody was invited; the rest of the page stays as you"
                    " left it."
                )
                % {"file": file.name[:80], "refusal": str(refusal)}
            ) from refusal
        found, known = self._people([one.text for one in named])
        unknown = [one for one in named if one.text.lower() not in known]
        if unknown:
            raise forms.ValidationError(_unknown_in(file.name, unknown))
        return found

    def _people(self, words: list[str]) -> tuple[list[Person], set[str]]:
        """Return who has these ids or mails, and all that they are called, in small letters."""
        found: list[Person] = []
        each = list(dict.fromkeys(words))
        for start in range(0, len(each), ASKED_AT_ONCE):
            few = each[start : start + ASKED_AT_ONCE]
            mails = [*few, *(word.lower() for word in few)]
            found += self.everyone.filter(Q(external_id__in=few) | Q(email__in=mails))
        return found, {name.lower() for p in found for name in (p.external_id, p.email or "")}

    def clean(self) -> dict[str, Any]:
        """Refuse an empty choice, and any choice from a list whose filters are wrong."""
        cleaned = super().clean() or {}
        if not self.filters.is_valid():
            raise forms.ValidationError(WRONG_FILTERS)
        if not self.errors and not any(
            cleaned.get(name) for name in ("people", "everybody", "pasted", "file")
        ):
            raise forms.ValidationError(self.nobody)
        return cleaned

    def chosen(self) -> list[Person]:
        """Return everybody who is meant."""
        said = self.cleaned_data
        ticked = self.everyone.filter(pk__in=said["people"])
        listed = [*said["pasted"], *said["file"]]
        return [*listed, *ticked, *(self.filters.found() if said["everybody"] else [])]


def _unknown_in(name: str, unknown: list[Named]) -> str:
    """Say whom nobody knows, and where they stand in the file."""
    shown = [
        gettext("%(name)s (line %(line)s)") % {"name": one.text[:60], "line": one.line}
        for one in unknown[:SHOWN_UNKNOWN]
    ]
    more = len(unknown) - len(shown)
    if more:
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return gettext(
        "%(file)s: nobody has these ids or mails: %(names)s. Nobody was invited; the"
        " rest of the page stays as you left it. Mend the file, then choose it again."
    ) % {"file": name[:80], "names": ", ".join(map(str, shown))}


class ListForm(forms.Form):
    """Which places of a cohort a list shows."""

    state = forms.ChoiceField(choices=Enrolment.State.choices, required=False)
    role = forms.ChoiceField(choices=Enrolment.Role.choices, required=False)


class TeamForm(forms.Form):
    """Who takes which role in a programme, by mail or id, or by a name that only one has."""

    who = forms.CharField(label=_("Name, mail or id of the person"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in Role.choices if choice[0] != Role.ADMINISTRATOR],
    )

    def __init__(self, data: Any, everyone: QuerySet[Person], *, role: str = "") -> None:
        super().__init__(data, initial={"role": role})
        self.everyone = everyone

    def clean_who(self) -> Person:
        """Find the person; say so where nobody is called like this."""
        who = self.cleaned_data["who"].strip()
        person = self.everyone.filter(Q(email__iexact=who) | Q(external_id=who)).first()
        if person is not None:
            return person
        named = list(people_like(self.everyone.filter(is_active=True), who)[: SHOWN_UNKNOWN + 1])
        if len(named) == 1:
            return named[0]
        if named:
            shown = [f"{one.name} ({one.email or one.external_id})" for one in named]
            raise forms.ValidationError(
                _("Several people are called like this: %(people)s. Write the mail or id.")
                % {"people": "; ".join(shown[:SHOWN_UNKNOWN])}
            )
        raise forms.ValidationError(
            _("Nobody is called like this. Look at the list of people, or import them first.")
        )
