"""Visit: who looks at a page, in which language, and what keeps others from acting in their name."""

import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.permission import MARKETING, Act, may
from firstreply.core.refusal import Refused
from firstreply.core.sight import Viewer
from firstreply.insights.dates import SYSTEMS
from firstreply.insights.language import wanted
from firstreply.insights.words import DIGITS, LANGUAGES, Words
from firstreply.journey.access import Caller, seated
from firstreply.journey.audit import From
from firstreply.journey.organise import By
from firstreply.store.queries import seats, sight
from firstreply.store.queries.seats import Seat
from firstreply.store.tenancy import acting
from firstreply.web.desk.looks import DENSITIES, THEMES, Looks, of_cookie

#: What a session holds beside what Django and allauth keep there.
ORGANISATION, SEVERAL, OWN = "organisation", "several", "own"
BEFORE: Final = "firstreply_before"  #: of somebody who is not signed in yet: what their form is bound to
LOOKS: Final = "firstreply_looks"  #: language and colours that a reader chose
BEFORE_LASTS: Final = timedelta(days=2)  #: a form of who is not signed in may stand open as long
HOME: Final = "/"  #: leads on to where the day begins
PROOF: Final = "proof"  #: the field of a form that says it is one of ours
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
    looks: Looks
    now: datetime
    nonce: str
    proof: str  #: what each form of theirs must bring back
    zone: str = "UTC"

    @property
    def signed_in(self) -> bool:
        return False

    @property
    def theme(self) -> str:
        """Colours: auto, light or dark."""
        return self.looks.theme

    @property
    def came(self) -> From:
        """Where they came from, as the audit keeps it."""
        meta = self.request.META
        return From(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_USER_AGENT", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Visitor):
    """Somebody who is signed in."""

    caller: Caller
    name: str  #: of the person
    account: UUID  #: who signs in as them
    several: bool = False  #: they work for several organisations, and may choose
    kept: dict[str, Any] = field(default_factory=dict)  #: what was asked once

    @property
    def signed_in(self) -> bool:
        return True

    @property
    def organisation(self) -> UUID:
        return self.caller.organisation

    @property
    def me(self) -> UUID:
        """The member that they are. Refuses `member_needed` for whoever is none."""
        if self.caller.member is None:
            raise Refused("member_needed")
        return self.caller.member

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
    """Who is signed in, asked anew each time: whoever left, is switched off or changed the password elsewhere is out.

    Three statements: the session, the organisation, the membership. Raises SignInError.
    """
    found = seated_by(request)
    if found is None:
        raise SignInError
    session, looks = request.session, _looks(request)
    looks["looks"] = mine = merged(looks["looks"], found.looks)
    bound = f"{found.user.pk}:{found.member}:{session[HASH_SESSION_KEY]}"
    return Visit(
        **{**looks, "words": mine.words},
        proof=_proof(bound),
        caller=seated(found, session.get(OWN)),
        name=found.name,
        account=found.user.pk,
        several=bool(session.get(SEVERAL)),
        zone=found.zone,
    )


def seated_by(request: HttpRequest) -> Seat | None:
    """The membership that a session chose, while it lasts."""
    session = request.session
    account, organisation = session.get(SESSION_KEY), session.get(ORGANISATION)
    if not account or not organisation:
        return None
    found = seats.seat(UUID(organisation), UUID(account))
    if found is None:
        return None
    given = session.get(HASH_SESSION_KEY, "")
    return found if constant_time_compare(given, found.user.get_session_auth_hash()) else None


def merged(otherwise: Looks, chosen: dict[str, Any]) -> Looks:
    """What a member chose; else what their browser says. Values that are not known (any more) count as not chosen."""
    known = {
        "language": LANGUAGES, "theme": THEMES, "digits": DIGITS, "calendar": SYSTEMS,
        "density": DENSITIES, "keys": (True, False),
    }  # fmt: skip
    return replace(
        otherwise, **{name: chosen[name] for name, ones in known.items() if chosen.get(name) in ones}
    )


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


def keep_before(response: HttpResponse, request: HttpRequest) -> None:
    """Keep what the form of somebody who is not signed in is bound to."""
    _cookie(response, request, BEFORE, request.META["firstreply.before"], BEFORE_LASTS)


def keep_looks(response: HttpResponse, request: HttpRequest) -> None:
    """Keep the language and the colours that a reader chose."""
    lang, theme = request.POST.get("lang", ""), request.POST.get("theme", "")
    value = f"{lang if lang in LANGUAGES else ''}.{theme if theme in THEMES else ''}"
    _cookie(response, request, LOOKS, value, timedelta(days=365))


def own_path(path: str) -> str:
    """A path of these pages, wherever a form says to go on; never another site's."""
    fits = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if fits and not urlsplit(path).netloc else HOME


def _looks(request: HttpRequest) -> dict[str, Any]:
    looks = of_cookie(request.COOKIES.get(LOOKS, ""), wanted(request.headers.get("Accept-Language", "")))
    return {
        "request": request,
        "words": looks.words,
        "looks": looks,
        "now": datetime.now(UTC),
        "nonce": secrets.token_urlsafe(16),
    }


def _proof(bound_to: str) -> str:
    """Bound to the account, the membership and the password of then, not to the cookie: what was typed on a page still
    counts when the same person has signed in again, and is nothing to anybody else.
    """
    return signing.Signer(salt="firstreply.desk.proof").signature(bound_to)


def _cookie(response: HttpResponse, request: HttpRequest, name: str, value: str, lasts: timedelta) -> None:
    secure = request.is_secure() or _given.FIRSTREPLY_PUBLIC_URL.startswith("https:")
    response.set_cookie(name, value, max_age=lasts, httponly=True, samesite="Lax", secure=secure)
