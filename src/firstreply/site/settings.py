# ruff: noqa: RUF009 (`_one` gives dataclasses.field)
"""One table of settings, and where each value came from: default < file < environment.

The file is `firstreply.toml` in the home folder; the environment's name is `FIRSTREPLY_` and the setting's name in
capitals. A secret may also lie in a file of its own, named by `FIRSTREPLY_<NAME>_FILE`. `DATABASE_URL` is
understood without the prefix.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from firstreply.core.refusal import Refused
from firstreply.site.home import default_home, made_home
from firstreply.site.keys import VapidKey, secret_key, vapid_key

PREFIX: Final = "FIRSTREPLY_"
FILE: Final = "firstreply.toml"
_PLAIN: Final = {"database_url": "DATABASE_URL"}

_Value = TypeVar("_Value")


def _one(default: _Value, says: str, *, secret: bool = False, choices: tuple[str, ...] = ()) -> _Value:
    """One line of the table; typed as its value, so that the class below reads as what it gives."""
    return field(default=default, metadata={"says": says, "secret": secret, "choices": choices})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, read once when a process starts. An empty text means: not set, or made by the product."""

    home: Path = _one(Path(), "Folder that holds everything: database, keys, setup key, settings file")
    database_url: str = _one(
        "", "PostgreSQL 15 or newer to use; empty: the embedded PostgreSQL in the home folder", secret=True
    )
    host: str = _one("127.0.0.1", "Address to listen on; 0.0.0.0 for every network of this machine")
    port: int = _one(8000, "Port of pages and API")
    live_port: int = _one(8001, "Port of the live stream (server-sent events)")
    live_url: str = _one(
        "", "Address of the live stream as browsers reach it; empty: the name they used, live_port"
    )
    metrics_token: str = _one("", "Token that /metrics asks for; empty: this machine only", secret=True)
    public_url: str = _one("", "Address people use, such as https://leads.example.com; empty: host and port")
    secret_key: str = _one(
        "", "Key that signs what leaves and comes back; empty: made once, kept in home", secret=True
    )
    vapid_private_key: str = _one(
        "", "Private key of web push, base64url of 32 octets; empty: made once, kept in home", secret=True
    )
    vapid_contact: str = _one(
        "", "Address push services may write to, mailto:... or https://...; empty: mail_from"
    )
    web_workers: int = _one(1, "Processes that answer pages and API")
    web_threads: int = _one(32, "Threads in each of them; each holds one database connection")
    worker_threads: int = _one(4, "Threads of the worker")
    smtp_url: str = _one(
        "", "Mail server to send through, smtp://user:password@host:587 (STARTTLS) or smtps://; empty: no e-mail",
        secret=True,
    )  # fmt: skip
    mail_from: str = _one("", "Sender of the mail that we send, such as FirstReply <alerts@example.com>")
    log_level: str = _one(
        "info", "Least important line to log", choices=("debug", "info", "warning", "error")
    )
    log_format: str = _one("text", "One line of text or one JSON object per event", choices=("text", "json"))
    max_body_bytes: int = _one(10_485_760, "Largest request taken; a larger one gets 413")
    rate_limit: int = _one(600, "Requests a minute from one token or address before 429; 0: no limit")
    trusted_proxies: tuple[str, ...] = _one(
        (), "Addresses or networks of proxies whose X-Forwarded-For and -Proto are believed"
    )
    private_hosts: tuple[str, ...] = _one(
        (), "Hosts of a private network that webhooks, push and chat addresses may name all the same"
    )
    oidc_issuer: str = _one(
        "", "Address of a service that members sign in with by OpenID Connect; empty: none"
    )
    oidc_client_id: str = _one("", "What that service calls this installation")
    oidc_client_secret: str = _one("", "The secret that it gave this installation", secret=True)
    oidc_name: str = _one("", "What the button is called, such as Example Login; empty: the issuer's host")
    zone: str = _one("UTC", "Time zone of a new organisation, such as Europe/Berlin")
    region: str = _one(
        "", "Country of phone numbers written without a code, such as DE, for a new organisation"
    )

    @property
    def vapid_public_key(self) -> str:
        """The application server key that browsers subscribe with (base64url)."""
        return VapidKey(self.vapid_private_key).public

    @property
    def address(self) -> str:
        """Where people find it, without a slash at the end."""
        shown = "localhost" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 (compared, not bound)
        shown = f"[{shown}]" if ":" in shown else shown
        return self.public_url.rstrip("/") or f"http://{shown}:{self.port}"

    @property
    def setup_key_file(self) -> Path:
        """The one-time key that lets the first organisation be made."""
        return self.home / "setup-key"

    @property
    def postgres_folder(self) -> Path:
        """Where the embedded PostgreSQL lives."""
        return self.home / "postgres"


