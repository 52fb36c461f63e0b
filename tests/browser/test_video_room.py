"""The video room through the portal, in two Chromium contexts with fake devices, without simulated parts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.video_rooms import (
    Meeting,
    Side,
    a_meeting,
    a_side,
    both_see,
    candidate_enters,
    host_enters,
    meet,
)
from tests.browser.page_checks import axe_findings, overflow
from tests.browser.relay import RELAY_ALONE, TurnServer, a_turn_server, fetched, relay_of_the_stack

FRAMES = "document.querySelector('[data-theirs]').getVideoPlaybackQuality().totalVideoFrames"
WITHOUT_WEB_SOCKETS = "window.WebSocket = class { constructor() { throw new Error('blocked'); } };"


def frames_go_on(*sides: Side) -> None:
    """Wait until new frames of the other person's picture arrive."""
    for side in sides:
        wanted = side.page.evaluate(FRAMES) + 5
        eventually(lambda: side.page.evaluate(f"{FRAMES} > {wanted}"), "more frames", 60)  # noqa: B023


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """A recruiter of an organisation whose rooms open an hour before."""
    policy = {"min_notice_minutes": 0, "join_buffer_minutes": 60}
    return Recruiter(stack, stack.new_organisation("Faces", policy).token)


@pytest.fixture
def meeting(recruiter: Recruiter) -> Meeting:
    return a_meeting(recruiter)


