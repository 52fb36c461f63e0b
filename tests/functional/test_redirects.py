"""Every redirect of the portal stays on the portal, whatever the link and the headers contain."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from local.gateway import Answer, answered, rest_event
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate
from tests.functional.own_list import FORM
from tests.world import Founder

EVIL = ("//evil.example", "https://evil.example", "/\\evil.example", "\r\nLocation: https://evil.example", "%2f%2fevil")
ASKED = ("next", "redirect", "return_to", "url", "mode", "done", "session_key")
FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript"}


@pytest.fixture
def invited(found: Founder) -> InvitedCandidate:
    return an_invited_candidate(found)


def assert_it_stays_here(answer: Answer) -> None:
    place = answer.headers.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert not set(place) & set("\r\n\\")
    assert "evil" not in place
    assert "\n" not in "".join(answer.headers.values())


def a_form(invited: InvitedCandidate, path: str, body: str) -> dict[str, Any]:
    return rest_event("POST", path, body, {**FORGED, "X-Session-Key": invited.key, "Content-Type": FORM})


@pytest.mark.parametrize("evil", EVIL)
def test_a_link_leads_to_its_own_room_whatever_else_it_asks_for(invited: InvitedCandidate, evil: str) -> None:
    query = "&".join(f"{name}={quote(evil)}" for name in ASKED if name != "session_key")

    answer = answered(rest_event("GET", f"/?session_key={invited.key}&{query}", None, FORGED))

    assert (answer.status, answer.headers["Location"]) == (303, f"/interview/ready/{invited.interview_id}")
    assert_it_stays_here(answer)


@pytest.mark.parametrize("evil", EVIL)
def test_entering_leads_to_the_interview_and_nowhere_else(invited: InvitedCandidate, evil: str) -> None:
    room = f"/interview/ready/{invited.interview_id}"
    page = answered(rest_event("GET", room, None, {"X-Session-Key": invited.key})).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    said = f"csrf_token={token}&consent=yes&mode={quote(evil)}&next={quote(evil)}"

    answer = answered(a_form(invited, room, said))

    assert (answer.status, answer.headers["Location"]) == (303, f"/interview/start/{invited.interview_id}")
    assert_it_stays_here(answer)


PATHS: tuple[str, ...] = (
    "/",
    "/dashboard/jobseeker",
    "/dashboard/jobseeker/link",
    "/dashboard/jobseeker/sign-in",
    "//evil.example",
)
PATHS += ("/dashboard/jobseeker/sign-out", "/dashboard/jobseeker///evil.example", "/interview/ready///evil.example")
PATHS += ("/meeting///evil.example", "/interview/start/\\evil.example", "/dashboard/jobseeker/%2f%2fevil.example")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(path="/dashboard/jobseeker/sign-out", method="POST", asked={"done": "//evil.example"})
@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST"]),
    asked=st.dictionaries(st.sampled_from(ASKED), st.sampled_from(EVIL) | st.text(max_size=20), max_size=3),
)
def test_no_page_sends_anybody_elsewhere(
    invited: InvitedCandidate, path: str, method: str, asked: dict[str, str]
) -> None:
    query = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
    event = rest_event(method, "/", query if method == "POST" else None, {**FORGED, "X-Session-Key": invited.key})
    event["path"] = path
    event["headers"]["Content-Type"] = FORM
    event["queryStringParameters"] = asked or None

    assert_it_stays_here(answered(event))
