"""The blocks of a profile: each takes what was posted and calls one action."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes import actions
from upside.programmes.models import Enrolment
from upside.programmes.queries import colleague
from upside.skills.models import Skill
from upside.skills.queries import skill_by_code
from upside.web.places import forms as our

__all__ = ["BLOCKS", "NotUnderstood", "part_of", "save_block"]

Handler = Callable[[Enrolment, QueryDict, datetime], str]
USUAL_TARGET, USUAL_IMPORTANCE = 4, 2


class NotUnderstood(Refused):
    """What was sent does not fit the fields of the page."""


def save_block(block: str, place: Enrolment, data: QueryDict, *, at: datetime) -> str:
    """Keep what was posted for one block; return the code of the topic it was about, if any.

    Raises
    ------
    Refused
        If a field is wrong or a rule says no.
    """
    if block not in BLOCKS:
        raise NotUnderstood(_("Nothing was kept: use the buttons of the page."))
    return BLOCKS[block][1](place, data, at)


def part_of(block: str) -> str:
    """Return which part of the page is drawn again after ``block`` was posted."""
    return BLOCKS[block][0] if block in BLOCKS else "wishes"


def _checked(form: forms.Form) -> forms.Form:
    if form.is_valid():
        return form
    said = [str(error) for errors in form.errors.values() for error in errors]
    raise NotUnderstood(" ".join(dict.fromkeys(said)))


def _topic(form: forms.Form) -> Skill:
    skill = skill_by_code(form.cleaned_data["skill"])
    if skill is None:
        raise NotUnderstood(_("The catalogue has no such topic. Choose one of the list."))
    return skill


def _colleague(place: Enrolment, form: forms.Form) -> Person:
    person = colleague(place.person, form.cleaned_data["other"])
    if person is None:
        raise NotUnderstood(_("Nobody here has this id. Look for the person by name."))
    return person


def _want(place: Enrolment, data: QueryDict, at: datetime) -> str:
    form = _checked(our.WantForm(data))
    skill, said = _topic(form), form.cleaned_data
    actions.want_skill(
        place,
        skill,
        target=said["target"] or USUAL_TARGET,
        importance=said["importance"] or USUAL_IMPORTANCE,
        today=said["today"],
        at=at,
    )
    return skill.code


def _unwant(place: Enrolment, data: QueryDict, at: datetime) -> str:
    actions.stop_wanting(place, _topic(_checked(our.TopicForm(data))), at=at)
    return ""


def _share(place: Enrolment, data: QueryDict, at: datetime) -> str:
    form = _checked(our.ShareForm(data))
    skill, level = _topic(form), form.cleaned_data["level"]
    if level is None and form.cleaned_data["asked"]:
        raise NotUnderstood(_("Choose where you are: the topic is kept with its level."))
    # a level is a claim about oneself: nobody makes it for anybody, the page asks
    if level is not None:
        actions.share_skill(place, skill, level=level, at=at)
    return skill.code


def _unshare(place: Enrolment, data: QueryDict, at: datetime) -> str:
    actions.stop_sharing(place, _topic(_checked(our.TopicForm(data))), at=at)
    return ""


def _ask(kind: str) -> Handler:
    def ask(place: Enrolment, data: QueryDict, at: datetime) -> str:
        form = _checked(our.AskForm(data))
        language = (get_language() or "")[:2]
        actions.ask_for_topic(place, form.cleaned_data["text"], kind=kind, language=language, at=at)
        return ""

    return ask


def _hear(place: Enrolment, data: QueryDict, at: datetime) -> str:
    """Keep a yes or a no to an answer; return the topic to go on with, after a yes."""
    form = _checked(our.HearForm(data))
    yes = form.cleaned_data["answer"] == "yes"
    heard = actions.hear_answer(place, form.cleaned_data["request"], yes=yes, at=at)
    return heard.skill.code if heard and heard.skill and yes else ""


def _languages(place: Enrolment, data: QueryDict, at: datetime) -> str:
    form = _checked(our.LanguagesForm(data))
    languages = form.cleaned_data["languages"]
    actions.save_place(place, languages=languages, by=place.person, at=at)
    return ""


def _times(place: Enrolment, data: QueryDict, at: datetime) -> str:
    form = our.TimesForm(data)
    _checked(form)
    seats = form.cleaned_data["seats"] if place.role == Enrolment.Role.MENTOR else None
    actions.save_place(place, slots=form.stretches(), seats=seats, by=place.person, at=at)
    return ""


def _wish(place: Enrolment, data: QueryDict, at: datetime) -> str:
    form = _checked(our.WishForm(data))
    actions.save_wish(place, _colleague(place, form), kind=form.cleaned_data["kind"], at=at)
    return ""


def _unwish(place: Enrolment, data: QueryDict, at: datetime) -> str:
    form = _checked(our.WishDropForm(data))
    actions.drop_wish(place, form.cleaned_data["wish"], at=at)
    return ""


def _assistant(place: Enrolment, data: QueryDict, at: datetime) -> str:
    other = _colleague(place, _checked(our.AssistantForm(data)))
    actions.name_assistant(place, other, by=place.person, at=at)
    return ""


def _unassistant(place: Enrolment, _data: QueryDict, at: datetime) -> str:
    actions.drop_assistant(place, by=place.person, at=at)
    return ""


BLOCKS: dict[str, tuple[str, Handler]] = {
    "want": ("want", _want),
    "unwant": ("want", _unwant),
    "share": ("share", _share),
    "unshare": ("share", _unshare),
    "ask_want": ("want", _ask("want")),
    "ask_share": ("share", _ask("share")),
    "hear_want": ("want", _hear),
    "hear_share": ("share", _hear),
    "languages": ("languages", _languages),
    "times": ("times", _times),
    "wish": ("wishes", _wish),
    "unwish": ("wishes", _unwish),
    "assistant": ("assistant", _assistant),
    "unassistant": ("assistant", _unassistant),
}
"""What a form posts as ``block``: the block of the page to draw again, and what it does."""
