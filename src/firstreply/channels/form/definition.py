"""Definition: a form as people set it up, in `settings["form"]` of its source, once it was read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

Texts = Mapping[str, str]  #: a text by language
LANGUAGES: Final = ("en", "ar", "fa")
NEWSLETTER: Final = "newsletter"  #: the purpose of the consent that the switch of this name adds


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    LONGTEXT = "longtext"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"
    HIDDEN = "hidden"


class Plain(StrEnum):
    """What becomes of a submission that does not come from our page (a snippet of pure HTML)."""

    CONFIRM = "confirm"  #: one more button, or it waits in quarantine
    TAKE = "take"  #: it is taken as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers."""

    value: str
    label: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field: `name` is that of the persona, `custom.x` or `social.x`."""

    name: str
    kind: Kind
    label: Texts
    help: Texts
    required: bool
    choices: tuple[Choice, ...]
    value: str  #: of a hidden field, where the address does not say another
    longest: int  #: characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One thing to agree to. Without a text the newsletter's own is shown."""

    purpose: str
    text: Texts
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A document that who asked may fetch, for so many days."""

    file: UUID
    title: Texts
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form. `revision` names this wording: the same definition has the same."""

    title: Texts
    intro: Texts
    fields: tuple[FormField, ...]
    consents: tuple[Consent, ...]
    button: Texts
    thanks: Texts
    redirect: str
    privacy: str  #: address of the page that says what becomes of what was written
    languages: tuple[str, ...]
    hosts: tuple[str, ...]  #: that may embed it and post to it; none: anybody posts, nobody embeds
    others: bool  #: answers to questions that are not in it are kept as custom fields
    double_opt_in: bool
    confirm_days: int
    sender: UUID | None  #: the source that sends the confirming mail; None: the installation
    download: Download | None
    pow_bits: int
    least_s: int  #: nobody fills it in faster
    wait_s: int  #: before the button of the confirmation step counts
    plain: Plain
    revision: str

    def says(self, texts: Texts, language: str) -> str:
        """A text in that language, or in the first of the form's that has it."""
        return next((texts[one] for one in (language, *self.languages, *LANGUAGES) if texts.get(one)), "")

    @property
    def tests_mail(self) -> bool:
        """Whether what was agreed to counts only once a mail was answered."""
        return self.double_opt_in and bool(self.consents)


def revision(given: Mapping[str, Any]) -> str:
    """What names this wording of a definition: 12 hexadecimal digits of its digest."""
    written = json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:12]
