"""The previous release works with items of this one, and the other way round, as in a deployment and a rollback.

The previous release is the newest tag; without tags it is the commit that introduced links to choose a time.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from local.applications import with_parts
from local.paths import ROOT
from tests.functional.recruiter_client import RecruiterClient, entry_in
from tests.functional.recruiter_requests import (
    IN_TWO_DAYS,
    JOB,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
    made,
)
from tests.functional.release import Items, Request, Told, answers_to, store, stored
from tests.world import Tenant, app

CHOOSES_BY_LINK = "functions/portal/choosing.py"
ASKED_BY = "tests/functional/release.py"
LATER = "of_a_later_release"


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def previous_release() -> str:
    """The commit of the previous release; "" if this clone's history does not have it."""
    tagged = git("describe", "--tags", "--abbrev=0", "HEAD^")
    return tagged or git("log", "--diff-filter=A", "--format=%H", "-1", "--", CHOOSES_BY_LINK)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the previous release."""
    commit = previous_release()
    if not commit or git("rev-parse", "--is-shallow-repository") == "true":
        pytest.skip("This clone has no history, so there is no release before. Clone it whole (git fetch --unshallow).")
    folder = tmp_path_factory.mktemp("release")
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    shutil.copy(ROOT / ASKED_BY, folder / ASKED_BY)
    return folder


def run_by(release: Path, items: Items, requests: list[Request]) -> tuple[list[Told], Items]:
    """Run requests by a release. Returns its answers and the items that are stored afterwards."""
    asked, told = release / "asked.json", release / "told.json"
    asked.write_text(json.dumps({"items": items, "requests": [asdict(one) for one in requests]}))
    paths = os.pathsep.join(map(str, (release, release / "layers/common")))
    command = [sys.executable, "-m", "tests.functional.release", str(asked), str(told)]
    ran = subprocess.run(
        command, cwd=release, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    answer = json.loads(told.read_text())
    return [Told(**one) for one in answer["answers"]], answer["items"]


@dataclass
class Booked:
    """An interview that this release booked, with the link that its candidate was sent."""

    candidate_id: str
    interview_id: str
    link: str


def booked(tenant: Tenant, job_id: str, slot_id: str, email: str) -> Booked:
    candidate = an_enabled_candidate(tenant.admin, job_id, email=email)
    interview = a_new_interview(tenant.admin, candidate, slot_id=slot_id)
    sent = tenant.admin(
        "POST", "/interviews/schedules/create_interview_session", {"interview_id": interview["interview_id"]}
    )
    assert sent.status in {200, 201}, sent.text
    return Booked(candidate["candidate_id"], interview["interview_id"], opened(sent.json["interview_link"]))


def opened(link: str) -> str:
    """A link's path and query, as the portal gets them."""
    return link.removeprefix("https://portal.example.com")


@dataclass(frozen=True)
class Joinable:
    """Requests by a link or a room id: an interviewer opens the page of a meeting, a candidate joins it, and another
    one chooses a time."""

    interview_id: str
    interviewers_link: str
    room_id: str
    invited_id: str
    link: str
    slot_id: str

    def requests(self) -> list[Request]:
        page = f"/interview/choose/{self.invited_id}"
        join = f"/api/v1/interviews/{self.interview_id}/join"
        by_mail = parse_qs(urlsplit(self.interviewers_link).query)["room_id"][0]
        return [
            Request("GET", self.interviewers_link),
            Request("POST", join, {"room_id": by_mail, "as": "interviewer"}),
            Request("POST", join, {"room_id": self.room_id, "as": "candidate"}),
            Request("GET", self.link),
            Request("POST", f"{page}/take", {"slot_id": self.slot_id}, page=page),
        ]


DONE_BY_LINKS = [200, 200, 200, 303, 303]
ADA = "ada@acme.example.com"
STARTS_SOON = {"interview_type": "ONLINE", "duration_minutes": 45}


