"""Team: who counts as ours, from when to when, and behind which shared addresses we are written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from firstreply.core.refusal import Refused

FOREVER = 1 << 62
_LONGEST_DOMAIN = 253  #: letters (RFC 1035); what is longer is none
#: Providers whose domain says nothing about where a person works.
FREE_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com",
        "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru",
        "proton.me", "protonmail.com", "qq.com", "163.com", "126.com", "chmail.ir", "mail.com", "free.fr", "orange.fr",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One address of a person, valid in `[since, until)`, epoch seconds."""

    address: str  #: folded
    since: int = -FOREVER
    until: int = FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One team of a person, valid in `[since, until)`, epoch seconds."""

    team: str
    since: int = -FOREVER
    until: int = FOREVER


def team_then(teams: Iterable[Membership], at: int) -> str | None:
    """The team at that instant, the first named one where several hold; None when none does."""
    return next((one.team for one in teams if one.since <= at < one.until), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of ours, with every address they write from and every team they were in."""

    name: str
    identities: tuple[Identity, ...]
    teams: tuple[Membership, ...] = ()
    calendar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Our side: people, whole domains, and list or group addresses that are no person.

    `how` says where this knowledge comes from: `given`, `sent_folder` or `answering_addresses` (guessed).
    """

    people: tuple[Person, ...] = ()
    domains: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()  #: ours, though nobody can say whose: a shared mailbox
    how: str = "given"
    _by_address: dict[str, tuple[tuple[Identity, str], ...]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    _by_name: dict[str, str] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for person in self.people:
            self._by_name[_folded(person.name)] = person.name
            for identity in person.identities:
                known = self._by_address.get(identity.address, ())
                self._by_address[identity.address] = (*known, (identity, person.name))

    def person(self, address: str, at: int) -> str | None:
        """Whose address this was at that instant; None when nobody's."""
        for identity, name in self._by_address.get(address, ()):
            if identity.since <= at < identity.until:
                return name
        return None

    def team_at(self, name: str, at: int) -> str | None:
        """The team of the person of that name at that instant; None when they were in none, or nobody has it."""
        return team_then((one for person in self.people if person.name == name for one in person.teams), at)

    def named(self, display_name: str) -> str | None:
        """Whose name this is: the last resort behind a list that rewrites From."""
        return self._by_name.get(_folded(display_name))

    def dated(self, address: str) -> bool:
        """Whether the answer to `person` depends on the instant."""
        return any(
            one.since != -FOREVER or one.until != FOREVER for one, _ in self._by_address.get(address, ())
        )

    def is_ours(self, address: str, at: int) -> bool:
        """Whether one of ours wrote from it then: a person, a shared mailbox, a list, or anyone of our domains."""
        if self.person(address, at) is not None or address in self.addresses:
            return True
        if address in self._by_address:
            return False  # theirs before or after, but not then
        return address in self.lists or self.in_domains(address)

    def in_domains(self, address: str) -> bool:
        """Whether the address is in one of our domains or below it."""
        domain = address.rpartition("@")[2]
        while 0 < len(domain) <= _LONGEST_DOMAIN:
            if domain in self.domains:
                return True
            domain = domain.partition(".")[2]
        return False

    def is_public(self, address: str) -> bool:
        """Whether a list of ours is read by outsiders: it lives at a domain that is not ours alone."""
        if address not in self.lists:
            return False
        if self.domains:
            return not self.in_domains(address)
        own = {one.address.rpartition("@")[2] for person in self.people for one in person.identities}
        return address.rpartition("@")[2] not in own - FREE_MAIL


def _folded(text: str) -> str:
    return " ".join(text.replace('"', " ").split()).casefold()


