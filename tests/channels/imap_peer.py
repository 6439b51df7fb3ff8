"""A small IMAP server on a loopback port, whole enough to read from, with the oddities that real servers have."""

import base64
import json
import re
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

TOKEN: Final = "ya29.valid"
_LIST: Final = '* LIST ({attributes}) "/" "{name}"'


@dataclass(kw_only=True)
class Account:
    """What the server holds and how it behaves."""

    folders: dict[str, list[bytes]] = field(default_factory=dict)  #: messages by folder, uids from 1
    attributes: dict[str, str] = field(default_factory=dict)  #: by folder, space separated
    capabilities: str = "IMAP4rev1 AUTH=XOAUTH2"
    spoils: frozenset[int] = frozenset()  #: uids whose FETCH the server refuses
    without_date: frozenset[int] = frozenset()  #: uids whose INTERNALDATE it leaves out
    closed: frozenset[str] = frozenset()  #: folders it lists and does not open
    greeting: str = "* OK ready"
    lets_in: Callable[[str, str], bool] = lambda user, token: (user, token) == ("lead@example.com", TOKEN)
    fetches: list[str] = field(default_factory=list)  #: what was asked for


class Peer:
    """Serves `account` until `stop`."""

    def __init__(self, account: Account) -> None:
        self._server: Final = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        self._server.daemon_threads = True
        self._server.account = account  # type: ignore[attr-defined]
        self.port: Final = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.account: Account = self.server.account  # type: ignore[attr-defined]
        self.folder = ""
        self.say(self.account.greeting)
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            command, _, arguments = rest.partition(" ")
            answer = getattr(self, f"do_{command.lower()}", None)
            self.say(f"{tag} {answer(arguments) if answer else 'BAD unknown'}")
            if command.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def do_capability(self, _: str) -> str:
        self.say(f"* CAPABILITY {self.account.capabilities}")
        return "OK done"

    def do_authenticate(self, mechanism: str) -> str:
        assert mechanism == "XOAUTH2"
        self.say("+ ")
        said = base64.b64decode(self.rfile.readline()).decode()
        user, token, *end = said.split("\1")
        known = self.account.lets_in(user.removeprefix("user="), token.removeprefix("auth=Bearer "))
        if known and end == ["", ""]:
            return "OK authenticated"
        refusal = {"status": "400", "schemes": "Bearer", "scope": "https://mail.example.com/"}
        self.say("+ " + base64.b64encode(json.dumps(refusal).encode()).decode())
        assert self.rfile.readline() == b"\r\n"
        return "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"

    def do_login(self, _: str) -> str:
        return "OK logged in"

    def do_list(self, _: str) -> str:
        for name in self.account.folders:
            self.say(_LIST.format(attributes=self.account.attributes.get(name, ""), name=name))
        return "OK done"

    def do_status(self, arguments: str) -> str:
        name = arguments.partition(" (")[0].strip('"')
        if name in self.account.closed:
            return "NO [NOPERM] not yours"
        count = len(self.account.folders[name])
        self.say(f'* STATUS "{name}" (UIDVALIDITY 1 UIDNEXT {count + 1} MESSAGES {count})')
        return "OK done"

    def do_examine(self, name: str) -> str:
        self.folder = name.strip('"')
        self.say(f"* {len(self.account.folders[self.folder])} EXISTS")
        self.say("* OK [UIDVALIDITY 1] ok")
        return "OK [READ-ONLY] done"

    def do_uid(self, arguments: str) -> str:
        command, _, rest = arguments.partition(" ")
        if command == "SEARCH":
            count = len(self.account.folders[self.folder])
            self.say("* SEARCH " + " ".join(str(uid) for uid in range(1, count + 1)))
            return "OK done"
        self.account.fetches.append(rest)
        uids = [int(uid) for uid in rest.partition(" ")[0].split(",")]
        if self.account.spoils.intersection(uids):
            return "NO internal error"
        for uid in uids:
            self.give(uid, rest)
        return "OK done"

    def give(self, uid: int, asked: str) -> None:
        raw = self.account.folders[self.folder][uid - 1]
        date = "" if uid in self.account.without_date else 'INTERNALDATE "02-Mar-2026 09:30:00 +0000" '
        section, octets = "BODY[]", raw
        if "HEADER" in asked:
            section, octets = "BODY[HEADER]", re.split(rb"(?<=\r\n\r\n)", raw, maxsplit=1)[0]
        self.say(f"* {uid} FETCH (UID {uid} {date}RFC822.SIZE {len(raw)} {section} {{{len(octets)}}}")
        self.wfile.write(octets + b")\r\n")

    def do_noop(self, _: str) -> str:
        return "OK done"

    def do_logout(self, _: str) -> str:
        self.say("* BYE")
        return "OK done"
