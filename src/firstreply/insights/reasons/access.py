"""Who is let in, and what they may do."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "token_missing": mark("No token came with the request. Send one in the header Authorization: Bearer."),
    "token_unknown": mark(
        "This token is not valid: it is mistyped, expired or withdrawn. Ask an admin for a new one."
    ),
    "token_lacks_scope": mark(
        "This token is not for this: it needs the scope {scope}. Use another, or have one made."
    ),
    "token_of_whom": mark("A token is either a member's or the whole organisation's, not both. Choose one."),
    "member_unknown": mark("No member has the address {email}. Check it."),
    "token_not_found": mark("There is no token with the id {id}. Nothing was withdrawn."),
    "ticket_over": mark(
        "This ticket for the live stream is unknown or older than {seconds} s. Ask for a new one."
    ),
    "scope_unknown": mark("There is no scope “{scope}”. Choose from: {known}."),
    "setup_key_wrong": mark(
        "The setup key is missing, wrong or used up. The key is in the log of firstreply up. Nothing was "
        "set up."
    ),
    "signature_wrong": mark(
        "The signature is missing, wrong or too old, so nothing was taken. Check the secret and the "
        "sender’s clock."
    ),
    "webhook_id_unfit": mark(
        "The header webhook-id must be printable text of at most {limit} characters. Nothing was taken."
    ),
    "not_allowed": mark("The role “{role}” does not allow this here: {act}. Nothing was changed."),
    "member_needed": mark("This is for a person, and the token is nobody’s own. Use the token of a member."),
    "member_left": mark("This person is no longer a member, so the live stream ended."),
    "role_above_own": mark(
        "Nobody gives more rights than they have: the role “{role}” is above yours. Nothing was changed."
    ),
    "no_organisation": mark("Nothing says for which organisation this is done. Nothing was read or changed."),
    "organisation_changed": mark("One transaction cannot work for two organisations. Nothing was changed."),
}
