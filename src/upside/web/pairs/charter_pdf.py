"""The charter as a PDF file: the words, the two names and, where they are there, the signatures."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.pairs.models import CharterSignature, Pair
from upside.pairs.queries import Charter
from upside.people.models import Person
from upside.web.paper import SOFT, Sheet
from upside.web.templatetags.writing import clock, day, local

__all__ = ["charter_pdf", "signed_words"]

NUMBER = 11.0
Signed = list[tuple[Person, CharterSignature | None]]


def charter_pdf(pair: Pair, charter: Charter, signed: Signed) -> bytes:
    """Return the charter as a file, in the language and on the clock of whoever reads it."""
    sheet = Sheet(_("Made with Upside, where the signatures are kept."))
    sheet.set_title(f"{_('Our charter')} {charter.version}")
    sheet.set_lang(get_language() or "en")
    sheet.add_page()
    _open(sheet, pair, charter)
    for number, clause in enumerate(charter.clauses, 1):
        with sheet.unbreakable() as block:
            _put_clause(block, number, clause.title, clause.text)
    with sheet.unbreakable() as block:
        _put_signatures(block, signed)
    return bytes(sheet.output())


def signed_words(signature: CharterSignature | None) -> str:
    """Return when somebody signed, with the name of the clock."""
    if signature is None:
        return _("not signed yet")
    at = local(signature.signed_at)
    said = {"date": day(at, "year"), "time": clock(at), "zone": at.tzname(), "v": signature.version}
    return _("signed version %(v)s on %(date)s at %(time)s (%(zone)s)") % said


def _open(sheet: Sheet, pair: Pair, charter: Charter) -> None:
    sheet.mark()
    name = pair.cohort.programme.name
    company = f", {settings.COMPANY}" if settings.COMPANY else ""
    sheet.put(f"{name}{company}", size=11, family="Newsreader", left=14)
    sheet.ln(9)
    sheet.put(_("Our charter"), size=30, family="Newsreader")
    sheet.ln(3)
    said = {
        "programme": name,
        "cohort": pair.cohort.name,
        "mentor": pair.mentor.name,
        "mentee": pair.mentee.name,
        "version": charter.version,
    }
    between = _(
        "%(programme)s, %(cohort)s. Between %(mentor)s, mentor, and %(mentee)s, mentee. Version"
        " %(version)s."
    )
    sheet.put(between % said, size=10, color=SOFT)
    sheet.ln(4)


def _put_clause(sheet: Any, number: int, title: str, text: str) -> None:
    sheet.rule()
    sheet.ln(3.2)
    top = sheet.y
    sheet.set_y(top + 0.7)
    sheet.put(str(number), size=9, color=SOFT)
    sheet.set_y(top)
    sheet.put(title, size=11.5, style="B", left=NUMBER)
    sheet.ln(0.8)
    sheet.put(text, size=10, color=SOFT, left=NUMBER)
    sheet.ln(3.2)


def _put_signatures(sheet: Any, signed: Signed) -> None:
    sheet.rule()
    sheet.ln(6)
    for person, signature in signed:
        sheet.put(person.name, size=10.5, style="B")
        sheet.put(signed_words(signature), size=10, color=SOFT)
        sheet.ln(5)
