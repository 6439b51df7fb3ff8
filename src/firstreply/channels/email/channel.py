"""E-mail: a mailbox that is read and that answers go out of."""

from collections.abc import Mapping
from typing import Any, Final

from firstreply.channels.answer import Answer
from firstreply.channels.base import Channel, Checked, Setup
from firstreply.channels.email import outbox, provider, reports
from firstreply.channels.email.fields import FIELDS, LOGINS, PROVIDERS, SECURITY, place
from firstreply.channels.email.send.filed import is_wanted
from firstreply.channels.email.send.header import address_of
from firstreply.channels.enclosed import Carried
from firstreply.core.refusal import Refused

_CHOICES: Final = {
    "login": LOGINS,
    "imap_security": SECURITY,
    "smtp_security": SECURITY,
    "provider": ("", *PROVIDERS),
    "file_sent": ("auto", "always", "never"),
}
_NUMBERS: Final = {
    "imap_port": 65_535, "smtp_port": 65_535, "history_days": 36_500, "per_minute": 6_000, "per_day": 1_000_000,
    "days_between": 3_650,
}  # fmt: skip


def validate(settings: Mapping[str, Any]) -> None:
    """Refuses `mailbox_setting_wrong` naming the field, and `mailbox_without_server`: neither read nor sent from."""
    for name in ("address", "reply_to"):
        given = settings.get(name)
        if (given or name == "address") and (not isinstance(given, str) or address_of(given) is None):
            raise Refused("mailbox_setting_wrong", field=name)
    for name, choices in _CHOICES.items():
        if settings.get(name) is not None and settings[name] not in choices:
            raise Refused("mailbox_setting_wrong", field=name)
    for name, most in _NUMBERS.items():
        number = settings.get(name)
        if number is not None and (
            not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= most
        ):
            raise Refused("mailbox_setting_wrong", field=name)
    if not (settings.get("provider") or place(settings, "imap")[0] or place(settings, "smtp")[0]):
        raise Refused("mailbox_without_server")


def check(setup: Setup) -> Checked:
    """Whether it can be read and sent from; what cannot be read is said first. `facts` of both."""
    from firstreply.channels.email.live.check import (
        check_imap,  # takes long to load: only for who has a mailbox
    )

    reading = check_imap(setup)
    if not reading.ok:
        return reading
    sending = outbox.check(setup)
    return Checked(ok=sending.ok, code=sending.code, facts={**reading.facts, **sending.facts})


def file(message_id: str, octets: bytes, setup: Setup) -> Answer:
    """Put a letter that went out among the mailbox's sent mail, unless it stands there."""
    from firstreply.channels.email.send import sent_folder

    return sent_folder.file(message_id, octets, setup)


CHANNEL: Final = Channel(
    kind="email",
    fields=FIELDS,
    take=reports.take,
    read=reports.read,
    fit=outbox.fit,
    send=outbox.send,
    file=file,
    is_filed=is_wanted,
    check=check,
    validate=validate,
    methods=("POST", "HEAD", "GET"),
    reaches=("email",),
    carries=Carried(provider.FILES),
)
