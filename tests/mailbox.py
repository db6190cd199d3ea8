"""The smallest IMAP server that a test can talk to: one folder, read only, in this process."""

import re
import socketserver
import threading
import time
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    """Speaks the few commands that a reader of new mails needs."""

    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            name, _, words = rest.partition(" ")
            self.server.heard.append(rest)
            if self.server.is_rude and name.upper() != "LOGOUT":
                return
            self.answer(tag, name.upper(), words)
            if name.upper() == "LOGOUT":
                return

    def answer(self, tag, name, words):
        if name == "LOGIN":
            user, password = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', words)
            given = ("".join(user), "".join(password))
            self.say(f"{tag} {'OK' if given == self.server.known else 'NO'} LOGIN")
        elif name == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        elif name == "EXAMINE":
            if words.strip('"') != self.server.folder:
                self.say(f"{tag} NO such folder")
                return
            self.say(
                f"* {len(self.server.mails)} EXISTS", f"* OK [UIDVALIDITY {self.server.validity}]"
            )
            self.say(f"{tag} OK [READ-ONLY]")
        elif name == "UID":
            self.of_mails(tag, words)
        elif name == "LOGOUT":
            self.say("* BYE", f"{tag} OK done")
        else:
            self.say(f"{tag} BAD {name}")

    def of_mails(self, tag, words):
        mails = self.server.mails
        if words.upper().startswith("SEARCH"):
            first = int(re.search(r"UID (\d+):\*", words)[1])
            found = [n for n in mails if n >= first] or sorted(mails)[-1:]
            self.say("* SEARCH " + " ".join(map(str, found)), f"{tag} OK done")
            return
        numbers = [int(number) for number in words.split()[1].split(",")]
        if "RFC822.SIZE" in words:
            for n in numbers:
                self.say(f"* {n} FETCH (RFC822.SIZE {len(mails[n])} UID {n})")
            self.say(f"{tag} OK done")
            return
        [number] = numbers
        mail = mails[number]
        time.sleep(self.server.delays.get(number, 0))
        self.say(f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}")
        self.wfile.write(mail)
        self.say(")", f"{tag} OK done")

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class Server(socketserver.ThreadingTCPServer):
    """Holds the mails of one folder by their number, and what clients said."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, *, user="upside", known="pass word", folder="INBOX"):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.known, self.folder, self.validity = (user, known), folder, 7
        self.mails, self.heard, self.is_rude, self.delays = {}, [], False, {}

    @property
    def url(self):
        return f"imap://upside:pass%20word@127.0.0.1:{self.server_address[1]}"

    def put(self, mail):
        """Lay one mail into the folder."""
        self.mails[max(self.mails, default=0) + 1] = bytes(mail)


@contextmanager
def mailbox(**settings):
    """Run a server as long as the block lasts."""
    with Server(**settings) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
