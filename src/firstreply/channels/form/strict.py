"""Strict: values of a definition as its author wrote them, or what is wrong with them and where."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from firstreply.channels.form.definition import LANGUAGES, Texts
from firstreply.core.lead.reading import FieldError

_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HOST: Final = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}(?::\d{1,5})?")
_Read = TypeVar("_Read")


class Wanting:
    """One table of a definition: what was read from it, what is left over, and every error so far."""

    def __init__(self, given: Any, at: str, errors: list[FieldError]) -> None:
        self._errors, self._at = errors, at
        if not isinstance(given, Mapping):
            self.wrong("", "not_a_table")
        self._left: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {}

    def wrong(self, name: str, code: str, limit: int = 0) -> None:
        """Note what is wrong with an entry."""
        self._errors.append(FieldError(self.path(name), code, limit))

    def path(self, name: str) -> str:
        """Where an entry stands."""
        return ".".join(part for part in (self._at, name) if part)

    def take(self, name: str, fallback: Any = None) -> Any:
        """An entry as it was written."""
        found = self._left.pop(name, None)
        return fallback if found is None else found

    def done(self) -> None:
        """Whatever was not taken is not known."""
        for name in self._left:
            self.wrong(str(name)[:60], "entry_unknown")

    def texts(self, name: str, longest: int, *, required: bool = False) -> Texts:
        """A text by language; plain text is meant for all of them."""
        given = self.take(name)
        if isinstance(given, str):
            given = dict.fromkeys(LANGUAGES, given)
        if given is None or given == {}:
            if required:
                self.wrong(name, "field_missing")
            return {}
        if not isinstance(given, Mapping):
            self.wrong(name, "texts_wrong")
            return {}
        found = {}
        for language, text in given.items():
            at = f"{name}.{str(language)[:10]}"
            if language not in LANGUAGES:
                self.wrong(at, "language_unknown")
            elif self._fits(at, text, longest) and text.strip():
                found[language] = text.strip()
        if required and not found:
            self.wrong(name, "field_missing")
        return found

    def text(self, name: str, longest: int, *, required: bool = False) -> str:
        """A plain text."""
        given = self.take(name, "")
        if not self._fits(name, given, longest):
            return ""
        if required and not given.strip():
            self.wrong(name, "field_missing")
        return str(given).strip()

    def switch(self, name: str) -> bool:
        """True or false."""
        given = self.take(name, False)
        if not isinstance(given, bool):
            self.wrong(name, "not_a_switch")
        return given is True

    def number(self, name: str, fallback: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        given = self.take(name, fallback)
        if not isinstance(given, int) or isinstance(given, bool) or given < least:
            self.wrong(name, "number_too_small", least)
            return fallback
        if given > most:
            self.wrong(name, "number_too_large", most)
            return fallback
        return given

    def one_of(self, name: str, known: Callable[[str], _Read], fallback: _Read) -> _Read:
        """One of the names that a list of ours knows."""
        given = self.take(name)
        if given is None:
            return fallback
        try:
            return known(given)
        except (ValueError, TypeError):
            self.wrong(name, "choice_unknown")
            return fallback

    def address(self, name: str) -> str:
        """An http(s) address."""
        given = self.text(name, 2000)
        try:
            parts = urlsplit(given)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port is not False
        except ValueError:
            fits = False
        if given and (not fits or re.search(r"[\s\x00-\x1f\"<>\\]", given)):
            self.wrong(name, "not_an_address")
            return ""
        return given

    def id(self, name: str) -> UUID | None:
        """An id of ours."""
        given = self.take(name)
        try:
            return None if given in (None, "") else UUID(str(given))
        except ValueError:
            self.wrong(name, "not_an_own_id")
            return None

    def items(self, name: str, most: int) -> list[tuple[str, Any]]:
        """The entries of a list, each with its path within this table."""
        given = self.take(name, [])
        if not isinstance(given, list | tuple):
            self.wrong(name, "not_a_list")
            return []
        if len(given) > most:
            self.wrong(name, "too_many", most)
            return []
        return [(f"{name}[{n}]", one) for n, one in enumerate(given)]

    def hosts(self, name: str, most: int) -> tuple[str, ...]:
        """Names of hosts: `example.com`, `*.example.com`, `localhost:8000`."""
        found = []
        for at, one in self.items(name, most):
            host = one.strip().lower() if isinstance(one, str) else ""
            if _HOST.fullmatch(host):
                found.append(host)
            else:
                self.wrong(at, "not_a_host")
        return tuple(dict.fromkeys(found))

    def _fits(self, at: str, given: Any, longest: int) -> bool:
        if not isinstance(given, str):
            self.wrong(at, "not_text")
        elif len(given) > longest:
            self.wrong(at, "form_text_too_long", longest)
        elif _UNFIT.search(given):
            self.wrong(at, "text_unfit")
        else:
            return True
        return False


def repeated(names: Iterable[str]) -> set[str]:
    """Which occur more than once."""
    seen: set[str] = set()
    return {one for one in names if one in seen or seen.add(one)}  # type: ignore[func-returns-value]  # add() is None
