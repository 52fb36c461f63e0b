"""Settings: the organisation's usage in a month, and the cost of one interview."""

import re
from datetime import date, time
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, page, show
from functions.console.paging import position_in, token_of
from functions.console.states import KINDS, STATUS_BADGES, Badge
from greenroom.clock import from_local_or_after
from greenroom.clock import zone as zone_of
from greenroom.costs.prices import prices
from greenroom.costs.receipt import Receipt, ReceiptLine, receipt
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Role
from greenroom.usecases.organisation_usage import usage_of_period
from greenroom.wording import day_and_time

PATH = "/console/settings/usage"
ROWS = 10
POSITION = ("interview_id", "started_at")
FIRST_YEAR = 2020
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class CostRow(NamedTuple):
    """An interview with its cost."""

    interview: Interview
    kind: str
    when: str
    badge: Badge
    usd: str


class ServiceRow(NamedTuple):
    """A service of a receipt in words."""

    service: str
    used: str
    usd: str


@page(PATH, role=Role.ADMIN)
def usage(request: ConsoleRequest) -> Response[str]:
    """The number of a month's interviews by state, and the cost of some of them. The month is in the organisation's
    zone."""
    zone = request.organisation.policy.timezone
    first = _month(request.query.get("month", ""), request.now.astimezone(zone_of(zone)).date())
    found = usage_of_period(
        from_local_or_after(first, time(), zone),
        from_local_or_after(_next(first), time(), zone),
        by=request.caller,
        interviews=app.interviews,
        usage_records=app.usage_records,
        prices=prices(),
        limit=ROWS,
        position=position_in(request.query.get("cursor"), POSITION),
    )
    rows = [
        CostRow(
            one.interview,
            KINDS[one.interview.interview_type],
            day_and_time(one.interview.started_at, zone) if one.interview.started_at else "",
            STATUS_BADGES[one.interview.status],
            _usd(one.receipt),
        )
        for one in found.costs
    ]
    return show(
        request,
        "usage.html",
        month=f"{first:%B %Y}",
        before=f"{_before(first):%Y-%m}",
        after=f"{_next(first):%Y-%m}" if _next(first) <= request.now.date() else None,
        counts=[(STATUS_BADGES[status], found.counts.get(status, 0)) for status in InterviewStatus],
        rows=rows,
        services=service_rows(found.sum),
        sum=_usd(found.sum),
        left_out=found.sum.left_out,
        prices=prices(),
        next_cursor=token_of(found.next_position, POSITION),
    )


@page("/console/interviews/<interview_id>/cost", role=Role.ADMIN)
def cost(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """The receipt of one interview, as in the API."""
    interview = app.interviews.get(request.caller.org_id, interview_id)
    found = receipt(app.usage_records.of(interview.org_id, interview.interview_id), prices())
    zone = request.organisation.policy.timezone
    return show(
        request,
        "cost.html",
        interview=interview,
        kind=KINDS[interview.interview_type],
        until=day_and_time(found.recorded_until, zone) if found.recorded_until else None,
        services=service_rows(found),
        sum=_usd(found),
        left_out=found.left_out,
        prices=prices(),
    )


def service_rows(found: Receipt) -> list[ServiceRow]:
    """The services of a receipt in words."""
    return [
        ServiceRow(line.service, _used(line), f"${line.usd:.6f}" if line.usd is not None else "not known")
        for line in found.lines
        if any(line.quantities.values())
    ]


def _used(line: ReceiptLine) -> str:
    return ", ".join(
        f"{_number(amount)} {name.replace('_', ' ')}".replace("gb seconds", "GB-seconds")
        for name, amount in line.quantities.items()
        if amount
    )


def _number(amount: float) -> str:
    return f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.4f}"


def _usd(found: Receipt) -> str:
    return f"${found.usd:.6f}" if found.recorded_from else "nothing recorded"


def _month(wanted: str, today: date) -> date:
    """Return the first day of the wanted month, or of the present month if it is not valid or out of range."""
    found = _MONTH.fullmatch(wanted)
    if found and FIRST_YEAR <= int(found[1]) <= today.year and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
