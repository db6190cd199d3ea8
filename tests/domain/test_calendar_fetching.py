"""What may be asked on the network, and what becomes of the answer."""

import gzip
import socket
import threading
import time
from contextlib import suppress

import pytest

from tests.calendar_world import served
from upside.calendars import fetching
from upside.calendars.fetching import Login, Wish, ask, fetched
from upside.calendars.guard import is_public, target_of
from upside.calendars.reading.faults import Unreadable
from upside.calendars.words import sentence

HERE = frozenset({"127.0.0.1"})
FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def refused(address, hosts=frozenset()):
    with pytest.raises(Unreadable) as said:
        fetched(Wish(address), hosts=hosts)
    assert sentence(said.value.fault)
    return said.value.fault.code


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/a.ics", "https://localhost/a.ics", "https://10.1.2.3/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/", "https://192.168.1.1:8443/", "https://0.0.0.0/",
        "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/",
        "https://[fd00::1]/", "https://100.64.0.1/", "https://224.0.0.1/", "https://2130706433/",
        "webcal://127.0.0.1/a.ics", "https://[fe80::1]/", "https://[2001:0:a00:1::]/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_dress(address):
    assert refused(address) == "private"


@pytest.mark.parametrize(
    "address",
    [
        "", "calendar.ics", "file:///etc/passwd", "ftp://example.org/a.ics", "https://", "https://[::1/",
        "https://me:secret@calendar.example.org/", "https://example.org:99999/", "gopher://x/",
        "https://" + "a" * 300 + ".example/", "https://example.org/" + "a" * 3000, "https://\x00/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address):
    assert refused(address) in {"no_address", "no_host"}


def test_an_address_without_tls_is_refused_unless_its_server_is_named():
    assert refused("http://1.1.1.1/a.ics") == "no_tls"
    assert target_of("http://127.0.0.1/a.ics", hosts=HERE).ip == "127.0.0.1"


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    both = [(0, 0, 0, "", (ip, 443)) for ip in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: both)

    assert refused("https://calendar.example.org/") == "private"


def test_a_name_is_looked_up_once_and_the_checked_address_is_asked(monkeypatch):
    answers = iter(["1.1.1.1", "127.0.0.1"])  # what an attacker's name server would say
    found = lambda *_args, **_more: [(0, 0, 0, "", (next(answers), 443))]  # noqa: E731
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", found)

    def connect(address, _seconds):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)

    assert refused("https://calendar.example.org/") == "no_answer"
    assert asked == [("1.1.1.1", 443)]


def test_nobody_of_that_name_is_told_so(monkeypatch):
    def fail(*_args, **_more):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert refused("https://calendar.example.org/") == "no_host"
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [])
    assert refused("https://calendar.example.org/") == "no_host"


def test_public_addresses_are_public():
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")
    assert is_public("64:ff9b::101:101")


def test_a_file_is_fetched_with_its_query_and_plain_or_packed():
    packed = (200, {"Content-Encoding": "gzip"}, gzip.compress(FILE))
    with served({"/é".replace("é", "%C3%A9"): (200, {}, FILE), "/z": packed}) as (base, seen):
        assert fetched(Wish(f"{base}/é?key=1"), hosts=HERE) == FILE
        assert fetched(Wish(f"{base}/z"), hosts=HERE) == FILE

    assert seen[0][0] == "/%C3%A9?key=1"


def test_a_redirect_is_followed_and_the_password_stays_with_its_server():
    with served({"/b": (200, {}, FILE)}) as (other, asked):
        moved = (302, {"Location": f"{other}/b"}, b"")
        with served({"/a": moved, "/c": (301, {"Location": "/a"}, b"")}) as (base, seen):
            answer = ask(Wish(f"{base}/c", login=Login("me", "secret")), hosts=HERE)

    assert answer.body == FILE
    assert [("Authorization" in headers) for _path, headers in (*seen, *asked)] == [
        True,
        True,
        False,
    ]
    assert "secret" not in repr(Login("me", "secret"))


@pytest.mark.parametrize("there", ["https://10.0.0.1/", "http://1.1.1.1/", "file:///etc/passwd"])
def test_a_redirect_leads_nowhere_that_may_not_be_asked(there):
    with served({"/a": (302, {"Location": there}, b"")}) as (base, _seen):
        assert refused(f"{base}/a", HERE) in {"private", "no_tls", "no_address"}


def test_redirects_in_circles_end():
    with served({"/a": (302, {"Location": "/a"}, b"")}) as (base, seen):
        assert refused(f"{base}/a", HERE) == "redirects"

    assert len(seen) == fetching.MOST_REDIRECTS


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "no_entry"), (403, "no_entry"), (404, "gone"), (410, "gone"), (500, "server")],
)
def test_what_a_server_does_not_give_is_a_sentence(status, code):
    with served({"/a": (status, {}, b"")}) as (base, _seen):
        assert refused(f"{base}/a", HERE) == code


def test_a_handshake_that_comes_drop_by_drop_ends_in_time():
    def drip(listening):
        sock, _peer = listening.accept()
        with suppress(OSError), sock:
            for byte in b"\x16\x03\x03\x3f\xff" + b"\0" * 60:
                sock.sendall(bytes([byte]))
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=(listening,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(Unreadable) as refused:
            ask(Wish(f"https://127.0.0.1:{listening.getsockname()[1]}/"), hosts=HERE, seconds=0.5)

    assert refused.value.fault.code == "slow"
    assert time.monotonic() - began < 3


def test_an_answer_that_is_too_large_is_not_taken(monkeypatch):
    bomb = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 2_000_000))
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)
    with served({"/a": (200, {}, b"0" * 1_000_001), "/z": bomb}) as (base, _seen):
        assert refused(f"{base}/a", HERE) == "too_large"
        assert refused(f"{base}/z", HERE) == "too_large"


def test_packed_rubbish_is_no_answer():
    with served({"/z": (200, {"Content-Encoding": "gzip"}, b"rubbish")}) as (base, _seen):
        assert refused(f"{base}/z", HERE) == "no_answer"


def test_a_server_that_sends_drop_by_drop_is_let_go():
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _drop in range(40):
            handler.wfile.write(b".")
            time.sleep(0.05)

    with served({"/a": drip}) as (base, _seen), pytest.raises(Unreadable) as said:
        ask(Wish(f"{base}/a"), hosts=HERE, seconds=0.4)

    assert said.value.fault.code == "slow"


def test_a_certificate_that_proves_nothing_is_refused():
    with served({}) as (base, _seen):
        assert refused(base.replace("http:", "https:"), HERE) == "certificate"
