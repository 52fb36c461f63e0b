"""The events of events/, with ids, tokens and items of the running local cloud."""

import base64
import gzip
import json
import re
from datetime import UTC, datetime
from typing import Any

from greenroom.identifiers import new_id
from local.paths import ROOT
from local.sample_records import Records

EVENTS = ROOT / "events"
SAMPLE_ID = re.compile(r"\b(org|job|cand|slot|int|ses|res)_01k[a-z0-9]{10,}\b")
SAMPLE_REQUEST = re.compile(r"\bask_01k[a-z0-9]{10,}\b")
SAMPLE_TOKEN = "put-a-token-of-stack.json-here"
SAMPLE_KEY = "0" * 64
SAMPLE_ADDRESS = "asha.raman@example.com"
SAMPLE_MESSAGE = "0100017f-0000"


def filled_event(name: str, records: Records) -> dict[str, Any]:
    """The event of events/`name`.json with the ids of real records, which are created if they are needed.

    A stream's record gets the stored item, and a queue's message the present time. The deployed functions do the
    work that comes before the event.
    """
    if name == "match_candidates":
        records.run("ParseResumeFunction", filled_event("parse_resume", records))
        records.ask_for_match()
    if name == "mail_events":
        records.run("CreateSessionFunction", filled_event("create_session", records))
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    if "awslogs" in event:
        lines = gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode()
        filled = gzip.compress(_filled(name, lines, records).encode())
        return {"awslogs": {"data": base64.b64encode(filled).decode()}}
    event = json.loads(_filled(name, json.dumps(event), records))
    for record in event.get("Records", []):
        if "dynamodb" in record:
            item = stored_item(record, records)
            record["dynamodb"] |= {"NewImage": item, "Keys": {key: item[key] for key in record["dynamodb"]["Keys"]}}
        elif isinstance(record.get("body"), str) and "asked_at" in record["body"]:
            asked = json.loads(record["body"]) | {"asked_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
            record["body"] = json.dumps(asked)
    return event


def _filled(name: str, text: str, records: Records) -> str:
    """The text of an event with the ids, the token, the key and the address of real records."""

    def real(found: re.Match[str]) -> str:
        match found[1], name:
            case "int", "book_slot":
                return records.unbooked
            case "int", "interviewer_report":
                return records.held
            case kind, _:
                return records.of(kind)

    text = SAMPLE_ID.sub(real, text)
    text = SAMPLE_REQUEST.sub(new_id("ask"), text).replace(SAMPLE_TOKEN, records.stack.token)
    if SAMPLE_KEY in text:
        text = text.replace(SAMPLE_KEY, str(records.session["session_key"]))
    if SAMPLE_MESSAGE in text:
        text = text.replace(SAMPLE_MESSAGE, records.invitation())
    if SAMPLE_ADDRESS in text:
        text = text.replace(SAMPLE_ADDRESS, records.address)
    return text


def stored_item(record: dict[str, Any], records: Records) -> dict[str, Any]:
    """The newest stored item with the record's partition key."""
    is_log = "/logs/" in record["eventSourceARN"]
    name, value = next(iter(record["dynamodb"]["Keys"].items()))
    found = records.account.dynamodb.query(
        TableName=records.stack.tables["InterviewLogsTable" if is_log else "BookingsTable"],
        KeyConditionExpression="#key = :key",
        ExpressionAttributeNames={"#key": name},
        ExpressionAttributeValues={":key": value},
        ScanIndexForward=False,
        Limit=1,
    )
    return dict(found["Items"][0])