class Setting(NamedTuple):
    """One line of the table."""

    name: str
    kind: type
    default: Any
    secret: bool
    choices: tuple[str, ...]
    says: str

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return _PLAIN.get(self.name, PREFIX + self.name.upper())

    @property
    def file_variable(self) -> str:
        """The name that says in which file a secret lies."""
        return f"{PREFIX}{self.name.upper()}_FILE"


class Given(NamedTuple):
    """A value and where it came from: `default`, `made`, the file's path or the variable's name."""

    setting: Setting
    value: Any
    origin: str


def table() -> tuple[Setting, ...]:
    """Every setting there is, in the order of the documentation."""
    kinds: dict[str, type] = {"home": Path}
    lines = []
    for one in fields(Settings):
        assert one.default is not MISSING
        kind = kinds.get(one.name, type(one.default))
        told = one.metadata
        lines.append(Setting(one.name, kind, one.default, told["secret"], told["choices"], told["says"]))
    return tuple(lines)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; makes the home folder and its keys when they are missing.

    Raises Refused: setting_unknown, setting_unreadable, setting_file_unreadable, home_not_writable.
    """
    return Settings(**{one.setting.name: one.value for one in gathered(environment)})


def gathered(environment: Mapping[str, str] | None = None) -> tuple[Given, ...]:
    """Each setting with its value and origin."""
    known = os.environ if environment is None else environment
    home = _home(known)
    written = _file(home.value / FILE)
    found = [home]
    for setting in table()[1:]:
        found.append(_given(setting, known, written, home.value / FILE))
    makers = {
        "secret_key": lambda: secret_key(home.value),
        "vapid_private_key": lambda: vapid_key(home.value).private,
    }
    return tuple(
        Given(one.setting, makers[one.setting.name](), "made")
        if one.setting.name in makers and not one.value
        else one
        for one in found
    )


def _home(known: Mapping[str, str]) -> Given:
    setting = table()[0]
    text = known.get(setting.variable, "")
    folder = Path(text).expanduser().absolute() if text else default_home()
    return Given(setting, made_home(folder), setting.variable if text else "default")


def _file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused("setting_file_unreadable", path=str(path), reason=str(error)) from error
    names = {setting.name for setting in table()} - {"home"}  # the file lies in the home: it cannot name it
    for name in written:
        if name not in names:
            raise Refused("setting_unknown", name=name, path=str(path), known=", ".join(sorted(names)))
    return written


def _given(setting: Setting, known: Mapping[str, str], written: Mapping[str, Any], path: Path) -> Given:
    beside = setting.file_variable
    for variable in dict.fromkeys((PREFIX + setting.name.upper(), setting.variable)):
        if known.get(variable):
            return Given(setting, _read(setting, known[variable], variable), variable)
    if setting.secret and known.get(beside):
        return Given(setting, _read(setting, _secret(known[beside], beside), beside), beside)
    if setting.name in written:
        return Given(setting, _read(setting, written[setting.name], str(path)), str(path))
    return Given(setting, setting.default, "default")


def _secret(path: str, variable: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused("setting_secret_unreadable", name=variable, path=path, reason=reason) from error


def _read(setting: Setting, raw: Any, origin: str) -> Any:
    """The value as its type. Raises Refused("setting_unreadable"); a secret's value is not repeated."""
    try:
        value = _as(setting.kind, raw)
        if setting.choices and value not in setting.choices:
            raise ValueError(raw)
    except (TypeError, ValueError) as error:
        shown = "…" if setting.secret else str(raw)
        want = " | ".join(setting.choices) or {int: "a whole number", tuple: "a list of texts"}.get(
            setting.kind, "a text"
        )
        raise Refused(
            "setting_unreadable", name=setting.name, value=shown, want=want, origin=origin
        ) from error
    return value


def _as(kind: type, raw: Any) -> Any:
    if kind is tuple:
        parts = raw.split(",") if isinstance(raw, str) else raw
        if not isinstance(parts, list) or not all(isinstance(one, str) for one in parts):
            raise TypeError(raw)
        return tuple(one.strip() for one in parts if one.strip())
    if kind is int:
        if isinstance(raw, bool) or not isinstance(raw, int | str) or int(raw) < 0:
            raise TypeError(raw)
        return int(raw)
    if not isinstance(raw, str):
        raise TypeError(raw)
    return raw.strip()
