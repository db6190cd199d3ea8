"""What the pages say about a template: for its card, its page and the form that starts from it."""

from typing import Any

from django.http import Http404

from upside.kernel.texts import in_language
from upside.matching.spoken import spoken_of
from upside.programmes import queries
from upside.programmes.clauses import clauses_of
from upside.programmes.companies import Company, companies
from upside.programmes.files import label_of, schema, title_of, words_of
from upside.programmes.models import Programme
from upside.programmes.modes import USUAL
from upside.programmes.templates import hours_asked, load_template
from upside.web.requests import MemberRequest

__all__ = ["USUAL_TEMPLATE", "card_of", "documented_of", "only_for_keepers"]

USUAL_TEMPLATE = "need_profile_hr"


def only_for_keepers(request: MemberRequest) -> None:
    """Hide a page from whoever may not start programmes."""
    if not queries.keeps_the_roster(request.user):
        raise Http404


def card_of(name: str) -> dict[str, Any]:
    """Return what the pages say about one template, in the language of the page."""
    template = load_template(name)
    mode = template.get("mode", USUAL)
    return {
        "code": name,
        "name": in_language(template["name"]),
        "purpose": in_language(template["purpose"]),
        "steps": [in_language(step) for step in template["steps"]],
        "clauses": [(clause.title, clause.text) for clause in clauses_of(template)],
        "objectives": [
            (title_of(part), [_objective(one) for one in template["objectives"].get(side, [])])
            for side, part in schema()["properties"]["objectives"]["properties"].items()
        ],
        "modules": [
            (in_language(one["title"]), in_language(one["plan"]))
            for one in template.get("curriculum", [])
        ],
        "lead": label_of(schema()["properties"]["drives"], template.get("drives", "both")),
        "spoken": spoken_of(Programme(settings=template)),
        "hours": hours_asked(template),
        "mode": label_of(schema()["properties"]["mode"], mode),
        "companies": [one for one in companies() if one.template == name],
        "settings": template,
    }


def _objective(said: dict[str, Any]) -> dict[str, Any]:
    texts = {key: in_language(said[key]) for key in ("text", "indicator")}
    return {**texts, "baseline": said["baseline"], "target": said["target"]}


def documented_of(company: Company | None) -> list[tuple[str, int]]:
    """Return the parameters that are documented of a company, as pages name them."""
    return [(words_of((key,)), value) for key, value in company.settings.items()] if company else []
