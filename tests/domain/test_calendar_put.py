"""One entry is put to servers that name versions weakly or not at all, refuse or lead elsewhere."""

from http import HTTPStatus

import pytest

from tests.calendar_world import served
from upside.calendars.caldav import Account
from upside.calendars.caldav_writing import place_of, remove_entry, write_entry
from upside.calendars.fetching import Login
from upside.calendars.reading.faults import Unreadable

HERE = frozenset({"127.0.0.1"})
PLACE = "/c/one.ics"
TEXT = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Server:
    """Keeps one entry; ``tag`` is how it names its version, None where it does not."""

    def __init__(self, tag, *, there=False, status=None, body=b""):
        self.tag, self.there, self.status, self.body = tag, there, status, body
        self.puts = []

    def __call__(self, handler):
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        status, body = getattr(self, handler.command.lower())(handler)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def put(self, handler):
        self.puts.append(handler.headers.get("If-Match") or handler.headers.get("If-None-Match"))
        if self.status:
            return self.status, self.body
        if self.there and self.puts[-1] == "*":
            return HTTPStatus.PRECONDITION_FAILED, b""
        self.there = True
        return HTTPStatus.CREATED, b""

    def propfind(self, _handler):
        tag = f"<d:getetag>{self.tag}</d:getetag>" if self.tag else ""
        prop = f"<d:response><d:href>x</d:href>{tag}</d:response>"
        return 207, f'<d:multistatus xmlns:d="DAV:">{prop}</d:multistatus>'.encode()

    def delete(self, _handler):
        return self.status, self.body


def account(base):
    return Account(f"{base}/", Login("camille", "rose"), HERE)


@pytest.mark.parametrize(
    ("tag", "first", "then"),
    [
        ('"a"', ["*"], '"a"'),
        (None, ["*"], ""),
        ('W/"a"', ["*"], 'W/"a"'),
    ],
)
def test_a_new_entry_is_known_by_what_the_server_calls_it(tag, first, then):
    server = Server(tag)
    with served({PLACE: server}) as (base, _seen):
        assert write_entry(account(base), base + PLACE, TEXT, "") == then
    assert server.puts == first


@pytest.mark.parametrize(
    ("tag", "known", "puts"),
    [
        ('"b"', "", ["*", '"b"']),
        (None, "", ["*", None]),
        ('W/"b"', "", ["*", None]),
        ('W/"b"', 'W/"b"', [None]),
    ],
)
def test_an_entry_that_is_there_is_replaced_under_the_name_it_has(tag, known, puts):
    server = Server(tag, there=True)
    with served({PLACE: server}) as (base, _seen):
        write_entry(account(base), base + PLACE, TEXT, known)
    assert server.puts == puts


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "no_login"),
        (403, "read_only"),
        (404, "calendar_gone"),
        (409, "calendar_gone"),
        (412, "in_use"),
        (507, "full"),
        (500, "server"),
        (418, "server"),
    ],
)
def test_what_a_server_refuses_is_a_sentence(status, code):
    with served({PLACE: Server('"a"', status=status)}) as (base, _seen):
        with pytest.raises(Unreadable) as refused:
            write_entry(account(base), base + PLACE, TEXT, "")
        assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, b"<C:no-uid-conflict/>"),
        (403, b"<C:unique-scheduling-object-resource/>"),
        (400, b"Calendar object with UID already exists in this calendar collection."),
    ],
)
def test_a_date_that_stands_there_under_another_name_is_no_fault(status, body):
    with served({PLACE: Server('"a"', status=status, body=body)}) as (base, _seen):
        assert write_entry(account(base), base + PLACE, TEXT, "") is None


@pytest.mark.parametrize("status", [200, 204, 404, 410])
def test_what_is_gone_is_taken_out(status):
    with served({PLACE: Server('"a"', status=status)}) as (base, seen):
        remove_entry(account(base), base + PLACE)
    assert seen[0][1]["Schedule-Reply"] == "F"  # nobody is told that its owner declines


def test_the_text_goes_to_no_other_server():
    with served({}) as (other, heard):
        leads_away = (307, {"Location": f"{other}/x"}, b"")
        with served({PLACE: leads_away}) as (base, _seen), pytest.raises(Unreadable) as refused:
            write_entry(account(base), base + PLACE, TEXT, "")

    assert refused.value.fault.code == "other_server"
    assert heard == []


def test_an_entry_lies_under_one_address_whatever_its_id_holds():
    place = place_of("https://cloud.example.org/c/office/", "a/b?c@upside.example.org")

    assert place == "https://cloud.example.org/c/office/a%2Fb%3Fc%40upside.example.org.ics"
