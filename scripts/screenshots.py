"""Take the pictures of the README: the demo company, served, and a browser that looks at it.

Run by ``make screenshots``. Everything happens in a temporary folder and ends with the script.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
LARGEST = 200_000
PATIENCE = 120
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK = {"width": 1440, "height": 960}
PHONE = {"width": 390, "height": 844}
SCALES = {1440: 2 / 3, 390: 1.0}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks at which page, in which language, size and colours."""

    name: str
    who: str
    path: str
    language: str = "en"
    size: str = "desk"
    colours: str = "light"
    scroll_to: str = ""


SHOTS = (
    Shot("landing", "", "/"),
    Shot("landing-dark-fr", "", "/", "fr", colours="dark"),
    Shot("home", "coordinator", "/"),
    Shot("studio", "coordinator", "studio"),
    Shot("studio-dark-fr", "coordinator", "studio", "fr", colours="dark"),
    Shot("studio-phone-fr", "coordinator", "studio", "fr", "phone"),
    Shot("studio-compare", "coordinator", "compare"),
    Shot("round", "coordinator", "round", scroll_to="section:has(> .pairtable)"),
    Shot("round-why", "coordinator", "why"),
    Shot("report", "sponsor", "report"),
    Shot("report-dark-fr", "sponsor", "report", "fr", colours="dark"),
    Shot("pair", "member", "pair"),
    Shot("pair-phone-fr", "member", "pair", "fr", "phone"),
    Shot("proposal-phone", "asked", "proposal", size="phone"),
    Shot("profile", "free", "place"),
    Shot("profile-phone", "free", "place", size="phone", scroll_to="#want"),
)


def main() -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("The pictures need Chromium: run `make debian`, or install it.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="upside-pictures-") as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        os.environ |= {
            "UPSIDE_DATA_DIR": folder,
            "UPSIDE_DEMO": "yes",
            "UPSIDE_BASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "upside.config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's event loop lives in this thread
        }
        with served(port, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            people, paths = cast()
            for shot in SHOTS:
                take(browser, address, shot, people.get(shot.who), paths.get(shot.path, shot.path))
            browser.close()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(port: int, address: str) -> Iterator[None]:
    """Serve the demo company until the pictures are taken."""
    command = [sys.executable, "-m", "upside.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL)
    try:
        wait_until_up(server, f"{address}/readyz/")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_until_up(server: subprocess.Popen[bytes], address: str) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.3)
    sys.exit("The demo company could not be served; run `upside serve` to read why.")


def cast() -> tuple[dict[str, Any], dict[str, str]]:
    """Choose whose pages are shown, and where the pages are; the same for the same demo."""
    import django  # noqa: PLC0415 - settings are read once the folder is known

    django.setup()
    from django.db.models import Count  # noqa: PLC0415

    from upside.matching.models import Proposal, Round  # noqa: PLC0415
    from upside.pairs.models import Pair  # noqa: PLC0415
    from upside.programmes.models import Enrolment, RoleGrant  # noqa: PLC0415

    grants = {grant.role: grant.person for grant in RoleGrant.objects.select_related("person")}
    released = Round.objects.filter(state="released")
    round_ = released.annotate(n=Count("proposals")).order_by("-n", "pk")[0]
    plans = list(Round.objects.exclude(name="").order_by("number"))
    waiting = Proposal.objects.filter(state=Proposal.State.RELEASED).order_by("-fit", "pk")[0]
    met = Pair.objects.filter(state="active", sessions__state="planned")
    pair = met.annotate(n=Count("sessions")).order_by("-n", "pk")[0]
    ready = Enrolment.objects.filter(cohort=round_.cohort_id, role="mentee", state="ready")
    place = ready.exclude(person__pairs_as_mentee__isnull=False).order_by("pk")[0]
    topic = place.person.wants.order_by("pk")[0].skill.code
    people = grants | {"member": pair.mentor, "asked": waiting.mentee, "free": place.person}
    best = round_.proposals.order_by("-fit", "pk")[0]
    return people, {
        "studio": f"/cohorts/{plans[0].cohort_id}/studio/",
        "compare": f"/cohorts/{plans[0].cohort_id}/studio/compare/?a={plans[0].pk}&b={plans[1].pk}",
        "round": f"/rounds/{round_.pk}/",
        "why": f"/rounds/{round_.pk}/why/{best.pk}/",
        "report": f"/cohorts/{round_.cohort_id}/report/",
        "pair": f"/pairs/{pair.pk}/",
        "place": f"/places/{place.pk}/?topic={topic}",
        "proposal": f"/proposals/{waiting.pk}/",
    }


def take(browser: Browser, address: str, shot: Shot, person: Any, path: str) -> None:
    """Take one picture as the person sees the page."""
    size = DESK if shot.size == "desk" else PHONE
    context = browser.new_context(
        base_url=address,
        locale="fr-FR" if shot.language == "fr" else "en-GB",
        timezone_id="Europe/Paris",
        viewport=size,
        device_scale_factor=SCALES[size["width"]],
        color_scheme=shot.colours,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if person is not None:
        person.ui_language = shot.language
        person.save(update_fields=["ui_language"])
        page.goto(link_for(person, path))
        page.locator('form[action$="/sign-in/link/"] button').click()
    page.goto(path)
    if shot.scroll_to:
        page.locator(shot.scroll_to).evaluate("(part) => part.scrollIntoView()")
    page.evaluate("document.fonts.ready")
    file = FOLDER / f"{shot.name}.png"
    page.screenshot(path=file)
    context.close()
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
    if file.stat().st_size > LARGEST:
        sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB: show less of the page.")


def link_for(person: Any, path: str) -> str:
    from upside.notices.sign_in import sign_in_link  # noqa: PLC0415 - Django is set up by now

    person.refresh_from_db()
    return sign_in_link(person, path)


if __name__ == "__main__":
    main()
