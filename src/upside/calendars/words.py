"""What was wrong with a calendar, and what helps, in sentences for its owner."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from upside.calendars.reading.faults import Fault

__all__ = ["entry_sentence", "sentence"]

FILES = {
    "empty": gettext_lazy("The file is empty. Export the calendar again and send that file."),
    "zip": gettext_lazy(
        "This is a ZIP archive, not a calendar. Unpack it and send the .ics file inside."
    ),
    "web_page": gettext_lazy(
        "This is a web page, often one that asks for a password. Copy the address that ends with"
        " .ics from “publish” or “share” in your calendar."
    ),
    "contacts": gettext_lazy(
        "These are contacts, not a calendar. Export the calendar itself as an .ics file."
    ),
    "ldif": gettext_lazy(
        "This is an address book (LDIF), not a calendar. Export the calendar itself as .ics."
    ),
    "no_calendar": gettext_lazy(
        "No calendar begins in this file: a line BEGIN:VCALENDAR is missing. Export the calendar as"
        " an .ics file and send that one."
    ),
    "cut_off": gettext_lazy(
        "The file stops in the middle: its end (END:VCALENDAR) is missing. Export it again."
    ),
    "too_large": gettext_lazy(
        "The calendar is larger than 5 MB. Export or publish only the coming three months."
    ),
    "too_long": gettext_lazy(
        "Reading the calendar took too long. Export or publish only the coming three months."
    ),
    "too_hard": gettext_lazy(
        "This calendar could not be read. Export or publish only the coming three months; if that"
        " fails too, tell your administrator."
    ),
    "no_address": gettext_lazy(
        "This is no web address. Write it like https://calendar.example.org/name.ics."
    ),
    "no_tls": gettext_lazy(
        "The address begins with http://, so anybody on the way could read along. Take the one"
        " with https://, or ask your administrator to allow this server."
    ),
    "no_host": gettext_lazy("No server of that name was found. Check the address for a slip."),
    "private": gettext_lazy(
        "This server stands in a private network, where Upside asks only servers that your"
        " administrator has named (UPSIDE_CALENDAR_HOSTS)."
    ),
    "redirects": gettext_lazy("The server sends us in circles. Copy the address again."),
    "slow": gettext_lazy("The server did not answer within 20 seconds. It is asked again later."),
    "no_answer": gettext_lazy("The server could not be reached. It is asked again later."),
    "certificate": gettext_lazy(
        "The server could not prove who it is: its certificate is not valid. Check the address, or"
        " tell whoever runs the server."
    ),
    "no_entry": gettext_lazy(
        "The server asks for a password. Copy the published (secret) address of the calendar, or"
        " connect it as a CalDAV account."
    ),
    "gone": gettext_lazy(
        "Nothing lies under this address any more. Publish the calendar again and connect the new"
        " address."
    ),
    "server": gettext_lazy("The server answered with an error. It is asked again later."),
    "no_login": gettext_lazy(
        "The server does not accept this user and password. Some servers want a password made for"
        " this purpose only."
    ),
    "no_caldav": gettext_lazy(
        "No CalDAV answers at this address. Take the one that your calendar program shows under"
        " account settings."
    ),
    "no_calendars": gettext_lazy(
        "The account shows no calendar with entries. Take the address of one calendar."
    ),
    "read_only": gettext_lazy(
        "The server does not let this account write into the calendar. Choose another one, or ask"
        " whoever shares it with you."
    ),
    "calendar_gone": gettext_lazy(
        "The calendar into which dates are written is not there any more. Choose another one."
    ),
    "in_use": gettext_lazy(
        "Another program is changing the same entry. It is tried again in a moment."
    ),
    "full": gettext_lazy("The server says that its space is used up. Make room there."),
    "other_server": gettext_lazy(
        "The server points to another server, which does not get your password. Take the address"
        " of the calendar itself."
    ),
}
ENTRIES: dict[str, Promise] = {
    "entry": gettext_lazy(
        "Line %(line)s: a date or time cannot be read. Open that entry in your calendar, save it"
        " again or delete it."
    ),
    "no_start": gettext_lazy(
        "Line %(line)s: an entry says no start. Open it in your calendar and give it a time, or"
        " delete it."
    ),
    "too_often": gettext_lazy(
        "Line %(line)s: an entry repeats too often to be followed. Let it repeat by day or week"
        " instead."
    ),
    "cut": gettext_lazy(
        "Line %(line)s: the entry that begins here does not end; the file is cut off. Export the"
        " calendar again."
    ),
    "zone": gettext_lazy(
        "Line %(line)s: a time zone cannot be read, so its times are taken as your own. Check them,"
        " or set the zone again in your calendar."
    ),
}


def sentence(fault: Fault) -> str:
    """Return what is wrong and what helps; a fault of one entry names its line."""
    if fault.code in ENTRIES:
        return entry_sentence(fault)
    return str(FILES.get(fault.code, FILES["too_hard"]))


def entry_sentence(fault: Fault) -> str:
    """Return what is wrong with one entry, with its line."""
    return str(ENTRIES.get(fault.code, ENTRIES["entry"])) % {"line": fault.line}
