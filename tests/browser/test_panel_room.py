"""The check before the room; and a panel and a candidate, each in a Chromium context of their own."""

import re
from contextlib import ExitStack
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from greenroom.models.caller import INTERVIEWERS
from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.video_rooms import Meeting, Side, a_meeting, a_side, candidate_enters
from tests.browser.page_checks import assert_fits_every_screen, axe_findings, overflow

PANEL = [{"email": f"{name.lower()}@acme.example.com", "name": name} for name in ("Ada", "Bob", "Cyd", "Dan")]
PICTURES = """() => [...document.querySelectorAll('[data-tiles] figure:not([hidden])')]
    .filter(one => one.dataset.state === 'connected' && one.querySelector('video').videoWidth > 0).length"""


@pytest.fixture
def recruiter(stack: RunningStack) -> Recruiter:
    policy = {"min_notice_minutes": 0, "join_buffer_minutes": 60}
    return Recruiter(stack, stack.new_organisation("Panels", policy).token)


def way_in_of(stack: RunningStack, meeting: Meeting, email: str) -> str:
    """The link in the newest e-mail to an interviewer about this meeting."""

    def found() -> str | None:
        bodies = [mail["BodyText"] for mail in stack.mails() if email in mail["To"]]
        links = re.findall(rf"http\S+/meeting/{meeting.interview_id}\S+", "\n".join(bodies))
        return links[-1] if links else None

    return eventually(found, "the e-mail", 30)


def sees(side: Side, pictures: int) -> bool:
    return bool(side.page.evaluate(PICTURES) == pictures)


def all_see(pictures: int, *sides: Side) -> None:
    for side in sides:
        eventually(partial(sees, side, pictures), f"{pictures} pictures", 60)


def leave(side: Side) -> None:
    side.press("Leave")
    side.page.get_by_role("dialog").get_by_role("button", name="Leave").click()


def write_to_all(side: Side, message: str, others: list[Side]) -> None:
    side.page.keyboard.press("c")
    side.page.get_by_label("Your message").fill(message)
    side.page.keyboard.press("Enter")
    for other in others:
        expect(other.page.locator("[data-messages]")).to_contain_text(message, timeout=40_000)


@pytest.mark.parametrize("size", [3, pytest.param(4, marks=pytest.mark.storm)])
def test_a_panel_and_a_candidate_see_each_other(
    chromium: Browser, recruiter: Recruiter, stack: RunningStack, size: int
) -> None:
    panel = PANEL[:size]
    meeting = a_meeting(recruiter, interviewers=panel)
    links = [way_in_of(stack, meeting, one["email"]) for one in panel]
    assert links[0] == meeting.host_url
    with ExitStack() as open_sides:
        hosts = [open_sides.enter_context(a_side(chromium)) for _ in panel]
        candidate = open_sides.enter_context(a_side(chromium))
        for host, link in zip(hosts, links, strict=True):
            host.page.goto(link)
            host.press("Join the meeting")
        all_see(size - 1, *hosts)
        candidate_enters(candidate, meeting)
        assert sees(candidate, 0)
        hosts[1].press("Let Asha Raman in")
        everybody = [*hosts, candidate]
        all_see(size, *everybody)
        assert "acme.example.com" not in candidate.page.content()

        write_to_all(candidate, "Good morning", hosts)
        hosts[1].page.keyboard.press("m")
        expect(candidate.page.locator("figcaption", has_text="Bob: microphone off")).to_be_visible(timeout=40_000)
        assert_fits_every_screen(candidate.page)
        for side in (hosts[0], candidate):
            assert pictures_that_overlap(side) == []

        leave(hosts[-1])
        all_see(size - 1, *hosts[:-1], candidate)
        hosts[-1].page.goto(links[-1])
        hosts[-1].page.get_by_role("link", name="Go to the room").click()
        candidate.page.reload()
        all_see(size, *everybody)
        phone = open_sides.enter_context(a_side(chromium))
        phone.page.goto(links[1])
        phone.page.get_by_role("link", name="Go to the room").click()
        expect(hosts[1].page.get_by_role("heading", name="You are in this room on another device")).to_be_visible(
            timeout=40_000
        )
        all_see(size, hosts[0], phone, *hosts[2:], candidate)
    joined = [who for action, who in recruiter.log(meeting.interview_id) if action == "JOINED"]
    assert sorted(joined) == ["candidate", *INTERVIEWERS[:size]]


def pictures_that_overlap(side: Side) -> list[str]:
    """Pictures of which another covers a part, one's own included, on a desk and on phones."""
    found = list[str]()
    for width, height in ((1280, 800), (390, 844), (320, 640)):
        side.page.set_viewport_size({"width": width, "height": height})
        found += side.page.evaluate(OVERLAPS)
    return found


OVERLAPS = """() => {
  const pictures = [...document.querySelectorAll('[data-tiles] > :is(figure:not([hidden]), video)')];
  const boxes = pictures.map((one) => one.getBoundingClientRect());
  const cover = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => cover(a, b)).map(() => pictures[i].innerText));
}"""


ASKED = """
  const real = MediaDevices.prototype.getUserMedia;
  window.asked = [];
  MediaDevices.prototype.getUserMedia = function (wanted) { asked.push(wanted); return real.call(this, wanted); };
"""


def test_devices_are_tried_before_the_room_and_the_chosen_ones_used_in_it(
    chromium: Browser, recruiter: Recruiter
) -> None:
    meeting = a_meeting(recruiter)
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
