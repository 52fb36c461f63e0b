"""The document of the API as `make document` wrote it: served as it is, so that no cold start pays for making it."""

from pathlib import Path

from aws_lambda_powertools.event_handler import Response

from functions.recruiter_api.app import api

HERE = Path(__file__).parent
KEPT = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}


@api.resolver.get("/api/v1/openapi.json")
def openapi() -> Response[str]:
    """For machines."""
    return _file("openapi.json", "application/json")


@api.resolver.get("/api/v1/docs")
def docs() -> Response[str]:
    """For people."""
    return _file("docs.html", "text/html; charset=utf-8")


def _file(name: str, content_type: str) -> Response[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return Response(status_code=200, content_type=content_type, body=text, headers=KEPT)
