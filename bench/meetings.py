"""Meetings at a provider that answers at once: the usage of Greenroom itself."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bench.calls import Call
from bench.interviews import stream_event
from bench.meter import Used
from bench.recruiter import MeasuredRecruiter
from greenroom.adapters.providers.accounts import Accounts
from greenroom.adapters.providers.zoom import Zoom
from greenroom.models.meeting import HostedMeeting, WantedMeeting
from local.applications import with_parts

ZOOM = {
    "account_id": "account",
    "client_id": "client",
    "client_secret": "secret",
    "hosts": ["host@acme.example.com"],
    "webhook_secret": "token",
}


class ZoomStandIn(Zoom):
    """Stands in for Zoom's API."""

    def create(self, wanted: WantedMeeting, *, may_exist: bool = False) -> HostedMeeting:  # noqa: ARG002 (as Zoom's)
        """A meeting."""
        return HostedMeeting(meeting_id="85746065432", join_url=f"https://zoom.us/j/{wanted.key}", host="host")


class StandInAccounts(Accounts):
    """Accounts that read their connection as usual, and then use the stand-in."""

    def _made(self, provider: Any, credentials: Any) -> Zoom:
        made = super()._made(provider, credentials)
        assert isinstance(made, Zoom)  # noqa: S101 (a bench is no test)
        return ZoomStandIn(made.account, made.clock, made.stand_in)


def meeting_made(
    recruiter: MeasuredRecruiter, invoked: Callable[[MeasuredRecruiter, str, dict[str, Any]], Callable[[], Used]]
) -> Callable[[], Used]:
    """The function that makes meetings gets a booking's stream record."""
    recruiter.make("PUT", "/providers/ZOOM", ZOOM)
    interview = recruiter.pending(interview_type="ONLINE", provider="ZOOM")
    recruiter.measured(recruiter.booking(interview, recruiter.slot()))
    event = stream_event(recruiter, interview)

    def sample() -> Used:
        accounts = StandInAccounts(
            recruiter.app.connections, recruiter.app.now, recruiter.app.settings.provider_stand_in
        )
        with with_parts(recruiter.app, accounts=accounts):
            return invoked(recruiter, "meetings", event)()

    return sample


def calendar_poll(recruiter: MeasuredRecruiter) -> Call:
    """A calendar program asks again for an unchanged calendar."""
    # A job has one calendar address, and a new one would replace that of another run.
    url = recruiter.make("POST", "/calendar-addresses", {"job_id": recruiter.job()})["calendar_url"]
    path = urlsplit(url).path
    answer, _ = recruiter.measured(Call("GET", path))
    return Call("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
