"""The live stream: what happens, on the screens of those who may see it, as it happens. docs/live.md."""

from firstreply.web.live.app import application

__all__ = ["application"]
