"""An organisation's usage in a period: the number of interviews by state, and the cost of some at public prices."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.costs.prices import Prices
from greenroom.costs.receipt import Receipt, receipt
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.usage_record import UsageRecord

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.usage_records import UsageRecords
    from greenroom.models.page import Position


class InterviewCost(NamedTuple):
    """An interview and its receipt."""

    interview: Interview
    receipt: Receipt


class UsageOfPeriod(NamedTuple):
    """Counts of the whole period; receipts of one page of it, and their sum."""

    counts: dict[InterviewStatus, int]
    costs: list[InterviewCost]
    sum: Receipt
    next_position: "Position | None"


def usage_of_period(
    since: datetime,
    until: datetime,
    *,
    by: Caller,
    interviews: "Interviews",
    usage_records: "UsageRecords",
    prices: Prices,
    limit: int,
    position: "Position | None",
) -> UsageOfPeriod:
    """Interviews that begin within the period, newest first.

    It takes one query of the index by time for the counts, a query and a read for the page, and a query of the records
    for each interview on the page. The receipts of a whole month are never added up.
    """
    listing = interviews.by_time(by.org_id, since, until)
    counts = Counter(InterviewStatus(entry["status"]) for entry in interviews.entries(listing))
    found = interviews.page(listing, limit=limit, position=position)
    together: list[UsageRecord] = []
    costs = []
    for interview in found.items:
        records = list(usage_records.of(by.org_id, interview.interview_id))
        together += records
        costs.append(InterviewCost(interview, receipt(records, prices)))
    return UsageOfPeriod(dict(counts), costs, receipt(together, prices), found.next_position)
