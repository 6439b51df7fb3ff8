"""Registry: every channel there is, found by its folder."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import firstreply.channels
from firstreply.channels.base import Channel


@cache
def channels() -> dict[str, Channel]:
    """Every folder with a `channel.py`, by kind."""
    found: dict[str, Channel] = {}
    for module in iter_modules(firstreply.channels.__path__, "firstreply.channels."):
        if module.ispkg and find_spec(f"{module.name}.channel"):
            channel: Channel = import_module(f"{module.name}.channel").CHANNEL
            found[channel.kind] = channel
    return found


def channel(kind: str) -> Channel | None:
    """The channel of a source's kind; None for sources that need none (api, import)."""
    return channels().get(kind)
