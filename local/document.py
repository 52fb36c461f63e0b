"""`make document`: writes the API's OpenAPI document, and the page that shows it, from the routes in the code."""

import importlib
import json
import sys

from greenroom.api.document import as_text, openapi_document
from greenroom.api.page import page_of
from greenroom.api.routes import Api, Route
from local.paths import ROOT
from local.say import LocalError, run_main, say

FUNCTIONS = ("recruiter_api", "book_slot", "create_session", "status_sweeper", "portal", "interviewer")


def routes() -> list[Route]:
    """The JSON routes of all functions."""
    found: list[Route] = []
    for name in FUNCTIONS:
        api: Api = importlib.import_module(f"functions.{name}.handler").api
        found += api.routes
    return found


def documents() -> dict[str, str]:
    """What each generated file holds, by its path from the root.

    The first is for people and tools that read the repository; the others are what the API itself serves.
    """
    document = openapi_document(routes())
    return {
        "docs/openapi.json": as_text(document),
        "functions/recruiter_api/openapi.json": json.dumps(document, ensure_ascii=False, separators=(",", ":")),
        "functions/recruiter_api/docs.html": page_of(document),
    }


def stale() -> list[str]:
    """Which generated files say something else than the code."""
    return [path for path, text in documents().items() if not _says(path, text)]


def _says(path: str, text: str) -> bool:
    return (ROOT / path).is_file() and (ROOT / path).read_text() == text


def main() -> int:
    if "--check" in sys.argv[1:]:
        if found := stale():
            raise LocalError(f"{', '.join(found)} do not say what the code does: make document.")
        return 0
    for path, text in documents().items():
        (ROOT / path).write_text(text)
        say(f"wrote {path}")
    return 0


if __name__ == "__main__":
    run_main(main)
