"""docs/catalogue.md, made from the code: every error code with its routes, and every webhook event."""

from collections.abc import Iterable

from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.route import Route
from greenroom.models.webhook import SENT_BY_DEFAULT, WebhookEvent
from greenroom.rules.candidate_events import CANDIDATE, RESUME, SCORE
from greenroom.rules.webhooks import EVENT_OF_ACTION
from local.openapi import refusals_of
from local.paths import ROOT

OF_CANDIDATES = {"a candidate": CANDIDATE, "a résumé": RESUME, "a score": SCORE}
CATALOGUE = ROOT / "docs" / "catalogue.md"
HEAD = """# Every error and every event

Written by `make document` from the routes as they are declared, and compared by a test. What to do at an error is in
[api.md](api.md), what is in an event in [webhooks.md](webhooks.md).

## Errors

| code | status | routes |
|---|---|---|
"""
EVENTS = """
## Events

| event | comes from | to an endpoint that names none |
|---|---|---|
"""
MANY = 12
"""With more routes than this, an error's row names no single route."""


def catalogue(routes: Iterable[Route]) -> str:
    """The content of docs/catalogue.md."""
    of_code: dict[str, list[str]] = {code: [] for code in STATUS_OF_CODE}
    for route in sorted(routes, key=lambda one: (one.path, one.method)):
        for codes in refusals_of(route).values():
            for code in codes:
                of_code[code].append(f"`{route.method} {_short(route.path)}`")
    of_code["NOT_MOVED"] = ["a line of `POST /interviews/move`"]
    errors = [f"| `{code}` | {STATUS_OF_CODE[code]} | {_named(found)} |" for code, found in of_code.items()]
    actions = {event: f"`{action}` in the log" for action, event in EVENT_OF_ACTION.items()}
    moments = {told.kind: f"`{told.moment}` of {of}" for of, told in OF_CANDIDATES.items()}
    origins = actions | moments
    events = [
        f"| `{event}` | {origins.get(event, 'own request')} | {'yes' if event in SENT_BY_DEFAULT else 'no'} |"
        for event in WebhookEvent
    ]
    return "\n".join([HEAD.rstrip("\n"), *errors, EVENTS.rstrip("\n"), *events]) + "\n"


def _short(path: str) -> str:
    return path.removeprefix("/api/v1").replace("<", "{").replace(">", "}")


def _named(found: list[str]) -> str:
    if len(found) > MANY:
        return f"{len(found)} routes"
    return ", ".join(found) or "any path"
