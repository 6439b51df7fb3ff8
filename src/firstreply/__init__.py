"""FirstReply: hear it first, answer it first."""

__version__ = "0.1.0"
