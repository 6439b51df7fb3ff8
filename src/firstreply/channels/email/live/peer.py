"""Peer: an authorization server on this machine, as Google's and Microsoft's answer: consent, tokens, introspection.

It checks what it gets: client, redirect address, PKCE, codes used once, refresh tokens that were replaced. For tests
and the demonstration.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit


class _Code(NamedTuple):
    challenge: str
    redirect: str


class Peer:
    """Serves `/authorize`, `/token` and `/introspect?token=` until `stop`."""

    def __init__(
        self,
        *,
        user: str,
        client_id: str = "client",
        client_secret: str = "",
        lasts_s: int = 3600,
        rotates: bool = False,
    ) -> None:
        self.user, self.client_id, self.client_secret = user, client_id, client_secret
        self.lasts_s, self.rotates = lasts_s, rotates
        self.asked: list[str] = []  #: grants, in order
        self.refresh_tokens: set[str] = set()
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, float] = {}
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                peer._get(self)

            def do_POST(self) -> None:
                peer._post(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server: Final = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: Final = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def granted(self) -> str:
        """A refresh token, as after a consent."""
        token = secrets.token_urlsafe(24)
        self.refresh_tokens.add(token)
        return token

    def owner_of(self, access: str) -> str:
        """Whose mailbox an access token opens; "" where none."""
        return self.user if self._access.get(access, 0.0) > time.time() else ""

    def revoke_access(self) -> None:
        """Take no access token any more that was given so far."""
        self._access.clear()

    def _get(self, call: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(call.path)
        if parts.path == "/authorize":
            self._authorize(call, {name: values[0] for name, values in parse_qs(parts.query).items()})
        elif parts.path == "/introspect":
            token = parse_qs(parts.query).get("token", [""])[0]
            owner = self.owner_of(token)
            _json(call, 200, {"active": bool(owner)} | ({"username": owner} if owner else {}))
        else:
            _json(call, 404, {"error": "not_found"})

    def _authorize(self, call: BaseHTTPRequestHandler, asked: dict[str, str]) -> None:
        """The person agrees at once."""
        fits = asked.get("client_id") == self.client_id and asked.get("code_challenge_method") == "S256"
        if not fits or asked.get("response_type") != "code" or not asked.get("state"):
            _json(call, 400, {"error": "invalid_request"})
            return
        code = secrets.token_urlsafe(16)
        self._codes[code] = _Code(asked["code_challenge"], asked["redirect_uri"])
        call.send_response(302)
        call.send_header(
            "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        )
        call.end_headers()

    def _post(self, call: BaseHTTPRequestHandler) -> None:
        body = call.rfile.read(int(call.headers.get("Content-Length") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        grant = form.get("grant_type", "")
        self.asked.append(grant)
        if form.get("client_id") != self.client_id or form.get("client_secret", "") != self.client_secret:
            _json(call, 401, {"error": "invalid_client"})
        elif grant == "authorization_code" and self._is_proven(form):
            _json(call, 200, self._tokens(self.granted()))
        elif grant == "refresh_token" and form.get("refresh_token") in self.refresh_tokens:
            _json(call, 200, self._tokens(self._next(form["refresh_token"])))
        else:
            _json(call, 400, {"error": "invalid_grant"})

    def _is_proven(self, form: dict[str, str]) -> bool:
        known = self._codes.pop(form.get("code", ""), None)
        if known is None or known.redirect != form.get("redirect_uri"):
            return False
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=") == known.challenge

    def _next(self, token: str) -> str:
        if not self.rotates:
            return ""
        self.refresh_tokens.discard(token)
        return self.granted()

    def _tokens(self, refresh: str) -> dict[str, Any]:
        access = secrets.token_urlsafe(24)
        self._access[access] = time.time() + self.lasts_s
        told = {"access_token": access, "token_type": "Bearer", "expires_in": self.lasts_s}
        return told | ({"refresh_token": refresh} if refresh else {})


def _json(call: BaseHTTPRequestHandler, status: int, told: dict[str, Any]) -> None:
    octets = json.dumps(told).encode()
    call.send_response(status)
    call.send_header("Content-Type", "application/json")
    call.send_header("Content-Length", str(len(octets)))
    call.end_headers()
    call.wfile.write(octets)
