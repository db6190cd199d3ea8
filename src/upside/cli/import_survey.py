"""``upside import survey``: sign-up files and surveys of other tools, as levels and wants."""

import tempfile
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.cli.import_words import always_an_object
from upside.cli.main import REFUSED, say
from upside.kernel.errors import Refused
from upside.people.imports.storing import Stored
from upside.programmes.actions import take_in_survey
from upside.skills.actions import FaultyAnswers, UndecidedTexts, load_catalogue
from upside.skills.queries import remembered_survey, skills_by_name
from upside.skills.surveys.mapfile import read_survey_map, survey_map_text
from upside.skills.surveys.outcome import SurveyOutcome
from upside.skills.surveys.plan import LEAVE_OUT, OWN, SurveyMap
from upside.skills.surveys.proposing import named_questions, propose_map, with_remembered
from upside.skills.surveys.reading import store_survey
from upside.skills.surveys.texts import texts_of, with_topics
from upside.skills.wording import folded

__all__ = ["survey"]

SHOWN = 10
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
WRITTEN = click.Path(dir_okay=False, writable=True, path_type=Path)
NOTHING: dict[str, Any] = SurveyOutcome().figures() | {
    "faults": [],
    "warned": [],
    "map_written": None,
    "applied": False,
}


class NoMapping(Refused):
    """Nobody has said what the questions of this survey mean."""


class MapIsThere(Refused):
    """A proposal is never written over a file."""