def from_dict(given: Mapping[str, Any]) -> Team:
    """The team of a team file.

    Long form: `people` = [{"name", "team"?, "calendar"?, "addresses": ["a@x" | {"address", "from"?, "to"?}]}], where
    `team` is a text or [{"team", "from"?, "to"?}]; short form: `reps` = {name: [addresses]}. Also `domains`, `lists`,
    `shared` (addresses of ours that are nobody's own).
    Raises Refused("team_file_malformed", at=..., want=...) on anything else.
    """
    people = [_person(entry, f"people[{n}]") for n, entry in enumerate(_listed(given, "people"))]
    reps = given.get("reps", {})
    if not isinstance(reps, Mapping):
        raise Refused("team_file_malformed", at="reps", want="an object of name: [addresses]")
    people += [_person({"name": name, "addresses": found}, f"reps.{name}") for name, found in reps.items()]
    return Team(
        people=tuple(people),
        domains=frozenset(_strings(given, "domains", "example.com")),
        lists=frozenset(_strings(given, "lists", "sales@example.com")),
        addresses=frozenset(_strings(given, "shared", "info@example.com")),
    )


def _listed(given: Mapping[str, Any], key: str) -> list[Any]:
    found = given.get(key, [])
    if not isinstance(found, list):
        raise Refused("team_file_malformed", at=key, want="a list")
    return found


def _strings(given: Mapping[str, Any], key: str, example: str) -> Iterable[str]:
    for n, one in enumerate(_listed(given, key)):
        if not isinstance(one, str) or not one.strip():
            raise Refused("team_file_malformed", at=f"{key}[{n}]", want=f"text such as {example}")
        yield one.strip().lower().lstrip("@")


def _person(entry: Any, at: str) -> Person:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise Refused("team_file_malformed", at=at, want="an object with a name")
    found = entry.get("addresses")
    if not isinstance(found, list) or not found:
        raise Refused("team_file_malformed", at=f"{at}.addresses", want="a list of at least one address")
    calendar = entry.get("calendar")
    if calendar is not None and not isinstance(calendar, str):
        raise Refused("team_file_malformed", at=f"{at}.calendar", want="the name of a calendar")
    return Person(
        name=entry["name"].strip(),
        identities=tuple(_identity(one, f"{at}.addresses[{n}]") for n, one in enumerate(found)),
        teams=_memberships(entry.get("team"), f"{at}.team"),
        calendar=calendar,
    )


def _memberships(given: Any, at: str) -> tuple[Membership, ...]:
    if given is None:
        return ()
    if isinstance(given, list):
        return tuple(_membership(one, f"{at}[{n}]") for n, one in enumerate(given))
    return (_membership({"team": given}, at),)


def _membership(entry: Any, at: str) -> Membership:
    name = entry.get("team") if isinstance(entry, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        raise Refused("team_file_malformed", at=at, want='a text, or a list of {"team", "from", "to"}')
    since, until = _validity(entry, at)
    return Membership(team=name.strip(), since=since, until=until)


def _identity(one: Any, at: str) -> Identity:
    entry = {"address": one} if isinstance(one, str) else one
    if (
        not isinstance(entry, Mapping)
        or not isinstance(entry.get("address"), str)
        or "@" not in entry["address"]
    ):
        raise Refused("team_file_malformed", at=at, want="an address such as name@example.com")
    since, until = _validity(entry, at)
    return Identity(address=entry["address"].strip().lower(), since=since, until=until)


def _validity(entry: Mapping[str, Any], at: str) -> tuple[int, int]:
    """`from` and `to` as `[since, until)`."""
    since, until = _instant(entry.get("from"), f"{at}.from"), _instant(entry.get("to"), f"{at}.to")
    if until is not None and len(entry["to"]) == len("2026-01-31"):
        until += 86400  # a day named as the last one still counts
    if since is not None and until is not None and since >= until:
        raise Refused("team_file_malformed", at=f"{at}.to", want='a day that is not before "from"')
    return -FOREVER if since is None else since, FOREVER if until is None else until


def _instant(text: Any, at: str) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Refused("team_file_malformed", at=at, want="a date such as 2026-01-31") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
