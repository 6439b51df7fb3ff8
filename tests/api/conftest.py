"""Organisations to ask about, and clients that ask."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.postgres import Database


class Office:
    """A founded organisation, and a client for whoever asks in it."""

    def __init__(self, name: str = "Example") -> None:
        from django.test import Client

        from firstreply.journey.organise import found

        self.now = datetime.now(UTC)
        self.founded = found(
            name=name,
            zone="Europe/Berlin",
            region="DE",
            language="en",
            owner_name="Olga Owner",
            owner_email=f"owner@{name.lower()}.example",
            now=self.now,
        )
        self.id = self.founded.organisation
        self.client = Client()
        self.token = self.founded.token

    def ask(self, method: str, path: str, body: Any = None, *, token: str = "", match: str = "") -> Any:
        """One request to the API; `match` becomes If-Match."""
        headers = {"Authorization": f"Bearer {token or self.token}"} | ({"If-Match": match} if match else {})
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method.lower())(f"/api/v1{path}", headers=headers, **given)

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def acting(self) -> Any:
        from firstreply.store.tenancy import acting

        return acting(self.id)

    def member(self, role: str, name: str = "Rita Rep", teams: tuple[UUID, ...] = ()) -> tuple[UUID, str]:
        """A member of that role, and their token."""
        from firstreply.core.member import Role
        from firstreply.journey import access
        from firstreply.journey.organise import By, people

        with self.acting():
            by = By(None, Role.OWNER, self.now)
            email = f"{name.split()[0].lower()}@example.net"
            made = people.invite(name, email, Role(role), by, teams=teams)
            _, token = access.issue(name=name, scopes=["admin"], member=made)
        return made, token


@pytest.fixture
def office(database: Database) -> Office:
    """An organisation."""
    from firstreply.api import auth

    auth.forget()
    return Office()


@pytest.fixture
def offices(database: Database) -> Callable[[str], Office]:
    """Makes organisations."""
    from firstreply.api import auth

    auth.forget()
    return Office
