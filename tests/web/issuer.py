"""A service that says who somebody is, by OpenID Connect, on a port of its own: signs by RS256, and forgets nothing."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class Issuer:
    """What it says of whoever comes: `claims`; what it was asked: `asked`."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.address = ""
        self.broken = False

    def agree(self, url: str) -> str:
        """What the person does there: agrees. The address that they are sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.asked.append(asked)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, self._found()
        if path == "/keys":
            return 200, {
                "keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": "1"}]
            }
        if path == "/token":
            return self._token(form)
        return (200, self.claims) if path == "/userinfo" else (404, {})

    def _found(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys",
                  "userinfo_endpoint": "userinfo"}  # fmt: skip
        methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        return {
            "issuer": self.address,
            **{name: f"{self.address}/{end}" for name, end in places.items()},
            **methods,
        }

    def _token(self, form: dict[str, str]) -> tuple[int, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = (
            urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        )
        if (
            self.broken
            or asked is None
            or digest != asked["code_challenge"]
            or form.get("client_secret") != "s3cret"
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"iss": self.address, "aud": "firstreply", "iat": now, "exp": now + 300, **self.claims}
        signed = jwt.encode(told, self.key, algorithm="RS256", headers={"kid": "1"})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """One that answers."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            status, body = issuer.answer(urlsplit(self.path).path, form)
            octets = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        do_GET = do_POST = _answer  # noqa: N815 (their names are http.server's)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
