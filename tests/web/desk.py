"""A desk to sit at: an organisation, and a browser without a screen that is signed in."""

import re
from typing import Any
from uuid import UUID

from tests.api.conftest import Office


class Desk:
    """Asks for pages as a browser does: cookies, and forms with the proof of the page they stood on.

    Signed in as `member`, else as whose `token` that is, else as the owner: by a session as pages make it, but without
    a password, which would take a tenth of a second.
    """

    def __init__(self, office: Office, token: str = "", *, member: UUID | None = None) -> None:
        from django.test import Client

        self.office = office
        self.client = Client()
        self.proof = ""
        self.member = member or whose(office, token)
        self.account = account(office, self.member)
        seated(self.client, office.id, self.account)
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


def whose(office: Office, token: str) -> UUID:
    """The member that a token belongs to; without one the owner."""
    from firstreply.core import access
    from firstreply.store.models import Token

    if not token:
        return office.founded.member
    shown = access.shown(token)
    assert shown is not None
    with office.acting():
        found = Token.objects.get(prefix=shown.prefix).member_id
    assert found is not None, "nobody's own token: nobody signs in by it"
    return found


def account(office: Office, member: UUID) -> Any:
    """Who signs in as that member; made without a password where nobody does yet."""
    from firstreply.store.models import Member, User

    with office.acting():
        row = Member.objects.select_related("user").get(pk=member)
        if row.user is None:
            found = User.objects.filter(email=row.email).first()
            row.user = found or User.objects.create(email=row.email, name=row.name, password="!")
            Member.objects.filter(pk=member).update(user=row.user)
        return row.user


def seated(client: Any, organisation: UUID, user: Any) -> str:
    """A session of that account in the client, working in that organisation; its key."""
    from allauth.usersessions.models import UserSession

    from firstreply.web.desk.visit import ORGANISATION, OWN

    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    own = UserSession.objects.create(
        user=user, session_key=session.session_key, ip="127.0.0.1", user_agent="Test"
    )
    session.update({ORGANISATION: str(organisation), OWN: own.pk})
    session.save()
    return str(session.session_key)


def said(answer: Any) -> str:
    """The words of a page's middle, in one line."""
    text = answer.content.decode()
    bare = re.sub(r"<[^>]+>", " ", text[text.find("<main") :])
    return " ".join(bare.split())


def alerts(answer: Any) -> list[str]:
    """What the page says went wrong."""
    found = re.findall(r'role="alert"[^>]*>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]