def test_two_meet_only_after_the_interviewer_lets_the_candidate_in(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        host_enters(host, meeting)
        assert meeting.now()["status"] == "SCHEDULED"
        candidate_enters(candidate, meeting)
        assert meeting.now()["status"] == "IN_PROGRESS"
        for side in (host, candidate):
            assert {one["action"] for one in side.page.evaluate("said")} == {"hello"}
        host.press("Let Asha Raman in")
        both_see(host, candidate)
        frames_go_on(host, candidate)
        expect(candidate.page.get_by_text("Nothing is recorded")).to_be_visible()
        candidate.press("Microphone")
        expect(host.page.locator("[data-their-state]")).to_contain_text("Asha Raman: microphone off")
        candidate.press("Leave")
        candidate.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        expect(candidate.page.get_by_role("heading", name="You have left the interview")).to_be_visible()
        expect(host.page.locator("[data-status]")).to_contain_text("Asha Raman has left")
    actions = meeting.recruiter.actions(meeting.interview_id)
    assert [actions.count(one) for one in ("JOINED", "STARTED", "LEFT")] == [2, 1, 1]


def test_a_reload_on_either_side_brings_the_picture_back(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        meet(host, candidate, meeting)
        candidate.page.reload()
        both_see(host, candidate)
        frames_go_on(host, candidate)
        host.page.reload()
        both_see(host, candidate)
        frames_go_on(host, candidate)


def test_a_closed_socket_comes_back_while_the_video_goes_on(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        meet(host, candidate, meeting)
        candidate.page.evaluate("sockets.at(-1).close()")
        eventually(lambda: candidate.page.evaluate("sockets.length > 1 && sockets.at(-1).readyState === 1"), "a socket")
        frames_go_on(host, candidate)
        assert (host.state, candidate.state) == ("connected", "connected")


def test_both_offering_at_once_and_late_messages_end_in_a_picture(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        for side in (host, candidate):
            side.context.add_init_script("window.delayed = 500")
        meet(host, candidate, meeting)
        for _ in range(3):
            for side in (host, candidate):
                side.page.evaluate("document.querySelector('[data-reconnect]').click()")
        both_see(host, candidate)
        frames_go_on(host, candidate)


def test_a_second_device_takes_over_and_says_so_on_the_first(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate, a_side(chromium) as phone:
        meet(host, candidate, meeting)
        phone.page.goto(meeting.shown["interview_link"])
        phone.page.get_by_role("link", name="Go to the room").click()
        expect(candidate.page.get_by_role("heading", name="You are in this room on another device")).to_be_visible()
        both_see(host, phone)
        candidate.press("Use this device")
        both_see(host, candidate)
        expect(phone.page.get_by_role("heading", name="You are in this room on another device")).to_be_visible()


@pytest.mark.parametrize("how", ["cancelled", "moved"])
def test_a_cancelled_or_moved_interview_closes_the_room(chromium: Browser, meeting: Meeting, how: str) -> None:
    with a_side(chromium) as candidate:
        candidate_waits(candidate, meeting)
        if how == "cancelled":
            meeting.recruiter.made("POST", f"/interviews/{meeting.interview_id}/cancel", {"reason": "Illness"})
        else:
            later = (datetime.now(UTC) + timedelta(days=2)).replace(second=0, microsecond=0)
            time_given = {"starts_at": f"{later:%Y-%m-%dT%H:%M:%SZ}", "duration_minutes": 45}
            meeting.recruiter.made("PUT", f"/interviews/{meeting.interview_id}", time_given)
        words = f"This interview was {how}"
        expect(candidate.page.get_by_role("heading", name=words)).to_be_visible(timeout=20_000)
    assert meeting.now()["candidate_joined_at"] == (None if how == "moved" else meeting.now()["candidate_joined_at"])


def candidate_waits(candidate: Side, meeting: Meeting) -> None:
    candidate.page.goto(meeting.shown["interview_link"])
    candidate.press("Join the meeting")
    expect(candidate.page.locator("[data-status]")).to_contain_text("waiting for the interviewer", timeout=30_000)


def test_chat_notes_and_captions_of_state(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        meet(host, candidate, meeting)
        host.page.keyboard.press("c")
        host.page.get_by_label("Your message").fill("Hello <b>Asha</b>")
        host.page.keyboard.press("Enter")
        expect(candidate.page.locator("[data-messages]")).to_contain_text("Hello <b>Asha</b>")
        expect(host.page.locator("[data-quality]")).to_contain_text("Your")
        note = host.page.get_by_label("In general")
        note.fill("Explains well.")
        expect(host.page.locator("[data-notes-state]")).to_have_text("Your notes are kept.")
        host.page.reload()
        expect(host.page.get_by_label("In general")).to_have_value("Explains well.")
        assert "Explains well." not in candidate.page.content()
        both_see(host, candidate)
        for side in (host, candidate):
            for width in (1280, 390):
                side.page.set_viewport_size({"width": width, "height": 800})
                assert overflow(side.page) == []
                assert axe_findings(side.page) == []


STAND_INS = """
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const pen = canvas.getContext("2d");
    setInterval(() => { pen.fillStyle = Date.now() % 2 ? "red" : "blue"; pen.fillRect(0, 0, 320, 180); }, 50);
    return canvas.captureStream(20);
  };
  window.SpeechRecognition = class {
    start() { window.heard = (text) => this.onresult({ resultIndex: 0, results: [[{ transcript: text }]] }); }
    stop() { this.onend?.(); }
  };
"""
"""A headless browser has no screen to share, and Chromium's recognition is a service of its maker."""


def test_a_shared_screen_and_live_captions_reach_the_other_by_keyboard_alone(
    chromium: Browser, meeting: Meeting
) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        candidate.context.add_init_script(STAND_INS)
        meet(host, candidate, meeting)
        candidate.page.keyboard.press("s")
        expect(host.page.locator("[data-their-state]")).to_contain_text("Asha Raman: shares a screen")
        width = "document.querySelector('[data-theirs]').videoWidth"
        eventually(lambda: host.page.evaluate(width) == 320, "the screen")
        candidate.page.keyboard.press("s")
        expect(host.page.locator("[data-their-state]")).to_be_empty()
        eventually(lambda: host.page.evaluate(width) != 320, "the camera")
        candidate.page.get_by_role("button", name="Captions").focus()
        candidate.page.keyboard.press("Enter")
        candidate.page.evaluate("heard('I measure before I change')")
        expect(host.page.locator("[data-caption]")).to_have_text("I measure before I change")
        candidate.page.keyboard.press("m")
        candidate.page.keyboard.press("v")
        expect(host.page.locator("[data-their-state]")).to_contain_text("microphone off, camera off")


def test_a_duplicated_tab_takes_the_place_and_the_first_rests(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as candidate:
        candidate_waits(candidate, meeting)
        kept = candidate.page.evaluate("sessionStorage.getItem('greenroom.room.device')")
        other = candidate.context.new_page()
        other.add_init_script(f"sessionStorage.setItem('greenroom.room.device', '{kept}')")
        other.goto(candidate.page.url)
        expect(other.locator("[data-status]")).to_contain_text("waiting for the interviewer", timeout=30_000)
        expect(candidate.page.get_by_role("heading", name="You are in this room on another device")).to_be_visible()


def test_two_people_meet_even_if_web_sockets_are_blocked(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host, a_side(chromium, WITHOUT_WEB_SOCKETS) as candidate:
        host_enters(host, meeting)
        candidate_enters(candidate, meeting)
        host.press("Let Asha Raman in")
        both_see(host, candidate, 30)
        frames_go_on(host, candidate)


@pytest.fixture
def relay(stack: RunningStack) -> Iterator[TurnServer]:
    """A TURN server that runs, and that the stack's tickets name."""
    if not fetched():
        pytest.skip("there is no node here, or npm could not be reached")
    with a_turn_server() as server, relay_of_the_stack(stack, server):
        yield server


@pytest.mark.storm  # ICE needs 10 s and more to tell a loss, twice in each
def test_two_meet_through_a_relay_alone_and_again_when_it_was_gone(
    chromium: Browser, meeting: Meeting, relay: TurnServer
) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        for side in (host, candidate):
            side.context.add_init_script(RELAY_ALONE)
        meet(host, candidate, meeting)
        expect(host.page.locator("[data-quality]")).to_contain_text("through a relay", timeout=10_000)
        relay.kill()
        eventually(lambda: host.state in {"lost", "no-path"}, "the loss", 40)
        relay.start()
        both_see(host, candidate, 60)
        frames_go_on(host, candidate)


@pytest.mark.storm  # ICE needs 10 s and more to tell a loss, twice in each
def test_without_a_connection_the_page_says_so_and_tries_again(
    chromium: Browser, meeting: Meeting, relay: TurnServer
) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        for side in (host, candidate):
            side.context.add_init_script(RELAY_ALONE)
        relay.kill()
        host_enters(host, meeting)
        candidate_enters(candidate, meeting)
        host.press("Let Asha Raman in")
        for side in (host, candidate):
            expect(side.page.get_by_text("Your networks let no picture and sound through")).to_be_visible(
                timeout=25_000
            )
        expect(host.page.locator("[data-candidate-mail]")).to_contain_text("@example.com")
        relay.start()
        host.press("Try again")
        both_see(host, candidate, 40)
