"""The tables. Only `store` and `journey` import them."""

from firstreply.store.models.account import AuditEntry, Invitation, User
from firstreply.store.models.arrival import Arrival, ArrivalKind, ArrivalState, Source
from firstreply.store.models.call import Call, Fetch, FetchState
from firstreply.store.models.channel import (
    Health,
    Held,
    Hour,
    MailFolder,
    MailUid,
    Outgoing,
    Report,
)
from firstreply.store.models.desk import Attachment, Draft, Looking, Snooze, Spent, Task, View
from firstreply.store.models.fact import Fact, Heartbeat
from firstreply.store.models.file import BadRow, File, FileState, Part
from firstreply.store.models.lead import ContactPoint, Engagement, Lead, Suggestion
from firstreply.store.models.message import Conversation, Message, Named, Reached
from firstreply.store.models.organisation import (
    Calendar,
    CalendarVersion,
    Identity,
    Leave,
    Member,
    Membership,
    Organisation,
    Team,
    Token,
)
from firstreply.store.models.rule import Assignment, Definition, DefinitionKind, Load, Pool, Replay
from firstreply.store.models.shown import Digest, SharedLink
from firstreply.store.models.stage import Counted, CountedChange, Stage
from firstreply.store.models.telling import (
    Attempt,
    Delivery,
    DeliveryState,
    LiveEvent,
    PushSubscription,
    WebhookEndpoint,
)
from firstreply.store.models.template import Template, TemplateVersion
from firstreply.store.models.wait import Moment, Sla, Wait
from firstreply.store.models.words import LeadWords, WordsDue

__all__ = [
    "Arrival",
    "ArrivalKind",
    "ArrivalState",
    "Assignment",
    "Attachment",
    "Attempt",
    "AuditEntry",
    "BadRow",
    "Calendar",
    "CalendarVersion",
    "Call",
    "ContactPoint",
    "Conversation",
    "Counted",
    "CountedChange",
    "Definition",
    "DefinitionKind",
    "Delivery",
    "DeliveryState",
    "Digest",
    "Draft",
    "Engagement",
    "Fact",
    "Fetch",
    "FetchState",
    "File",
    "FileState",
    "Health",
    "Heartbeat",
    "Held",
    "Hour",
    "Identity",
    "Invitation",
    "Lead",
    "LeadWords",
    "Leave",
    "LiveEvent",
    "Load",
    "Looking",
    "MailFolder",
    "MailUid",
    "Member",
    "Membership",
    "Message",
    "Moment",
    "Named",
    "Organisation",
    "Outgoing",
    "Part",
    "Pool",
    "PushSubscription",
    "Reached",
    "Replay",
    "Report",
    "SharedLink",
    "Sla",
    "Snooze",
    "Source",
    "Spent",
    "Stage",
    "Suggestion",
    "Task",
    "Team",
    "Template",
    "TemplateVersion",
    "Token",
    "User",
    "View",
    "Wait",
    "WebhookEndpoint",
    "WordsDue",
]
