"""Integrators' own fields: external ids, which are unique, and metadata."""

from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.errors import ContentionError
from greenroom.models.calendar import calendar_key
from greenroom.settings import settings
from local.gateway import Answer, Client
from tests.functional.recruiter_requests import (
    IN_TWO_DAYS,
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
    made,
)
from tests.world import Founder, Tenant

KINDS = ("jobs", "candidates", "interviews/slots", "interviews")
ID_NAMES = {"jobs": "job_id", "candidates": "candidate_id", "interviews/slots": "slot_id", "interviews": "interview_id"}


@pytest.fixture
def stranger(found: Founder) -> Client:
    return found("Stranger", min_notice_minutes=0).admin


@pytest.fixture
def job(api: Client) -> Any:
    return a_new_job(api)


def body_of(kind: str, api: Client, job: Any) -> dict[str, Any]:
    if kind == "jobs":
        return {"job_title": "Cook", "company_name": "Acme", "job_description": "Cooks."}
    if kind == "candidates":
        return {"full_name": "Meera Iyer", "email": "meera@example.com", "job_id": None}
    if kind == "interviews":
        return {"candidate_id": a_new_candidate(api, job["job_id"])["candidate_id"], "job_id": job["job_id"]}
    return {"job_id": job["job_id"], "interview_date": IN_TWO_DAYS, "start_time": "10:00", "end_time": "10:45"}


