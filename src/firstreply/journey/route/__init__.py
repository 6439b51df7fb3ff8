"""Route: who gets each lead, written down with every reason."""

from firstreply.journey.route.deciding import OWNER, TEST, Deciding, Request
from firstreply.journey.route.give import Given, give, how
from firstreply.journey.route.pools import Pools
from firstreply.journey.route.tell import alerts, changes

__all__ = ["OWNER", "TEST", "Deciding", "Given", "Pools", "Request", "alerts", "changes", "give", "how"]
