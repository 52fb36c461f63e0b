"""Real ids of another organisation in each path, body and filter are answered like unknown ids, and change nothing."""

from dataclasses import dataclass
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.api.route import Route
from greenroom.models.sign_in import LinkRequest
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Client
from tests.functional.own_pages import everything
from tests.functional.recruiter_requests import a_new_interview, a_new_job, a_new_slot, an_enabled_candidate, done, made
from tests.functional.test_every_route import NAMED, ROUTES, a_body_for, name_of
from tests.world import Founder, app

WEBHOOK = {"url": "https://hooks.example.com/", "notify_email": "ops@example.com"}
NEW_SLOT = {"interview_date": "2027-05-01", "start_time": "10:00", "end_time": "11:00"}


@dataclass(frozen=True)
class Neighbours:
    """The caller, and the ids of another organisation by the names of path parameters and fields."""

    stranger: Client
    ids: dict[str, str]
    before: dict[str, Any]


@pytest.fixture(scope="module")
def theirs(cloud: Database) -> dict[str, str]:
    """Filled by the first test, so that the other organisation is made once."""
    return {}


@pytest.fixture
def neighbours(cloud: Database, found: Founder, theirs: dict[str, str]) -> Neighbours:
    if not theirs:
        owner = found("Owner", min_notice_minutes=0).admin
        job = a_new_job(owner)
        candidate = an_enabled_candidate(owner, job["job_id"])
        slot = a_new_slot(owner, job["job_id"], max_candidates=5)
        webhook = made(owner, "/webhooks", WEBHOOK)
        theirs |= {
            "job_id": job["job_id"],
            "candidate_id": candidate["candidate_id"],
            "slot_id": slot["slot_id"],
            "interview_id": a_new_interview(owner, candidate, slot_id=slot["slot_id"])["interview_id"],
            "webhook_id": webhook["webhook_id"],
            "delivery_id": "dlv_none",
            "member_id": invited(owner),
            "token_id": done(owner, "GET", "/tokens")["items"][0]["token_id"],
        }
        made(owner, f"/candidates/{candidate['candidate_id']}/resume", {"filename": "a.pdf"})
    stranger = found("Stranger", min_notice_minutes=0).admin
    return Neighbours(stranger, theirs, everything(cloud) | tokens(cloud))


def invited(owner: Client) -> str:
    """The id of an invited member, whose sign-in link is not queued."""
    with with_parts(app, sign_in_queue=NoQueue()):
        return str(made(owner, "/members", {"email": "meera@acme.example.com"})["member_id"])


class NoQueue:
    """A queue that drops its messages."""

    def put(self, request: LinkRequest) -> None: ...


def tokens(cloud: Database) -> dict[str, Any]:
    """Organisations and their tokens, without the tokens' last use."""
    items = cloud.client.scan(TableName=settings().tables.organisations)["Items"]
    return {item["key"]["S"]: item.get("revoked_at") for item in items}


def path_with(route: Route, ids: dict[str, str]) -> str:
    path = route.path.removeprefix("/api/v1")
    for name, value in ids.items():
        path = path.replace(f"<{name}>", value)
    assert "<" not in path
    return path


@pytest.mark.parametrize("route", NAMED, ids=name_of)
def test_an_id_of_another_organisation_in_a_path_is_not_found_and_nothing_changes(
    cloud: Database, neighbours: Neighbours, route: Route
) -> None:
    own = a_body_for(neighbours.stranger, route)
    before = everything(cloud) | tokens(cloud)

    answer = neighbours.stranger(route.method, path_with(route, neighbours.ids), own)

    assert (answer.status, answer.code) == (404, "NOT_FOUND"), answer.text
    assert not [value for value in neighbours.ids.values() if value in answer.text]
    assert everything(cloud) | tokens(cloud) == before


def bodies(ids: dict[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Requests whose bodies have ids of another organisation."""
    interview, slot = {"interview_id": ids["interview_id"]}, {"slot_id": ids["slot_id"]}
    pair = {"job_id": ids["job_id"], "candidate_id": ids["candidate_id"]}
    return {
        ("POST", "/candidates"): {"full_name": "A", "email": "a@example.com", "job_id": ids["job_id"]},
        ("POST", "/interviews/slots"): {**NEW_SLOT, "job_id": ids["job_id"]},
        ("POST", "/interviews"): {**pair, **slot},
        ("POST", "/interviews/schedules/book_interview"): {**interview, **slot},
        ("POST", "/interviews/schedules/create_interview_session"): interview,
        ("POST", f"/interviews/slots/{ids['slot_id']}/book_slot"): interview,
    }


def test_an_id_of_another_organisation_in_a_body_is_not_found_and_nothing_changes(
    cloud: Database, neighbours: Neighbours
) -> None:
    for (method, path), body in bodies(neighbours.ids).items():
        answer = neighbours.stranger(method, path, body)
        assert (answer.status, answer.code) == (404, "NOT_FOUND"), (path, answer.text)
    assert everything(cloud) | tokens(cloud) == neighbours.before


def test_ones_own_things_take_nothing_of_another_organisation(cloud: Database, neighbours: Neighbours) -> None:
    api, ids = neighbours.stranger, neighbours.ids
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"])
    interview = a_new_interview(api, candidate)
    slot = a_new_slot(api, job["job_id"])
    mine = {"interview_id": interview["interview_id"], "candidate_id": candidate["candidate_id"]}
    before = everything(cloud)

    refused = [
        api("POST", f"/interviews/slots/{ids['slot_id']}/book_slot", {"interview_id": mine["interview_id"]}),
        api("POST", f"/interviews/slots/{slot['slot_id']}/book_slot", {"interview_id": ids["interview_id"]}),
        api("PUT", f"/interviews/{mine['interview_id']}", {"slot_id": ids["slot_id"]}),
        api("POST", "/interviews", {"candidate_id": mine["candidate_id"], "job_id": ids["job_id"]}),
        api("POST", f"/candidates/{mine['candidate_id']}/shortlist", {"job_id": ids["job_id"], "shortlisted": True}),
        api("PATCH", f"/candidates/{mine['candidate_id']}", {"job_id": ids["job_id"]}),
        api("PUT", f"/interviews/slots/{slot['slot_id']}", {**NEW_SLOT, "job_id": ids["job_id"]}),
    ]

    assert {(answer.status, answer.code) for answer in refused} <= {(404, "NOT_FOUND"), (400, "VALIDATION")}
    assert everything(cloud) == before


@pytest.mark.parametrize("route", [one for one in ROUTES if one.method == "GET" and one.query], ids=name_of)
def test_a_filter_by_another_organisations_ids_finds_nothing_of_it(neighbours: Neighbours, route: Route) -> None:
    assert route.query is not None
    path = path_with(route, neighbours.ids)
    for name in route.query.model_fields:
        if name in neighbours.ids:
            answer = neighbours.stranger("GET", f"{path}?{name}={neighbours.ids[name]}")
            assert answer.status in {200, 404}
            others = [value for key, value in neighbours.ids.items() if key != name and value in answer.text]
            assert others == []
