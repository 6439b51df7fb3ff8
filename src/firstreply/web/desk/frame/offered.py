"""Offered: pages that few are led to, and commands, as the palette finds them by any of their words in any language."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from firstreply.core.lead import fold
from firstreply.core.member import Role
from firstreply.core.permission import DECIDING, JUDGING, MARKETING, RULING, TESTING, Act, may
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES, NAMES, use
from firstreply.web.desk.sheet.places import is_there, places
from firstreply.web.desk.visit import LISTS, Visit

_ALL: Final = frozenset(Role)
_WORD: Final = re.compile(r"\w+")
_LEADING: Final = DECIDING | {Role.MANAGER}
_CLAIMING: Final = frozenset(one for one in Role if may(one, Act.CLAIM, own=True, same_team=False))
#: What else people call a page that every page leads to.
_ALSO: Final = {
    "/people": mark("colleagues, team, members, invite"),
    "/channels": mark("mailbox, WhatsApp, Telegram, forms, telephone, connect"),
    "/templates": mark("quick replies, snippets"),
    "/insights": mark("reports, statistics, numbers, dashboard"),
    "/pipeline": mark("board, stages, deals"),
    "/rules": mark("routing, automation"),
    "/files": mark("import, CSV, Excel"),
    "/inbox": mark("inbox, to answer"),
    "/leads": mark("all leads, list, contacts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A page or a command. `also`: other words for it. `posts`: it does something, with these fields."""

    path: str
    says: str
    icon: str
    also: str = ""
    roles: frozenset[Role] = _ALL
    posts: bool = False
    fields: tuple[tuple[str, str], ...] = ()


PAGES: Final = (
    Offer(path="/profile", says=mark("Profile"), icon="settings",
          also=mark("settings, alerts, notifications, digits, calendar, language, days off")),
    Offer(path="/account", says=mark("Account and sign-in"), icon="settings",
          also=mark("password, passkey, second step, sessions, e-mail address")),
    Offer(path="/organisations", says=mark("Another organisation"), icon="people", also=mark("switch")),
    Offer(path="/organisation", says=mark("Organisation and teams"), icon="people", roles=_LEADING,
          also=mark("settings, time zone, name")),
    Offer(path="/tokens", says=mark("Tokens"), icon="settings", roles=DECIDING, also=mark("API, key, programs")),
    Offer(path="/quarantine", says=mark("Put aside"), icon="warn", roles=DECIDING,
          also=mark("quarantine, errors, unread")),
    Offer(path="/audit", says=mark("Audit"), icon="eye", roles=DECIDING, also=mark("log, history, who did what")),
    Offer(path="/rules/hours", says=mark("Working hours"), icon="clock",
          also=mark("calendar, holidays, opening hours")),
    Offer(path="/rules/promises", says=mark("Promises"), icon="rules", also=mark("SLA, deadlines, due")),
    Offer(path="/rules/qualification", says=mark("What qualifies"), icon="rules", also=mark("questions, qualified")),
    Offer(path="/rules/score", says=mark("Points"), icon="rules", also=mark("score, scoring")),
    Offer(path="/rules/routing", says=mark("Who gets what"), icon="rules",
          also=mark("routing, assignment, distribution")),
    Offer(path="/rules/pools", says=mark("Pools"), icon="people", also=mark("turns, round robin")),
    Offer(path="/rules/settings", says=mark("Settings of rules"), icon="settings"),
    Offer(path="/rules/try", says=mark("What would happen?"), icon="rules", roles=JUDGING,
          also=mark("try, simulate")),
    Offer(path="/pipeline/stages", says=mark("Stages"), icon="pipeline", roles=DECIDING),
    Offer(path="/insights/shown", says=mark("Wall and badge"), icon="insights", also=mark("screen, share")),
    Offer(path="/insights/mail", says=mark("Messages"), icon="insights",
          also=mark("mail per day, busy hours, length of conversations")),
    Offer(path="/insights/digests", says=mark("Figures by e-mail"), icon="mail",
          also=mark("digest, report by e-mail, subscription")),
    Offer(path="/begin", says=mark("First steps"), icon="info", also=mark("start, help, sample data")),
)  # fmt: skip
COMMANDS: Final = (
    Offer(path="/inbox/next", says=mark("Take the next lead"), icon="hand", roles=_CLAIMING, posts=True,
          also=mark("claim, next")),
    Offer(path="/begin/test", says=mark("Send a test lead"), icon="plus", roles=TESTING, posts=True,
          also=mark("new lead, add, try")),
    Offer(path="/rules/promises/new", says=mark("New promise"), icon="plus", roles=RULING, also=mark("SLA, add")),
    Offer(path="/rules/hours/new", says=mark("New calendar"), icon="plus", roles=RULING,
          also=mark("working hours, add")),
    Offer(path="/rules/pools/new", says=mark("New pool"), icon="plus", roles=DECIDING, also=mark("add")),
    Offer(path="/templates/new", says=mark("New template"), icon="plus", roles=TESTING,
          also=mark("quick reply, add")),
    Offer(path="/channels/new", says=mark("Add a channel"), icon="plus", roles=MARKETING,
          also=mark("new, connect, mailbox")),
    Offer(path="/webhooks/new", says=mark("Add a webhook"), icon="plus", roles=DECIDING, also=mark("new")),
    Offer(path="/people#invite", says=mark("Invite somebody"), icon="plus", roles=DECIDING,
          also=mark("new colleague, add")),
    Offer(path="/files/new", says=mark("Bring a file"), icon="upload", roles=MARKETING,
          also=mark("import, CSV, upload")),
    Offer(path="/leads/export.csv", says=mark("Export all leads"), icon="download", roles=LISTS,
          also=mark("export, download, CSV, Excel")),
    *(Offer(path="/looks", says=says, icon="eye", posts=True, fields=(("theme", theme),),
            also=mark("colours, theme, night mode, contrast"))
      for theme, says in (("dark", mark("Switch to dark")), ("light", mark("Switch to light")),
                          ("auto", mark("Colours as the system")))),
    *(Offer(path="/looks", says=NAMES[lang], icon="chat", posts=True, fields=(("lang", lang),), also=also)
      for lang, also in (("en", mark("switch language, English")), ("ar", mark("switch language, Arabic")),
                         ("fa", mark("switch language, Persian")))),
    Offer(path="/sign-out", says=mark("Sign out"), icon="out", posts=True, also=mark("log out, leave, end session")),
)  # fmt: skip


