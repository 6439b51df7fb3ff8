"""The two fact tables, `messages` and `waits`, as columns: one pass over the values, then arrays only.

Text goes in as integer codes (-1: nothing), never as objects; the names stand beside the columns.
"""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import numpy as np

from firstreply.core.message import MessageClass, Seen
from firstreply.core.team import team_then
from firstreply.insights.local_time import local_time
from firstreply.insights.look import BusinessClock, Look
from firstreply.insights.names import Domains, Names
from firstreply.insights.periods import trend_edges
from firstreply.insights.statistics.survival import Ints
from firstreply.insights.team_of_then import Teams, people_by_team, team_codes
from firstreply.insights.wait_facts import Columns, chosen, wait_columns

KINDS: Final = tuple(MessageClass)  #: the code of a class is its place here


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """Both tables: equally long columns by name."""

    messages: Columns
    waits: Columns
    people: tuple[str, ...]  #: names by code, likewise the next three
    parties: tuple[str, ...]
    domains: tuple[str, ...]
    mailboxes: tuple[str, ...]
    calendars: tuple[BusinessClock | None, ...]
    teams: Teams  #: likewise, None the last
    people_by_team: dict[str | None, int]
    team_now: dict[str, str | None]  #: each person's at the end of coverage, by name
    trend: Ints  #: edges of the trend's periods, epoch seconds, ascending


def facts(look: Look) -> Facts:
    """Both fact tables of a look. Linear: a few passes over `seen` and `waits`."""
    parties, people, mailboxes = Names(), Names(look.team.people), Names()
    party, person = parties.codes(_field(look, "party")), people.codes(_field(look, "person"))
    waited_for = parties.codes([wait.party for wait in look.waits])
    domains = Domains(parties.names)
    edges = trend_edges(look.zone, *scope(look))
    waits, calendars = wait_columns(look, people, edges)
    waits["domain"] = domains.of(waited_for)
    waits["mailbox"] = mailboxes.codes([look.seen[wait.opened_by].mailbox for wait in look.waits])
    waits["team"], teams = team_codes(look.team.people, people.names, waits["person"], waits["start"])
    return Facts(
        messages=_message_columns(look) | {"party": party, "domain": domains.of(party), "person": person},
        waits=waits,
        people=people.names,
        parties=parties.names,
        domains=domains.names,
        mailboxes=mailboxes.names,
        calendars=calendars,
        teams=teams,
        people_by_team=people_by_team(look.team.people, *scope(look)),
        team_now={name: team_then(person.teams, look.end) for name, person in look.team.people.items()},
        trend=edges,
    )


def scope(look: Look) -> tuple[int, int]:
    """The chosen stretch [start, stop), cut to what is covered."""
    start = look.first if look.since is None else max(look.since, look.first)
    last = max(look.end, look.seen[-1].at if look.seen else look.end) + 1
    return start, last if look.until is None else min(look.until, last)


def _field(look: Look, name: str) -> list[Any]:
    # Not zip(*seen): one iterator per message wakes the garbage collector, which costs more than reading.
    return list(map(itemgetter(Seen._fields.index(name)), look.seen))


def _message_columns(look: Look) -> Columns:
    count = len(look.seen)
    at = np.array(_field(look, "at"), dtype=np.int64)
    local = local_time(at, look.zone)
    kinds: dict[str, int] = {kind: code for code, kind in enumerate(KINDS)}
    kind = np.fromiter((kinds[each.verdict[0]] for each in look.seen), np.int8, count)
    words = np.full(count, -1, np.int32) if look.words is None else np.array(look.words, dtype=np.int32)
    return {
        "kind": kind,
        "conversation": np.array(_field(look, "conversation"), dtype=np.int32),
        "words": words,
        "day": local.day.astype(np.int32),
        "weekday": local.weekday.astype(np.int8),
        "hour": local.hour.astype(np.int8),
        "in_scope": chosen(at, look),
    }
