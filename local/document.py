"""`make document`: writes the API's OpenAPI document from the routes in the code; with `--check`, compares it."""

import importlib
import sys
from typing import TYPE_CHECKING

from pydantic import BaseModel

from local.paths import ROOT
from local.say import LocalError, run_main, say

if TYPE_CHECKING:
    from greenroom.api.routes import Api, Route

FUNCTIONS = ("recruiter_api", "book_slot", "create_session", "status_sweeper", "portal", "interviewer", "meetings")
DOCUMENT = ROOT / "functions" / "recruiter_api" / "openapi.json"


def routes() -> "list[Route]":
    """The JSON routes of all functions."""
    found: list[Route] = []
    for name in FUNCTIONS:
        api: Api = importlib.import_module(f"functions.{name}.handler").api
        found += api.routes
    return found


def main() -> int:
    # The sentences below a field describe it. Set before the first model is made, and here alone: reading them costs a
    # function a part of its cold start.
    BaseModel.model_config["use_attribute_docstrings"] = True
    from local.openapi import as_text, openapi_document  # noqa: PLC0415

    text = as_text(openapi_document(routes()))
    name = DOCUMENT.relative_to(ROOT)
    if "--check" not in sys.argv[1:]:
        DOCUMENT.write_text(text)
        say(f"wrote {name}")
    elif not DOCUMENT.is_file() or DOCUMENT.read_text() != text:
        raise LocalError(f"{name} does not say what the code does: make document.")
    return 0


if __name__ == "__main__":
    run_main(main)
