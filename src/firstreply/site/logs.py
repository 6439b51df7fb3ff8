"""Logs: one line an event, as text or JSON, on stderr, with the process and the request it belongs to."""

import logging
import sys
from typing import Any, Final

import structlog

from firstreply.site.settings import Settings

#: Granian shall write through our handlers, not its own.
GRANIAN: Final[dict[str, Any]] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"level": "WARNING", "propagate": True}, "granian.access": {"propagate": True}},
}
#: Libraries whose everyday talk is not for operators.
_QUIET: Final = (
    "django.request",
    "django.server",
    "httpx",
    "httpcore",
    "asyncio",
    "urllib3",
    "apprise",
    "procrastinate.blueprints",
)


def configure(process: str, settings: Settings) -> None:
    """Send everything this process logs, by structlog or `logging`, to stderr in the chosen form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _process(process),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_ends(settings.log_format))
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("django.request").filters[:] = [_only_defects]


def _only_defects(record: logging.LogRecord) -> bool:
    """Django tells of every refused request; what failed by our fault has a trace."""
    return bool(record.exc_info)


def _process(name: str) -> Any:
    def add(logger: Any, method: str, event: Any) -> Any:
        event["process"] = name
        return event

    return add


def _ends(form: str) -> list[Any]:
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if form == "json":
        return [strip, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    # Plain traces: richer ones show the values of variables, and tokens are among them.
    plain = structlog.dev.plain_traceback
    return [
        strip,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain),
    ]
