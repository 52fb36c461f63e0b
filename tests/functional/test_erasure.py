"""A deleted candidate is erased in all stores, for good, and only an anonymous trail stays."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.create_session import handler as create_session
from functions.prepare_questions import handler as prepare_questions
from functions.status_sweeper import handler as status_sweeper
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.adapters.schedule_items import booking_item
from greenroom.clock import utc_now
from greenroom.mail.message import ComposedMail
from greenroom.models.caller import GREENROOM, Caller
from greenroom.models.interview import InterviewStatus
from greenroom.models.organisation import Role
from greenroom.models.session import SessionStatus
from greenroom.rules.changes import session_of
from greenroom.settings import settings
from greenroom.usecases.erasure import erase_candidate_again, retire_interview
from local.applications import with_parts
from local.erasures import erase_again
from local.gateway import Client, lambda_context
from tests.functional.recruiter_requests import a_booked_interview, a_new_candidate, done, made
from tests.functional.sweeps import swept_at
from tests.functional.test_resumes import BUCKET, notify, upload
from tests.pdfs import a_resume
from tests.world import Founder, Tenant, app, aws, restored, versions_below

TRACES = ("Meera", "meera@example.com", "Confidential")


def everything(cloud: Database, tenant: Tenant) -> str:
    """All stored items of an organisation, except answers under an Idempotency-Key, which are kept for a day."""
    text = []
    for name in cloud.client.list_tables()["TableNames"]:
        if name != settings().tables.idempotency:
            items = cloud.client.scan(TableName=name)["Items"]
            text += [str(item) for item in items if tenant.org_id in str(item)]
    return "\n".join(text)


def an_interviewed_candidate(tenant: Tenant) -> dict[str, str]:
    """A candidate with a résumé and a booked interview whose session was opened; returns the interview."""
    api = tenant.admin
    interview: dict[str, str] = a_booked_interview(api, booking_notes="Confidential: Meera is great.")
    begun = made(api, f"/candidates/{interview['candidate_id']}/resume", {"filename": "Meera.pdf"})
    notify(upload(begun, a_resume()))
    booking = app.schedule.booking(tenant.org_id, interview["interview_id"])
    assert booking is not None
    session_hash = app.links.hash_of(booking.session_id, booking.version)
    app.sessions.open(session_of(booking, session_hash, SessionStatus.SCHEDULED, utc_now()))
    return interview


def means(tenant: Tenant) -> dict[str, Any]:
    """The stores that an erasure needs."""
    by, now = Caller(tenant.org_id, GREENROOM, Role.ADMIN), utc_now() + timedelta(seconds=1)
    return {"by": by, "now": now, **app.candidate_stores}


def test_nothing_of_an_erased_candidate_is_left(organisation: Tenant, cloud: Database) -> None:
    interview = an_interviewed_candidate(organisation)
    before = everything(cloud, organisation)
    assert all(trace in before for trace in TRACES)

    deleted = organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}")

    assert deleted.status == 204
    after = everything(cloud, organisation)
    assert not [trace for trace in TRACES if trace in after]
    assert versions_below(f"resumes/{organisation.org_id}/") == []
    assert organisation.admin("GET", f"/candidates/{interview['candidate_id']}").status == 404


def test_no_version_of_a_file_that_was_overwritten_or_deleted_by_hand_survives_the_erasure(
    organisation: Tenant,
) -> None:
    api = organisation.admin
    candidate = a_new_candidate(api)
    path = f"/candidates/{candidate['candidate_id']}/resume"
    overwritten, deleted = (made(api, path, {"filename": name}) for name in ("first.pdf", "second.pdf"))
    for content in (a_resume(), b"%PDF-1.4 anew"):
        notify(upload(overwritten, content))
    aws("s3").delete_object(Bucket=BUCKET, Key=upload(deleted, a_resume()))
    assert len(versions_below(f"resumes/{organisation.org_id}/")) == 4

    assert api("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204

    assert versions_below(f"resumes/{organisation.org_id}/") == []


def test_an_anonymous_trail_stays(organisation: Tenant) -> None:
    api = organisation.admin
    interview = an_interviewed_candidate(organisation)

    api("DELETE", f"/candidates/{interview['candidate_id']}")

    read = done(api, "GET", f"/interviews/{interview['interview_id']}")
    assert (read["status"], read["candidate_name"], read["booking_notes"]) == ("CANCELLED", "Erased candidate", None)
    log = done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    assert [entry["action"] for entry in log] == ["CREATED", "SCHEDULED", "CANCELLED", "ERASED"]
    assert all(entry["reason"] is None for entry in log)
    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 0


def test_an_upload_that_comes_after_the_erasure_is_removed(organisation: Tenant) -> None:
    api = organisation.admin
    candidate = a_new_candidate(api)
    begun = made(api, f"/candidates/{candidate['candidate_id']}/resume", {"filename": "late.pdf"})
    assert api("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204

    notify(upload(begun, a_resume()))

    assert versions_below(f"resumes/{organisation.org_id}/") == []


@pytest.mark.parametrize("table", ["candidates", "interviews", "resumes", "bookings"])
def test_a_restored_table_is_erased_again_by_its_tombstone(organisation: Tenant, cloud: Database, table: str) -> None:
    interview = an_interviewed_candidate(organisation)
    name = getattr(settings().tables, table)
    backup = [item for item in cloud.client.scan(TableName=name)["Items"] if organisation.org_id in str(item)]
    organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}")
    for item in backup:
        cloud.client.put_item(TableName=name, Item=item)
    assert any(trace in everything(cloud, organisation) for trace in (*TRACES, "parsed_text"))

    [tombstone] = [one for one in app.erasures.in_month(utc_now().isoformat()[:7]) if one.org_id == organisation.org_id]
    erase_candidate_again(tombstone.candidate_id, **means(organisation))

    after = everything(cloud, organisation)
    assert not [trace for trace in (*TRACES, "parsed_text") if trace in after]


def test_a_tombstone_that_lost_its_attributes_still_names_who_was_erased(organisation: Tenant, cloud: Database) -> None:
    interview = an_interviewed_candidate(organisation)
    organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}")
    name, month = settings().tables.erasures, utc_now().isoformat()[:7]
    for item in cloud.client.scan(TableName=name)["Items"]:
        cloud.client.put_item(TableName=name, Item={key: item[key] for key in ("month", "erasure_key")})
    assert interview["candidate_id"] in {one.candidate_id for one in app.erasures.in_month(month)}


def test_a_candidate_who_is_being_interviewed_is_not_erased_yet(organisation: Tenant) -> None:
    interview = an_interviewed_candidate(organisation)
    running = app.schedule.interview(organisation.org_id, interview["interview_id"])
    write = app.schedule.write()
    write.interview(running.changed(status=InterviewStatus.IN_PROGRESS, version=running.version + 1))
    write.commit()

    refused = organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}")

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert done(organisation.admin, "GET", f"/candidates/{interview['candidate_id']}")["full_name"] == "Meera Iyer"


def test_the_sweeper_erases_interviews_after_the_retention_time(found: Founder, cloud: Database) -> None:
    tenant = found("Forgetful", min_notice_minutes=0, retention_days=30)
    interview = an_interviewed_candidate(tenant)
    done(tenant.admin, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "Meera is ill."})

    assert not swept(tenant, utc_now() + timedelta(days=30))
    assert "Meera" in everything(cloud, tenant)
    assert swept(tenant, utc_now() + timedelta(days=33))

    assert not [trace for trace in TRACES if trace in everything(cloud, tenant)]
    assert tenant.admin("GET", f"/candidates/{interview['candidate_id']}").status == 404
    assert not swept(tenant, utc_now() + timedelta(days=99))


def swept(tenant: Tenant, now: datetime) -> int:
    """The number of interviews that a sweep at that time erases."""
    return swept_at(now, tenant.org_id, retire=lambda interview: retire_interview(interview, **means(tenant))).erased


def test_another_organisations_candidate_is_not_erased(api: Client, found: Founder) -> None:
    candidate = a_new_candidate(api)

    assert found("Other").admin("DELETE", f"/candidates/{candidate['candidate_id']}").status == 404
    assert done(api, "GET", f"/candidates/{candidate['candidate_id']}") == candidate


@dataclass(frozen=True)
class Outbox:
    """A mailer that keeps the e-mails."""

    sent: list[ComposedMail] = field(default_factory=list)

    def send(self, mail: ComposedMail) -> str:
        self.sent.append(mail)
        return f"message-{len(self.sent)}"

    def patient(self, _seconds: float) -> "Outbox":
        return self


def test_after_a_restore_nobody_who_was_erased_is_mailed_and_erasing_again_takes_them_away(
    cloud: Database, organisation: Tenant
) -> None:
    interview = an_interviewed_candidate(organisation)
    tables = [
        getattr(settings().tables, name)
        for name in ("candidates", "interviews", "bookings", "sessions", "slots", "calendars")
    ]
    before = {name: cloud.client.scan(TableName=name)["Items"] for name in tables}
    booking = app.schedule.booking(organisation.org_id, interview["interview_id"])
    assert booking is not None
    assert organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}").status == 204
    restored(cloud, before)

    outbox = Outbox()
    with with_parts(app, mailer=outbox, clock=lambda: booking.starts_at - timedelta(minutes=30)):
        record = {"SequenceNumber": "1", "NewImage": encode(booking_item(booking))}
        create_session.lambda_handler({"Records": [{"dynamodb": record}]}, lambda_context())
        prepare_questions.lambda_handler({"Records": [{"dynamodb": record}]}, lambda_context())
        status_sweeper.lambda_handler({}, lambda_context())
    assert [mail.to for mail in outbox.sent if mail.to == booking.candidate_email] == []

    again = erase_again(utc_now().date(), app)
    assert (again.count >= 1, again.failed) == (True, [])
    assert not any(trace in everything(cloud, organisation) for trace in TRACES)
    assert erase_again(utc_now().date(), app).count == 0, "it may be repeated"


def test_a_candidate_who_cannot_be_erased_again_is_named_and_blocks_no_other(
    cloud: Database, organisation: Tenant
) -> None:
    people = [a_new_candidate(organisation.admin, email=f"r{number}@example.com") for number in range(2)]
    name = settings().tables.candidates
    before = {name: cloud.client.scan(TableName=name)["Items"]}
    for one in people:
        organisation.admin("DELETE", f"/candidates/{one['candidate_id']}")
    restored(cloud, before)
    broken = app.candidates.key(organisation.org_id, people[0]["candidate_id"])
    cloud.client.put_item(TableName=name, Item=encode(broken))

    again = erase_again(utc_now().date(), app)
    assert f"{organisation.org_id} {people[0]['candidate_id']}: UnreadableItemError" in again.failed
    assert app.candidates.find(organisation.org_id, people[1]["candidate_id"]) is None
