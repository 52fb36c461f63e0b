"""The pages of a candidate's own list as tests read them and send their forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, Client
from tests.functional.own_list import LIST, Browser, hidden_fields
from tests.functional.recruiter_requests import done
from tests.world import app, items_of


def words(answer: Answer) -> str:
    body = re.sub(r"<(head|svg)\b.*?</\1>", " ", answer.text, flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))).replace(" .", ".")


def times(answer: Answer) -> list[str]:
    return re.findall(r'name="slot_id" value="([^"]+)"', answer.text)


def page_of(interview: Any) -> str:
    return f"{LIST}/{interview['interview_id']}"


def move(browser: Browser, interview: Any, slot_id: str, **changed: str) -> Answer:
    shown = browser.get(page_of(interview)).text
    fields = hidden_fields(shown, f"{page_of(interview)}/move") | {"slot_id": slot_id} | changed
    return browser.post(f"{page_of(interview)}/move", fields)


def cancel(browser: Browser, interview: Any, reason: str = "I took another job.", **changed: str) -> Answer:
    shown = browser.get(page_of(interview)).text
    fields = hidden_fields(shown, f"{page_of(interview)}/cancel") | {"reason": reason} | changed
    return browser.post(f"{page_of(interview)}/cancel", fields)


def read(api: Client, interview: Any) -> Any:
    return done(api, "GET", f"/interviews/{interview['interview_id']}")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Set the present time of the list's functions."""
    with with_parts(app, clock=lambda: moment):
        yield


def everything(cloud: Database) -> dict[str, Any]:
    """All stored items except sign-ins and their counters."""
    tables = [
        name for name in settings().tables._fields if name not in {"sign_ins", "organisations", "due_index_shards"}
    ]
    return {name: items_of(getattr(settings().tables, name)) for name in tables}
