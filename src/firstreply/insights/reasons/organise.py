"""How the team is set up: names, members, addresses, leave."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "name_taken": mark("The name “{name}” is taken already ({what}). Choose another. Nothing was changed."),
    "reference_unknown": mark("“{field}” refers to {id}, which is not there. Nothing was changed."),
    "email_malformed": mark("“{email}” is no e-mail address. Write it as name@example.com."),
    "alert_address_unknown": mark(
        "The address for alerts at “{field}” is not understood (service “{service}”). Write it as its service asks, "
        "such as tgram://token/chat."
    ),
    "identity_malformed": mark(
        "“{value}” does not fit the kind “{kind}”. Write an address, a domain or a number as that kind asks."
    ),
    "identity_taken": mark(
        "“{value}” belongs to somebody in that time already. End that first. Nothing was changed."
    ),
    "dates_backwards": mark("The stretch ends ({until}) before it begins ({since})."),
    "last_owner": mark("{name} is the only owner. Make somebody else owner first. Nothing was changed."),
    "member_retired": mark("{name} is no longer a member. Invite them again to go on."),
    "membership_exists": mark("This member works in this team already in that time. Nothing was changed."),
    "leave_backwards": mark(
        "The leave ends ({ends_at}) before it begins ({starts_at}). Nothing was changed."
    ),
    "leave_over": mark("This leave ended at {ends_at} and no longer changes."),
}
