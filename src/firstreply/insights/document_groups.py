"""The response blocks by person, team, mailbox, domain, calendar, weekday and hour."""

from typing import Final

import numpy as np

from firstreply.insights.document_responses import Block, Group, Responses
from firstreply.insights.facts import Facts
from firstreply.insights.metrics import mail
from firstreply.insights.metrics.engine import Tables
from firstreply.insights.statistics.survival import Ints

MOST_DOMAINS: Final = 20
_NOBODY: Final[Ints] = np.zeros(0, dtype=np.int64)


def by_person(read: Facts, answers: Responses, tables: Tables) -> list[Block]:
    """Everybody on the team: the waits they answered and the open ones that were addressed to them alone."""
    groups = answers.groups("person")
    sent: dict[int, int] = dict(tables.rows(mail.SENT_BY_PERSON))
    blocks = []
    for code, name in enumerate(read.people):
        pair = answers.pair(groups.get(code, Group("person", code, _NOBODY)))
        covered = pair["all_responses"]["covered_by_others"]
        team = read.team_now.get(name)
        blocks.append(
            {"person": name, "team": team, "sent": sent.get(code, 0), "covered_for_others": covered, **pair}
        )
    return sorted(blocks, key=lambda each: (-each["all_responses"]["answered"], each["person"]))


def by_team(read: Facts, answers: Responses) -> list[Block]:
    """By the team, when the wait began, of whom it counts for, the busiest first; nothing when nobody has a team.

    Last None: waits of people in no team and those that count for nobody, so that every wait is in one of them.
    """
    if read.teams == (None,):
        return []
    groups = answers.groups("team")
    found = [groups.get(code, Group("team", code, _NOBODY)) for code in range(len(read.teams))]
    found.sort(key=lambda group: (read.teams[group.key] is None, -answers.size(group), group.key))
    return [
        {
            "team": read.teams[group.key],
            "people": read.people_by_team.get(read.teams[group.key], 0),
            **answers.pair(group),
        }
        for group in found
        if len(group.positions) or read.teams[group.key] in read.people_by_team
    ]


def by_mailbox(read: Facts, answers: Responses) -> list[Block]:
    """By the address of ours that the inquiry came through, the busiest first."""
    found = _largest(answers, "mailbox")
    return [{"mailbox": read.mailboxes[group.key], **answers.pair(group)} for group in found]


def by_domain(read: Facts, answers: Responses) -> list[Block]:
    """By the domain of whoever asked, the busiest first, no more than `MOST_DOMAINS`."""
    found = _largest(answers, "domain")[:MOST_DOMAINS]
    return [{"domain": read.domains[group.key], **answers.pair(group)} for group in found]


def by_calendar(read: Facts, answers: Responses) -> list[Block]:
    """By the calendar in force; nothing when there is only 24/7, whose name is None."""
    if read.calendars == (None,):
        return []
    names = [None if calendar is None else calendar.name for calendar in read.calendars]
    return [
        {"calendar": names[key], **answers.pair(group)} for key, group in answers.groups("calendar").items()
    ]


def by_weekday(answers: Responses) -> list[Block]:
    """First response by the local weekday of arrival, all seven, Monday first."""
    return _by_place(answers, "weekday", 7)


def by_hour(answers: Responses) -> list[Block]:
    """First response by the local hour of arrival, all 24."""
    return _by_place(answers, "hour", 24)


def _by_place(answers: Responses, dimension: str, places: int) -> list[Block]:
    groups = answers.groups(dimension)
    return [
        {
            dimension: place,
            "first_response": answers.first(groups.get(place, Group(dimension, place, _NOBODY))),
        }
        for place in range(places)
    ]


def _largest(answers: Responses, dimension: str) -> list[Group]:
    return sorted(answers.groups(dimension).values(), key=lambda group: (-answers.size(group), group.key))
