"""Accounts: signing in, invitations, second factors."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "sign_in_wrong": mark("This address and this password do not belong together. Check both."),
    "attempts_too_many": mark("Too many attempts. Wait a few minutes, then try again."),
    "code_wrong": mark("This code is not right, or was used already. Wait for the next one, and write that."),
    "password_wrong": mark("This password is not right."),
    "passkey_wrong": mark("This passkey is not known here, or did not answer in time. Try again."),
    "password_short": mark("The password is too short: {least} characters at least. Nothing was changed."),
    "password_common": mark("Many people use this password, so it is guessed first. Choose another."),
    "password_similar": mark("The password is too much like your name or address. Choose another."),
    "reset_over": mark("This link is used up or too old. Ask for a new one."),
    "verification_over": mark(
        "This link is used up or too old. Ask for a new one on the page of your account."
    ),
    "invitation_over": mark(
        "This invitation is used up, withdrawn or too old. Ask whoever invited you for a new one."
    ),
    "email_taken": mark("There is an account with the address {email} already. Sign in with it."),
    "address_same": mark("You sign in by {email} already. Nothing was changed."),
    "account_own": mark("You change how you sign in yourself on the page of your account."),
    "account_none": mark("Nobody signs in as {name} yet. Nothing was changed."),
    "account_shared": mark(
        "{name} works for another organisation too and signs in there by the same account. Only whoever runs"
        " FirstReply may take its second factors away. Nothing was changed."
    ),
    "account_elsewhere": mark(
        "This account works there already as somebody else. Sign in with another one to become {name}."
    ),
    "account_off": mark("This account is switched off. Ask an admin of your organisation."),
    "account_unknown": mark("Nobody signs in as {email}. Invite them first."),
    "member_signs_in": mark("{name} signs in already and needs no invitation."),
    "session_over": mark("This session has ended, so the live stream ended. Sign in again."),
    "service_away": mark("{service} does not answer. Try again in a moment, or sign in another way."),
    "service_failed": mark("{service} did not let you in. Try again, or sign in another way."),
    "service_unknown": mark(
        "{service} says who you are, but nobody with that address works here. Ask for an invitation."
    ),
}
