"""Runs of messages in the video room: a page that was not told of an arrival, and a device whose clock is slow."""

import pytest
from playwright.sync_api import Browser, expect

from local.recruiting import Recruiter
from local.running import RunningStack
from local.video_rooms import Meeting, a_meeting, a_side, both_see, meet

OVERTAKEN = """
  const handler = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(hear) {
      handler.set.call(this, ({ data }) => {
        const message = JSON.parse(data);
        if (message.arrived) message.arrived = null;
        hear({ data: JSON.stringify(message) });
      });
    },
  });
"""
"""Hides from the page who has just arrived, as a newer list of people does that overtakes the one that says so."""
SLOW_CLOCK = "const real = Date.now; Date.now = () => real() - 600_000;"


@pytest.fixture
def meeting(stack: RunningStack) -> Meeting:
    policy = {"min_notice_minutes": 0, "join_buffer_minutes": 60}
    return a_meeting(Recruiter(stack, stack.new_organisation("Faces", policy).token))


def test_a_reload_that_the_other_page_is_not_told_of_brings_the_picture_back(
    chromium: Browser, meeting: Meeting
) -> None:
    with a_side(chromium, OVERTAKEN) as host, a_side(chromium, OVERTAKEN) as candidate:
        meet(host, candidate, meeting)
        candidate.page.reload()
        both_see(host, candidate)
        host.page.reload()
        both_see(host, candidate)


def test_a_page_that_asks_for_messages_from_far_below_zero_gets_those_that_there_are(
    chromium: Browser, meeting: Meeting
) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate:
        meet(host, candidate, meeting)
        candidate.page.evaluate("""() => {
            const run = said.findLast((one) => one.action === "relay" && one.run).run;
            for (const data of [{ missing: -100_000 }, null])
              sockets.at(-1).send(JSON.stringify({ action: "relay", run, number: 0, data, to: "interviewer" }));
        }""")
        candidate.page.reload()
        both_see(host, candidate)
        assert host.page.evaluate("said.length") < 1_000


def test_an_interviewer_who_goes_on_with_a_device_whose_clock_is_slow_is_seen(
    chromium: Browser, meeting: Meeting
) -> None:
    with a_side(chromium) as host, a_side(chromium) as candidate, a_side(chromium, SLOW_CLOCK) as phone:
        meet(host, candidate, meeting)
        phone.page.goto(meeting.host_url)
        phone.page.get_by_role("link", name="Go to the room").click()
        expect(host.page.get_by_role("heading", name="You are in this room on another device")).to_be_visible()
        both_see(phone, candidate)
