"""A round of the platform, from rows to rows: ``--mentees N --mentors M``, ``--json``.

The people are invented and seeded: 28 topics, units in two levels, three evenings of the week.
They stand ready in an empty database of its own; a round is handed to the worker and computed,
which includes why each pair and why somebody is left over; then its proposals are released. All of
it goes as a coordinator does it: pages are asked for and forms are sent, and a worker does the jobs
while the page asks how far they are.
"""

import argparse
import itertools
import json
import os
import random
import tempfile
import threading
import time
from dataclasses import dataclass

from parts.sheet import Sheet

LARGE = 20_000
EVENINGS = 3


def fill(n_mentees: int, n_mentors: int, at: object, seed: int = 7) -> object:
    """Put so many ready mentees and mentors into one new cohort, and return it."""
    from upside.people.models import Person, Unit  # noqa: PLC0415 - after the settings
    from upside.programmes.models import Cohort, Enrolment, Programme  # noqa: PLC0415
    from upside.skills.models import Skill  # noqa: PLC0415

    chance = random.Random(seed)
    units = Unit.objects.bulk_create(Unit(path=f"D{n % 12}/T{n}", name=f"T{n}") for n in range(60))
    programme = Programme.objects.create(slug="large", template="need", created_at=at)
    cohort = Cohort.objects.create(
        programme=programme, starts_on="2026-01-01", ends_on="2026-12-31"
    )
    skills = list(Skill.objects.all())
    people = Person.objects.bulk_create(
        Person(
            external_id=f"P{n:06}",
            first_name="P",
            last_name=str(n),
            email=f"p{n}@large.example",
            grade=7 + n % 3 if n < n_mentees else 2 + n % 3,
            unit=chance.choice(units),
            languages=["fr", "en"] if n % 3 else ["fr"],
            country="FR",
        )
        for n in range(n_mentees + n_mentors)
    )
    role = Enrolment.Role
    places = Enrolment.objects.bulk_create(
        Enrolment(
            cohort=cohort,
            person=person,
            role=role.MENTEE if n < n_mentees else role.MENTOR,
            state=Enrolment.State.READY,
            invited_at=at,
        )
        for n, person in enumerate(people)
    )
    _fill_profiles(places, skills, chance, at)
    return cohort


def _fill_profiles(places: list, skills: list, chance: random.Random, at: object) -> None:
    from upside.programmes.models import Slot  # noqa: PLC0415
    from upside.skills.models import SkillLevel, Want  # noqa: PLC0415

    slots, levels, wants = [], [], []
    for place in places:
        days = chance.sample(range(5), EVENINGS)
        slots += [Slot(enrolment=place, weekday=d, starts=17 * 60, ends=19 * 60) for d in days]
        topics = chance.sample(skills, 8)
        levels += [
            SkillLevel(person=place.person, skill=s, level=chance.randint(3, 8), set_at=at)
            for s in topics[:5]
        ]
        wants += [
            Want(person=place.person, skill=s, target=chance.randint(3, 7)) for s in topics[5:]
        ]
    for model, rows in ((Slot, slots), (SkillLevel, levels), (Want, wants)):
        model.objects.bulk_create(rows)


