"""What a mail program does with an invitation: reads it from the mail, and answers by mail."""

from email.message import EmailMessage

from icalendar import Calendar, Event, vCalAddress


def invitation_in(message):
    """Return the calendar of a mail as a mail program finds it: the alternative of its text."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            return Calendar.from_ical(part.get_payload(decode=True)), part
    return None, None


def reply_to(invited, mail, partstat, **said):
    """Return the calendar that ``mail`` sends back about the event in ``invited``.

    ``said`` may hold ``method``, ``stamp``, ``sequence`` and ``start``, where they differ.
    """
    event = invited.walk("VEVENT")[0]
    answer, back = Calendar(), Event()
    answer.add("version", "2.0")
    answer.add("prodid", "-//Test//Calendar//EN")
    answer.add("method", said.get("method", "REPLY"))
    for name in ("UID", "ORGANIZER"):
        back[name] = event[name]
    sequence = said.get("sequence")
    back.add("sequence", event["SEQUENCE"] if sequence is None else sequence)
    back.add("dtstamp", said.get("stamp") or event.decoded("DTSTAMP"))
    back.add("dtstart", said.get("start") or event.decoded("DTSTART"))
    who = vCalAddress(f"mailto:{mail}")
    who.params["PARTSTAT"] = partstat
    back.add("attendee", who)
    answer.add_component(back)
    return answer


def mail_from(sender, calendar, *, kind="text/calendar", method="REPLY"):
    """Return the mail in which a mail program sends ``calendar`` to who invited."""
    message = EmailMessage()
    message["From"], message["To"] = f"Somebody <{sender}>", "upside@localhost"
    message["Subject"] = "Accepted: session"
    message["Message-ID"] = f"<{method.lower()}@{sender.partition('@')[2]}>"
    message.set_content("Somebody has answered.")
    content = calendar if isinstance(calendar, bytes) else calendar.to_ical()
    main, _, sub = kind.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, params={"method": method})
    return bytes(message)
