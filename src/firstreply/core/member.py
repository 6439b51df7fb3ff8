"""Member: what people of ours may do, and whether they are there."""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do; each says what the ones after it may not."""

    OWNER = "owner"  #: everything, and closes the organisation
    ADMIN = "admin"  #: people, channels, rules, tokens
    MANAGER = "manager"  #: the leads and rules of their own teams
    REP = "rep"  #: their own leads, and what their teams may claim
    MARKETER = "marketer"  #: all leads, sources, forms and qualification; assigns nobody
    VIEWER = "viewer"  #: sees, changes nothing


class Presence(StrEnum):
    """Whether someone is there to answer now."""

    ONLINE = "online"
    BUSY = "busy"  #: there, and takes nothing new
    OFFLINE = "offline"
