"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.people import audit, home, listing, member, quarantine, token, undoing

_UNDOING = undoing  # what is taken back is registered with the addresses

_ONE = "people/<uuid:member>"

urlpatterns = [
    path("people", listing.page),
    path("people/invite", listing.invite),
    path(_ONE, member.page),
    path(f"{_ONE}/retire", member.retire),
    path(f"{_ONE}/invitation", listing.again),
    path(f"{_ONE}/invitation/withdraw", listing.withdraw),
    path("organisation", home.page),
    path("organisation/change", home.change),
    path("organisation/teams", home.add_team),
    path("organisation/teams/<uuid:team>", home.change_team),
    path("tokens", token.page),
    path("tokens/new", token.make),
    path("tokens/<uuid:token>/revoke", token.revoke),
    path("audit", audit.page),
    path("quarantine", quarantine.page),
    path("quarantine/again", quarantine.again),
]
