from datetime import datetime

from django.utils.translation import gettext as _

from upside.people.models import Person
from upside.programmes.actions.versions import change_programme, text_of_programme
from upside.programmes.companies import Company
from upside.programmes.files import text_with
from upside.programmes.models import Programme, ProgrammeVersion
from upside.programmes.suits import Advice, settings_with

__all__ = ["take_over_advice", "take_over_documented"]


def take_over_advice(
    programme: Programme, advice: Advice, *, by: Person, at: datetime
) -> ProgrammeVersion:
    """Set a new programme as its twelve answers advise, and keep with it why.

    The reasons stand with the version, where whoever reads the programme later finds them. Called
    twice, it changes nothing more. Refused as any change of a programme is.
    """
    reasons = " ".join(one.text for one in advice.about(programme.template).reasons)
    why = _("Set by twelve questions. %(reasons)s") % {"reasons": reasons}
    programme.refresh_from_db()
    parameters = advice.parameters(programme.template, programme.settings)
    advised = settings_with(programme.settings, parameters)
    text = text_with(text_of_programme(programme), advised)
    return change_programme(programme, text, by=by, at=at, why=why)


def take_over_documented(
    programme: Programme, company: Company, *, by: Person, at: datetime
) -> ProgrammeVersion:
    """Set a new programme to the parameters that are documented of a company, and say so.

    What is not documented stays as the template has it. Refused as any change of a programme is.
    """
    why = _("Set to what was published of %(company)s; the rest is the template’s.") % {
        "company": company.name
    }
    programme.refresh_from_db()
    text = text_with(text_of_programme(programme), {**programme.settings, **company.settings})
    return change_programme(programme, text, by=by, at=at, why=why)
