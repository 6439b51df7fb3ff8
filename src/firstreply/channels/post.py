"""Post: one HTTP POST to an address that somebody else wrote down."""

import http.client
from collections.abc import Collection, Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from firstreply.channels.answer import Answer, Heard, Rejected, Sent, TryAgain
from firstreply.channels.ask import NoAnswerError, reached

SECONDS: Final = 15.0  #: for the whole conversation, from the first octet to the status
_LONGEST: Final = 86_400.0  #: that we let ourselves be asked to wait
_BEGINNING: Final = 500  #: octets of an answer that are kept
_PATIENCE: Final = 2.0  #: seconds for them, once the status is known


def post(url: str, body: bytes, headers: Mapping[str, str], *, hosts: Collection[str] = ()) -> Answer:
    """Send and read the status and how the answer begins; no redirect is followed.

    `hosts` may be reached although they are in a private network, and without TLS.
    """
    try:
        with reached(url, hosts=hosts, seconds=SECONDS) as (line, path):
            return _status(line, path, body, headers)
    except NoAnswerError as error:
        return error.answer


def _status(line: http.client.HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    line.connect()
    socket = line.sock
    line.request("POST", path, body, dict(headers) | {"User-Agent": "FirstReply", "Connection": "close"})
    answer = line.getresponse()
    socket.settimeout(_PATIENCE)
    heard = Heard(answer.status, _beginning(answer))
    if 200 <= answer.status < 300:
        return Sent(heard=heard)
    if answer.status in (404, 410):
        return Rejected(reason=f"status {answer.status}", gone=True, heard=heard)
    return TryAgain(reason=f"status {answer.status}", after=_after(answer), heard=heard)


def _beginning(answer: http.client.HTTPResponse) -> str:
    """For people who look for the mistake; the status counts whatever becomes of the rest."""
    try:
        return answer.read(_BEGINNING).decode("utf-8", "replace").replace("\0", "")
    except (OSError, http.client.HTTPException):
        return ""


def _after(answer: http.client.HTTPResponse) -> float | None:
    """Seconds to wait as asked, a day at most: a number, or a date by the other side's own clock (RFC 9110)."""
    asked = (answer.getheader("Retry-After") or "").strip()
    if asked.isdecimal() and asked.isascii():
        return min(float(asked[:10]), _LONGEST)
    try:
        seconds = (
            parsedate_to_datetime(asked) - parsedate_to_datetime(answer.getheader("Date") or "")
        ).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), _LONGEST)
