"""The check before the room; and two who interview and a candidate, in three Chromium contexts."""

import re
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.video_rooms import Meeting, Side, a_meeting, a_side, candidate_enters, host_enters
from tests.browser.page_checks import axe_findings, overflow

PANEL = [{"email": "ada@acme.example.com", "name": "Ada"}, {"email": "bob@acme.example.com", "name": "Bob"}]
PICTURES = """() => [...document.querySelectorAll('[data-tiles] figure:not([hidden])')]
    .filter(one => one.dataset.state === 'connected' && one.querySelector('video').videoWidth > 0).length"""


@pytest.fixture
def meeting(stack: RunningStack) -> Meeting:
    policy = {"min_notice_minutes": 0, "join_buffer_minutes": 60}
    return a_meeting(Recruiter(stack, stack.new_organisation("Panels", policy).token), interviewers=PANEL)


def way_in_of(stack: RunningStack, email: str) -> str:
    """The link in the newest letter to somebody who interviews."""

    def found() -> str | None:
        bodies = [mail["BodyText"] for mail in stack.mails() if email in mail["To"]]
        link = re.search(r"http\S+/meeting/\S+", bodies[-1]) if bodies else None
        return link[0] if link else None

    return eventually(found, "the letter", 30)


def sees(side: Side, pictures: int) -> bool:
    return bool(side.page.evaluate(PICTURES) == pictures)


def test_a_panel_of_two_and_a_candidate_see_each_other(
    chromium: Browser, meeting: Meeting, stack: RunningStack
) -> None:
    links = [way_in_of(stack, one["email"]) for one in PANEL]
    with a_side(chromium) as ada, a_side(chromium) as bob, a_side(chromium) as candidate:
        host_enters(ada, meeting)
        bob.page.goto(links[1])
        bob.press("Join the meeting")
        eventually(partial(sees, ada, 1), "Bob at Ada's, before the candidate is there")
        candidate_enters(candidate, meeting)
        assert sees(candidate, 0)
        bob.press("Let Asha Raman in")
        for side in (ada, bob, candidate):
            eventually(partial(sees, side, 2), "two pictures", 40)
        expect(candidate.page.get_by_text("Bob", exact=True)).to_be_visible()
        assert "acme.example.com" not in candidate.page.content()
        candidate.page.keyboard.press("c")
        candidate.page.get_by_label("Your message").fill("Good morning")
        candidate.page.keyboard.press("Enter")
        for side in (ada, bob):
            expect(side.page.locator("[data-messages]")).to_contain_text("Good morning")
        candidate.page.set_viewport_size({"width": 390, "height": 800})
        assert overflow(candidate.page) == []
        bob.press("Leave")
        bob.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        for side in (ada, candidate):
            eventually(partial(sees, side, 1), "the one who stayed")
    joined = [who for action, who in meeting.recruiter.log(meeting.interview_id) if action == "JOINED"]
    assert sorted(joined) == ["candidate", "interviewer", "interviewer_2"]
    assert links[0] == meeting.host_url


ASKED = """
  const real = MediaDevices.prototype.getUserMedia;
  window.asked = [];
  MediaDevices.prototype.getUserMedia = function (wanted) { asked.push(wanted); return real.call(this, wanted); };
"""


def test_devices_are_tried_before_the_room_and_the_chosen_ones_used_in_it(chromium: Browser, meeting: Meeting) -> None:
    with a_side(chromium) as host:
        host.context.add_init_script(ASKED)
        host.page.goto(meeting.host_url)
        expect(host.page.get_by_text("You can be seen")).to_be_visible()
        expect(host.page.get_by_label("Your own picture")).to_be_visible()
        eventually(lambda: host.page.locator("[data-bar]").get_attribute("width") not in {"0", "0%"}, "the level")
        chosen = host.page.locator("[data-menu-microphone] option").nth(2).get_attribute("value")
        host.page.locator("[data-menu-microphone]").select_option(chosen)
        assert overflow(host.page) == []
        assert axe_findings(host.page) == []
        host.press("Join the meeting")
        expect(host.page.locator("[data-status]")).to_contain_text("waiting for Asha Raman", timeout=30_000)
        wanted = "asked.find(one => one.audio?.deviceId)?.audio.deviceId.exact"
        eventually(lambda: host.page.evaluate(wanted) == chosen, "the chosen microphone in the room")
