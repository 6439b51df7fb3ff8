"""Agent: a browser as people call it, of what it says of itself; it may say anything."""

from typing import Final

from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

#: The first that stands in it: others call themselves Chrome and Safari, too.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def called(words: Words, agent: str) -> str:
    """`Firefox on Linux`; else the beginning of what it says."""
    found = [next((name for sign, name in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    if not all(found):
        return plain(agent, 80)
    return words.say("{browser} on {system}", browser=found[0], system=found[1])
