"""Zoom over real HTTP: exactly one meeting is made, whichever answer is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from greenroom.adapters.providers.zoom import SECONDS_BETWEEN_LISTS, Zoom, ZoomAccount
from greenroom.models.meeting import (
    HostedMeeting,
    MeetingGoneError,
    OutcomeUnknownError,
    ProviderBusyError,
    ProviderRefusedError,
)
from tests.clocks import StandingClock
from tests.providers.meetings import a_meeting, until_made
from tests.providers.server import LOST, Fault
from tests.providers.zoom_server import ACCOUNT, ALL_SCOPES, CLIENT, HOST, SECRET, ZoomServer


def test_a_meeting_is_made_at_its_time_with_a_waiting_room_and_no_name_in_it(
    zoom: Zoom, zoom_there: ZoomServer
) -> None:
    made = zoom.create(a_meeting())
    (stored,) = zoom_there.meetings.values()
    assert (stored["start_time"], stored["duration"], stored["timezone"]) == ("2026-12-02T12:00:00Z", 45, "UTC")
    assert stored["settings"]["waiting_room"] is True
    assert stored["settings"]["join_before_host"] is False
    assert stored["topic"] == "Interview: Data engineer"
    assert made == HostedMeeting(meeting_id=str(stored["id"]), join_url=stored["join_url"], host=HOST)


@pytest.mark.parametrize("fault", LOST, ids=str)
@pytest.mark.parametrize("behind", [0, 1], ids=["list is there", "list follows later"])
def test_one_meeting_is_made_whatever_happens_to_the_creation(
    zoom: Zoom, zoom_there: ZoomServer, fault: Fault, behind: int
) -> None:
    zoom_there.line.hit("POST", fault)
    zoom_there.lists_behind = behind
    made = until_made(zoom, a_meeting())
    assert [str(meeting_id) for meeting_id in zoom_there.meetings] == [made.meeting_id]


@pytest.mark.parametrize("second", LOST, ids=str)
@pytest.mark.parametrize("first", LOST, ids=str)
def test_one_meeting_is_made_also_where_two_creations_fail_in_a_row(
    zoom: Zoom, zoom_there: ZoomServer, first: Fault, second: Fault
) -> None:
    zoom_there.line.hit("POST", first, second)
    until_made(zoom, a_meeting())
    assert len(zoom_there.meetings) == 1


def test_a_meeting_that_may_exist_is_looked_for_twice_some_seconds_apart_before_it_is_created(
    zoom: Zoom, zoom_there: ZoomServer, clock: StandingClock
) -> None:
    zoom.create(a_meeting(), may_exist=True)
    assert clock.paused == [SECONDS_BETWEEN_LISTS]
    assert zoom_there.line.count("GET", "/meetings") == 2
    assert len(zoom_there.meetings) == 1


def test_a_meeting_behind_three_hundred_others_is_found(zoom: Zoom, zoom_there: ZoomServer) -> None:
    for number in range(301):
        zoom_there.changes_today.clear()
        if number < 300:
            zoom_there.meetings[number] = {"id": number, "host": HOST, "agenda": "Weekly", "join_url": "https://x"}
    made = zoom.create(a_meeting())
    assert zoom.create(a_meeting(), may_exist=True) == made


def test_two_meetings_with_one_mark_become_one_and_the_oldest_stays(zoom: Zoom, zoom_there: ZoomServer) -> None:
    oldest = zoom.create(a_meeting())
    zoom.create(a_meeting())
    assert zoom.create(a_meeting(), may_exist=True) == oldest
    assert [str(meeting_id) for meeting_id in zoom_there.meetings] == [oldest.meeting_id]


def test_a_meeting_that_is_adopted_is_at_the_time_that_is_wanted_now(zoom: Zoom, zoom_there: ZoomServer) -> None:
    made = zoom.create(a_meeting())
    later = a_meeting(
        starts_at=datetime(2026, 12, 3, 9, 0, tzinfo=UTC), ends_at=datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
    )
    assert zoom.create(later, may_exist=True) == made
    stored = zoom_there.meetings[int(made.meeting_id)]
    assert (stored["start_time"], stored["duration"]) == ("2026-12-03T09:00:00Z", 30)


def test_meetings_of_other_interviews_and_of_an_earlier_generation_are_never_adopted(
    zoom: Zoom, zoom_there: ZoomServer
) -> None:
    zoom.create(a_meeting("org_1#int_2"))
    zoom.create(a_meeting(generation=1))
    zoom.create(a_meeting(generation=2), may_exist=True)
    assert len(zoom_there.meetings) == 3


@pytest.mark.parametrize("fault", LOST, ids=str)
def test_a_move_keeps_id_and_link_whatever_happens_to_the_answer(
    zoom: Zoom, zoom_there: ZoomServer, fault: Fault
) -> None:
    made = zoom.create(a_meeting())
    zoom_there.line.hit("PATCH", fault)
    later = a_meeting(
        starts_at=datetime(2026, 12, 4, 9, 0, tzinfo=UTC), ends_at=datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
    )
    assert zoom.move(made, later) == made
    assert zoom_there.meetings[int(made.meeting_id)]["start_time"] == "2026-12-04T09:00:00Z"


def test_a_meeting_that_the_host_deleted_can_not_be_moved_and_says_so(zoom: Zoom, zoom_there: ZoomServer) -> None:
    made = zoom.create(a_meeting())
    zoom_there.meetings.clear()
    with pytest.raises(MeetingGoneError):
        zoom.move(made, a_meeting())


@pytest.mark.parametrize("fault", [Fault.NONE, *LOST], ids=str)
def test_a_deletion_may_be_repeated_and_lose_its_answer(zoom: Zoom, zoom_there: ZoomServer, fault: Fault) -> None:
    made = zoom.create(a_meeting())
    zoom_there.line.hit("DELETE", fault)
    zoom.delete(made)
    zoom.delete(made)
    assert zoom_there.meetings == {}


def test_a_meeting_of_an_attempt_with_unknown_result_is_deleted(zoom: Zoom, zoom_there: ZoomServer) -> None:
    zoom_there.line.hit("POST", Fault.LOST_AFTER)
    zoom_there.lists_behind = 2
    with pytest.raises(OutcomeUnknownError):
        zoom.create(a_meeting())
    assert len(zoom_there.meetings) == 1
    zoom.delete_unknown(a_meeting())
    zoom.delete_unknown(a_meeting())
    assert zoom_there.meetings == {}


def test_the_daily_limit_says_when_it_is_tried_again(zoom: Zoom, zoom_there: ZoomServer) -> None:
    zoom_there.changes_today[HOST] = 100
    with pytest.raises(ProviderBusyError) as refused:
        zoom.create(a_meeting())
    assert refused.value.again_at == datetime(2026, 12, 2, 0, 2, tzinfo=UTC)
    assert refused.value.reason.endswith("It is tried again at 2026-12-02T00:02:00Z.")
    assert zoom_there.meetings == {}


def test_another_host_of_the_pool_takes_what_one_has_had_enough_of(
    zoom_site: tuple[ZoomServer, str], clock: StandingClock
) -> None:
    server, address = zoom_site
    server.users = {"one@acme.example.com", "two@acme.example.com"}
    server.changes_today["one@acme.example.com"] = 100
    account = ZoomAccount(ACCOUNT, CLIENT, SECRET, ("one@acme.example.com", "two@acme.example.com"))
    zoom = Zoom(account, clock, stand_in=address, pause=clock.pass_seconds)
    hosts = {zoom.create(a_meeting(f"org_1#int_{number}")).host for number in range(8)}
    assert hosts == {"two@acme.example.com"}


def test_the_interviewer_hosts_where_zoom_knows_them_else_the_pool(zoom: Zoom, zoom_there: ZoomServer) -> None:
    wanted = a_meeting(preferred_hosts=("ada@acme.example.com",))
    assert zoom.create(wanted).host == HOST
    zoom_there.users.add("ada@acme.example.com")
    assert zoom.create(wanted.changed(key="org_1#int_2")).host == "ada@acme.example.com"


def test_a_pause_that_zoom_asks_for_changes_nothing_and_passes(
    zoom: Zoom, zoom_there: ZoomServer, clock: StandingClock
) -> None:
    zoom_there.pauses_asked = 1
    with pytest.raises(ProviderBusyError) as refused:
        zoom.create(a_meeting())
    assert refused.value.again_at == clock.now + timedelta(minutes=1)
    zoom.create(a_meeting())
    assert len(zoom_there.meetings) == 1


def test_one_token_serves_until_it_ends_and_a_forgotten_one_is_replaced(
    zoom: Zoom, zoom_there: ZoomServer, clock: StandingClock
) -> None:
    zoom.create(a_meeting("org_1#int_1"))
    zoom.create(a_meeting("org_1#int_2"))
    assert zoom_there.line.count("POST", "/oauth/token") == 1
    clock.pass_seconds(3600)
    zoom.create(a_meeting("org_1#int_3"))
    zoom_there.forget_token()
    zoom.create(a_meeting("org_1#int_4"))
    assert zoom_there.line.count("POST", "/oauth/token") == 3
    assert len(zoom_there.meetings) == 4


def test_a_connection_that_works_says_so_and_makes_nothing(zoom: Zoom, zoom_there: ZoomServer) -> None:
    assert all(check.is_ok for check in zoom.checks())
    assert zoom_there.meetings == {}


def test_a_missing_scope_is_named(zoom: Zoom, zoom_there: ZoomServer) -> None:
    zoom_there.scopes = ALL_SCOPES.replace("meeting:update:meeting:admin", "")
    missing = [check for check in zoom.checks() if not check.is_ok]
    assert [check.what_to_do for check in missing] == [
        "Add the scope meeting:update:meeting:admin to the app at marketplace.zoom.us and activate it."
    ]


def test_a_scope_that_was_added_counts_at_the_next_test_of_the_connection(zoom: Zoom, zoom_there: ZoomServer) -> None:
    zoom_there.scopes = ALL_SCOPES.replace("meeting:update:meeting:admin", "")
    assert not all(check.is_ok for check in zoom.checks())
    zoom_there.scopes = ALL_SCOPES
    assert all(check.is_ok for check in zoom.checks())


def test_classic_scopes_are_good_as_well(zoom: Zoom, zoom_there: ZoomServer) -> None:
    zoom_there.scopes = "meeting:write:admin meeting:read:admin meeting:read:list_meetings:admin"
    checks = zoom.checks()
    assert "May create meetings" in {check.name for check in checks}
    assert all(check.is_ok for check in checks)


def test_a_host_that_zoom_does_not_know_is_named(zoom: Zoom, zoom_there: ZoomServer) -> None:
    zoom_there.users.clear()
    missing = [check for check in zoom.checks() if not check.is_ok]
    assert [check.name for check in missing] == [f"Host {HOST}"]


@pytest.mark.parametrize("wrong", [{"account_id": "x"}, {"client_id": "x"}, {"client_secret": "x"}], ids=str)
def test_wrong_credentials_are_refused_in_words_that_do_not_repeat_them(
    zoom_site: tuple[ZoomServer, str], clock: StandingClock, wrong: dict[str, str]
) -> None:
    right = {"account_id": ACCOUNT, "client_id": CLIENT, "client_secret": SECRET}
    zoom = Zoom(ZoomAccount(**{**right, **wrong}, hosts=(HOST,)), clock, stand_in=zoom_site[1])
    (check,) = zoom.checks()
    assert check.what_to_do is not None
    assert check.what_to_do.startswith("Zoom does not know this account id with this client id and client secret.")
    with pytest.raises(ProviderRefusedError):
        zoom.create(a_meeting())
    assert SECRET not in repr(zoom)
