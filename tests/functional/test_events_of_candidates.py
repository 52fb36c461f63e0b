"""Webhook events about candidates, résumés and scores, through the streams of their tables and the template's
filters."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from functions.send_webhooks import handler
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.log_stream import images_of
from greenroom.models.webhook import WebhookDeliveryStatus, WebhookEvent
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import lambda_context
from tests.faults.mapping import StreamMapping
from tests.functional import test_resumes as resumes
from tests.functional.matches import a_matching_job, delivered, waiting, with_resume
from tests.functional.organisation_webhooks import OrganisationWebhookSender
from tests.functional.recruiter_requests import a_new_candidate, a_new_interview, a_new_job, done
from tests.functional.webhook_sender import a_fresh_webhook_sender
from tests.pdfs import a_resume
from tests.world import Tenant, app

EVENTS = (WebhookEvent.CANDIDATE_CHANGED, WebhookEvent.RESUME_PARSED, WebhookEvent.MATCH_READY)
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/{table}/stream/2026-11-29T00:00:00.000"


@dataclass
class Streams:
    """The streams of three tables: the changes since the last call, as records for the function."""

    sender: OrganisationWebhookSender
    tenant: Tenant
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def keys(self) -> dict[str, tuple[str, str, str]]:
        tables = settings().tables
        return {
            tables.candidates: ("org_id", "candidate_id", "CandidateWritten"),
            tables.resumes: ("org_id", "resume_key", "ResumeWritten"),
            tables.matches: ("org_id", "match_id", "ScoreWritten"),
        }

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """New records by table that pass the template's filter."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table, (first, second, event) in self.keys.items():
            items = self.sender.database.client.scan(TableName=table)["Items"]
            before = self.seen.get(table, {})
            after = {f"{item[first]['S']} {item[second]['S']}": item for item in items}
            mapping = StreamMapping.of_template("SendWebhooksFunction", event)
            changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
            records = [self._record(table, before.get(key), after.get(key)) for key in changed]
            found[table] = [record for record in records if mapping.lets_pass(record)]
            self.seen[table] = after
        return found

    def _record(self, table: str, before: Any, after: Any) -> dict[str, Any]:
        kind = "REMOVE" if after is None else "MODIFY" if before else "INSERT"
        images = {"OldImage": before, "NewImage": after}
        told = {name: image for name, image in images.items() if image is not None}
        return {
            "eventName": kind,
            "eventSourceARN": ARN.format(table=table),
            "dynamodb": {**told, "SequenceNumber": str(next(self.numbers))},
        }

    def told(self, times: int = 1) -> list[tuple[str, dict[str, Any]]]:
        """The events that the endpoint gets for all changes since the last call, however often the records come."""
        self.sender.endpoint.posted.clear()
        batches = [records for records in self.records().values() if records]
        with with_parts(app, public_https=self.sender.endpoint):
            for batch in batches * times:
                assert handler.lambda_handler({"Records": batch}, lambda_context()) == {"batchItemFailures": []}
        posted = [(posted.json["type"], posted.json["data"]) for posted in self.sender.endpoint.posted]
        return sorted(posted, key=json.dumps)


@pytest.fixture
def streams(cloud: Database, organisation: Tenant) -> Streams:
    a_fresh_webhook_sender(cloud)
    sender = OrganisationWebhookSender(cloud)
    sender.org_id = organisation.org_id
    sender.webhook(events=EVENTS, created_at=sender.now - timedelta(seconds=1))
    streams = Streams(sender, organisation)
    streams.records()
    return streams


def test_a_candidate_is_told_when_made_changed_and_gated_and_each_time_once(streams: Streams) -> None:
    api = streams.tenant.admin
    job_id = a_new_job(api)["job_id"]
    candidate_id = a_new_candidate(api, job_id)["candidate_id"]
    path = f"/candidates/{candidate_id}"
    about = {"candidate_id": candidate_id, "job_id": job_id}
    assert streams.told(times=3) == [("candidate.changed", {**about, "version": 1})]

    done(api, "PATCH", path, {"phone": "+91 44 5550 100"})
    assert streams.told() == [("candidate.changed", {**about, "version": 2})]

    done(api, "POST", f"{path}/shortlist", {"shortlisted": True})
    assert streams.told() == [("candidate.changed", {**about, "version": 2})]


