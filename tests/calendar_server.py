"""A Radicale on loopback, as a company would run it: two calendars, one account."""

import http.client
import socket
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import contextmanager

USER, PASSWORD = "camille", "rose & thorn"
MAKE = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<c:supported-calendar-component-set>{kinds}</c:supported-calendar-component-set>"
    "</d:prop></d:set></c:mkcalendar>"
)


class Radicale:
    def __init__(self, port):
        self.port = port
        self.address = f"http://127.0.0.1:{port}/"

    def send(self, method, path, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        token = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection.request(method, path, body, {"Authorization": f"Basic {token}", **headers})
        answer = connection.getresponse()
        found = answer.status, answer.read().decode()
        connection.close()
        return found

    def make(self, name, kind="VEVENT"):
        kinds = f'<c:comp name="{kind}"/>'
        assert self.send("MKCALENDAR", f"/{USER}/{name}/", MAKE.format(kinds=kinds))[0] == 201

    def put(self, name, uid, data):
        assert self.send("PUT", f"/{USER}/{name}/{uid}.ics", data)[0] == 201


@contextmanager
def radicale(folder, *options):
    """Start a Radicale that keeps its files in ``folder``, and end it afterwards."""
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "radicale", "--config", "", "--hosts", f"127.0.0.1:{port}",
        "--auth-type", "htpasswd", "--auth-htpasswd-filename", str(users),
        "--auth-htpasswd-encryption", "plain", "--storage-filesystem-folder", str(folder / "data"),
        *options,
    ]  # fmt: skip
    log = (folder / "log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _turn in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Radicale(port)
    finally:
        process.terminate()
        process.wait(10)
        log.close()
