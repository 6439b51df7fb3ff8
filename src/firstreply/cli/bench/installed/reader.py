"""Reader: somebody who looks at pages as a browser does: signed in, on one kept connection, over HTTP."""

import gzip
import http.client
import json
import re
import secrets
import subprocess
import time
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from firstreply.cli.bench.installed.installation import COMMAND, Installation

_PROOF: Final = re.compile(r'name="proof" value="([^"]+)"')
_ASSET: Final = re.compile(r'"(/desk/[\w.-]+\.(css|js))"')
_IMPORT: Final = re.compile(r"\"\./([\w.-]+\.js)\"")
_PART: Final = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Answer(NamedTuple):
    """A page that was shown. `octets`: packed; by a proxy in front, where it is sent as it is."""

    seconds: float  #: from the request to its last octet
    octets: int
    text: str


class Weight(NamedTuple):
    """Octets of a first load, packed: the page itself, its style, its script with all that it imports."""

    html: int
    css: int
    js: int


class Reader:
    """One of the people of an installation. Each method raises RuntimeError where a page is not shown."""

    def __init__(self, running: Installation, email: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=120)
        self._cookies: dict[str, str] = {}
        self._join(running, email)

    def get(self, path: str, *, part: bool = False) -> Answer:
        """A page, or the part of it that changes as one types."""
        told = self._headers() | (_PART if part else {})
        try:
            taken, answer, body = self._asked(path, told)
        except (http.client.RemoteDisconnected, ConnectionError):  # nothing was said on it for too long
            self._line.close()
            taken, answer, body = self._asked(path, told)
        self._keep(answer)
        if answer.status != 200:
            raise RuntimeError(
                f"GET {path}: {answer.status} {answer.headers.get('Location', '')} {body[:500]!r}"
            )
        if answer.headers.get("Content-Encoding") == "gzip":
            return Answer(taken, len(body), gzip.decompress(body).decode())
        return Answer(taken, len(gzip.compress(body, 6)), body.decode())

    def weight(self, path: str) -> Weight:
        """What a browser that has nothing yet loads with a page; without letters, which Latin script has at home."""
        page = self.get(path)
        found, waiting = {"css": 0, "js": 0}, dict(_ASSET.findall(page.text))
        seen = set(waiting)
        while waiting:
            name, kind = waiting.popitem()
            one = self.get(name)
            found[kind] += one.octets
            more = {f"/desk/{own}" for own in _IMPORT.findall(one.text)} if kind == "js" else set()
            waiting |= dict.fromkeys(more - seen, "js")
            seen |= more
        return Weight(page.octets, found["css"], found["js"])

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _asked(self, path: str, told: dict[str, str]) -> tuple[float, http.client.HTTPResponse, bytes]:
        begun = time.perf_counter()
        self._line.request("GET", path, headers=told)
        answer = self._line.getresponse()
        body = answer.read()
        return time.perf_counter() - begun, answer, body

    def _join(self, running: Installation, email: str) -> None:
        """Make an account by the link that a command prints; whoever has joined is signed in."""
        said = subprocess.run(  # noqa: S603 (no shell, our own words)
            [*COMMAND, "account", "link", email, "--json"],
            env=dict(running.environment), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        if said.returncode:
            raise RuntimeError(said.stderr)
        path = urlsplit(json.loads(said.stdout)["url"]).path
        proof = _PROOF.search(self.get(path).text)
        if proof is None:
            raise RuntimeError(f"{path} has no form")
        fields = {"proof": proof[1], "how": "new", "name": email.partition("@")[0],
                  "password": secrets.token_urlsafe(18)}  # fmt: skip
        told = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{running.port}",
        }
        self._line.request("POST", path, urlencode(fields), self._headers() | told)
        answer = self._line.getresponse()
        body = answer.read()
        self._keep(answer)
        if answer.status not in (302, 303):
            raise RuntimeError(f"{email} could not join: {answer.status} {body[-3000:]!r}")

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {
            "Accept-Encoding": "gzip",
            "Accept-Language": "en",
            **({"Cookie": cookies} if cookies else {}),
        }

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for one in answer.headers.get_all("Set-Cookie", []):
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