def test_a_booking_notes_itself_at_a_candidate_and_tells_nothing_of_the_candidate(streams: Streams) -> None:
    api = streams.tenant.admin
    candidate = a_new_candidate(api, a_new_job(api)["job_id"])
    for gate, value in (("shortlist", {"shortlisted": True}), ("toggle-interview", {"interview_enabled": True})):
        done(api, "POST", f"/candidates/{candidate['candidate_id']}/{gate}", value)
    streams.told()

    starts_at = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    a_new_interview(api, candidate, starts_at=starts_at, duration_minutes=30)

    assert streams.told() == []


def test_no_events_are_sent_about_an_erased_candidate_not_even_those_still_in_the_stream(streams: Streams) -> None:
    api = streams.tenant.admin
    candidate_id = a_new_candidate(api, a_new_job(api)["job_id"])["candidate_id"]
    assert len(streams.told()) == 1
    done(api, "PATCH", f"/candidates/{candidate_id}", {"phone": "+91 44 5550 100"})
    late = streams.records()

    assert api("DELETE", f"/candidates/{candidate_id}").status == 204

    assert streams.told() == []
    with with_parts(app, public_https=streams.sender.endpoint):
        for batch in filter(None, late.values()):
            handler.lambda_handler({"Records": batch}, lambda_context())
    assert streams.sender.endpoint.posted == []


@pytest.mark.parametrize(("content", "status"), [(a_resume(), "PARSED"), (b"%PDF-1.7 and no more", "UNREADABLE")])
def test_a_resume_is_told_when_it_was_read_whatever_came_of_it(streams: Streams, content: bytes, status: str) -> None:
    path, begun = resumes.expected(streams.tenant.admin)
    assert [kind for kind, _ in streams.told()] == ["candidate.changed"]

    resumes.notify(resumes.upload(begun, content))

    candidate_id = path.split("/")[2]
    about = {"candidate_id": candidate_id, "resume_id": begun["resume_id"], "status": status}
    assert streams.told(times=2) == [("resume.parsed", about)]


def test_a_score_is_told_when_it_is_made_and_not_when_it_is_set_aside(streams: Streams) -> None:
    api = streams.tenant.admin
    done(api, "PATCH", "/organisation", {"policy": {"matching_enabled": True}})
    job_id = a_matching_job(api)
    candidate_id = a_new_candidate(api, job_id)["candidate_id"]
    with_resume(streams.tenant, candidate_id)
    assert api("POST", f"/jobs/{job_id}/match", {}).status == 202
    assert {kind for kind, _ in streams.told()} == {"candidate.changed", "resume.parsed"}

    delivered(*waiting())
    about = {"candidate_id": candidate_id, "job_id": job_id, "status": "SCORED"}
    assert streams.told(times=2) == [("match.ready", about)]

    done(api, "POST", f"/jobs/{job_id}/matches/{candidate_id}/set-aside", {"reason": "We know her."})
    assert streams.told() == []


def test_an_organisation_that_named_no_events_hears_nothing_of_candidates(streams: Streams) -> None:
    [webhook] = streams.sender.webhooks.of(streams.tenant.org_id)
    streams.sender.webhooks.remove(webhook.org_id, webhook.webhook_id, webhook.version)
    streams.sender.webhook(created_at=streams.sender.now - timedelta(seconds=1))

    a_new_candidate(streams.tenant.admin)

    assert streams.told() == []


def test_a_dead_letter_of_a_candidates_stream_is_announced_once(streams: Streams) -> None:
    a_new_candidate(streams.tenant.admin)
    [batch] = [records for records in streams.records().values() if records]
    table = settings().tables.candidates
    letter = {"DDBStreamBatchInfo": {"shardId": "shardId-1", "streamArn": ARN.format(table=table)}}

    class Stream:
        def images(self, wanted: dict[str, Any]) -> list[Any]:
            assert wanted == letter["DDBStreamBatchInfo"]
            return [images_of(record) for record in batch]

    with with_parts(app, public_https=streams.sender.endpoint, log_stream=Stream()):
        assert handler.lambda_handler(letter, lambda_context()) == {"items": 1, "new_deliveries": 1}
        assert handler.lambda_handler(letter, lambda_context()) == {"items": 1, "new_deliveries": 0}
    [webhook] = streams.sender.webhooks.of(streams.tenant.org_id)
    assert streams.sender.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED
