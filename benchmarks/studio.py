"""How fast the studio answers a slider, in a real browser: ``--people N``, ``--json``.

A cohort of invented, seeded people stands ready in an empty database of its own; the product is
started as it is served; a headless Chromium moves sliders and switches. What is measured runs from
the turn of the knob (the wait for the last turn included) to the frame that shows new figures,
and the longest task that kept the browser from anything else.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from rounds import fill

BAR_SECONDS, BAR_TASK = 1.5, 200
SLIDERS = ("teach", "give_back", "distance", "availability")
TURN = """
([name, value]) => new Promise((done) => {
  const slider = document.getElementById(name);
  const start = performance.now();
  document.body.addEventListener("htmx:afterSettle", () => requestAnimationFrame(
    () => setTimeout(() => done(performance.now() - start))), {once: true});
  slider.value = value;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
})
"""
WATCH = """
() => {
  window.longest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(
    (task) => { window.longest = Math.max(window.longest, task.duration); }
  )).observe({type: "longtask", buffered: true});
}
"""


def build(n_people: int) -> tuple[str, str]:
    """Fill the database and return the address of the studio and a session that may open it."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from upside.people.models import Person  # noqa: PLC0415
    from upside.programmes.models import RoleGrant  # noqa: PLC0415
    from upside.skills.actions import load_catalogue  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_catalogue(at=timezone.now())
    cohort = fill(n_people // 2, n_people - n_people // 2, timezone.now())
    who = Person.objects.create(external_id="C", first_name="C", email="c@large.example")
    RoleGrant.objects.create(person=who, role="coordinator", programme=cohort.programme)
    client = Client()
    client.force_login(who)
    return f"/cohorts/{cohort.pk}/studio/", client.cookies[cookie_name()].value


def cookie_name() -> str:
    from django.conf import settings  # noqa: PLC0415 - after the settings

    return str(settings.SESSION_COOKIE_NAME)


def measure(address: str, session: str, n_turns: int) -> dict[str, object]:
    """Turn knobs in a browser and return how long each took, and the longest task."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this one needs it

    with sync_playwright() as play:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=chromium)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": cookie_name(), "value": session, "url": address}])
        page = context.new_page()
        opening = time.perf_counter()
        page.goto(address)
        opening = time.perf_counter() - opening
        page.evaluate(WATCH)
        times = []
        for n in range(n_turns):
            name = f"id_slider_{SLIDERS[n % len(SLIDERS)]}"
            times.append(page.evaluate(TURN, [name, str((17 * n + 5) % 100)]) / 1000)
        longest = page.evaluate("window.longest")
        pairs = page.inner_text(".strip .figure b")
        browser.close()
    return {
        "opening_seconds": round(opening, 2),
        "turns": n_turns,
        "p50_seconds": round(statistics.median(times), 2),
        "max_seconds": round(max(times), 2),
        "longest_task_ms": round(longest),
        "pairs": int(pairs),
    }


def served(path: str, session: str, n_turns: int) -> dict[str, object]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "upside.cli", "serve", "--port", str(port), "--no-worker"]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, "UPSIDE_BASE_URL": base}
    )
    try:
        for _n in range(120):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        return measure(base + path, session, n_turns)
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--turns", type=int, default=12)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        found = {"people": options.people, **served(*build(options.people), options.turns)}
    found["meets_the_bar"] = (
        found["max_seconds"] <= BAR_SECONDS and found["longest_task_ms"] <= BAR_TASK
    )
    if options.json:
        print(json.dumps(found))
    else:
        from parts.sheet import Sheet  # noqa: PLC0415

        with Sheet("studio", "The studio in a browser, SQLite") as sheet:
            for name, value in found.items():
                sheet.say(f"{name:20} {value:>12}")
    return 0 if found["meets_the_bar"] else 1


if __name__ == "__main__":
    sys.exit(main())
