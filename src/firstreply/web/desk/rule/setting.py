"""Setting: what becomes of leads of whom too little is known, whose addresses several share, when silence is over.

It is in force once it is saved: whoever would save over somebody else is told first, and the doer can take it back.
"""

from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead import PointKind
from firstreply.core.lead.number import read_number
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.sentences.setting import INCOMPLETE
from firstreply.insights.sentences.written import Difference, differences, lines
from firstreply.journey.organise.organisation import change_organisation
from firstreply.store.queries import organisation
from firstreply.store.queries.organisation import OrganisationShown, SettingsKept
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import acted, show, signed_in, status_of, told
from firstreply.web.desk.rule import undoing
from firstreply.web.desk.rule.seen import Seen, may, seen
from firstreply.web.desk.visit import Visit


class Theirs(NamedTuple):
    """Whose settings were saved meanwhile, and what mine would change in them."""

    author: str
    differences: list[Difference]


@signed_in
def page(who: Visit) -> HttpResponse:
    """The few settings that rules need."""
    if who.request.method != "POST":
        return _shown(who, None)
    given, by = who.request.POST, who.decides(DECIDING)
    try:
        with acting(who.organisation):
            before = organisation.settings_kept()
            change_organisation(_changes(given), by, seen=given.get("seen") or None)
            after = organisation.settings_kept()
    except Refused as refused:
        return _shown(who, refused)
    undo = "" if after == before else ticket(who, undoing.SETTINGS, change=after.change)
    return acted(who, to="/rules/settings", done="saved", undo=undo)


def _shown(who: Visit, refused: Refused | None) -> HttpResponse:
    with acting(who.organisation):
        own, now = organisation.shown(), organisation.settings_kept()
        found = seen(who)
    given = who.request.POST
    theirs = _theirs(found, now, given) if refused and refused.code == "changed_meanwhile" else None
    filled = _stored(own) if refused is None else given
    return show(
        who, "rule/settings.html.j2", status=200 if refused is None else status_of(refused),
        said="" if refused is None else told(who.words, refused), may=may(who), theirs=theirs,
        seen=given.get("seen", "") if refused and theirs is None else now.mark,
        filled={name: filled.get(name, "") for name in ("incomplete", "aside_pool", "shared_points")},
        idle=given.get("idle_days", "") if refused else who.words.digits(str(own.idle_days)),
        pools=[(str(one.id), found.speak.pool(str(one.id))) for one in found.pools],
        answers=[(name, who.words.say(says)) for name, says in INCOMPLETE.items()],
    )  # fmt: skip


def _stored(own: OrganisationShown) -> dict[str, str]:
    return {
        "incomplete": own.incomplete,
        "aside_pool": str(own.aside_pool or ""),
        "shared_points": "\n".join(one.value for one in own.shared_points),
    }


def _theirs(found: Seen, now: SettingsKept, given: Any) -> Theirs:
    changes = _changes(given)
    mine = {
        **now.settings, **changes, "aside_pool": str(changes["aside_pool"] or ""),
        "shared_points": [[one["kind"], one["value"]] for one in changes["shared_points"]],
    }  # fmt: skip
    was, is_mine = (lines(found.speak, "settings", one) for one in (now.settings, mine))
    return Theirs(found.called.members.get(str(now.author), ""), differences(was, is_mine))


def _changes(given: Any) -> dict[str, Any]:
    idle = read_number(given.get("idle_days", ""))
    if idle is None or idle != int(idle) or not 1 <= idle <= 3650:
        raise Refused("number_unreadable", given=given.get("idle_days", ""))
    aside = given.get("aside_pool", "")
    incomplete = given.get("incomplete", "")
    return {
        "incomplete": incomplete if incomplete in INCOMPLETE else None,
        "aside_pool": UUID(aside) if aside else None,
        "idle_days": int(idle),
        "shared_points": [
            _point(one.strip()) for one in given.get("shared_points", "").splitlines() if one.strip()
        ],
    }


def _point(text: str) -> dict[str, str]:
    """An e-mail address, `telegram:name`, or else a phone number."""
    kind = PointKind.EMAIL if "@" in text.lstrip("@") and ":" not in text else PointKind.PHONE
    network = text.partition(":")[0]
    return {"kind": (PointKind.MESSENGER if ":" in text and network.isalpha() else kind).value, "value": text}
