"""Schema: `python -m firstreply.api.schema [FILE]` writes the OpenAPI document of this version."""

import os
import sys
from pathlib import Path
from typing import Final

import django
import orjson

PREFIX: Final = "/api/v1/"


def written() -> bytes:
    """The document as it stands in docs/openapi.json."""
    from firstreply.api.api import gathered

    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(gathered().get_openapi_schema(path_prefix=PREFIX), option=options) + b"\n"


def main() -> None:
    """Write it to the file that is named, else to standard output."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstreply.site.django_settings")
    django.setup()
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_bytes(written())
    else:
        sys.stdout.buffer.write(written())


if __name__ == "__main__":
    main()
