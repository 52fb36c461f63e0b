"""Runs one release with items of another one: stores them in its tables, answers requests, and reports the stored
items.

    python -m tests.functional.release asked.json told.json

runs it in its own process with the code of the present folder. test_previous_release.py copies this file into each
release's folder, so that requests and reports have the same form in every release.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.settings import TABLE_VARIABLES, settings
from local.gateway import Answer, answered, rest_event
from tests.functional.own_list import Browser, hidden_fields
from tests.world import moto_cloud

type Items = dict[str, list[dict[str, Any]]]
"""The stored items in DynamoDB's typed form, by the names of the tables in the settings."""


@dataclass(frozen=True)
class Request:
    """A request. `$name` in its target is replaced by the newest value of that name in an earlier answer."""

    method: str
    target: str
    body: Any = None
    token: str | None = None
    page: str | None = None
    """For a form: the page that has it."""


@dataclass(frozen=True)
class Told:
    """The answer to a request."""

    status: int
    location: str | None
    body: Any


def stored(database: Database) -> Items:
    """All stored items."""
    tables = settings().tables
    return {name: database.client.scan(TableName=getattr(tables, name))["Items"] for name in TABLE_VARIABLES}


def store(database: Database, items: Items) -> None:
    """Store items, for the tables that this release has."""
    for name in TABLE_VARIABLES:
        for item in items.get(name, ()):
            database.client.put_item(TableName=getattr(settings().tables, name), Item=item)


def answers_to(requests: Iterable[Request]) -> list[Told]:
    """Answer the requests one after the other. Each link is opened in its own browser, which follows to the page behind
    it."""
    known: dict[str, Any] = {}
    told, browser = [], Browser()
    for request in requests:
        if request.method == "GET":
            browser = Browser()
        written = Template(json.dumps(asdict(request))).safe_substitute(known)
        answer = _answer_to(Request(**json.loads(written)), browser)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        content = answer.json if is_json and answer.text else None
        if isinstance(content, dict):
            known |= {name: value for name, value in content.items() if isinstance(value, str)}
        told.append(Told(answer.status, answer.headers.get("Location"), content))
    return told


def _answer_to(request: Request, browser: Browser) -> Answer:
    if request.token:
        headers = {"Authorization": f"Token {request.token}"}
        return answered(rest_event(request.method, request.target, request.body, headers))
    if request.page:
        fields = hidden_fields(browser.get(request.page).text, request.target)
        return browser.post(request.target, fields | request.body)
    return browser.get(request.target) if request.method == "GET" else browser.post_json(request.target, request.body)


def main(asked_file: str, told_file: str) -> None:
    """Read the requests from the first file, and write the answers and stored items to the second one."""
    asked = json.loads(Path(asked_file).read_text())
    with moto_cloud() as database:
        store(database, asked["items"])
        told = answers_to(Request(**one) for one in asked["requests"])
        answer = {"answers": [asdict(one) for one in told], "items": stored(database)}
        Path(told_file).write_text(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
