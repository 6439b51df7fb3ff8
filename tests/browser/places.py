"""The address of every page, for an organisation that has one of everything."""

import re
from typing import Final

#: Slugs and numbers in addresses, as they are filled in.
_WORDS: Final = {"number": "0", "what": "dismiss", "kind": "routing"}
_ITEM: Final = "?item={lead}.{wait}"
#: Pages of whoever is signed in, and what follows each address: several where a page has several faces.
PAGES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("channels", "channels/new", "channels/<uuid:source>", "channels/<uuid:source>/form",
         "channels/<uuid:source>/form/preview", "channels/<uuid:source>/mapping", "channels/<uuid:source>/rules",
         "channels/<uuid:source>/templates",
         "channels/<uuid:source>/arrivals/<uuid:arrival>", "files", "files/new", "files/<uuid:file>", "webhooks",
         "webhooks/new", "webhooks/<uuid:webhook>", "begin", "palette", "workers", "inbox", "insights",
         "insights/mail", "insights/waits", "insights/leads", "insights/shown", "insights/digests", "leads/<uuid:lead>",
         "leads/<uuid:lead>/give", "leads/<uuid:lead>/snooze",
         "leads/<uuid:lead>/like", "leads/<uuid:lead>/like/<uuid:other>", "leads/<uuid:lead>/waits/<uuid:wait>/why",
         "leads/<uuid:lead>/messages/<uuid:message>", "people", "people/<uuid:member>", "organisation", "tokens",
         "audit", "quarantine", "pipeline", "pipeline/move/<uuid:lead>", "pipeline/stages", "profile", "rules",
         "rules/settings",
         "rules/try", "rules/hours", "rules/hours/new", "rules/hours/<uuid:calendar>", "rules/promises",
         "rules/promises/new", "rules/promises/<uuid:sla>", "rules/pools", "rules/pools/new", "rules/pools/<uuid:pool>",
         "rules/replays/<uuid:replay>", "search", "leads", "templates", "templates/new", "templates/<uuid:template>",
         "templates/<uuid:template>/history", "organisations", "account", "account/confirm", "account/password",
         "account/app", "account/passkeys", "account/address", "account/address/<str:key>"),
        ("",),
    ),
    "channels/new/<slug:kind>": ("",),
    **dict.fromkeys(("rules/<slug:kind>", "rules/<slug:kind>/edit"), ("",)),
    **dict.fromkeys(
        ("inbox/snooze", "inbox/assign", "inbox/close", "inbox/spam", "inbox/call", "inbox/more"), (_ITEM,)
    ),
    "away": ("?to={away}",),
}  # fmt: skip
#: Pages for whoever has the address, signed in or not; and those of whoever is not signed in.
OPEN: Final = ("wall/<str:token>", "password", "invitation/<str:token>")
STRANGERS: Final = ("sign-in",)
#: A slug stands for several pages.
_KINDS: Final = {
    "channels/new/<slug:kind>": (
        "email", "form", "webhook", "whatsapp", "telegram", "twilio", "telephony", "meta_leads",
    ),
    "rules/<slug:kind>": ("routing", "qualification", "score"),
    "rules/<slug:kind>/edit": ("routing", "qualification", "score"),
}  # fmt: skip


def path_of(place: str, ids: dict[str, str], kind: str = "") -> str:
    """An address of a pattern: `leads/<uuid:lead>` becomes `/leads/0199...`."""
    given = _WORDS | ids | ({"kind": kind} if kind else {})
    if place.startswith("leads/<uuid:lead>/files/"):
        given |= {"file": ids["lead_file"]}
    if "/form" in place:
        given |= {"source": ids["form"]}
    if place.endswith("<uuid:source>/templates"):
        given |= {"source": ids["whatsapp"]}
    if place.endswith("/mapping"):
        given |= {"source": ids["program"]}
    if place.startswith(("wall", "badge", "invitation")):
        given |= {"token": ids[place.partition("/")[0]]}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: given[found[1]], place)


def every(ids: dict[str, str]) -> dict[str, str]:
    """Every page by a name that one can read: the pattern, the kind where a slug stands for several."""
    found = {}
    for place, tails in PAGES.items():
        for kind in _KINDS.get(place, ("",)):
            for tail in tails:
                name = place.replace("<slug:kind>", kind) if kind else place
                found[name] = path_of(place, ids, kind) + tail.format(**ids)
    return found | {place: path_of(place, ids) for place in OPEN}
