"""The console's calendar: a week in a zone, times made by a form under the rules of the API, moved and closed."""

import re
from datetime import date, timedelta
from typing import Any

from greenroom.clock import rfc3339
from greenroom.models.organisation import Role
from greenroom.models.slot import Slot
from greenroom.usecases.slots import SlotFilter, list_slots
from local.gateway import Answer
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import IN_TWO_DAYS, a_booked_interview, a_new_job, a_new_slot
from tests.world import Founder, Tenant, app

CALENDAR = "/console/calendar"


def slots_of(tenant: Tenant) -> list[Slot]:
    by = app.members.page(app.members.of_organisation(tenant.org_id), limit=1, position=None).items[0].as_caller()
    return list_slots(SlotFilter(), by=by, slots=app.slots, limit=200, position=None, now=app.now()).items


def sent(browser: Browser, job: Any, **fields: str) -> Answer:
    """The form of new times, filled in."""
    typed = {
        "job_id": job["job_id"],
        "day": IN_TWO_DAYS,
        "start_time": "10:00",
        "end_time": "10:45",
        "timezone": "Asia/Kolkata",
        "max_candidates": "5",
    }
    return browser.post(CALENDAR, hidden_fields(browser.get(CALENDAR).text, CALENDAR) | typed | fields)


def test_the_form_makes_exactly_the_time_it_says_once(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    form = hidden_fields(recruiter.get(CALENDAR).text, CALENDAR)
    assert [sent(recruiter, job, **form).status for _ in range(2)] == [303, 303]
    [slot] = slots_of(organisation)
    assert rfc3339(slot.starts_at) == f"{IN_TWO_DAYS}T04:30:00Z"
    assert rfc3339(slot.ends_at) == f"{IN_TWO_DAYS}T05:15:00Z"
    page = recruiter.get(f"{CALENDAR}?week={IN_TWO_DAYS}").text
    assert f'data-start="{IN_TWO_DAYS}T10:00" data-end="{IN_TWO_DAYS}T10:45"' in page
    assert "0/5" in page


def test_another_zone_shows_the_same_moment_on_its_clock(recruiter: Browser, organisation: Tenant) -> None:
    sent(recruiter, a_new_job(organisation.admin))
    page = recruiter.get(f"{CALENDAR}?week={IN_TWO_DAYS}&zone=Asia/Tokyo").text
    assert f'data-start="{IN_TWO_DAYS}T13:30"' in page
    assert "Japan time" in page


def test_weekdays_make_a_time_at_the_same_local_hour_across_a_clock_change(
    recruiter: Browser, organisation: Tenant
) -> None:
    job = a_new_job(organisation.admin)
    change = _next_spring()
    first, last = change - timedelta(days=6), change + timedelta(days=2)
    answer = recruiter.post(
        CALENDAR,
        hidden_fields(recruiter.get(CALENDAR).text, CALENDAR)
        | {"job_id": job["job_id"], "day": first.isoformat(), "last_day": last.isoformat(), "weekdays": "MON"}
        | {"start_time": "10:00", "end_time": "11:00", "timezone": "Europe/Berlin"},
    )
    assert answer.status == 303, answer.text
    before, after = slots_of(organisation)
    assert [before.starts_at.hour, after.starts_at.hour] == [9, 8]
    for slot in (before, after):
        page = recruiter.get(f"{CALENDAR}?week={slot.interview_date}&zone=Europe/Berlin").text
        assert re.findall(r'data-start="([^"]*)"', page) == [f"{slot.interview_date}T10:00"]


def _next_spring() -> date:
    """The Sunday in March on which Europe's clocks go forward, next year."""
    last = date(app.now().year + 1, 3, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def test_a_time_that_the_clocks_skip_is_refused_in_words_and_nothing_is_lost(
    recruiter: Browser, organisation: Tenant
) -> None:
    job = a_new_job(organisation.admin)
    gap = _next_spring().isoformat()
    answer = sent(recruiter, job, day=gap, start_time="02:15", end_time="03:30", timezone="Europe/Berlin")
    assert answer.status == 400
    assert "does not exist in Europe/Berlin: the clocks go forward over it." in answer.text
    assert 'value="02:15"' in answer.text
    assert slots_of(organisation) == []


def test_a_time_is_moved_by_the_fields_that_a_drag_sends_and_the_move_is_undone(
    recruiter: Browser, organisation: Tenant
) -> None:
    sent(recruiter, a_new_job(organisation.admin))
    [before] = slots_of(organisation)
    page = f"{CALENDAR}/{before.slot_id}"
    moved = hidden_fields(recruiter.get(page).text, page) | {"start_time": "12:00", "end_time": "12:45"}
    assert recruiter.post(page, moved).status == 303
    [after] = slots_of(organisation)
    assert (after.start_time.hour, after.max_candidates, after.job_id) == (12, 5, before.job_id)
    assert recruiter.post(page, hidden_fields(recruiter.get(CALENDAR).text, page)).status == 303
    assert slots_of(organisation)[0].starts_at == before.starts_at


def test_the_second_of_two_members_who_move_a_slot_is_refused(recruiter: Browser, organisation: Tenant) -> None:
    sent(recruiter, a_new_job(organisation.admin))
    [slot] = slots_of(organisation)
    page = f"{CALENDAR}/{slot.slot_id}"
    form = hidden_fields(recruiter.get(page).text, page)
    assert recruiter.post(page, form | {"start_time": "09:00"}).status == 303
    second = recruiter.post(page, form | {"start_time": "09:15"})
    assert second.status == 412
    assert slots_of(organisation)[0].start_time.minute == 0


def test_a_booked_time_stays_where_it_is(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    page = f"{CALENDAR}/{interview['slot_id']}"
    answer = recruiter.post(page, hidden_fields(recruiter.get(page).text, page) | {"start_time": "08:00"})
    assert answer.status == 409
    assert "This slot has bookings." in answer.text
    assert "Close this time" not in recruiter.get(page).text
    week = recruiter.get(f"{CALENDAR}?week={IN_TWO_DAYS}").text
    assert "Meera Iyer" in week
    assert "1/1" in week


def test_a_time_is_closed_and_leaves_the_week(recruiter: Browser, organisation: Tenant) -> None:
    slot = a_new_slot(organisation.admin, a_new_job(organisation.admin)["job_id"])
    page = f"{CALENDAR}/{slot['slot_id']}"
    recruiter.post(f"{page}/close", hidden_fields(recruiter.get(page).text, f"{page}/close"))
    week = recruiter.get(f"{CALENDAR}?week={IN_TWO_DAYS}").text
    assert "is closed." in week
    assert "data-slot" not in week


def test_a_viewer_reads_the_week_and_changes_nothing(mailbox: SignInMailbox, organisation: Tenant) -> None:
    slot = a_new_slot(organisation.admin, a_new_job(organisation.admin)["job_id"])
    a_member(organisation, role=Role.VIEWER)
    viewer = signed_in(mailbox)
    week = viewer.get(f"{CALENDAR}?week={IN_TWO_DAYS}").text
    assert "data-slot" in week
    for page in (week, viewer.get(f"{CALENDAR}/{slot['slot_id']}").text):
        assert 'method="post"' not in page
    assert viewer.post(f"{CALENDAR}/{slot['slot_id']}/close", {}).status == 403


def test_an_invalid_week_in_the_address_shows_the_present_week(recruiter: Browser) -> None:
    for query in ("week=yesterday", "week=9999-12-31", "zone=Mars/Olympus", "job_id=%27", "week=0001-01-01"):
        assert recruiter.get(f"{CALENDAR}?{query}").status == 200, query


def test_another_organisations_time_is_not_found(recruiter: Browser, found: Founder) -> None:
    other = found("Beta")
    slot = a_new_slot(other.admin, a_new_job(other.admin)["job_id"])
    assert recruiter.get(f"{CALENDAR}/{slot['slot_id']}").status == 404


def test_a_day_is_shown_alone_and_leads_to_its_neighbours(recruiter: Browser, organisation: Tenant) -> None:
    sent(recruiter, a_new_job(organisation.admin))
    page = recruiter.get(f"{CALENDAR}?view=day&week={IN_TWO_DAYS}").text
    assert page.count('class="week-day') == 1
    assert f'data-start="{IN_TWO_DAYS}T10:00"' in page
    for words, days in (("Day before", -1), ("Day after", 1)):
        there = (date.fromisoformat(IN_TWO_DAYS) + timedelta(days=days)).isoformat()
        assert f'href="{CALENDAR}?view=day&amp;week={there}">{words}' in page
        assert "data-slot" not in recruiter.get(f"{CALENDAR}?view=day&week={there}").text


def test_the_week_of_a_clock_change_says_so_and_no_other_does(recruiter: Browser) -> None:
    change = _next_spring()
    page = recruiter.get(f"{CALENDAR}?week={change}&zone=Europe/Berlin").text
    assert f"{change.day} March {change.year}: the clocks of" in page
    assert "go forward by 60 minutes." in page
    for query in (f"week={change}&zone=Asia/Kolkata", f"week={change + timedelta(days=1)}&zone=Europe/Berlin"):
        assert "the clocks of" not in recruiter.get(f"{CALENDAR}?{query}").text


def dragged(recruiter: Browser, slot: Slot, zone: str, start: str, end: str, day: str = IN_TWO_DAYS) -> str:
    """What a drag in a week of that zone sends; returns the page that follows."""
    page = f"{CALENDAR}/{slot.slot_id}"
    fields = {"dragged": "yes", "day": day, "start_time": start, "end_time": end, "timezone": zone}
    answer = recruiter.post(page, hidden_fields(recruiter.get(page).text, page) | fields)
    assert answer.status == 303, answer.text
    return recruiter.get(answer.headers["Location"]).text


def test_a_time_that_is_dragged_in_another_zone_keeps_its_own(recruiter: Browser, organisation: Tenant) -> None:
    sent(recruiter, a_new_job(organisation.admin))
    [before] = slots_of(organisation)
    page = dragged(recruiter, before, "Asia/Tokyo", "15:00", "15:45")
    [after] = slots_of(organisation)
    assert (after.timezone, f"{after.start_time:%H:%M}") == ("Asia/Kolkata", "11:30")
    assert f'data-start="{IN_TWO_DAYS}T15:00"' in page
    assert "Japan time" in page


def test_a_drag_that_is_refused_says_why_and_the_time_stays(recruiter: Browser, organisation: Tenant) -> None:
    sent(recruiter, a_new_job(organisation.admin))
    [before] = slots_of(organisation)
    gap = _next_spring().isoformat()
    page = dragged(recruiter, before, "Europe/Berlin", "02:15", "03:30", gap)
    assert "the clocks go forward over it. Choose another time. The time stays where it was." in page
    past = dragged(recruiter, before, "Asia/Kolkata", "10:00", "10:45", "2020-01-06")
    assert "The time stays where it was." in past
    assert slots_of(organisation) == [before]


def test_a_zone_that_is_none_is_said_and_the_own_is_shown(recruiter: Browser) -> None:
    page = recruiter.get(f"{CALENDAR}?zone=Mars/Olympus").text
    assert "“Mars/Olympus” is no time zone, so India time is shown." in page


def test_booked_interviews_stand_in_the_week_with_their_times(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    page = recruiter.get(f"{CALENDAR}?week={IN_TWO_DAYS}").text
    found = re.search(rf'data-interview="{interview["interview_id"]}"[^>]*data-start="([^"]*)"', page)
    assert found
    assert found[1].startswith(IN_TWO_DAYS)