def measure(n_mentees: int, n_mentors: int) -> dict[str, float]:
    """Return seconds by step from the page of the rounds to a published one, over HTTP."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.urls import reverse  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from upmatch.timings import peak_rss_mb  # noqa: PLC0415
    from upside.matching import queries  # noqa: PLC0415
    from upside.matching.actions import large_release, running  # noqa: PLC0415
    from upside.matching.models import Round  # noqa: PLC0415
    from upside.notices.models import Notice  # noqa: PLC0415
    from upside.skills.actions import load_catalogue  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_catalogue(at=timezone.now())
    cohort = fill(n_mentees, n_mentors, timezone.now())
    # every size by the worker, so that all are measured alike
    running.AT_ONCE = large_release.LARGE = -1
    browser, locked = Browser(coordinator_of(cohort)), time_of(large_release, "_send")
    started, cpu = time.perf_counter(), time.process_time()
    looked = browser.get(reverse("matching:rounds", args=[cohort.pk]))
    asked = browser.post(reverse("matching:run", args=[cohort.pk]))
    made = Round.objects.get()
    page = reverse("matching:round", args=[made.pk])
    computed = browser.wait_for_worker(page)
    made.refresh_from_db()
    peak, spent = peak_rss_mb(), time.process_time() - cpu
    read = browser.get(page)
    handed = browser.post(reverse("matching:release", args=[made.pk]), {"which": "all"})
    sent = browser.wait_for_worker(page)
    published = browser.get(page)
    total = time.perf_counter() - started
    counting = time.perf_counter()
    queries.free_of(cohort)  # with a proposal open for nearly everybody
    counting = time.perf_counter() - counting
    check("mails", Notice.objects.count(), 2 * made.outcome["n_pairs"])
    return {
        "mentees": n_mentees,
        "mentors": n_mentors,
        "page_of_rounds_seconds": round(looked, 2),
        "asking_seconds": round(asked, 2),
        **{f"{step}_seconds": value for step, value in computed.steps.items()},
        "round_seconds": round(computed.seconds, 2),
        "cpu_seconds": round(spent, 2),
        "page_of_the_draft_seconds": round(read, 2),
        "asking_for_release_seconds": round(handed, 2),
        "release_seconds": round(sent.seconds, 2),
        "of_it_locked_seconds": round(sum(locked), 2),
        "page_of_the_release_seconds": round(published, 2),
        "pages_with_progress": computed.n_pages + sent.n_pages,
        "slowest_of_them_seconds": round(max(computed.slowest, sent.slowest), 2),
        "from_page_to_published_seconds": round(total, 2),
        "peak_rss_mb": peak,
        "peak_rss_with_release_mb": peak_rss_mb(),
        "who_is_free_seconds": round(counting, 2),
        "pairs": made.outcome["n_pairs"],
        "left_over": len(made.outcome["left_over"]),
        "gap": made.outcome["gap"],
    }


def check(what: str, found: int, expected: int) -> None:
    """Stop where the figures would be of something that did not work."""
    if found != expected:
        raise SystemExit(f"{what}: {found} instead of {expected}")


def coordinator_of(cohort: object) -> object:
    """Let somebody run the programme, and launch its cohort."""
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from upside.people.models import Person  # noqa: PLC0415
    from upside.programmes.models import RoleGrant  # noqa: PLC0415

    person = Person.objects.create(external_id="C", first_name="C", email="c@large.example")
    RoleGrant.objects.create(person=person, role="coordinator", programme=cohort.programme)
    cohort.launched_at = timezone.now()
    cohort.save()
    return person


def time_of(module: object, name: str) -> list[float]:
    """Return a list to which each call of a function of a module adds its seconds."""
    plain, seconds = getattr(module, name), []

    def timed(*args: object, **how: object) -> object:
        started = time.perf_counter()
        try:
            return plain(*args, **how)
        finally:
            seconds.append(time.perf_counter() - started)

    setattr(module, name, timed)
    return seconds


@dataclass
class Wait:
    """What a browser saw while the worker was at a job."""

    seconds: float
    steps: dict[str, float]
    n_pages: int
    slowest: float


class Browser:
    """A coordinator's browser, which asks each second how far the round is, as its page does."""

    def __init__(self, person: object) -> None:
        from django.test import Client  # noqa: PLC0415 - after the settings

        self.client = Client(raise_request_exception=True)
        self.client.force_login(person)

    def get(self, address: str, **how: object) -> float:
        started = time.perf_counter()
        answer = self.client.get(address, **how)
        check(address, answer.status_code, 200)
        return time.perf_counter() - started

    def post(self, address: str, data: dict[str, str] | None = None) -> float:
        started = time.perf_counter()
        answer = self.client.post(address, data or {})
        check(address, answer.status_code, 302)
        return time.perf_counter() - started

    def wait_for_worker(self, page: str) -> Wait:
        """Let a worker do the job in a thread, and look at the page until it is done."""
        from django.db import connection  # noqa: PLC0415 - after the settings
        from django.utils import timezone  # noqa: PLC0415

        from upside.kernel import jobs  # noqa: PLC0415

        marks: list[tuple[str, float]] = []
        plain = jobs.tell

        def tell(step: str, share: float) -> None:
            if not marks or marks[-1][0] != step:
                marks.append((step, time.perf_counter()))
            plain(step, share)

        def work() -> None:
            jobs.do_next_job(timezone.now, worker="benchmark")
            connection.close()

        jobs.tell = tell
        started = time.perf_counter()
        worker = threading.Thread(target=work)
        worker.start()
        looks = []
        while worker.is_alive():
            looks.append(self.get(page, headers={"HX-Request": "true"}))
            worker.join(1.0)
        jobs.tell = plain
        marks.append(("end", time.perf_counter()))
        steps = {
            name: round(end - start, 2) for (name, start), (_, end) in itertools.pairwise(marks)
        }
        return Wait(time.perf_counter() - started, steps, len(looks), max(looks))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentees", type=int, default=2_000)
    parser.add_argument("--mentors", type=int, default=2_500)
    parser.add_argument("--full", action="store_true", help=f"{LARGE:,} people of each side")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = (LARGE, LARGE) if options.full else (options.mentees, options.mentors)
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        from django.conf import settings  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["testserver"]
        found = measure(*sizes)
    if options.json:
        print(json.dumps(found))
        return
    kind = "rounds-full" if options.full else "rounds-quick"
    with Sheet(kind, "A round of the platform, SQLite") as sheet:
        for name, value in found.items():
            sheet.say(f"{name:32} {value:>12,}")


if __name__ == "__main__":
    main()
