"""A dead letter of the log's stream names a place in it and no content: what stood there is announced from it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.log_stream import LogStream
from greenroom.adapters.schedule import Schedule
from greenroom.adapters.schedule_items import log_item
from greenroom.clock import utc_now
from greenroom.models.audit import Action, LogEntry
from greenroom.rules.webhooks import events_in
from local.tables import client_of
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.mapping import StreamMapping
from tests.faults.stream import StreamDriver
from tests.faults.stream_reader import read_stream, stream_of


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


def test_events_that_were_set_aside_are_found_again_and_no_others(cloud: FaultlessCloud) -> None:
    now = utc_now()
    entries = [
        LogEntry(
            org_id="org_1",
            interview_id=f"int_{number}",
            at=now + timedelta(seconds=number),
            action=Action.SCHEDULED,
            actor="greenroom",
        )
        for number in range(60)
    ]
    schedule = Schedule(Database(cloud.client), cloud.tables)
    for entry in entries:
        schedule.log(entry)
    streams = client_of(cloud.endpoint_url, service="dynamodbstreams")
    shards = read_stream(streams, stream_of(cloud.client, cloud.tables.logs))

    def broken(event: dict[str, object], _: object) -> None:
        raise ConnectionError(str(len(event)))

    mapping = StreamMapping.of_template("SendWebhooksFunction", "LogWritten")
    set_aside = StreamDriver(broken, mapping).deliver(shards)

    letters = [letter["DDBStreamBatchInfo"] for letter in set_aside.discarded]
    found = [item for letter in letters for item in LogStream(streams).items(letter)]
    assert len(letters) > 2
    assert sorted(item["entry_key"] for item in found) == sorted(log_item(entry)["entry_key"] for entry in entries)
    assert len({event.event_id for item in found for event in events_in(item)}) == 60
    only = LogStream(streams).items({**letters[0], "endSequenceNumber": letters[0]["startSequenceNumber"]})
    assert len(list(only)) == 1
