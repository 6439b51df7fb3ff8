"""Words: what a caller hears whom nobody answers, and what a colleague hears before they take a call."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple


class Voice(NamedTuple):
    """How Twilio is told to speak a language, and what it says. Of a language that it cannot speak nothing is said."""

    language: str
    leave: str
    accept: str


VOICES: Final[Mapping[str, Voice]] = {
    "en": Voice(
        "en-US",
        "Thank you for calling. Nobody can take your call right now. Please leave a message after the tone,"
        " and we will call you back.",
        "You have a call. Press any key to take it.",
    ),
    "ar": Voice(
        "arb",
        "شكرًا لاتصالك. لا يستطيع أحد الرد على مكالمتك الآن. يرجى ترك رسالة بعد سماع الصافرة وسنعاود الاتصال بك.",
        "لديك مكالمة. اضغط أي رقم للرد عليها.",
    ),
    "fa": Voice(
        "",
        "از تماس شما سپاسگزاریم. اکنون کسی نمی‌تواند پاسخ دهد. لطفاً پس از شنیدن بوق پیام بگذارید تا با شما تماس بگیریم.",
        "تماسی دارید. برای پاسخ دادن یک کلید را فشار دهید.",
    ),
}


def voice(settings: Mapping[str, Any]) -> Voice:
    """That of the account."""
    return VOICES.get(str(settings.get("language") or "en"), VOICES["en"])
