"""The certificate of a training as a PDF file: who, when, what was covered; no mark."""

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from upside.kernel.texts import in_language
from upside.learning.models import Training
from upside.learning.queries import valid_until
from upside.web.paper import SOFT, Sheet
from upside.web.templatetags.writing import day
from upside.web.training.pages import finished_words

__all__ = ["certificate_pdf"]


def certificate_pdf(training: Training) -> bytes:
    """Return the certificate as a file, in the language of whoever reads it."""
    sheet = Sheet(_("Made with Upside."))
    sheet.set_title(_("Your certificate"))
    sheet.set_lang(get_language() or "en")
    sheet.add_page()
    sheet.mark()
    sheet.put(settings.COMPANY or "Upside", size=11, family="Newsreader", left=14)
    sheet.ln(12)
    sheet.put(training.person.name, size=30, family="Newsreader")
    sheet.ln(4)
    sheet.put(finished_words(training), size=11)
    sheet.ln(10)
    sheet.put(_("What was covered"), size=15, family="Newsreader")
    sheet.ln(3)
    for part in training.covered:
        sheet.rule()
        sheet.ln(2.5)
        minutes = ngettext("%(n)s minute", "%(n)s minutes", part["minutes"])
        said = f"{in_language(part['title'])} ({minutes % {'n': part['minutes']}})"
        sheet.put(said, size=10.5)
        sheet.ln(2.5)
    sheet.rule()
    sheet.ln(8)
    sheet.put(_validity(training), size=10, color=SOFT)
    return bytes(sheet.output())


def _validity(training: Training) -> str:
    until = valid_until(training)
    return _(
        "Version %(version)s of the training; it counts until %(until)s. It says that the parts"
        " were done; it is no mark and no judgement."
    ) % {"version": training.version, "until": day(until, "year") if until else ""}
