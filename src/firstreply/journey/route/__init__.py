"""Route: who gets each lead, written down with every reason."""

from firstreply.journey.route.give import Given, Request, give
from firstreply.journey.route.tell import alerts, changes

__all__ = ["Given", "Request", "alerts", "changes", "give"]
