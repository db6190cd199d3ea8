"""The rows of "Who sees what" about sessions: what is in them, around them, and what is felt."""

from django.utils.translation import gettext_lazy as _

from upside.web.front.sees import SUMS, YES, Row

__all__ = ["OF_SESSIONS"]

OF_SESSIONS = (
    Row(
        _("Private note on a session"),
        {"you": YES},
        _("Encrypted; its author alone reads it."),
        key="note",
    ),
    Row(
        _("What passed in a session, which way"),
        {"you": YES, "partner": YES, "coordinator": SUMS, "sponsor": SUMS, "auditor": SUMS},
        _("Direction, kind and topic; never what was said."),
        key="exchange",
    ),
    Row(
        _("Dates and places of sessions"),
        {
            "you": YES,
            "partner": YES,
            "coach": _("dates, no places"),
            "assistant": _("of the person they assist"),
        },
        key="dates",
    ),
    Row(
        _("That you meet in a group of one mentor, and who comes to its dates"),
        {"you": YES, "partner": YES, "coordinator": _("who is in the group")},
        _(
            "The others of the group read your name and whether you stay away. Your mail address,"
            " goals, notes and answers are not for them."
        ),
        key="group",
    ),
    Row(
        _("Calendars that you connect, and when you are busy"),
        {"you": YES, "auditor": _("that you connected or removed one")},
        _(
            "Only from when until when, never with what; others find that a time is not offered. If"
            " you have sessions written into it, programme, names, hour and place stand there for"
            " whoever reads that calendar."
        ),
        key="calendars",
    ),
    Row(
        _("Whether you come to a session: I’ll be there, I cannot, or “perhaps” in the calendar"),
        {"you": YES, "partner": YES},
        _(
            "From your calendar’s reply the answer alone is kept, never the mail. A new date begins"
            " without answers."
        ),
        key="reply",
    ),
    Row(
        _("Private address under which your calendar reads your sessions"),
        {"you": YES},
        _(
            "Whoever has it reads days, hours, places and the two names. You end it with one"
            " button."
        ),
        key="feed",
    ),
    Row(
        _("Free times that you offer in an expert clinic"),
        {
            "you": YES,
            "partner": _("mentees whom the rules permit"),
            "coordinator": _("counts, and the next free time"),
        },
        _("An assistant sees those of the expert with whom the mentee is in a pair."),
        key="clinic_times",
    ),
    Row(
        _("Question that you write with a booking"),
        {"you": YES, "partner": YES},
        _("It is deleted when the booking ends before its time."),
        key="clinic_question",
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
        key="held",
    ),
    Row(
        _("Pulse: was it useful, did you feel at ease"),
        {
            "you": YES,
            "coach": _("while the pair is amber or red"),
            "coordinator": SUMS,
            "sponsor": SUMS,
            "auditor": SUMS,
        },
        _("Never your partner. Answers given before the form named the coach are read by nobody."),
        key="pulse",
    ),
    Row(
        _("How sure you feel of a skill after a session, 0 to 10"),
        {"you": YES, "coordinator": SUMS, "sponsor": SUMS, "auditor": SUMS},
        _("Your own answer: neither your partner nor your coach reads it."),
        key="confidence",
    ),
    Row(
        _("What you showed your team after a session, and to how many"),
        {"you": YES, "coordinator": SUMS, "sponsor": SUMS, "auditor": SUMS},
        _("One sum of people, never which topic or whose team."),
        key="passed_on",
    ),
    Row(
        _("Three answers on your pair, after the first and the third session"),
        {
            "you": YES,
            "coach": _("while the pair is amber or red"),
            "coordinator": SUMS,
            "sponsor": SUMS,
            "auditor": SUMS,
        },
        key="review",
    ),
    Row(
        _("Colour of a pair: green, amber or red"),
        {
            "you": _("your next step in words"),
            "partner": _("your next step in words"),
            "coach": YES,
            "coordinator": _("counts, from 8 pairs on"),
        },
        _("From dates and counts alone; how, anybody can read on the page about it."),
        key="momentum",
    ),
    Row(
        _("Call before your answer to a proposal: who asked, and its date"),
        {
            "you": YES,
            "partner": YES,
            "coordinator": _("counts, from 8 proposals on"),
            "auditor": _("who asked, answered or called off, and when"),
        },
        _("Planned, it shows both of you the mail address of the other."),
        key="first_call",
    ),
    Row(
        _("Hours that the programme takes, in a mail to your manager"),
        {"you": YES, "manager": _("if you send it"), "auditor": _("that you sent one")},
        _("Hours, and days if you tick them; never with whom or what about."),
        key="manager",
    ),
    Row(
        _("“I feel uneasy”: what you tell the coach"),
        {
            "you": YES,
            "coach": _("those you are shown when you write"),
            "coordinator": _("how many people wrote, from 8 on"),
        },
        _(
            "Encrypted. Who becomes a coach later does not read it, and the log says nothing of it."
            " It is deleted 30 days after it was closed, or after as many as your programme says."
        ),
        key="uneasy",
    ),
)
