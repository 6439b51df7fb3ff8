"""Reply: what one of ours writes to a lead goes out by an account, and what became of it is known."""

from firstreply.journey.reply.enclosing import enclosed
from firstreply.journey.reply.filing import FILING, octets
from firstreply.journey.reply.passage import lost_of, reported, settled
from firstreply.journey.reply.queue import CHANNEL, Reply, as_sent, cancel, queue

__all__ = [
    "CHANNEL",
    "FILING",
    "Reply",
    "as_sent",
    "cancel",
    "enclosed",
    "lost_of",
    "octets",
    "queue",
    "reported",
    "settled",
]
