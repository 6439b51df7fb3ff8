"""A desk to sit at: an organisation, and a browser without a screen that is signed in."""

import re
from typing import Any
from uuid import UUID

from tests.api.conftest import Office


class Desk:
    """Asks for pages as a browser does: cookies, and forms with the proof of the page they stood on."""

    def __init__(self, office: Office, token: str = "") -> None:
        from django.test import Client

        self.office = office
        self.client = Client()
        self.proof = ""
        self.get("/sign-in")
        self.signed_in = self.post("/sign-in", token=token or office.token)
        self.get("/channels")

    def get(self, path: str, **headers: str) -> Any:
        """A page; its proof is that of the next form."""
        return self._seen(self.client.get(path, headers=headers))

    def post(self, path: str, **fields: Any) -> Any:
        """A form that is sent."""
        given = {name.replace("__", "-"): value for name, value in fields.items()}
        return self._seen(self.client.post(path, {"proof": self.proof, **given}))

    def add(self, kind: str, name: str, **fields: Any) -> UUID:
        """An account of a channel, added on its page; the only one of that name."""
        from firstreply.store.models import Source

        answer = self.post(f"/channels/new/{kind}", name=name, **fields)
        assert answer.status_code == 201, said(answer)
        with self.office.acting():
            return Source.objects.get(name=name).pk

    def _seen(self, answer: Any) -> Any:
        found = (
            re.search(r'name="proof" value="([^"]+)"', answer.content.decode()) if answer.content else None
        )
        self.proof = found[1] if found else self.proof
        return answer


def said(answer: Any) -> str:
    """The words of a page's middle, in one line."""
    text = answer.content.decode()
    bare = re.sub(r"<[^>]+>", " ", text[text.find("<main") :])
    return " ".join(bare.split())


def alerts(answer: Any) -> list[str]:
    """What the page says went wrong."""
    found = re.findall(r'role="alert"[^>]*>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]
