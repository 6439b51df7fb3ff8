"""Bounce: which of our messages a delivery report says will never arrive."""

import re
from typing import Final

_NAMED: Final = re.compile(
    rb"(?im)^[ \t>|]{0,8}(?:x-)?(?:original-)?message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,500})>"
)
_STATUS: Final = re.compile(rb"(?im)^(?:status:[ \t]*|.{0,80}#)([245])\.\d{1,3}\.\d{1,3}")
_ACTION: Final = re.compile(rb"(?im)^action:[ \t]*(failed|delayed|delivered|relayed|expanded)")
_DELAYED: Final = re.compile(
    rb"(?i)delivery (?:is )?(?:temporarily )?delayed|will (?:be retried|keep trying)|not yet been delivered"
)
_LOOKED_AT: Final = 256 * 1024


def bounced(raw: bytes) -> frozenset[str]:
    """The ids of the messages a delivery report gives up on; empty for a delay or a success (RFC 3464).

    The report's own id is among them only if it names itself. Only the first 256 KB are looked at.
    """
    text = raw[:_LOOKED_AT]
    action, status = _ACTION.search(text), _STATUS.search(text)
    if action is not None:
        gave_up = action[1].lower() == b"failed"
    elif status is not None:
        gave_up = status[1] == b"5"
    else:
        gave_up = _DELAYED.search(text) is None
    if not gave_up:
        return frozenset()
    return frozenset(one.decode("latin-1") for one in _NAMED.findall(text))