def refused_as_duplicate(answer: Answer, field: str, holder: str) -> bool:
    assert (answer.status, answer.code) == (409, "DUPLICATE"), answer.text
    assert holder in answer.json["error"]
    return {"field": field, "message": f"{holder} has this {field} already."} in answer.json["details"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_keeps_an_external_id_and_metadata_and_is_found_by_the_id(api: Client, job: Any, kind: str) -> None:
    metadata = {"source": "careers page", "round": 2, "urgent": True, "score": 0.5}
    thing = made(api, f"/{kind}", body_of(kind, api, job) | {"external_id": "ats-1", "metadata": metadata})

    assert (thing["external_id"], thing["metadata"]) == ("ats-1", metadata)
    found = done(api, "GET", f"/{kind}?external_id=ats-1")
    assert [one[ID_NAMES[kind]] for one in found["items"]] == [thing[ID_NAMES[kind]]]
    assert done(api, "GET", f"/{kind}?external_id=ats-2")["items"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_thing_with_the_same_external_id_is_refused_and_not_made(api: Client, job: Any, kind: str) -> None:
    body = body_of(kind, api, job) | {"external_id": "ats-1"}
    thing = made(api, f"/{kind}", body)
    before = len(done(api, "GET", f"/{kind}")["items"])
    again = body | ({"email": "else@example.com"} if kind == "candidates" else {})

    assert refused_as_duplicate(api("POST", f"/{kind}", again), "external_id", thing[ID_NAMES[kind]])
    assert len(done(api, "GET", f"/{kind}")["items"]) == before


@pytest.mark.parametrize("kind", KINDS)
def test_two_organisations_may_use_the_same_external_id(api: Client, stranger: Client, job: Any, kind: str) -> None:
    made(api, f"/{kind}", body_of(kind, api, job) | {"external_id": "ats-1"})
    made(stranger, f"/{kind}", body_of(kind, stranger, a_new_job(stranger)) | {"external_id": "ats-1"})
    assert len(done(stranger, "GET", f"/{kind}?external_id=ats-1")["items"]) == 1


def test_a_repetition_under_its_key_finds_what_it_made(api: Client) -> None:
    body = {"full_name": "Asha", "email": "asha@example.com", "external_id": "ats-1"}
    first = api("POST", "/candidates", body, headers={"Idempotency-Key": "k"})
    again = api("POST", "/candidates", body, headers={"Idempotency-Key": "k"})
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json


def changed(api: Client, kind: str, thing: Any, body: dict[str, Any], external_id: str | None) -> Answer:
    path = f"/{kind}/{thing[ID_NAMES[kind]]}"
    if kind == "interviews/slots":
        return api("PUT", path, body | {"external_id": external_id})
    return api("PUT" if kind == "interviews" else "PATCH", path, {"external_id": external_id})


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_external_id_frees_the_one_before(api: Client, job: Any, kind: str) -> None:
    body = body_of(kind, api, job)
    first = made(api, f"/{kind}", body | {"external_id": "ats-1"})
    assert changed(api, kind, first, body, "ats-2").json["external_id"] == "ats-2"
    second = made(api, f"/{kind}", body | {"external_id": "ats-1"} | other_person(kind))

    assert refused_as_duplicate(changed(api, kind, second, body, "ats-2"), "external_id", first[ID_NAMES[kind]])
    assert changed(api, kind, first, body, None).json["external_id"] is None
    assert changed(api, kind, second, body, "ats-2").status == 200
    assert changed(api, kind, second, body, "ats-2").status == 200
    found = done(api, "GET", f"/{kind}?external_id=ats-2")["items"]
    assert [one[ID_NAMES[kind]] for one in found] == [second[ID_NAMES[kind]]]


def other_person(kind: str) -> dict[str, Any]:
    return {"email": "else@example.com"} if kind == "candidates" else {}


def test_a_new_time_and_a_new_external_id_are_one_change(api: Client) -> None:
    interview = a_booked_interview(api, external_id="ats-1")
    slot = a_new_slot(api, interview["job_id"], start_time="12:00", end_time="12:45")
    taken = a_new_interview(api, a_new_candidate(api, interview["job_id"], email="b@example.com"), external_id="ats-2")

    path = f"/interviews/{interview['interview_id']}"
    refused = api("PUT", path, {"slot_id": slot["slot_id"], "external_id": "ats-2"})
    assert refused_as_duplicate(refused, "external_id", taken["interview_id"])
    assert done(api, "GET", path)["slot_id"] == interview["slot_id"]

    moved = done(api, "PUT", path, {"slot_id": slot["slot_id"], "external_id": "ats-3"})
    assert (moved["slot_id"], moved["external_id"]) == (slot["slot_id"], "ats-3")
    assert done(api, "GET", "/interviews?external_id=ats-1")["items"] == []


def test_deleting_a_job_and_erasing_a_candidate_free_their_external_ids(api: Client) -> None:
    job = a_new_job(api, external_id="j-1")
    candidate = an_enabled_candidate(api, job["job_id"], external_id="c-1", metadata={"note": "Knows Rust"})
    interview = a_new_interview(api, candidate, external_id="i-1", metadata={"note": "Panel"})

    assert api("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204
    assert api("DELETE", f"/jobs/{job['job_id']}").status == 204

    left = done(api, "GET", f"/interviews/{interview['interview_id']}")
    assert (left["external_id"], left["metadata"]) == (None, None)
    other = a_new_job(api, external_id="j-1")
    again = a_new_candidate(api, other["job_id"], external_id="c-1")
    assert a_new_interview(api, again, external_id="i-1")["external_id"] == "i-1"


@pytest.mark.parametrize(
    "metadata",
    [
        {f"key{number}": "x" for number in range(21)},
        {"no spaces": "x"},
        {"long": "x" * 501},
        {"deep": {"a": 1}},
        {"nothing": None},
        {"huge": 1e300},
    ],
)
def test_metadata_that_can_not_be_kept_is_refused(api: Client, metadata: dict[str, Any]) -> None:
    refused = api("POST", "/jobs", body_of("jobs", api, None) | {"metadata": metadata})
    assert (refused.status, refused.code) == (400, "VALIDATION")


@pytest.mark.parametrize("other_job", ["the same", "another", "none"])
def test_the_same_address_is_refused_for_any_job_unless_a_second_record_is_meant(
    api: Client, stranger: Client, job: Any, other_job: str
) -> None:
    body = {"full_name": "Asha", "email": "asha@example.com", "job_id": job["job_id"]}
    first = made(api, "/candidates", body)
    job_id = {"the same": job["job_id"], "another": a_new_job(api)["job_id"], "none": None}[other_job]
    again = {"full_name": "A. Raman", "email": "ASHA@example.com", "job_id": job_id}

    assert refused_as_duplicate(api("POST", "/candidates", again), "email", first["candidate_id"])
    assert len(done(api, "GET", "/candidates")["items"]) == 1
    twin = made(api, "/candidates", again | {"allow_duplicate": True})
    assert (twin["candidate_id"] != first["candidate_id"], twin["job_id"]) == (True, job_id)
    assert refused_as_duplicate(api("POST", "/candidates", again), "email", first["candidate_id"])
    made(stranger, "/candidates", body | {"job_id": None})


def test_an_address_is_free_again_when_nobody_has_it(api: Client, job: Any) -> None:
    body = {"full_name": "Asha", "email": "asha@example.com", "job_id": job["job_id"]}
    corrected = body | {"email": "asha.raman@example.com"}
    first = made(api, "/candidates", body)
    done(api, "PATCH", f"/candidates/{first['candidate_id']}", {"email": "asha.raman@example.com"})
    second = made(api, "/candidates", body)
    assert refused_as_duplicate(api("POST", "/candidates", body), "email", second["candidate_id"])
    assert refused_as_duplicate(api("POST", "/candidates", corrected), "email", first["candidate_id"])

    # A correction is never refused: two records of one person are known to be one then.
    done(api, "PATCH", f"/candidates/{first['candidate_id']}", {"email": "asha@example.com"})
    assert api("DELETE", f"/candidates/{second['candidate_id']}").status == 204
    assert refused_as_duplicate(api("POST", "/candidates", body), "email", first["candidate_id"])
    assert api("DELETE", f"/candidates/{first['candidate_id']}").status == 204
    for one in (body, corrected):
        made(api, "/candidates", one)


def test_writes_whose_answers_get_lost_hold_and_free_an_address_once(
    api: Client, organisation: Tenant, cloud: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost_next = [True]
    transact = Database.transact

    def written_without_an_answer(database: Database, *arguments: Any, **named: Any) -> None:
        transact(database, *arguments, **named)
        lost_next[0] = not lost_next[0]
        if not lost_next[0]:
            raise ContentionError

    monkeypatch.setattr(Database, "transact", written_without_an_answer)
    body = {"full_name": "Asha", "email": "asha@example.com"}
    first = made(api, "/candidates", body)
    second = made(api, "/candidates", body | {"allow_duplicate": True})
    assert holders(organisation, cloud) == {first["candidate_id"], second["candidate_id"]}
    done(api, "PATCH", f"/candidates/{first['candidate_id']}", {"email": "else@example.com"})
    assert holders(organisation, cloud) == {second["candidate_id"]}
    done(api, "PATCH", f"/candidates/{first['candidate_id']}", {"email": "asha@example.com"})
    for one in (second, first):
        assert api("DELETE", f"/candidates/{one['candidate_id']}").status == 204
    assert held(organisation, cloud) == []


def holders(tenant: Tenant, cloud: Database) -> set[str]:
    """The ids of the candidates with this address."""
    key = {"org_id": f"{tenant.org_id}#UNIQUE", "candidate_id": f"address#{address_hash(tenant)}"}
    found: set[str] = (cloud.get(settings().tables.candidates, key) or {})["holders"]
    return found


def test_a_candidate_of_a_release_that_held_an_address_for_a_job_neither_blocks_nor_breaks(
    api: Client, organisation: Tenant, cloud: Database
) -> None:
    body = {"full_name": "Asha", "email": "asha@example.com", "job_id": a_new_job(api)["job_id"]}
    of_before = as_an_earlier_release_stored_it(made(api, "/candidates", body), organisation, cloud)
    second = made(api, "/candidates", body)
    assert refused_as_duplicate(api("POST", "/candidates", body), "email", second["candidate_id"])

    # Its next change stores the address's holder, and its erasure removes it.
    done(api, "PATCH", f"/candidates/{of_before['candidate_id']}", {"phone": "+91 44 5550 100"})
    assert api("DELETE", f"/candidates/{second['candidate_id']}").status == 204
    assert refused_as_duplicate(api("POST", "/candidates", body), "email", of_before["candidate_id"])
    assert held(organisation, cloud) == [f"address#{address_hash(organisation)}"]
    assert api("DELETE", f"/candidates/{of_before['candidate_id']}").status == 204
    assert held(organisation, cloud) == []


def test_an_unchanged_candidate_of_such_a_release_is_erased_with_what_it_held(
    api: Client, organisation: Tenant, cloud: Database
) -> None:
    body = {"full_name": "Asha", "email": "asha@example.com", "job_id": a_new_job(api)["job_id"]}
    of_before = as_an_earlier_release_stored_it(made(api, "/candidates", body), organisation, cloud)
    made(api, "/candidates", body)
    assert api("DELETE", f"/candidates/{of_before['candidate_id']}").status == 204
    assert held(organisation, cloud) == [f"address#{address_hash(organisation)}"]


def as_an_earlier_release_stored_it(candidate: Any, tenant: Tenant, cloud: Database) -> Any:
    """Store the candidate as an earlier release did, which kept addresses unique for each job."""
    table, key = settings().tables.candidates, {"org_id": tenant.org_id, "candidate_id": candidate["candidate_id"]}
    cloud.update(table, key, ItemUpdate(set={"held_address": None, "is_alone": True}))
    partition, address = f"{tenant.org_id}#UNIQUE", address_hash(tenant)
    cloud.delete(table, {"org_id": partition, "candidate_id": f"address#{address}"})
    of_job = f"email#{candidate['job_id']}#{address}"
    cloud.put(table, {"org_id": partition, "candidate_id": of_job, "held_by": candidate["candidate_id"]})
    return candidate


def address_hash(tenant: Tenant) -> str:
    return calendar_key(tenant.org_id, "asha@example.com").removeprefix(f"{tenant.org_id}#")


def held(tenant: Tenant, cloud: Database) -> list[str]:
    """The unique values that candidates of an organisation hold."""
    partition = Key("org_id").eq(f"{tenant.org_id}#UNIQUE")
    return [item["candidate_id"] for item in cloud.query_all(settings().tables.candidates, partition)]


def test_candidates_are_found_by_their_whole_address(api: Client, stranger: Client, job: Any) -> None:
    wanted = a_new_candidate(api, job["job_id"], email="Asha.Raman@example.com")
    elsewhere = a_new_candidate(api, a_new_job(api)["job_id"], email="asha.raman@example.com")
    a_new_candidate(api, job["job_id"], email="sha.raman@example.com")
    a_new_candidate(stranger, a_new_job(stranger)["job_id"], email="asha.raman@example.com")

    found = done(api, "GET", "/candidates?email=asha.raman@example.com")["items"]
    assert [one["candidate_id"] for one in found] == [elsewhere["candidate_id"], wanted["candidate_id"]]
    found = done(api, "GET", f"/candidates?email=asha.raman@example.com&job_id={job['job_id']}")["items"]
    assert [one["candidate_id"] for one in found] == [wanted["candidate_id"]]


def test_interviews_are_found_by_who_interviews(api: Client, job: Any) -> None:
    candidate = a_new_candidate(api, job["job_id"])
    panel = [{"email": "dev@example.com"}, {"email": "Ravi@example.com"}]
    held = a_new_interview(api, candidate, interviewers=panel)
    a_new_interview(api, candidate, interviewer_email="dev@example.com")

    found = done(api, "GET", "/interviews?interviewer_email=ravi@example.com")["items"]
    assert [one["interview_id"] for one in found] == [held["interview_id"]]


def test_the_times_of_one_interview_alone_are_listed_where_they_are_asked_for(api: Client, job: Any) -> None:
    candidate = an_enabled_candidate(api, job["job_id"])
    own = a_new_interview(api, candidate, starts_at=f"{IN_TWO_DAYS}T10:00:00Z", duration_minutes=30)
    listed = done(api, "GET", "/interviews/slots")["items"]
    with_private = done(api, "GET", "/interviews/slots?private=true")["items"]
    assert [one["slot_id"] for one in listed] == []
    assert [(one["slot_id"], one["is_private"]) for one in with_private] == [(own["slot_id"], True)]


def test_only_ai_interviews_have_an_ai_interview_type(api: Client, job: Any) -> None:
    slot_type = {"starts_at": f"{IN_TWO_DAYS}T10:00:00Z", "duration_minutes": 30, "ai_interview_type": "CODING"}
    candidate = an_enabled_candidate(api, job["job_id"], online=True)
    assert a_new_interview(api, candidate, **slot_type)["ai_interview_type"] == "CODING"
    online = a_new_interview(
        api, candidate, interview_type="ONLINE", slot_id=a_new_slot(api, job["job_id"], start_time="09:00")["slot_id"]
    )
    assert online["ai_interview_type"] is None
    assert done(api, "GET", f"/interviews/{online['interview_id']}")["ai_interview_type"] is None
