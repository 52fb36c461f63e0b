"""The receipt of one interview: its recorded usage, added up and priced."""

from collections.abc import Iterable, Mapping
from copy import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from greenroom.costs.prices import MILLION, PerMillion, Prices
from greenroom.models.usage import Counted, ModelCounted, Usage
from greenroom.models.usage_record import UsageRecord

NOT_FOR_ONE_INTERVIEW = frozenset({"scheduler"})
UNPRICED: Mapping[str, tuple[str, ...]] = {"lambda": (Counted.COLD_STARTS,)}
"""Usage that is shown beside priced usage to explain it."""
FREE = frozenset({ModelCounted.CALLS})
"""Usage of a model that is shown and has no price."""
SMALLEST = Decimal("0.000000001")
"""USD. A whole interview costs thousands of these, one write unit 625 of them."""
DIGITS = 6

LEFT_OUT = (
    "What is done for a job, a slot, a candidate or a list: reading a résumé, opening gates, signing in, erasing.",
    "What is done for an organisation: a change that its interviews follow, its export, its deletion.",
    "The authorizer: one invocation and one read unit for each request with a token.",
    "What runs by the minute whether or not anything is due, and what no request found: the schedules, empty sweeps.",
    "What runs beside a request: the function of CloudFront, polling of queues, dead letters, SNS for what SES tells.",
    "Calls of a model that failed or took too long.",
    "What another server than OpenAI charges: a model is priced by its name, as OpenAI does, whoever serves it.",
    "Keeping this receipt: one write unit and at most one invocation for each recorded invocation, and its log line.",
    "Reading secrets and parameters. Uploads by the candidate and downloads by a signed link, which ask S3 directly.",
    "Storage, backups, logs, metrics, alarms, data transfer and static files.",
    "Free tiers, discounts and taxes.",
)


class ReceiptLine(NamedTuple):
    """One service of a receipt. `usd` is None where no price is known for something that was used."""

    service: str
    usd: Decimal | None
    quantities: Mapping[str, float]


class Receipt(NamedTuple):
    """All lines, in the order of the price table, models last. Amounts are rounded, each by itself, the sum too."""

    lines: tuple[ReceiptLine, ...]
    usd: Decimal
    recorded_from: datetime | None
    recorded_until: datetime | None
    left_out: tuple[str, ...]


def receipt(records: Iterable[UsageRecord], prices: Prices) -> Receipt:
    """The receipt of these records of one interview."""
    used, times = Usage(), []
    for record in records:
        times.append(record.used_at)
        used.add(_usage_of(record))
    exact = [
        *(_service(key, used, prices) for key in prices.services if key not in NOT_FOR_ONE_INTERVIEW),
        *(_model(name, used.models[name], prices) for name in sorted(used.models)),
    ]
    unknown = tuple(
        f"What {line.service} charges: its prices, or what it used, are not known here."
        for line in exact
        if line.usd is None
    )
    return Receipt(
        lines=tuple(replace(line, usd=line.usd if line.usd is None else _rounded(line.usd)) for line in exact),
        usd=_rounded(sum((line.usd for line in exact if line.usd is not None), Decimal())),
        recorded_from=min(times, default=None),
        recorded_until=max(times, default=None),
        left_out=(*unknown, *LEFT_OUT),
    )


def _usage_of(record: UsageRecord) -> Usage:
    usage = Usage()
    usage.amounts.update(record.amounts)
    for model, amounts in record.models.items():
        usage.models[model].update(amounts)
    return usage


def _service(key: str, used: Usage, prices: Prices) -> ReceiptLine:
    per_million = prices.services[key]
    names = (*per_million, *UNPRICED.get(key, ()))
    quantities = {name: round(used.amounts.get(name, 0.0), DIGITS) for name in names}
    return ReceiptLine(prices.names[key], _price(quantities, per_million), quantities)


def _model(name: str, amounts: Mapping[str, float], prices: Prices) -> ReceiptLine:
    per_million = prices.of_model(name) or {}
    quantities = {what: round(amount, DIGITS) for what, amount in amounts.items()}
    charged = {what for what, amount in amounts.items() if amount} - FREE
    is_known = bool(charged) and charged <= set(per_million)
    return ReceiptLine(name, _price(quantities, per_million) if is_known else None, quantities)


def _price(quantities: Mapping[str, float], per_million: PerMillion) -> Decimal:
    return (
        sum(
            (Decimal(str(quantities[name])) * price for name, price in per_million.items() if name in quantities),
            Decimal(),
        )
        / MILLION
    )


def _rounded(usd: Decimal) -> Decimal:
    return usd.quantize(SMALLEST)
