"""Who sees what, as a table in words: the same for everybody who asks (practice.md §4.6)."""

from django.utils.translation import gettext_lazy as _

from upside.web.front.sees import COLUMNS, COUNTS, COVERED, MEANS, SUMS, YES, Cell, Row, table

__all__ = ["COLUMNS", "LATER", "ROWS", "Cell", "table"]

ROWS = (
    Row(_("Private note on a session"), {"you": YES}, _("Encrypted; its author alone reads it.")),
    Row(
        _("What passed in a session, which way"),
        {"you": YES, "partner": YES, "coordinator": SUMS, "sponsor": SUMS, "auditor": SUMS},
        _("Direction, kind and topic; never what was said."),
    ),
    Row(
        _("Dates and places of sessions"),
        {"you": YES, "partner": YES, "assistant": _("of the person they assist")},
    ),
    Row(
        _("Calendars that you connect, and when you are busy"),
        {"you": YES, "auditor": _("that you connected or removed one")},
        _("Only from when until when, never with what; others find that a time is not offered."),
    ),
    Row(
        _("Whether you come to a session: I’ll be there, perhaps, I cannot"),
        {"you": YES, "partner": YES},
        _(
            "From your calendar’s reply the answer alone is kept, never the mail. A new date begins"
            " without answers."
        ),
    ),
    Row(
        _("Private address under which your calendar reads your sessions"),
        {"you": YES},
        _(
            "Whoever has it reads days, hours, places and the two names. You end it with one"
            " button."
        ),
    ),
    Row(
        _("Free times that you offer in an expert clinic"),
        {
            "you": YES,
            "partner": _("mentees whom the rules permit"),
            "coordinator": _("counts, and the next free time"),
        },
        _("An assistant sees those of the expert with whom the mentee is in a pair."),
    ),
    Row(
        _("Question that you write with a booking"),
        {"you": YES, "partner": YES},
        _("It is deleted when the booking ends before its time."),
    ),
    Row(
        _("That a session was held, cancelled or missed"),
        {
            "you": YES,
            "partner": YES,
            "coach": YES,
            "coordinator": YES,
            "sponsor": SUMS,
            "auditor": SUMS,
        },
    ),
    Row(
        _("Pulse: was it useful, did you feel at ease"),
        {"you": YES, "coordinator": SUMS, "sponsor": SUMS, "auditor": SUMS},
    ),
    Row(
        _("Levels and wants"),
        {
            "you": YES,
            "partner": _("the topics of your pair, no levels"),
            "coordinator": _("inside a round, for topics that could pair you"),
            "sponsor": COVERED,
            "auditor": COVERED,
        },
    ),
    Row(
        _("Evaluation: marks, comments, letter"),
        {
            "you": YES,
            "coordinator": _("eligible or training path"),
            "evaluator": _("own candidates, once all have submitted"),
        },
        _("You read the means and the comments, without the name of who wrote them."),
    ),
    Row(
        _("Your answers to the questions of a programme"),
        {"you": YES, "coordinator": YES},
        _("They are deleted when you withdraw."),
    ),
    Row(
        _("Evidence of a level"),
        {
            "you": YES,
            "coordinator": _("certificates and contested ones of mentors"),
            "evaluator": _("certificates and contested ones of mentors"),
        },
        _("A colleague who attests a level sees their own answer."),
    ),
    Row(
        _("Demand and supply by topic"),
        {"coordinator": SUMS},
        _("Groups of eight or more, never names."),
    ),
    Row(
        _("Answer to a need survey"),
        {"you": _("by your link"), "coordinator": _("sums after the close, from 8 people on")},
        _("Kept without a name; nobody can tell whose it is."),
    ),
    Row(
        _("Word that the catalogue lacks"),
        {"you": YES, "coordinator": _("the word and how many sent it")},
        _("Never who sent it."),
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
    ),
    Row(
        _("Your training"),
        {"you": YES, "coordinator": _("done or not, and the day")},
        _("The parts and the certificate are yours; answers are not kept, there is no score."),
    ),
    Row(
        _("Wishes and vetoes"),
        {"you": YES},
        _(
            "They count in a round; no figure and no sentence tells of them. From a pair that forms"
            " only while wishes weigh much, a coordinator may guess that one of the two named the"
            " other."
        ),
    ),
    Row(
        _("Your short list"),
        {
            "you": _("names, jobs and reasons, no figure"),
            "coordinator": _("one as an example before the opening, then counts"),
        },
        _("Whoever is on it is not told so."),
    ),
    Row(
        _("Invitation to a pair, with a few words"),
        {
            "you": YES,
            "partner": YES,
            "coordinator": _("counts; who invited whom once it is a pair"),
        },
        _("The words are deleted with the answer."),
    ),
    Row(
        _("Ranks on a short list"),
        {"you": YES, "coordinator": _("how many have ranked, from 8 people on")},
        _("They count in a round; no figure and no sentence tells of them."),
    ),
    Row(
        _("Plan of a speed meeting: who meets whom, when, at which table"),
        {"you": _("your own"), "partner": _("your talk"), "coordinator": YES},
        _("The sheet for the door shows names and tables to whoever comes by."),
    ),
    Row(
        _("Preferences after a speed meeting"),
        {"you": YES, "coordinator": _("how many have answered")},
        _("They are kept as wishes and vetoes, and count in the next round."),
    ),
    Row(_("Why you declined a proposal"), {"you": YES, "coordinator": COUNTS}),
    Row(
        _("Fit of a proposal"),
        {
            "you": _("the reasons, no figure"),
            "partner": _("the reasons, no figure"),
            "coordinator": YES,
            "sponsor": MEANS,
            "auditor": MEANS,
        },
    ),
    Row(
        _("Your place: invited, ready, in a pair"),
        {
            "you": YES,
            "partner": _("from a proposal on"),
            "coach": _("from a pair on"),
            "coordinator": YES,
        },
    ),
    Row(
        _("Your goals in a pair, and how they changed"),
        {"you": YES, "partner": YES, "coach": _("as they stand today, if you tick it")},
        _("Stored encrypted, and deleted with your private notes."),
    ),
    Row(
        _("Signatures under the charter"),
        {"you": YES, "partner": YES, "coach": YES, "coordinator": YES},
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
    ),
    Row(
        _("Colleagues, found by typing their name"),
        {"you": _("name and unit"), "coordinator": YES, "administrator": YES},
        _(
            "A guest of a partner company finds the people of their own company only; you find"
            " guests only where you take part in a programme with them."
        ),
    ),
    Row(
        _("Mails that the product sends"),
        {"you": YES, "administrator": _("counts and faults, no contents")},
    ),
    Row(
        _("Rules, weights and the log of changes"),
        {"coordinator": _("rules and weights"), "auditor": YES},
        _("The log names people by number and holds no contents."),
    ),
    Row(
        _("That your pair is on pause, and until when"),
        {
            "you": YES,
            "partner": YES,
            "coach": YES,
            "coordinator": YES,
        },
    ),
    Row(
        _("Who ended a pair"),
        {"you": YES, "coach": _("if you choose so")},
        _("Both get the same mail. No page and no log says who it was."),
    ),
    Row(
        _("Why a pair ended"),
        {
            "you": YES,
            "coach": _("if you choose so"),
            "coordinator": _("how often each cause was named, from 8 people on"),
        },
        _("Encrypted; your own words are deleted when your private notes are."),
    ),
)
LATER = (
    Row(
        _("Pulse of a pair: amber or red"),
        {"you": YES, "coach": _("amber and red only")},
        _("Until then nobody but you reads an answer, the coach neither."),
    ),
    Row(_("Shared goals"), {"you": YES, "partner": YES, "coach": _("if you ask")}),
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
    ),
)
