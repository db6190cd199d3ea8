"""Somebody at a browser of their own, who reads French or English and has a mail box."""

import re

from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from upside.notices.actions import send_due_notices

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PATIENCE = 8_000
FIRST_PAGE = 30_000
AXE = Axe()
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN = "[...document.body.querySelectorAll('[hidden]')]"
SHOWN = f"{HIDDEN}.filter(one => one.getClientRects().length).length"
REFUSED = re.compile(r"(?:status of|Error Code) (403|404|409|410|422)")
VARIES = re.compile(r"[A-Za-z0-9]{64}|[0-9]+")
SOUND = set()

expect.set_options(timeout=PATIENCE)


class Visitor:
    def __init__(self, browser, base, language, size=DESK, **context):
        self.language = language
        self.base = base
        self.options = {"locale": language, "viewport": size, **context}
        self.context = browser.new_context(
            base_url=base,
            reduced_motion="reduce",
            timezone_id="Europe/Paris",
            **self.options,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.errors = []
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def says(self, english, french):
        """Return the words that stand on the page in this visitor's language."""
        return french if self.language.startswith("fr") else english

    def signed_in(self, person):
        """Arrive with a session, as after a mailed link."""
        client = Client()
        client.force_login(person)
        cookie = client.cookies["upside_session"].value
        self.context.add_cookies([{"name": "upside_session", "value": cookie, "url": self.base}])
        return self

    def newest_link(self, person):
        """Return where the button of the newest mail to ``person`` leads."""
        send_due_notices(at=timezone.now())
        letters = [letter for letter in mail.outbox if person.email in letter.to[0]]
        return re.search(r"https?://[^/\s]+(/\S+)", letters[-1].body)[1]

    def follow_mail(self, person):
        """Open the newest mail's link; press the one button where the browser is not signed in."""
        self.open(self.newest_link(person))
        if "/sign-in/link/" in self.page.url:
            self.leave_by('form[action$="/sign-in/link/"] button')

    def open(self, path):
        """Go to ``path``; a page that is opened is a page that is looked at."""
        self.page.goto(path, timeout=FIRST_PAGE)  # the first plan loads the engine
        self.check_accessibility()

    def find(self, selector, **narrowed):
        return self.page.locator(selector, **narrowed)

    def press(self, selector):
        """Press the one button or link that ``selector`` names."""
        self.find(selector).click()

    def leave_by(self, selector):
        """Press what leads to another page, wait for that page and look at it.

        A press returns before the other page is there; what is looked at too early is half a page.
        """
        with self.page.expect_navigation():
            self.press(selector)
        self.check_accessibility()

    def tick(self, selector):
        """Choose a box or a radio button by its label, as people do."""
        self.find(selector).locator("xpath=ancestor::label").click()
        expect(self.find(selector)).to_be_checked()

    def sees(self, selector, times=None):
        """Wait until ``selector`` is on the page: somewhere, or that many times."""
        if times is None:
            expect(self.find(selector).first).to_be_visible()
        else:
            expect(self.find(selector)).to_have_count(times)

    def sees_refusal(self):
        """Wait for the sentence that says why not; the browser's own line about it is no error."""
        self.sees(".alert.stop, .error")
        self.forgive_refusal()

    def forgive_refusal(self):
        """Forget what the browser wrote down about an answer that was meant to be a no."""
        self.errors = [text for text in self.errors if not REFUSED.search(text)]

    def check_accessibility(self):
        """Nothing serious by axe, no error in the console, nothing wider than the window.

        A page that is the same but for numbers and tokens, at the same size, is not asked twice.
        """
        assert self.errors == []
        assert self.page.evaluate(WIDTH) <= 1, f"{self.page.url} scrolls sideways"
        assert self.page.evaluate(SHOWN) == 0, f"{self.page.url} shows what is hidden"
        looks = (VARIES.sub("", self.page.content()), str(self.options))
        if looks in SOUND:
            return
        found = AXE.run(self.page).response["violations"]
        serious = [v for v in found if v["impact"] in {"serious", "critical"}]
        where = [(v["id"], v["nodes"][0]["html"][:160]) for v in serious]
        assert where == [], f"{self.page.url}: {where}"
        SOUND.add(looks)
