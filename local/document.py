"""`make document`: writes the API's OpenAPI document and docs/catalogue.md from the code; with `--check`, compares."""

import importlib
import sys
from typing import TYPE_CHECKING

from pydantic import BaseModel

from local.paths import ROOT
from local.say import LocalError, run_main, say

if TYPE_CHECKING:
    from greenroom.api.route import Route
    from greenroom.api.routes import Api

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
    # Docstrings below fields become descriptions. Set before the first model is created, and only here: reading the
    # source would slow a function's cold start.
    BaseModel.model_config["use_attribute_docstrings"] = True
    from local.catalogue import CATALOGUE, catalogue  # noqa: PLC0415
    from local.openapi import as_text, openapi_document  # noqa: PLC0415

    written = {DOCUMENT: as_text(openapi_document(routes())), CATALOGUE: catalogue(routes())}
    for path, text in written.items():
        name = path.relative_to(ROOT)
        if "--check" not in sys.argv[1:]:
            path.write_text(text)
            say(f"wrote {name}")
        elif not path.is_file() or path.read_text() != text:
            raise LocalError(f"{name} does not say what the code does: make document.")
    return 0


if __name__ == "__main__":
    run_main(main)
