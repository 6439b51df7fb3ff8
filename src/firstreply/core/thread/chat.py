"""Chat: a message from anything but mail (a messenger, the API), as JSON that the API documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from firstreply.core.lead import touch
from firstreply.core.lead.persona import Persona
from firstreply.core.message import Envelope, MessageClass, Verdict
from firstreply.core.refusal import Refused

_TEXT: Final = 20_000
_WORDS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One message. `party` is the outside address, as given; `author` who of ours wrote it (id or address).

    `person` is what else is known of whoever wrote to us, `touch` how they came.
    """

    id: str
    channel: str
    inbound: bool
    party: str
    name: str
    author: str
    at: datetime
    text: str
    subject: str
    automatic: bool
    answers: tuple[str, ...]
    person: Persona | None = None
    touch: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Its class: whoever hands it over says whether a machine wrote it."""
        if self.inbound:
            return Verdict(
                MessageClass.INBOUND_AUTO if self.automatic else MessageClass.INBOUND_HUMAN, "told"
            )
        return Verdict(MessageClass.OUTBOUND_AUTO if self.automatic else MessageClass.OUTBOUND_HUMAN, "told")

    @property
    def envelope(self) -> Envelope:
        """Its headers, such as they are: whom it is to counts where one of ours begins a conversation."""
        to = "" if self.inbound else self.party
        return Envelope(self.id, self.answers, self.party if self.inbound else "", "", "", to, "", "", "", None, None,
                        (), "")  # fmt: skip


def chat(given: Mapping[str, Any], *, otherwise_at: datetime, otherwise_id: str) -> Chat:
    """Read what the API takes: {direction: in|out, channel, party, name, author, at, text, subject, automatic, id,
    in_reply_to: [id], person: fields as of an inquiry, its touch included}.

    Refuses `message_field_wrong` naming the field.
    """
    direction = given.get("direction")
    if direction not in ("in", "out"):
        raise Refused("message_field_wrong", field="direction")
    channel, party = _text(given, "channel", _WORDS), _text(given, "party", _WORDS)
    if not channel:
        raise Refused("message_field_wrong", field="channel")
    if not party:
        raise Refused("message_field_wrong", field="party")
    answers = given.get("in_reply_to") or ()
    if isinstance(answers, str):
        answers = (answers,)
    if not isinstance(answers, Sequence) or not all(isinstance(one, str) for one in answers):
        raise Refused("message_field_wrong", field="in_reply_to")
    person, came = _person(given.get("person")) if direction == "in" else (None, {})
    return Chat(
        id=_text(given, "id", _WORDS) or otherwise_id,
        channel=channel,
        inbound=direction == "in",
        party=party,
        name=_text(given, "name", _WORDS),
        author=_text(given, "author", _WORDS),
        at=_moment(given.get("at"), otherwise_at),
        text=_text(given, "text", _TEXT),
        subject=_text(given, "subject", _WORDS),
        automatic=given.get("automatic") is True,
        answers=tuple(answers),
        person=person,
        touch=came,
    )


def _person(given: Any) -> tuple[Persona | None, dict[str, str]]:
    if not given:
        return None, {}
    if not isinstance(given, Mapping):
        raise Refused("message_field_wrong", field="person")
    told = given.get(touch.TOUCH)
    came = touch.read(told)[0] if isinstance(told, Mapping) else {}
    try:
        person = Persona.from_dict({name: value for name, value in given.items() if name != touch.TOUCH})
    except Refused as refused:
        errors = refused.facts.get("errors")
        where = errors[0].field if isinstance(errors, tuple) and errors else ""
        raise Refused("message_field_wrong", field=f"person.{where}") from refused
    return person, came


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    found = given.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Refused("message_field_wrong", field=name)
    return found.replace("\0", "").strip()[:most]


def _moment(given: Any, otherwise: datetime) -> datetime:
    if given is None:
        return otherwise
    try:
        found = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise Refused("message_field_wrong", field="at") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return min(found, otherwise)
