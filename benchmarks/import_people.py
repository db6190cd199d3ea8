"""How long an HR file takes to come in, and how much memory: ``--people N``, ``--json``.

The file is invented and seeded: semicolons, Windows-1252, French headings, a birth date that must
not be read, units in three levels, mails, a tree of managers. It is imported into an empty
database of its own, then once more, when nothing may change.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from parts.sheet import Sheet

BAR_SECONDS, BAR_MB = 60, 400
FIRST_NAMES = "Camille Inès Louis Aïcha Zoé Jean-Noël Maëlle Björn Chloé Yanis Élodie Rémi Anaïs"
FIRST = FIRST_NAMES.split()
LAST_NAMES = "Aubrac Müller Lefèvre Nguyen Garcia Benali Fontaine Rossi Kowalska Dupont Ó Briain"
LAST = LAST_NAMES.split()
HEADINGS = (
    "Matricule;Nom;Prénom;Courriel professionnel;Date de naissance;Intitulé de poste;Niveau;"
    "Société;Direction;Service;Établissement;Pays;Matricule du responsable;Langues;Actif"
)


def write_file(path: Path, people: int, seed: int = 7) -> None:
    chance = random.Random(seed)
    with path.open("w", encoding="cp1252", errors="replace", newline="\r\n") as file:
        file.write(HEADINGS + "\n")
        for n in range(people):
            first, last = chance.choice(FIRST), chance.choice(LAST)
            manager = f"{(n - 1) // 8:08}" if n else ""
            cells = (
                f"{n:08}", last, first, f"p{n}@aubrac.example",
                f"{chance.randint(1, 28):02}/0{chance.randint(1, 9)}/19{chance.randint(60, 99)}",
                f"Chargé de mission {chance.randint(1, 300)}", f"{chance.randint(1, 10)},0",
                f"Filiale {n % 7}", f"Direction {n % 40}", f"Service {n % 400}",
                chance.choice(("Lyon", "Nantes", "Lille")), "France", manager, "fr, en", "oui",
            )  # fmt: skip
            file.write(";".join(cells) + "\n")


def measure(people: int) -> dict[str, float]:
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.utils import timezone  # noqa: PLC0415

    from upside.people import actions  # noqa: PLC0415
    from upside.people.imports.mapping import Mapping  # noqa: PLC0415
    from upside.people.imports.outcome import Choices  # noqa: PLC0415
    from upside.people.imports.storing import store  # noqa: PLC0415

    folder = Path(os.environ["UPSIDE_DATA_DIR"])
    call_command("migrate", verbosity=0)
    write_file(folder / "staff.csv", people)
    found: dict[str, float] = {"people": people}
    for name in ("first", "again"):
        started, cpu = time.perf_counter(), time.process_time()
        stored = store(folder / "staff.csv", folder / "kept.csv")
        mapping = Mapping({p.heading: p.field for p in stored.proposals() if p.is_sure})
        outcome = actions.import_people(
            stored, mapping, Choices(), name="staff.csv", by=None, at=timezone.now()
        )
        found[f"{name}_seconds"] = round(time.perf_counter() - started, 2)
        found[f"{name}_cpu_seconds"] = round(time.process_time() - cpu, 2)
        found |= {f"{name}_{k}": getattr(outcome, k) for k in ("created", "unchanged", "refused")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found["peak_rss_mb"] = round(peak / 1024, 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="the same: 100,000 is the whole set")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        found = measure(arguments.people)
    if arguments.json:
        print(json.dumps(found))
        return
    with Sheet("import_people", "upside import people, SQLite") as sheet:
        for name, value in found.items():
            sheet.say(f"{name:20} {value:>12,}")
        good = found["first_seconds"] <= BAR_SECONDS and found["peak_rss_mb"] <= BAR_MB
        what = f"{BAR_SECONDS} s and {BAR_MB} MB for 100,000 people"
        sheet.say(f"bar: {what}: {'met' if good else 'missed'}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
