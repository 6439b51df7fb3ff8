"""Sending services of the test: one small server that speaks the published APIs of three, and checks what it gets."""

import base64
import email.parser
import email.policy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from firstreply.channels.peering import serving

KEY = "key-of-the-service"


class Posted(NamedTuple):
    """A letter as a service got it."""

    service: str
    to: str
    sender: str
    subject: str
    text: str
    headers: dict[str, str]
    metadata: dict[str, str]
    reply_to: str
    files: list[tuple[str, str, bytes]]  #: name, kind, octets


class Services:
    """Serves Postmark at /postmark/, and so the others. `answers`: (status, JSON) to give instead."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: list[tuple[int, Any]] = []
        self.calls = 0
        self.url = ""

    @contextmanager
    def running(self) -> Iterator["Services"]:
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                services.calls += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, told = services._answer(self.path, dict(self.headers.items()), body)
                octets = json.dumps(told).encode()
                self.send_response(status)
                for name, value in (
                    ("Content-Type", "application/json"),
                    ("Content-Length", str(len(octets))),
                ):
                    self.send_header(name, value)
                if status == 429:
                    self.send_header("Retry-After", "90")
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        with serving(server):
            yield self

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if self.answers:
            return self.answers.pop(0)
        if path == "/postmark/email":
            return self._postmark(headers, json.loads(body))
        if path == "/mailgun/firm.example/messages":
            return self._mailgun(headers, body)
        if path == "/sendgrid/mail/send":
            return self._sendgrid(headers, json.loads(body))
        return 404, {}

    def _postmark(self, headers: dict[str, str], told: dict[str, Any]) -> tuple[int, Any]:
        if headers["X-Postmark-Server-Token"] != KEY:
            return 401, {"ErrorCode": 10, "Message": "Bad or missing API token"}
        if "gone" in told["To"]:
            return 422, {"ErrorCode": 406, "Message": _INACTIVE}
        given = {one["Name"]: one["Value"] for one in told["Headers"]}
        files = [(one["Name"], one["ContentType"], one["Content"]) for one in told.get("Attachments", ())]
        self._keep("postmark", told["To"], told["From"], told["Subject"], told["TextBody"], given, told["Metadata"],
                   told.get("ReplyTo", ""), files)  # fmt: skip
        return 200, {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "SubmittedAt": "2026-03-02T09:00:00Z",
                     "To": told["To"]}  # fmt: skip

    def _mailgun(self, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if headers["Authorization"] != "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode():
            return 401, {"message": "Forbidden"}
        told = _form(headers["Content-Type"], body)
        given = {name[2:]: value for name, value in told.items() if name.startswith("h:")}
        more = {name[2:]: value for name, value in told.items() if name.startswith("v:")}
        self._keep("mailgun", told["to"], told["from"], told["subject"], told["text"], given, more,
                   given.pop("Reply-To", ""), _files(headers["Content-Type"], body))  # fmt: skip
        return 200, {"id": "<mg-1@firm.example>", "message": "Queued. Thank you."}

    def _sendgrid(self, headers: dict[str, str], told: dict[str, Any]) -> tuple[int, Any]:
        if headers["Authorization"] != f"Bearer {KEY}":
            return 401, {"errors": [{"message": "authorization required"}]}
        (personal,) = told["personalizations"]
        (text,) = told["content"]
        args = {**told.get("custom_args", {}), **personal.get("custom_args", {})}
        subject = personal.get("subject", told.get("subject"))
        to, sender = personal["to"][0]["email"], told["from"]["email"]
        answers = told.get("reply_to", {}).get("email", "")
        files = [(one["filename"], one["type"], one["content"]) for one in told.get("attachments", ())]
        self._keep("sendgrid", to, sender, subject, text["value"], told["headers"], args, answers, files)
        return 202, {}

    def _keep(self, *told: Any) -> None:
        service, to, sender, subject, text, headers, *rest, files = told
        given = {name.lower(): value for name, value in headers.items()}
        octets = [(name, kind, base64.b64decode(content)) for name, kind, content in files]
        self.posted.append(Posted(service, to, sender, subject, text, given, *rest, octets))


_INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive.\n"
    "Found inactive addresses: gone@client.example.\nInactive recipients are ones"
)


def _form(kind: str, body: bytes) -> dict[str, str]:
    if kind.startswith("application/x-www-form-urlencoded"):
        return {name: values[-1] for name, values in parse_qs(body.decode()).items()}
    found = email.parser.BytesParser(policy=email.policy.default).parsebytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + body
    )
    return {
        str(part.get_param("name", header="content-disposition")): part.get_content().rstrip("\n")
        for part in found.iter_parts()
        if not part.get_filename()
    }


def _files(kind: str, body: bytes) -> list[tuple[str, str, bytes]]:
    """Name, kind and base64 of each file of a form, parted as browsers and `requests` write one."""
    found = []
    mark = b"--" + kind.partition("boundary=")[2].encode()
    for part in body.split(mark)[1:-1] if kind.startswith("multipart/") else ():
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        told = email.parser.BytesParser(policy=email.policy.default).parsebytes(head + b"\r\n\r\n")
        if told.get_filename():
            octets = base64.b64encode(content.removesuffix(b"\r\n")).decode()
            found.append((str(told.get_filename()), told.get_content_type(), octets))
    return found
