"""Push: a browser lets itself be woken, and what wakes up in it (a service worker of ours)."""

from importlib.resources import files
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.journey.organise import By, webhooks
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted
from firstreply.web.desk.visit import Visit


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it must lie at the root to show alerts of every page."""
    text = files("firstreply.web.desk").joinpath("assets", "wake.js").read_bytes()
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@posted
def subscribe(who: Visit) -> HttpResponseBase:
    """This browser may be woken: what its subscription says, as JSON. Refuses `push_subscription_malformed`."""
    try:
        told = orjson.loads(who.request.POST.get("subscription", ""))
        endpoint, keys = str(told["endpoint"]), told["keys"]
        p256dh, auth = str(keys["p256dh"]), str(keys["auth"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("push_subscription_malformed") from error
    me = who.me
    with acting(who.organisation):
        webhooks.subscribe(me, endpoint, p256dh, auth, By(me, who.caller.role, who.now))
    return go("/profile", "woken")


@posted
def unsubscribe(who: Visit, subscription: UUID) -> HttpResponseBase:
    """That browser sleeps on."""
    me = who.me
    with acting(who.organisation):
        webhooks.unsubscribe(me, subscription, By(me, who.caller.role, who.now))
    return go("/profile", "saved")