def pages(who: Visit) -> list[Offer]:
    """Those that this person may open: first the ones that every page leads to."""
    led = [
        Offer(path=one.path, says=one.says, icon=one.icon, also=_ALSO.get(one.path, ""))
        for one in places(who)
    ]
    return [*led, *(one for one in PAGES if _may(who, one) and (who.several or one.path != "/organisations"))]


def commands(who: Visit, at: str) -> list[Offer]:
    """What this person may do from anywhere. `at`: the page they are at, and the list that is exported."""
    now = {("theme", who.looks.theme), ("lang", who.words.lang)}
    found = [one for one in COMMANDS if _may(who, one) and not now & set(one.fields)]
    path, _, query = at.partition("?")
    if path == "/leads" and query:
        here = Offer(
            path=f"/leads/export.csv?{query}", says=mark("Export this list"), icon="download", roles=LISTS,
            also=mark("export, download, CSV, Excel"),
        )  # fmt: skip
        found = [here, *found] if _may(who, here) else found
    return found


def matches(one: Offer, text: str) -> bool:
    """Whether every word of `text` begins one of its words, in whatever language, or of its address."""
    known = _known(one.says, one.also, one.path)
    return all(f" {word}" in known for word in _WORD.findall(fold(text)))


@cache
def _known(says: str, also: str, path: str) -> str:
    """All its words, each behind a space; Arabic ones without their article too."""
    told = [use(lang).say(one) for lang in LANGUAGES for one in (says, also) if one]
    words = _WORD.findall(fold(" ".join([*told, path.partition("?")[0]])))
    return " ".join(["", *words, *(word[2:] for word in words if word.startswith("ال"))])


def _may(who: Visit, one: Offer) -> bool:
    address = one.path.partition("#")[0].partition("?")[0]
    return who.caller.role in one.roles and (one.posts or is_there(address))
