"""Form: what every form says where its definition says nothing of its own."""

from typing import Final

from firstreply.insights.reasons import mark

SEND: Final = mark("Send")
NEWS: Final = mark("Send me news by e-mail now and then. I can stop this at any time.")
TRAP: Final = mark("Leave this empty")
