"""Who sees what, as a table in words: the same for everybody who asks (practice.md §4.6)."""

from django.utils.translation import gettext_lazy as _

from upside.web.front.sees import COLUMNS, COUNTS, COVERED, MEANS, SUMS, YES, Cell, Row, table
from upside.web.front.visibility_rows import OF_SESSIONS

__all__ = ["COLUMNS", "LATER", "ROWS", "Cell", "Row", "rows_of", "table"]

ROWS = (
    *OF_SESSIONS,
    Row(
        _("Levels and wants"),
        {
            "you": YES,
            "partner": _("the topics of your pair, no levels"),
            "coordinator": _("inside a round, for topics that could pair you"),
            "sponsor": COVERED,
            "auditor": COVERED,
        },
        key="levels",
    ),
    Row(
        _("Languages, and free times of your week"),
        {
            "you": YES,
            "partner": _("what you have in common"),
            "coordinator": _("inside a round, what two people have in common"),
        },
        key="times",
    ),
    Row(
        _("Evaluation: marks, comments, letter"),
        {
            "you": YES,
            "coordinator": _("eligible or training path"),
            "evaluator": _("own candidates, once all have submitted"),
        },
        _("You read the means and the comments, without the name of who wrote them."),
        key="evaluation",
    ),
    Row(
        _("Your answers to the questions of a programme"),
        {"you": YES, "coordinator": YES},
        _("They are deleted when you withdraw."),
        key="questions",
    ),
    Row(
        _("Evidence of a level"),
        {
            "you": YES,
            "coordinator": _("certificates and contested ones of mentors"),
            "evaluator": _("certificates and contested ones of mentors"),
        },
        _("A colleague who attests a level sees their own answer."),
        key="evidence",
    ),
    Row(
        _("Demand and supply by topic"),
        {"coordinator": SUMS},
        _("Groups of eight or more, never names."),
        key="demand",
    ),
    Row(
        _("Answer to a need survey"),
        {"you": _("by your link"), "coordinator": _("sums after the close, from 8 people on")},
        _("Kept without a name; nobody can tell whose it is."),
        key="need",
    ),
    Row(
        _("Word that the catalogue lacks"),
        {"you": YES, "coordinator": _("the word and how many sent it")},
        _("Never who sent it."),
        key="word",
    ),
    Row(
        _("Your copy of a session kit"),
        {
            "you": YES,
            "partner": _("once you share it"),
            "coordinator": _("once you share it"),
            "administrator": _("once you share it"),
        },
        _("Shared, everybody with a place reads it; your name stands on it only if you say so."),
        key="kit",
    ),
    Row(
        _("Your training"),
        {"you": YES, "coordinator": _("done or not, and the day")},
        _("The parts and the certificate are yours; answers are not kept, there is no score."),
        key="training",
    ),
    Row(
        _("Wishes and vetoes"),
        {"you": YES},
        _(
            "They count in a round; no figure and no sentence tells of them. From a pair that forms"
            " only while wishes weigh much, a coordinator may guess that one of the two named the"
            " other."
        ),
        key="wishes",
    ),
    Row(
        _("Your short list"),
        {
            "you": _("names, jobs and reasons, no figure"),
            "coordinator": _("one as an example before the opening, then counts"),
        },
        _("Whoever is on it is not told so."),
        key="short_list",
    ),
    Row(
        _("Invitation to a pair, with a few words"),
        {
            "you": YES,
            "partner": YES,
            "coordinator": _("counts; who invited whom once it is a pair"),
        },
        _("The words are deleted with the answer."),
        key="invitation",
    ),
    Row(
        _("Ranks on a short list"),
        {"you": YES, "coordinator": _("how many have ranked, from 8 people on")},
        _("They count in a round; no figure and no sentence tells of them."),
        key="ranks",
    ),
    Row(
        _("Plan of a speed meeting: who meets whom, when, at which table"),
        {"you": _("your own"), "partner": _("your talk"), "coordinator": YES},
        _("The sheet for the door shows names and tables to whoever comes by."),
        key="plan",
    ),
    Row(
        _("Preferences after a speed meeting"),
        {"you": YES, "coordinator": _("how many have answered")},
        _("They are kept as wishes and vetoes, and count in the next round."),
        key="preferences",
    ),
    Row(_("Why you declined a proposal"), {"you": YES, "coordinator": COUNTS}, key="decline"),
    Row(
        _("Fit of a proposal"),
        {
            "you": _("the reasons, no figure"),
            "partner": _("the reasons, no figure"),
            "coordinator": YES,
            "sponsor": MEANS,
            "auditor": MEANS,
        },
        key="fit",
    ),
    Row(
        _("Your place: invited, ready, in a pair"),
        {
            "you": YES,
            "partner": _("from a proposal on"),
            "coach": _("from a pair on"),
            "coordinator": YES,
        },
        key="place",
    ),
    Row(
        _("Your goals in a pair, and how they changed"),
        {"you": YES, "partner": YES, "coach": _("as they stand today, if you tick it")},
        _("Stored encrypted, and deleted with your private notes."),
        key="goals",
    ),
    Row(
        _("Signatures under the charter"),
        {"you": YES, "partner": YES, "coach": YES, "coordinator": YES},
        key="signatures",
    ),
    Row(
        _("Name, mail, unit and grade from the HR file"),
        {
            "you": YES,
            "partner": _("name, job and unit, and, from the first booked date, the mail address"),
            "coach": _("name and unit, from a pair on"),
            "coordinator": YES,
            "administrator": YES,
        },
        _("No birth date, age, sex, nationality or photo is kept."),
        key="hr",
    ),
    Row(
        _("Colleagues, found by typing their name"),
        {"you": _("name and unit"), "coordinator": YES, "administrator": YES},
        _(
            "A guest of a partner company finds the people of their own company only; you find"
            " guests only where you take part in a programme with them."
        ),
        key="colleagues",
    ),
    Row(
        _("Mails that the product sends"),
        {"you": YES, "administrator": _("counts and faults, no contents")},
        key="mails",
    ),
    Row(
        _("Rules, weights and the log of changes"),
        {"coordinator": _("rules and weights"), "auditor": YES},
        _("The log names people by number and holds no contents."),
        key="rules",
    ),
    Row(
        _("That you come to a date of your circle, or cannot"),
        {"you": YES, "coordinator": COUNTS},
        _("Those of your circle read the names of who comes. Nobody notes who was there."),
        key="circle",
    ),
    Row(
        _("That you belong to your circle, or have left it"),
        {"you": YES, "coordinator": _("how many belong, and whom they can name as host")},
        _("No mail tells that somebody left; whoever compares the lists can see it."),
        key="circle_members",
    ),
    Row(
        _("That your pair is on pause, and until when"),
        {
            "you": YES,
            "partner": YES,
            "coach": YES,
            "coordinator": YES,
        },
        key="pause",
    ),
    Row(
        _("What you suggest to the coordinators"),
        {"you": YES, "coordinator": _("with your name, or without")},
        _("Without your name, neither a row nor the log says that it was you."),
        key="suggestion",
    ),
    Row(
        _("What you say at the end of a pair: goals, thanks"),
        {"you": YES, "partner": _("once both have answered, or the pair has ended")},
        _("Encrypted, and deleted with your private notes."),
        key="farewell",
    ),
    Row(
        _("Your levels at the end, now and then"),
        {"you": YES, "coordinator": SUMS, "sponsor": SUMS, "auditor": SUMS},
        _("They change nothing in your profile."),
        key="levels_then",
    ),
    Row(
        _("That you may be asked for the next cohort"),
        {"you": YES, "coordinator": YES},
        key="next_time",
    ),
    Row(
        _("What you two learned"),
        {"you": YES, "partner": YES},
        _("Others read it only if both of you agree to the very words and to who reads them."),
        key="learned",
    ),
    Row(
        _("Who ended a pair"),
        {"you": YES, "coach": _("if you choose so")},
        _("Both get the same mail. No page and no log says who it was."),
        key="who_ended",
    ),
    Row(
        _("Why a pair ended"),
        {
            "you": YES,
            "coach": _("if you choose so"),
            "coordinator": _("how often each cause was named, from 8 people on"),
        },
        _("Encrypted; your own words are deleted when your private notes are."),
        key="exit",
    ),
)
LATER = (
    Row(
        _("Badge"),
        {
            "you": YES,
            "partner": YES,
            "coach": YES,
            "coordinator": YES,
            "sponsor": _("if you share it"),
            "manager": _("if you share it"),
        },
        key="badge",
    ),
)


def rows_of(keys: str) -> list[tuple[Row, list[Cell]]]:
    """Return the rows whose ``keys`` are given, with the cells of those who see something of them.

    Raises
    ------
    KeyError
        If there is no such row: a mistake in a template.
    """
    known = {row.key: row for row in (*ROWS, *LATER)}
    found = table(tuple(known[key] for key in keys.split()))
    return [(row, [cell for cell in cells if not cell.is_no]) for row, cells in found]
