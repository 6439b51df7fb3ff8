"""Account: the letters of signing in, in the reader's language. What is sent and to whom, the shells decide."""

from typing import Final, NamedTuple

from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

#: What was changed about how somebody signs in.
CHANGED: Final = {
    "password": mark("The password of your account was changed."),
    "app_added": mark("An authenticator app was added to your account."),
    "app_removed": mark("The authenticator app was removed from your account."),
    "passkey_added": mark("A passkey was added to your account."),
    "passkey_removed": mark("A passkey was removed from your account."),
    "codes": mark("New recovery codes were made for your account. The old ones are worth nothing now."),
    "service": mark("Your account was connected with the service that you sign in by."),
}


class Written(NamedTuple):
    """Subject and text."""

    subject: str
    text: str


def invitation(words: Words, *, organisation: str, by: str, link: str) -> Written:
    """Somebody is invited to work in an organisation; `by` may be empty."""
    say = words.say
    if by:
        first = say(
            "{by} invites you to answer leads together in {organisation}.", by=by, organisation=organisation
        )
    else:
        first = say("You are invited to answer leads together in {organisation}.", organisation=organisation)
    lasts = say("This link lets you in. It works once, for seven days, and is for you alone:")
    return Written(
        say("Your invitation to {organisation}", organisation=organisation), _text(first, lasts, link)
    )


def reset(words: Words, *, link: str) -> Written:
    """Somebody asked to set a new password."""
    say = words.say
    first = say(
        "Somebody, probably you, asked to set a new password for your account. This link does it, for a day:"
    )
    last = say("If it was not you, do nothing: your password stays as it is.")
    return Written(say("Set a new password"), _text(first, link, last))


def verification(words: Words, *, link: str) -> Written:
    """An address shall be shown to be somebody's own."""
    say = words.say
    first = say("Open this link to show that this address is yours:")
    return Written(say("Is this your address?"), _text(first, link))


def moving(words: Words, *, link: str) -> Written:
    """To an address by which somebody wants to sign in."""
    say = words.say
    first = say("Open this link to sign in to your account by this address from now on. It works for a day:")
    last = say("If it was not you, do nothing: this address is not used.")
    return Written(say("Is this your address?"), _text(first, link, last))


def moving_asked(words: Words, *, to: str, link: str) -> Written:
    """To the address by which they sign in until then."""
    say = words.say
    first = say(
        "Somebody, probably you, wants to sign in to your account by {address}. Until the letter that went there"
        " is opened, nothing changes.",
        address=to,
    )
    last = say("If it was not you, set a new password at once; then that letter is worth nothing:")
    return Written(say("Another address for your account"), _text(first, last, link))


def moved(words: Words, *, to: str) -> Written:
    """To the address by which they signed in until now."""
    say = words.say
    first = say(
        "You sign in to your account by {address} from now on, and no longer by this address.", address=to
    )
    last = say("If it was not you, tell an admin of your organisation at once.")
    return Written(say("Your account was changed"), _text(first, last))


def changed(words: Words, what: str, *, link: str) -> Written:
    """Something about how somebody signs in was changed: a name of CHANGED."""
    say = words.say
    last = say("If it was not you, set a new password at once, and tell an admin of your organisation:")
    return Written(say("Your account was changed"), _text(say(CHANGED[what]), last, link))


def let_in_again(words: Words, *, organisation: str, by: str, link: str) -> Written:
    """Somebody who decides took their second factors away."""
    say = words.say
    first = say(
        "{by} of {organisation} took away the second factors of your account: your password alone lets you in again."
        " All your sessions have ended.",
        by=by,
        organisation=organisation,
    )
    then = say("Sign in and add one anew on the page of your account:")
    last = say("If you did not ask for it, tell an admin of your organisation at once.")
    return Written(say("Your account was changed"), _text(first, then, link, last))


def _text(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
