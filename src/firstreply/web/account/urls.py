"""Where its pages are. The names are those that django-allauth asks for."""

from django.urls import URLPattern, path

from firstreply.web.account import (
    entering,
    factors,
    forgotten,
    invited,
    looks,
    moving,
    oidc,
    others,
    own,
    sure,
    welcome,
)

urlpatterns: list[URLPattern] = [
    path("welcome", welcome.page),
    path("sign-in", entering.sign_in, name="account_login"),
    path("sign-in/code", entering.code, name="mfa_authenticate"),
    path("sign-in/passkey", entering.passkey),
    path("sign-in/off", entering.inactive, name="account_inactive"),
    path("sign-in/oidc", oidc.begin),
    path("sign-in/oidc/callback", oidc.back),
    path("sign-out", entering.sign_out),
    path("password", forgotten.ask, name="account_reset_password"),
    path("password/<str:link>", forgotten.change),
    path("invitation/<str:token>", invited.page),
    path("verify/<str:key>", own.verified),
    path("organisations", own.places),
    path("looks", looks.looks),
    path("account", own.page),
    path("account/confirm", sure.confirm, name="account_reauthenticate"),
    path("account/password", own.password),
    path("account/address", moving.page),
    path("account/address/<str:key>", moving.opened),
    path("account/app", factors.app),
    path("account/app/remove", factors.app_gone),
    path("account/passkeys", factors.passkey),
    path("account/passkeys/<int:passkey>/remove", factors.passkey_gone),
    path("account/codes", factors.codes),
    path("account/sessions/end", own.end_others),
    path("account/sessions/<int:session>/end", own.end_session),
    path("account/verify", own.verify),
    path("people/<uuid:member>/factors/remove", others.without_factors),
    path("people/<uuid:member>/sessions/end", others.put_out),
]