def joinable(tenant: Tenant, cloud: Database, job_id: str, slot_id: str) -> Joinable:
    api, mails = tenant.admin, RecruiterClient(tenant.admin, tenant.org_id, cloud)
    meets, chooses = (
        an_enabled_candidate(api, job_id, online=True, email=f"{name}@example.com") for name in ("yan", "zoe")
    )
    online = a_new_interview(
        api, meets, starts_at=rfc3339(utc_now() + timedelta(minutes=30)), interviewer_email=ADA, **STARTS_SOON
    )
    with with_parts(app, mailer=mails.mailer):
        mails.follow(online)
    invited_id = a_new_interview(api, chooses)["interview_id"]
    invited = api("POST", f"/interviews/{invited_id}/invite").json
    return Joinable(
        online["interview_id"],
        opened(str(entry_in(mails.mails()[ADA])[1]["URL"])),
        online["candidate_room_id"],
        invited_id,
        opened(invited["interview_link"]),
        slot_id,
    )


@dataclass
class RolledBack:
    """The previous release's answers with items of this one."""

    tenant: Tenant
    moved: Booked
    cancelled: Booked
    answers: list[Told]
    by_links: list[Told]
    """Its answers about this release's items: opening a link from an e-mail, joining a meeting and choosing a time."""
    of_this_release: Joinable
    joinable: Joinable
    """Made there."""
    items: Items


NAMED = {"interview_date": IN_TWO_DAYS, "start_time": "14:00", "end_time": "14:45"}


def requests_of(token: str, moved: Booked, cancelled: Booked, other_slot: str, job_id: str) -> list[Request]:
    """Requests that change each kind of item, both of this release and of the earlier one."""

    def api(method: str, path: str, body: Any = None) -> Request:
        return Request(method, f"/api/v1{path}", body, token)

    candidate, interview = f"/candidates/{moved.candidate_id}", f"/interviews/{moved.interview_id}"
    return [
        *(api("GET", path) for path in ("/jobs", "/candidates", "/interviews", "/interviews/slots", "/organisation")),
        Request("GET", moved.link),
        api("PATCH", f"/jobs/{job_id}", {"job_title": "Engineer"}),
        api("PATCH", candidate, {"phone": "+91 44 5550 100"}),
        api("PUT", interview, {"slot_id": other_slot}),
        api("PUT", interview, {"booking_notes": "Ask about SQL."}),
        api("POST", f"/interviews/{cancelled.interview_id}/cancel", {"reason": "Filled."}),
        api("POST", f"{candidate}/shortlist", {"shortlisted": True}),
        api("PATCH", "/organisation", {"policy": {"last_entry_minutes_after": 12}}),
        api("POST", "/jobs", JOB),
        api("POST", "/candidates", {"full_name": "Asha", "email": "asha@example.com", "job_id": "$job_id"}),
        api("POST", "/candidates/$candidate_id/shortlist", {"shortlisted": True}),
        api("POST", "/candidates/$candidate_id/toggle-interview", {"interview_enabled": True}),
        api("POST", "/interviews/slots", {"job_id": "$job_id", **NAMED}),
        api("POST", "/interviews", {"candidate_id": "$candidate_id", "job_id": "$job_id", "slot_id": "$slot_id"}),
        api("POST", "/interviews/schedules/create_interview_session", {"interview_id": "$interview_id"}),
    ]


def made_by_the_other(token: str, job_id: str, starts_at: str) -> list[Request]:
    """A meeting that begins soon, and an invitation to choose a time."""

    def api(path: str, body: Any = None) -> Request:
        return Request("POST", f"/api/v1{path}", body, token)

    def enabled(email: str) -> list[Request]:
        gates = {"interview_enabled": True, "online_interview_enabled": True}
        return [
            api("/candidates", {"full_name": "Wes", "email": email, "job_id": job_id}),
            api("/candidates/$candidate_id/shortlist", {"shortlisted": True}),
            api("/candidates/$candidate_id/toggle-interview", gates),
        ]

    whose = {"candidate_id": "$candidate_id", "job_id": job_id}
    return [
        *enabled("vic@example.com"),
        api("/interviews", {**whose, **STARTS_SOON, "starts_at": starts_at, "interviewer_email": "bob@example.com"}),
        *enabled("wes@example.com"),
        api("/interviews", whose),
        api("/interviews/$interview_id/invite"),
    ]


