"""Marks: small pieces of HTML that templates do not write by hand: they carry the page's nonce, or its time."""

from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from markupsafe import Markup

from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words
from firstreply.web.desk import asset
from firstreply.web.desk.visit import PROOF, Visitor

#: What `hx` may write: the attributes of htmx 4, without those that run text as script.
HX: Final = frozenset(
    {
        "get", "post", "target", "swap", "swap_oob", "trigger", "push", "replace", "select", "select_oob", "include",
        "indicator", "confirm", "sync", "vals", "disable", "encoding", "preserve", "config", "validate",
    }
)  # fmt: skip
_NAMES: Final = {"push": "push-url", "replace": "replace-url"}
_CLASSIC: Final = frozenset({"htmx.js", "sortable.js"})
# By `%`: `format` of markup takes eight times as long, and a board has a thousand of these.
_NAME: Final = Markup("<bdi>%s</bdi>")
_LTR: Final = Markup('<bdi dir="ltr">%s</bdi>')
_COUNTDOWN: Final = Markup('<time class="clock %s" datetime="%s" data-due="%d" data-soon="%d">%s</time>')
_NONCE: Final = Markup('hx-nonce="%s"')
_HX: Final = Markup('hx-%s="%s"')
_CLASSIC_TAG: Final = Markup('<script defer nonce="{}" src="{}"></script>')
_MODULE_TAG: Final = Markup('<script type="module" nonce="{}" src="{}"></script>')
_SOON: Final = timedelta(minutes=15)
_SHARE: Final = 0.2  #: of the time there was: with less than that left, it is soon


class Marks:
    """The pieces of one page."""

    def __init__(self, who: Visitor) -> None:
        self._who = who

    def hx(self, **given: Any) -> Markup:
        """Attributes of htmx with the nonce: `hx(get=path, target="#rows")`. None is left out, `vals` is a dict."""
        found = [_NONCE % self._who.nonce]
        for name, value in given.items():
            if value is None:
                continue
            text = orjson.dumps(value).decode() if name == "vals" else _text(name, value)
            found.append(_HX % (_NAMES.get(name, name.replace("_", "-")), text))
        return Markup(" ").join(found)

    def style(self, name: str) -> Markup:
        """A style sheet of the page."""
        return Markup('<link rel="stylesheet" nonce="{}" href="{}">').format(self._who.nonce, asset.url(name))

    def script(self, name: str) -> Markup:
        """A script of the page: a module of ours, or one of those that others made."""
        tag = _CLASSIC_TAG if name in _CLASSIC else _MODULE_TAG
        return tag.format(self._who.nonce, asset.url(name))

    def proof(self) -> Markup:
        """The field that every form which changes something carries."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(PROOF, self._who.proof)

    def countdown(self, due_at: datetime | None, started_at: datetime | None = None) -> Markup:
        """How long is left until `due_at`, or how late it is; goes on by itself. None: a dash."""
        if due_at is None:
            return Markup('<span class="clock none">–</span>')
        whole = due_at - started_at if started_at else None
        soon_at = due_at - (whole * _SHARE if whole and whole > timedelta(0) else _SOON)
        now, words = self._who.now, self._who.words
        state = "late" if now >= due_at else "soon" if now >= soon_at else "fine"
        said = left(words, (due_at - now).total_seconds())
        return _COUNTDOWN % (state, due_at.isoformat(), _ms(due_at), _ms(soon_at), said)


def left(words: Words, seconds: float) -> str:
    """What a countdown says: `4 min 20 s left`, `12 min late`."""
    if seconds > 0:
        return words.say("{span} left", span=words.duration(seconds))
    return words.say("{span} late", span=words.duration(-seconds))


def spans(words: Words) -> str:
    """The patterns of `left` as JSON, for the script that counts on; days it leaves as they are."""
    parts = ("{a} s", "{a} min {b} s", "{a} min", "{a} h {b} min", "{a} h", "{span} left", "{span} late")
    return orjson.dumps([words.say(one) for one in parts]).decode()


def name(text: str | None, limit: int = 80) -> Markup:
    """What somebody called themselves or a thing, kept from turning the sentence round it about."""
    return _NAME % plain(text, limit)


def ltr(text: str | None, limit: int = 300) -> Markup:
    """A phone number, an address or a code: from left to right wherever it stands."""
    return _LTR % plain(text, limit)


def _text(name: str, value: Any) -> str:
    if name not in HX:
        raise ValueError(f"hx-{name} is not written here")
    if name == "trigger" and "[" in str(value):
        raise ValueError("a condition in a trigger would have to be run as script")
    if value is True:
        return "true"
    return str(value)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
