"""Filing: what was handed over is put where the account keeps what it sent, however long that takes.

It is a delivery of its own: that the copy could not be filed never has the message sent again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.channels import registry
from firstreply.journey.deliver import Settled
from firstreply.journey.effects import TOLD
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Arrival, Delivery, DeliveryState
from firstreply.store.tenancy import acting, organisation

FILING: Final = "filing"  #: the channel of its delivery


def queue(taken: Sequence[Settled], now: datetime) -> None:
    """In the transaction that says that these were handed over: have the octets of each filed, where that is done."""
    rows = [
        _delivery(one, now)
        for one in taken
        if one.answer is not None and one.answer.raw and _is_filed(one.turn.account)
    ]
    if bulk.insert(Delivery, rows, unless_there=True):
        bulk.notify(TOLD, [organisation()])


def octets(own: UUID, outgoing: UUID, source: UUID) -> bytes:
    """The octets of a message that was handed over; none where they are gone."""
    with acting(own):
        found = (
            Arrival.objects.filter(source_id=source, external_id=f"out:{outgoing}").values_list("raw").first()
        )
    return bytes(found[0]) if found and found[0] is not None else b""


def _is_filed(account: Mapping[str, Any]) -> bool:
    found = registry.channel(str(account.get("kind", "")))
    return found is not None and found.is_filed is not None and found.is_filed(account.get("settings") or {})


def _delivery(one: Settled, now: datetime) -> dict[str, Any]:
    outgoing, source = one.turn.outgoing["id"], one.turn.outgoing["source_id"]
    return {
        "id": new_id(),
        "key": f"{FILING}:{outgoing}",
        "channel": FILING,
        "kind": FILING,
        "member_id": one.turn.member,
        "lead_id": one.turn.lead,
        "payload": {"outgoing": outgoing, "lane": f"{FILING}:{source}"},
        "state": DeliveryState.PENDING.value,
        "not_before": now,
    }
