"""Routes for the OpenAPI document, which `make document` writes, and for the page that shows it."""

from pathlib import Path

from aws_lambda_powertools.event_handler import Response

from functions.recruiter_api.app import api, app

HERE = Path(__file__).parent
KEPT = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}


@api.resolver.get("/api/v1/openapi.json")
def openapi() -> Response[str]:
    """The OpenAPI document as JSON, for programs."""
    return _kept("application/json", _text("openapi.json"))


@api.resolver.get("/api/v1/docs")
def docs() -> Response[str]:
    """The OpenAPI document as a page, for people. The page's scripts are always loaded from the portal's address."""
    portal = app.parameters.portal_url().rstrip("/")
    return _kept("text/html; charset=utf-8", _text("reference.html").replace("{portal}", portal))


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _kept(content_type: str, text: str) -> Response[str]:
    return Response(status_code=200, content_type=content_type, body=text, headers=KEPT)
