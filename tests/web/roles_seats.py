"""Six people of one organisation, one of each role, at desks of their own; and what they may ask each page for."""

import re
from contextlib import ExitStack
from typing import Any, Final
from uuid import UUID

from tests.api.conftest import Office
from tests.api.tenants import desk
from tests.web import test_lead_tenants
from tests.web.desk import Desk
from tests.web.tenants_things import form, kept, sent

#: By the letters that the table writes them in.
ROLES: Final = {"O": "owner", "A": "admin", "M": "manager", "R": "rep", "K": "marketer", "V": "viewer"}
#: These send letters, or let something in: nothing of that happens inside a transaction that others began.
_BY_THEMSELVES: Final = {
    "people/invite", "people/<uuid:member>/invitation", "channels/<uuid:source>/test", "begin/test", "begin/sample",
}  # fmt: skip


class Floor:
    """An organisation with one of everything, and a desk for each role. The lead is the rep's, and of their team."""

    def __init__(self) -> None:
        from firstreply.journey import access

        access.forget()
        self.office = office = Office("Own")
        self.members = {"O": office.founded.member}
        team = office.founded.team
        for letter, role in list(ROLES.items())[1:]:
            teams = (team,) if role in ("manager", "rep") else ()
            self.members[letter], _ = office.member(role, f"{role.title()} One", teams)
        self.ids = kept(office) | {"api": office.founded.source}
        self.of_lead = test_lead_tenants.things(office) | {"colleague": self.ids["colleague"]}
        self._given(team)
        self.desks = {letter: Desk(office, member=own) for letter, own in self.members.items()}

    def _given(self, team: UUID) -> None:
        from firstreply.store import models

        rep = self.members["R"]
        with self.office.acting():
            models.Membership.objects.filter(member_id=self.members["M"]).update(manages=True)
            models.Lead.objects.update(owner_id=rep, team_id=team)
            models.Wait.objects.update(owner_id=rep)
            models.Assignment.objects.filter(kind="offered").update(member_id=rep)

    def path(self, place: str) -> str:
        """The address of something that is there."""
        if place in test_lead_tenants.places():
            return test_lead_tenants.path_of(place, self.ids | self.of_lead)
        ids = {**self.ids, "member": self.ids["colleague"], "source": self.ids["form"]}
        filled = re.sub(r"<uuid:(\w+)>", lambda found: str(ids[found[1]]), place)
        return "/" + filled.replace("<int:number>", "0").replace(
            "<slug:kind>", "form" if place.startswith("channels") else "score"
        )

    def look(self, letter: str, place: str) -> Any:
        return self.desks[letter].client.get(self.path(place))

    def act(self, letter: str, place: str) -> Any:
        """A form that says all that any of them asks for."""
        at, path = self.desks[letter], self.path(place)
        if place in test_lead_tenants.places():
            more = {
                "stage": "contacted",
                "to": self.of_lead["to"],
                "lead": self.of_lead["other"],
                "writing": "no",
            }
            return at.client.post(path, form(self.ids, proof=at.proof, **more))
        return sent(at, path, {**self.ids, "colleague": self.ids["colleague"]})

    def tried(self, letter: str, place: str, *, acting: bool) -> int:
        """What it answers, with all that it did taken back."""
        from django.db import transaction

        with ExitStack() as back:
            if place not in _BY_THEMSELVES:
                back.enter_context(transaction.atomic())
                back.callback(transaction.set_rollback, True)
            answer = self.act(letter, place) if acting else self.look(letter, place)
            return int(answer.status_code)


def pages() -> list[str]:
    """Every address of the desk that a person asks for."""
    return [one for one in desk() if not one.startswith(("desk/", "wall/", "badge/"))]
