from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.grids.content import ANCHORED, Axis, ready_content
from upside.grids.models import EvaluationGrid
from upside.grids.queries import grid_of, is_in_use
from upside.grids.traits import trait_in
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.kernel.folding import words_of
from upside.kernel.texts import LANGUAGES
from upside.people.models import Person
from upside.programmes.models import Programme
from upside.skills.models import Skill

__all__ = [
    "GridRefused",
    "add_own",
    "add_topic",
    "drop_criterion",
    "save_settings",
    "take_ready_grid",
]

MOST_CRITERIA = 20
MOST_OPEN_TOPICS = 1
HIGHEST_WEIGHT = 5
FEWEST_WORDS = 3
LONGEST_LABEL, LONGEST_ANCHOR = 80, 300
BOUNDS = {
    "topic_threshold": (1, 8),
    "family_threshold": (1, 7),
    "n_evaluators": (1, 5),
    "retry_weeks": (1, 52),
}


class GridRefused(Refused):
    """A criterion or a setting is not one that a grid may have."""


@transaction.atomic
def take_ready_grid(programme: Programme, *, by: Person | None, at: datetime) -> EvaluationGrid:
    """Give ``programme`` the ready grid; where it has one, nothing changes."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    grid = grid_of(programme)
    if grid is None:
        grid = _new_version(programme, 1, ready_content(), by=by, at=at)
        audit.record(verb="grid.made", subject=grid, actor=by, at=at, programme=programme)
    return grid


def _new_version(
    programme: Programme, number: int, content: dict[str, Any], *, by: Person | None, at: datetime
) -> EvaluationGrid:
    return EvaluationGrid.objects.create(
        programme=programme, number=number, content=content, made_by=by, made_at=at
    )


def _locked(programme: Programme) -> EvaluationGrid:
    Programme.objects.select_for_update().get(pk=programme.pk)
    grid = grid_of(programme)
    if grid is None:
        raise GridRefused(_("This programme has no grid yet. Take the ready one first."))
    return grid


def _keep(
    grid: EvaluationGrid, content: dict[str, Any], what: str, *, by: Person | None, at: datetime
) -> EvaluationGrid:
    """Keep ``content``: in a new version where somebody was put up by the one before it."""
    if content == grid.content:
        return grid
    if is_in_use(grid):
        grid = _new_version(grid.programme, grid.number + 1, content, by=by, at=at)
    else:
        grid.content, grid.made_by, grid.made_at = content, by, at
        grid.save(update_fields=["content", "made_by", "made_at"])
    audit.record(
        verb="grid.changed",
        subject=grid,
        actor=by,
        at=at,
        details={"version": grid.number, "what": what},
        programme=grid.programme,
    )
    return grid


@transaction.atomic
def save_settings(
    programme: Programme,
    *,
    weights: Mapping[str, int],
    numbers: Mapping[str, int],
    by: Person | None,
    at: datetime,
) -> EvaluationGrid:
    """Keep weights by criterion, thresholds, number of evaluators and weeks until a second try.

    What is not named stays. Refused for a number out of its bounds.
    """
    grid = _locked(programme)
    content = deepcopy(grid.content)
    for name, value in numbers.items():
        low, high = BOUNDS[name]
        if not low <= value <= high:
            raise GridRefused(
                _("This number goes from %(low)s to %(high)s.") % {"low": low, "high": high}
            )
        content[name] = value
    for criterion in content["criteria"]:
        criterion["weight"] = _weight(weights.get(criterion["key"], criterion["weight"]))
    return _keep(grid, content, "settings", by=by, at=at)


def _weight(value: int) -> int:
    if not 1 <= value <= HIGHEST_WEIGHT:
        raise GridRefused(_("Weights go from 1 to 5. Choose one of these numbers."))
    return value


def _with(grid: EvaluationGrid, axis: Axis, said: dict[str, Any]) -> dict[str, Any]:
    """Return the content with one more criterion, at the end of its axis."""
    content: dict[str, Any] = deepcopy(grid.content)
    criteria = content["criteria"]
    if len(criteria) >= MOST_CRITERIA:
        raise GridRefused(_("A grid holds 20 criteria at most: more than that nobody rates well."))
    taken = {criterion["key"] for criterion in criteria}
    names = (f"{axis.value}{number}" for number in range(1, MOST_CRITERIA + 2))
    key = next(name for name in names if name not in taken)
    criteria.append({"key": key, "axis": axis.value, **said})
    order = list(Axis)
    criteria.sort(key=lambda criterion: order.index(Axis(criterion["axis"])))
    return content


@transaction.atomic
def add_topic(
    programme: Programme, skill: Skill | None, *, weight: int, by: Person | None, at: datetime
) -> EvaluationGrid:
    """Add a topic to rate from 1 to 8: a skill, or with None the one that the candidate offers.

    Refused for a topic that the grid has, and for a weight that is not from 1 to 5.
    """
    grid = _locked(programme)
    code = skill.code if skill else ""
    if any(said.get("skill") == code for said in grid.content["criteria"] if "skill" in said):
        raise GridRefused(_("The grid has this topic. Choose another one, or change its weight."))
    said = {"weight": _weight(weight), "skill": code}
    return _keep(grid, _with(grid, Axis.TOPIC, said), "topic added", by=by, at=at)


@transaction.atomic
def add_own(
    programme: Programme,
    *,
    labels: Mapping[str, str],
    anchors: Mapping[int, Mapping[str, str]],
    weight: int,
    by: Person | None,
    at: datetime,
) -> EvaluationGrid:
    """Add a criterion of the company's own, rated from 1 to 7, with what is seen at 1, 4 and 7.

    One language is enough. Refused for a trait of character, in its name or in a behaviour; for
    one without a behaviour at each of the three levels; and where two of them say the same.
    """
    grid = _locked(programme)
    name = _texts(labels, LONGEST_LABEL)
    if not name:
        raise GridRefused(_("Give the criterion a name."))
    seen = {level: _texts(anchors.get(level, {}), LONGEST_ANCHOR) for level in ANCHORED}
    for texts in (name, *seen.values()):
        _refuse_traits(texts)
    for level, texts in seen.items():
        _refuse_what_is_no_behaviour(level, texts)
    _refuse_equals(seen)
    said = {
        "weight": _weight(weight),
        "labels": name,
        "anchors": {str(level): texts for level, texts in seen.items()},
    }
    return _keep(grid, _with(grid, Axis.OWN, said), "own criterion added", by=by, at=at)


def _texts(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    """Return what is said in each language, on one line."""
    plain = {code: " ".join(texts.get(code, "").split())[:longest] for code in LANGUAGES}
    return {code: text for code, text in plain.items() if words_of(text)}


def _refuse_traits(texts: Mapping[str, str]) -> None:
    for text in texts.values():
        trait = trait_in(text)
        if trait:
            raise GridRefused(
                _(
                    "“%(word)s” says who somebody is, not what can be seen at work. A criterion"
                    " must be tied to the work, precise and observable (French Labour Code"
                    " L.1222-2 and L.1222-3; courts have struck down grids that rated optimism,"
                    " honesty or common sense). Write what somebody does, for instance:"
                    " “%(instead)s”"
                )
                % {"word": trait.word, "instead": trait.instead}
            )


def _refuse_what_is_no_behaviour(level: int, texts: Mapping[str, str]) -> None:
    if not texts or any(len(words_of(text)) < FEWEST_WORDS for text in texts.values()):
        raise GridRefused(
            _(
                "Say what can be seen at level %(level)s, in a few words. Without it each evaluator"
                " rates by a scale of their own, and nobody could contest it (Labour Code"
                " L.1222-3). Write what somebody does, for instance: “Lets the other person do"
                " the whole task and has them say it back.”"
            )
            % {"level": level}
        )


def _refuse_equals(seen: Mapping[int, Mapping[str, str]]) -> None:
    for code in LANGUAGES:
        said = [" ".join(words_of(texts[code])) for texts in seen.values() if code in texts]
        if len(set(said)) < len(said):
            raise GridRefused(_("Two levels say the same: say how they differ."))


@transaction.atomic
def drop_criterion(
    programme: Programme, key: str, *, by: Person | None, at: datetime
) -> EvaluationGrid:
    """Take a topic or a criterion of the company's own out; nothing where it is out already.

    Refused for the last topic and for the six families of mentoring, which every grid keeps.
    """
    grid = _locked(programme)
    content = deepcopy(grid.content)
    found = next((said for said in content["criteria"] if said["key"] == key), None)
    if found is None:
        return grid
    if found["axis"] == Axis.FAMILY:
        raise GridRefused(
            _("The six ways of being a mentor stay in every grid. Give it a smaller weight.")
        )
    topics = [said for said in content["criteria"] if said["axis"] == Axis.TOPIC]
    if topics == [found]:
        raise GridRefused(_("A grid rates one topic at least. Add another one first."))
    content["criteria"].remove(found)
    return _keep(grid, content, "criterion taken out", by=by, at=at)
