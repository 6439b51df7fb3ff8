"""Docs: the API on one page, made here of its own OpenAPI document; no script, nothing from elsewhere."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from ninja import Router

router = Router()
_CODE: Final = re.compile("`([^`]+)`")
_pages: Final = Environment(
    loader=PackageLoader("firstreply.api", "html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
_pages.filters["prose"] = lambda text: Markup(_CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S704 (escaped)


@router.get("/docs", include_in_schema=False)
def docs(request: HttpRequest) -> HttpResponse:
    """The page, under a policy that lets it load nothing and run nothing."""
    page, policy = _page()
    response = HttpResponse(page)
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    return response


@cache
def _page() -> tuple[str, str]:
    from firstreply.api.api import api
    from firstreply.api.schema import PREFIX

    style = _pages.loader.get_source(_pages, "docs.css")[0] if _pages.loader else ""
    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    page = _pages.get_template("docs.html").render(
        info=document["info"], groups=_groups(document), style=style, shapes=document["components"]["schemas"]
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    none = " ".join(f"{one} 'none';" for one in ("default-src", "base-uri", "form-action", "frame-ancestors"))
    policy = f"{none} style-src 'sha256-{digest}'"
    return page, policy


def _groups(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {
        tag["name"]: {"name": tag["name"], "description": tag["description"], "operations": []}
        for tag in document["tags"]
    }
    problems = document["components"]["responses"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for tag in operation.get("tags", ()):
                groups[tag]["operations"].append(_operation(path, method, operation, problems))
    return list(groups.values())


def _operation(
    path: str, method: str, operation: Mapping[str, Any], problems: Mapping[str, Any]
) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "shape": body.get("schema", {}).get("$ref", "").rpartition("/")[2],
        "sends": _json(body.get("example")),
        "answers": [
            {
                "status": status,
                "description": problems.get(answer.get("$ref", "").rpartition("/")[2], answer)["description"],
                "shows": _json(answer.get("content", {}).get("application/json", {}).get("example")),
            }
            for status, answer in operation["responses"].items()
        ],
    }


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