@click.command()
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, help="What the questions mean: a MAP.yaml.")
@click.option("--propose", type=WRITTEN, help="Write the proposed MAP.yaml to edit, and end.")
@click.option("--sheet", default="", help="Sheet of a workbook. Default: the first with headings.")
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option("--good-lines", is_flag=True, help="Import the good lines and leave faulty ones out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def survey(file: Path, map_file: Path | None, propose: Path | None, **options: Any) -> None:
    """Turn FILE, a sign-up file or survey export, into levels and wants.

    CSV or an Excel workbook of Google Forms, Microsoft Forms, LimeSurvey, Qualtrics, SurveyMonkey
    or the like: several answers in one cell, a column for each option, ratings, texts of questions
    as headings in one line or two. What people have becomes a level, what they want a want. Age,
    sex and the like are never read.

    Write a mapping with --propose, check it, then run again with --map. It is remembered: the next
    export of the same survey needs none. Texts that nobody has decided about stop the import. All
    lines are imported or none; --good-lines leaves the faulty ones out. Importing again changes
    nothing, and what people have said themselves is kept.

    \b
    upside import survey signups.csv --propose signups.map.yaml
    upside import survey signups.csv --map signups.map.yaml --dry-run
    """  # noqa: D301 - click reads the backspace: keep these lines as they are
    with (
        always_an_object(NOTHING, as_json=options["as_json"]),
        tempfile.TemporaryDirectory(prefix="upside-survey-") as folder,
    ):
        stored = store_survey(file, Path(folder) / "survey.csv", options["sheet"])
        if propose:
            _propose(stored, file, propose, as_json=options["as_json"])
            return
        refusal = _bring_in(stored, map_file, options)
    if refusal:
        click.get_current_context().exit(REFUSED)


def _propose(stored: Stored, file: Path, written: Path, *, as_json: bool) -> None:
    if written.exists():
        raise MapIsThere(
            _("%(file)s is there already. Name another file, or move it away.")
            % {"file": written.name}
        )
    load_catalogue(at=timezone.now())
    proposed = propose_map(stored, skills_by_name())
    before = remembered_survey([question.name for question in proposed.questions])
    plan = with_remembered(proposed, before) if before else proposed.plan
    texts = with_topics(texts_of(stored, plan))
    told = (frozenset() if before else proposed.unsure, stored.kinds)
    written.write_text(
        survey_map_text(file.name, written.name, plan, texts, told), encoding="utf-8"
    )
    n_open = sum(1 for text in texts if not (text.exact or plan.topics.get(folded(text.text))))
    sentence = ngettext(
        "A mapping to edit was written: %(map)s. %(n)s text is to be decided.",
        "A mapping to edit was written: %(map)s. %(n)s texts are to be decided.",
        n_open,
    )
    answer = NOTHING | {
        "read": stored.n_rows,
        "map_written": str(written),
        "person": plan.person,
        "questions": {name: asked.means for name, asked in plan.questions.items()},
        "undecided": {t.text: t.times for t in texts if not t.exact},
        "protected": list(stored.kinds),
    }
    say(answer, as_json=as_json, sentence=sentence % {"map": written, "n": n_open})


def _bring_in(stored: Stored, map_file: Path | None, options: dict[str, Any]) -> str:
    """Import and tell; return why nothing was imported, or nothing."""
    plan = read_survey_map(map_file, stored) if map_file else _remembered(stored)
    plan = _with_codes(plan)
    refusal = ""
    try:
        outcome = take_in_survey(
            stored,
            plan,
            only_good=options["good_lines"],
            dry_run=options["dry_run"],
            by=None,
            at=timezone.now(),
        )
    except (FaultyAnswers, UndecidedTexts) as refused:
        outcome, refusal = refused.outcome, str(refused)
    answer = (
        NOTHING
        | outcome.figures()
        | {
            "faults": [fault.in_words() for fault in outcome.faults],
            "warned": [warning.in_words() for warning in outcome.warned],
            "applied": not refusal and not options["dry_run"],
            "refusal": refusal,
        }
    )
    sentence = _in_words(answer, dry_run=options["dry_run"])
    say(answer, as_json=options["as_json"], sentence=sentence)
    return refusal


def _remembered(stored: Stored) -> SurveyMap:
    names = [question.name for question in named_questions(stored)]
    before = remembered_survey(names)
    if before is None:
        raise NoMapping(
            _(
                "Nobody has said yet what the questions of this survey mean. Write a mapping with"
                " --propose MAP.yaml, check it, then run again with --map MAP.yaml."
            )
        )
    return with_remembered(propose_map(stored, skills_by_name()), before)


def _with_codes(plan: SurveyMap) -> SurveyMap:
    """Take the names of topics for their codes, where a person wrote one that is of one topic."""
    load_catalogue(at=timezone.now())
    names = skills_by_name()
    for text, said in plan.topics.items():
        found = names.get(folded(said), [])
        if said not in ("", OWN, LEAVE_OUT) and len(found) == 1:
            plan.topics[text] = found[0].code
    return plan


def _in_words(answer: dict[str, Any], *, dry_run: bool) -> str:
    lines = [_("A dry run: nothing was changed.")] if dry_run else []
    if answer["undecided"]:
        remedy = _(
            "Say under “topics” of the mapping which topics they are, or of all the rest at once:"
            " rest: leave_out, or rest: own."
        )
        return f"{answer['refusal']} {remedy}"
    if answer["is_count_only"]:
        lines.append(
            _("%(read)s lines read. No column tells whose they are: answers were only counted.")
            % answer
        )
        lines += [
            f"  {code}: {_counted(had)} / {_counted(wanted)}"
            for code, (had, wanted) in answer["topics"].items()
        ]
    else:
        lines.append(
            _(
                "%(read)s lines read, of %(people)s people: %(created)s levels and wants new,"
                " %(updated)s changed, %(unchanged)s unchanged, %(kept)s kept as people said them"
                " themselves, %(refused)s lines refused."
            )
            % answer
        )
    for title, found in ((_("Faulty lines"), "faults"), (_("Warnings"), "warned")):
        lines += _told(title, answer[found])
    return "\n".join([*lines, *filter(None, [answer["refusal"]])])


def _counted(n: int) -> str:
    return str(n) if n else _("under 8")


def _told(title: str, findings: list[dict[str, Any]]) -> list[str]:
    lines = [f"{title}:"] if findings else []
    for found in findings[:SHOWN]:
        where = _("line %(line)s") % found if found["line"] else ""
        place = ", ".join(filter(None, [where, found["column"][:60], found["value"][:60]]))
        lines.append(f"  {place}: {found['problem']} {found['remedy']}")
    if (rest := len(findings) - SHOWN) > 0:
        lines.append("  " + _("… and %(n)s more; --json lists all of them.") % {"n": rest})
    return lines