@pytest.fixture
def rolled_back(cloud: Database, organisation: Tenant, before: Path) -> RolledBack:
    api = organisation.admin
    done(api, "PATCH", "/organisation", {"policy": {"min_notice_minutes": 0, "join_buffer_minutes": 60}})
    job_id = a_new_job(api)["job_id"]
    slot = a_new_slot(api, job_id, max_candidates=5)["slot_id"]
    other = a_new_slot(api, job_id, start_time="12:00", end_time="12:45")["slot_id"]
    moved = booked(organisation, job_id, slot, "meera@example.com")
    cancelled = booked(organisation, job_id, slot, "ben@example.com")
    made(api, "/webhooks", {"url": "https://hooks.example.com/in", "notify_email": "ops@acme.example.com"})
    of_this_release = joinable(organisation, cloud, job_id, slot)
    of_this_one = {name: [item | {LATER: {"S": "kept"}} for item in items] for name, items in stored(cloud).items()}
    requests = requests_of(str(api.token), moved, cancelled, other, job_id)
    by_links = of_this_release.requests()
    theirs = made_by_the_other(str(api.token), job_id, rfc3339(utc_now() + timedelta(minutes=30)))
    answers, items = run_by(before, of_this_one, [*requests, *by_links, *theirs])
    store(cloud, items)
    made_there = answers[-len(theirs) :]
    online, invited = made_there[3].body, made_there[-1].body
    return RolledBack(
        organisation,
        moved,
        cancelled,
        answers[: len(requests)],
        answers[len(requests) : -len(theirs)],
        of_this_release,
        Joinable(
            online["interview_id"],
            opened(online["meeting_link"]),
            online["candidate_room_id"],
            invited["interview_id"],
            opened(invited["interview_link"]),
            slot,
        ),
        items,
    )


def test_the_release_before_works_on_and_this_one_after_it(rolled_back: RolledBack) -> None:
    assert [one for one in rolled_back.answers if one.status >= 400] == []
    of_before = rolled_back.answers[-1].body
    api, moved, cancelled = rolled_back.tenant.admin, rolled_back.moved, rolled_back.cancelled

    # Changes lost no attribute that only the later release knows.
    for name, key in (("interviews", "interview_id"), ("candidates", "candidate_id"), ("bookings", "booking_id")):
        mine = [item for item in rolled_back.items[name] if LATER in item]
        assert [item[key]["S"].split("#")[-1] for item in mine], name
    ids = {item["interview_id"]["S"] for item in rolled_back.items["interviews"] if LATER in item}
    assert {moved.interview_id, cancelled.interview_id} <= ids

    # This release can read the items that the previous one has written.
    read = api("GET", f"/interviews/{moved.interview_id}").json
    assert (read["status"], read["booking_notes"]) == ("SCHEDULED", "Ask about SQL.")
    assert api("GET", f"/interviews/{cancelled.interview_id}").json["status"] == "CANCELLED"
    assert api("GET", f"/candidates/{moved.candidate_id}").json["phone"] == "+91 44 5550 100"
    assert api("GET", "/organisation").json["policy"]["last_entry_minutes_after"] == 12
    again = api("PUT", f"/interviews/{moved.interview_id}", {"booking_notes": "And Python."})
    assert again.status == 200, again.text

    # Links of each release work in the other one, and so does the earlier link of a moved interview.
    in_the_one_before = rolled_back.answers[5]
    assert in_the_one_before.status == 303
    links = answers_to([Request("GET", opened(of_before["interview_link"])), Request("GET", moved.link)])
    assert [one.status for one in links] == [303, 303]

    # Candidates whom one release invited to a meeting or to choose a time can join and choose in the other one.
    assert [one.status for one in rolled_back.by_links] == DONE_BY_LINKS
    there = rolled_back.joinable
    assert [one.status for one in answers_to(there.requests())] == DONE_BY_LINKS
    for made_by in (rolled_back.of_this_release, there):
        joined = api("GET", f"/interviews/{made_by.interview_id}").json
        assert None not in {joined["candidate_joined_at"], joined["interviewer_joined_at"]}
        # A link in an e-mail works here too, whichever release sent it.
        assert answers_to([Request("GET", made_by.interviewers_link)])[0].status == 200
        assert api("GET", f"/interviews/{made_by.invited_id}").json["status"] == "SCHEDULED"
    assert api("POST", "/interviews/auto-update-status", {}).status == 200
