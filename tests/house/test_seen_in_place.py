"""Every form in which somebody enters something says in place who can see it.

A form of a participant holds ``{% who_sees "…" %}``, whose rows are those of "Who sees what": the
two can never differ. A template with a form that does without stands here, with the reason.
"""

import re
from pathlib import Path

import pytest

from upside.web.front.visibility import COLUMNS, LATER, ROWS, rows_of

TEMPLATES = Path(__file__).parents[2] / "src" / "upside" / "web" / "templates" / "web"
A_FORM = re.compile(r'<form\b[^>]*method="post"', re.DOTALL)
IN_PLACE = re.compile(r'{% who_sees "([^"]+)"')
BUTTON = "nothing is entered: a button that undoes, moves or confirms"
STAFF = "filled in by who runs the programme or the installation, about the programme"
SAME_PAGE = "a row or a search inside a section that says it"
# whole folders of pages for coordinators and administrators
STAFF_FOLDERS = ("by_hand", "people", "programmes", "studio", "surveys")
WITHOUT = {
    "box/suggestion.html": STAFF,
    "calendars/calendar.html": BUTTON,
    "calls/run.html": STAFF,
    "choosing/decision.html": STAFF,
    "circles/date.html": SAME_PAGE,
    "circles/plan.html": "a date, a place and a topic, written to the whole circle",
    "clinics/booking.html": BUTTON,
    "clinics/visit.html": BUTTON,
    "evidence/colleagues.html": SAME_PAGE,
    "evidence/record.html": STAFF,
    "farewells/done.html": BUTTON,
    "front/home_assistant.html": BUTTON,
    "front/home_participant.html": BUTTON,
    "front/guests.html": "the demo's entry",
    "front/landing.html": "signing in: a mail address, told to nobody",
    "front/mail_form.html": "signing in: a mail address, told to nobody",
    "front/sign_in_link.html": BUTTON,
    "grids/candidate.html": STAFF,
    "grids/grid.html": STAFF,
    "grids/start.html": STAFF,
    "groups/list.html": STAFF,
    "groups/row.html": STAFF,
    "kits/approve.html": STAFF,
    "kits/copy.html": "a button for readers; the reason is the coordinator's, to the author",
    "kits/kit.html": BUTTON,
    "matching/decision.html": STAFF,
    "matching/rounds.html": STAFF,
    "matching/stage.html": STAFF,
    "matching/under_way.html": STAFF,
    "meetings/away.html": BUTTON,
    "meetings/next.html": STAFF,
    "meetings/people.html": STAFF,
    "meetings/plan.html": STAFF,
    "needs/ask.html": STAFF,
    "needs/open.html": STAFF,
    "pairs/meeting.html": BUTTON,
    "pairs/pair.html": BUTTON,
    "pairs/rebook.html": BUTTON,
    "pairs/tap.html": BUTTON,
    "parts/language.html": "the language of the page",
    "parts/sign_out.html": BUTTON,
    "parts/theme.html": "light or dark, kept in the browser",
    "places/colleagues.html": SAME_PAGE,
    "places/place.html": "a button; each section of the page says it",
    "places/search.html": SAME_PAGE,
    "places/suggestions.html": SAME_PAGE,
    "places/waiting.html": BUTTON,
    "places/words.html": SAME_PAGE,
    "topics/word.html": STAFF,
    "training/path.html": BUTTON,
}


def forms():
    for file in sorted(TEMPLATES.rglob("*.html")):
        name = str(file.relative_to(TEMPLATES))
        if name.partition("/")[0] not in STAFF_FOLDERS and A_FORM.search(file.read_text()):
            yield name


@pytest.mark.parametrize("name", list(forms()))
def test_a_form_says_in_place_who_can_see_it_or_why_it_need_not(name):
    says_it = bool(IN_PLACE.search((TEMPLATES / name).read_text()))

    assert says_it != (name in WITHOUT), (
        f'{name}: write {{% who_sees "…" %}} with keys of web/front/visibility.py into the form,'
        " or name the template here with the reason why nobody needs to be told"
    )


def test_no_reason_is_kept_for_a_form_that_is_gone():
    assert set(WITHOUT) <= set(forms())


def test_what_is_said_in_place_are_rows_of_the_page():
    found = {
        key
        for file in TEMPLATES.rglob("*.html")
        for keys in IN_PLACE.findall(file.read_text())
        for key in keys.split()
    }

    assert found
    for key in found:
        for row, cells in rows_of(key):
            assert row in (*ROWS, *LATER)
            assert [cell.column for cell in cells] == [
                name for column, name in COLUMNS.items() if column in row.seen
            ]


def test_each_row_has_a_key_of_its_own():
    keys = [row.key for row in (*ROWS, *LATER) if row.key]

    assert len(keys) == len(set(keys))
