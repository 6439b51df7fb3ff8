"""Visit: who looks at a page, in which language, and what keeps others from acting in their name."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.permission import MARKETING, Act, may
from firstreply.core.refusal import Refused
from firstreply.core.sight import Viewer
from firstreply.insights import words
from firstreply.insights.language import wanted
from firstreply.insights.words import LANGUAGES, Words
from firstreply.journey.access import Caller, caller_of
from firstreply.journey.organise import By
from firstreply.store.queries import sight
from firstreply.store.tenancy import acting

SESSION: Final = "firstreply_session"
BEFORE: Final = "firstreply_before"  #: of somebody who is not signed in yet: what their form is bound to
LOOKS: Final = "firstreply_looks"  #: language and colours that a reader chose
LASTS: Final = timedelta(hours=12)
THEMES: Final = ("auto", "light", "dark")
PROOF: Final = "proof"  #: the field of a form that says it is one of ours
_SALT: Final = "firstreply.desk.session"
#: Who may look at lists of people that were brought, whether or not they may bring one: as the API has it.
LISTS: Final = MARKETING | {Role.MANAGER}
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


class SignInError(Exception):
    """Nobody is signed in here (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who looks at a page. `nonce` is what the page's own style and script carry."""

    request: HttpRequest
    words: Words
    theme: str
    now: datetime
    nonce: str
    proof: str  #: what each form of theirs must bring back
    zone: str = "UTC"

    @property
    def signed_in(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Visitor):
    """Somebody who is signed in."""

    caller: Caller
    name: str  #: of the person, or of the token that is nobody's own
    kept: dict[str, Any] = field(default_factory=dict)  #: what was asked once

    @property
    def signed_in(self) -> bool:
        return True

    @property
    def organisation(self) -> UUID:
        return self.caller.organisation

    @property
    def viewer(self) -> Viewer:
        """Whose eyes to look through; asked once."""
        if "viewer" not in self.kept:
            with acting(self.organisation):
                self.kept["viewer"] = sight.viewer(self.caller.member, self.caller.role, self.now)
        found: Viewer = self.kept["viewer"]
        return found

    def may(self, act: Act, *, owner: UUID | None, team: UUID | None) -> bool:
        """Whether they may do that to a lead of this owner and team. What a step refuses stays refused all the same."""
        viewer = self.viewer
        teams = viewer.manages if viewer.role is Role.MANAGER else viewer.teams
        own = owner is not None and owner == viewer.member
        return Scope.WRITE in self.caller.scopes and may(viewer.role, act, own=own, same_team=team in teams)

    @property
    def may_decide(self) -> bool:
        """Whether they may change how inquiries come in."""
        return Scope.ADMIN in self.caller.scopes and self.caller.role in MARKETING

    @property
    def may_see_lists(self) -> bool:
        """Whether they may look at files of people, who may be anybody's."""
        return Scope.ADMIN in self.caller.scopes and self.caller.role in LISTS

    def decides(self, roles: frozenset[Role] = MARKETING) -> By:
        """As whom a decision is recorded. Refuses `token_lacks_scope`, `not_allowed`."""
        if Scope.ADMIN not in self.caller.scopes:
            raise Refused("token_lacks_scope", scope=Scope.ADMIN.value)
        if self.caller.role not in roles:
            raise Refused("not_allowed", act="decide", role=self.caller.role.value)
        return By(self.caller.member, self.caller.role, self.now)


def visitor(request: HttpRequest) -> Visitor:
    """Who looks, signed in or not; a form they see is bound to a cookie of this browser."""
    before = request.COOKIES.get(BEFORE) or secrets.token_urlsafe(18)
    request.META["firstreply.before"] = before
    return Visitor(**_looks(request), proof=_proof(before))


def visit(request: HttpRequest) -> Visit:
    """Who is signed in; their token is asked for anew, so that one that is withdrawn ends it. Raises SignInError."""
    kept = _kept(request.COOKIES.get(SESSION, ""))
    found = caller_of(UUID(kept["organisation"]), UUID(kept["token"])) if kept else None
    if found is None or Scope.READ not in found.scopes:
        raise SignInError
    proof, looks = _proof(str(found.token)), _looks(request)
    return Visit(**looks, proof=proof, caller=found, name=kept["name"], zone=kept["zone"])


def refuse_large(request: HttpRequest, most: int = 0) -> None:
    """Refuse `body_too_large` before anything of it is read; `most` octets where files may come, else the setting."""
    limit: int = _given.FIRSTREPLY_MAX_BODY_BYTES + most
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > limit:
        raise Refused("body_too_large", limit=limit)


def refuse_strange(visitor: Visitor) -> None:
    """Refuse `form_strange`: a form that is not one of ours, or was not shown to this reader."""
    given = visitor.request.headers.get("X-Proof") or visitor.request.POST.get(PROOF, "")
    if not hmac.compare_digest(given.encode(), visitor.proof.encode()):
        raise Refused("form_strange")


def remember(response: HttpResponse, request: HttpRequest, caller: Caller, **shown: str) -> None:
    """Keep somebody signed in. `shown`: the `name` and `zone` that pages show."""
    kept = {"organisation": str(caller.organisation), "token": str(caller.token), **shown}
    value = signing.dumps(kept, salt=_SALT)
    _cookie(response, request, SESSION, value, LASTS)
    response.delete_cookie(BEFORE, samesite="Strict")


def forget(response: HttpResponse) -> None:
    """Sign somebody out."""
    response.delete_cookie(SESSION, samesite="Strict")


def keep_before(response: HttpResponse, request: HttpRequest) -> None:
    """Keep what the form of somebody who is not signed in is bound to."""
    _cookie(response, request, BEFORE, request.META["firstreply.before"], LASTS)


def keep_looks(response: HttpResponse, request: HttpRequest) -> None:
    """Keep the language and the colours that a reader chose."""
    lang, theme = request.POST.get("lang", ""), request.POST.get("theme", "")
    value = f"{lang if lang in LANGUAGES else ''}.{theme if theme in THEMES else ''}"
    _cookie(response, request, LOOKS, value, timedelta(days=365))


def own_path(path: str) -> str:
    """A path of these pages, wherever a form says to go on; never another site's."""
    fits = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if fits and not urlsplit(path).netloc else "/channels"


def _looks(request: HttpRequest) -> dict[str, Any]:
    lang, _, theme = request.COOKIES.get(LOOKS, "").partition(".")
    return {
        "request": request,
        "words": words.use(lang if lang in LANGUAGES else wanted(request.headers.get("Accept-Language", ""))),
        "theme": theme if theme in THEMES else "auto",
        "now": datetime.now(UTC),
        "nonce": secrets.token_urlsafe(16),
    }


def _kept(cookie: str) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(cookie, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return found


def _proof(bound_to: str) -> str:
    """Bound to the token, not to the cookie: a form outlives a session that is begun anew with the same token."""
    return signing.Signer(salt="firstreply.desk.proof").signature(bound_to)


def _cookie(response: HttpResponse, request: HttpRequest, name: str, value: str, lasts: timedelta) -> None:
    secure = request.is_secure() or _given.FIRSTREPLY_PUBLIC_URL.startswith("https:")
    response.set_cookie(name, value, max_age=lasts, httponly=True, samesite="Strict", secure=secure)
