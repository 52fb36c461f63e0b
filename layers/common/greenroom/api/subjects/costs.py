"""Answers about the cost of an interview."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import PlainSerializer

from greenroom.api.fields import InterviewId
from greenroom.api.subjects.base import AnswerModel, example
from greenroom.clock import UtcTime
from greenroom.costs.prices import Prices
from greenroom.costs.receipt import Receipt

type Usd = Annotated[Decimal, PlainSerializer(lambda usd: f"{usd:f}", return_type=str), example("0.000019500")]


class ServiceCost(AnswerModel):
    """The use and cost of one service or model."""

    service: Annotated[str, example("DynamoDB")]
    usd: Usd | None
    """The cost as decimal text, such as "0.000008750"; null if a price is unknown."""
    quantities: Annotated[dict[str, float], example({"read_units": 6, "write_units": 30})]
    """The usage by resource: units, invocations, GB-seconds, requests, e-mails, tokens."""


class CostAnswer(AnswerModel):
    """The receipt of one interview: the use that was recorded, at public prices of one day."""

    interview_id: InterviewId
    currency: Annotated[str, example("USD")]
    prices_as_of: date
    prices_region: Annotated[str, example("us-east-1")]
    """The region of AWS whose prices these are, wherever this is deployed."""
    services: list[ServiceCost]
    usd: Usd
    """All services whose price is known, as decimal text."""
    recorded_from: UtcTime | None
    """The time of the first usage in the sum; null while nothing is recorded."""
    recorded_until: UtcTime | None
    """The time of the last usage in the sum. Usage of the last minute may be missing."""
    left_out: list[str]
    """Sentences about costs that the sum does not contain."""

    @classmethod
    def of(cls, interview_id: str, found: Receipt, prices: Prices) -> Self:
        """The answer about a receipt."""
        return cls(
            interview_id=interview_id,
            currency=prices.currency,
            prices_as_of=prices.as_of,
            prices_region=prices.region,
            services=[
                ServiceCost(service=line.service, usd=line.usd, quantities=dict(line.quantities))
                for line in found.lines
            ],
            usd=found.usd,
            recorded_from=found.recorded_from,
            recorded_until=found.recorded_until,
            left_out=list(found.left_out),
        )
