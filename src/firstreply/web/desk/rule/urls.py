"""Where its pages are."""

from django.urls import URLPattern, path

from firstreply.web.desk.rule import (
    asking,
    definition,
    editor,
    hours,
    overview,
    pool,
    promise,
    replaying,
    setting,
    trying,
    undoing,
)

_HOURS = "rules/hours/<uuid:calendar>"
_PROMISE = "rules/promises/<uuid:sla>"
_POOL = "rules/pools/<uuid:pool>"
_REPLAY = "rules/replays/<uuid:replay>"
undoing.registered()

urlpatterns: list[URLPattern] = [
    path("rules", overview.page),
    path("rules/settings", setting.page),
    path("rules/try", trying.page),
    path("rules/hours", hours.listing),
    path("rules/hours/new", hours.new),
    path(_HOURS, hours.page),
    path(f"{_HOURS}/back", hours.back),
    path("rules/promises", asking.listing),
    path("rules/promises/new", promise.new),
    path(_PROMISE, promise.page),
    path(f"{_PROMISE}/retire", asking.retire),
    path(f"{_PROMISE}/move", asking.move),
    path(f"{_PROMISE}/back", asking.back),
    path("rules/pools", pool.listing),
    path("rules/pools/new", pool.new),
    path(_POOL, pool.page),
    path(f"{_POOL}/retire", pool.retire),
    path(f"{_POOL}/back", pool.back),
    path(_REPLAY, replaying.page),
    path(f"{_REPLAY}/stop", replaying.stop),
    path(f"{_REPLAY}/publish", replaying.publish),
    path("rules/versions/<uuid:definition>/publish", definition.publish),
    path("rules/versions/<uuid:definition>/discard", definition.discard),
    path("rules/versions/<uuid:definition>/back", definition.back),
    path("rules/versions/<uuid:definition>/replay", definition.replay),
    path("rules/<slug:kind>", definition.page),
    path("rules/<slug:kind>/edit", editor.page),
]
