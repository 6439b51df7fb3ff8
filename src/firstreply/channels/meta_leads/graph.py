"""Graph: what we ask Meta about a page, its forms, and who filled them in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from firstreply.channels import meta
from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.ask import NoAnswerError, Reply
from firstreply.channels.base import Checked, Setup
from firstreply.channels.loose import at, items, text, whole

#: Of a lead; those of the ad need a right of their own, and are left out where the token has not got it.
FIELDS: Final = "id,created_time,form_id,field_data,platform,is_organic,custom_disclaimer_responses"
AD_FIELDS: Final = "ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name"
_TOKEN: Final = frozenset({102, 190, 463, 467})
_RIGHTS: Final = frozenset({3, 10, *range(200, 300)})
_PASSING: Final = frozenset({1, 2, 4, 17, 32, 341, 613, 80000, 80004, 80005})


class WrongError(Exception):
    """Meta said no. `code` is 0 where it named none."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.code = whole(reply.data, "error", "code") or 0
        self.reason = f"meta {self.code}" if self.code else f"status {reply.status}"
        super().__init__(self.reason)

    @property
    def is_about_rights(self) -> bool:
        """Whether the token may not see all that was asked for."""
        return self.code in _RIGHTS or (
            self.code == 100 and "permission" in text(self.reply.data, "error", "message")
        )


def asked(setup: Setup, path: str, query: Mapping[str, str] | None = None, method: str = "GET") -> Any:
    """One request on behalf of the page: the JSON of the answer. Raises NoAnswerError and WrongError."""
    reply = meta.asked(setup, method, path, query=query)
    if not reply.is_fine:
        raise WrongError(reply)
    return reply.data


def with_ad(setup: Setup, path: str, query: Mapping[str, str] | None = None) -> Any:
    """As `asked`, for leads: with the fields of the ad, or without them where the token may not see those."""
    try:
        return asked(setup, path, {**(query or {}), "fields": f"{FIELDS},{AD_FIELDS}"})
    except WrongError as wrong:
        if not wrong.is_about_rights:
            raise
        return asked(setup, path, {**(query or {}), "fields": FIELDS})


def forms(setup: Setup) -> Iterator[tuple[str, str]]:
    """Each form of the page: id and name."""
    page, query = str(setup.settings.get("page_id") or ""), {"fields": "id,name", "limit": "100"}
    while True:
        told = asked(setup, f"{page}/leadgen_forms", query)
        for one in items(told, "data"):
            if text(one, "id"):
                yield text(one, "id"), text(one, "name")
        following = after(told)
        if not following:
            return
        query["after"] = following


def after(told: Any) -> str:
    """The cursor of the next page; "" on the last one."""
    return text(told, "paging", "cursors", "after") if text(told, "paging", "next") else ""


def failed(error: NoAnswerError | WrongError) -> TryAgain | Rejected:
    """What an error means for what is to be fetched: nothing is given up for what somebody can mend."""
    if isinstance(error, NoAnswerError):
        return error.answer
    if error.code in _TOKEN or error.reply.status == 401:
        return TryAgain(reason="meta_token_refused", unreachable=True)
    if error.code in _PASSING or error.reply.status == 429 or error.reply.status >= 500:
        return TryAgain(reason=error.reason, after=error.reply.after)
    return TryAgain(reason=error.reason, after=_LATER_S)


_LATER_S: Final = (
    300.0  #: a right that is missing, a lead that is not there yet: mended by people, or soon by itself
)


def check(setup: Setup) -> Checked:
    """Which page it is, and whether it tells our app of leads."""
    page = str(setup.settings.get("page_id") or "")
    try:
        name = text(asked(setup, page, {"fields": "name"}), "name")
        apps = asked(setup, f"{page}/subscribed_apps", {"fields": "name,subscribed_fields"})
    except NoAnswerError as error:
        return error.checked
    except WrongError as wrong:
        code = "channel_token_refused" if wrong.code in _TOKEN else "channel_refused"
        return Checked(ok=False, code=code, facts={"reason": wrong.reason})
    subscribed = any("leadgen" in items(app, "subscribed_fields") for app in items(apps, "data"))
    if not subscribed:
        return Checked(ok=False, code="page_not_subscribed", facts={"page": name})
    return Checked(ok=True, facts={"page": name})


def connect(setup: Setup) -> Checked:
    """Have the page tell the app of leads."""
    try:
        told = asked(
            setup,
            f"{setup.settings.get('page_id') or ''}/subscribed_apps",
            {"subscribed_fields": "leadgen"},
            "POST",
        )
    except NoAnswerError as error:
        return error.checked
    except WrongError as wrong:
        return Checked(ok=False, code="channel_refused", facts={"reason": wrong.reason})
    return (
        check(setup)
        if at(told, "success") is True
        else Checked(ok=False, code="channel_refused", facts={"reason": ""})
    )
