"""The cost of a million runs of a path on AWS, from measured units and the price table of receipts."""

from dataclasses import asdict, dataclass

from bench.paths import Path
from bench.repeated import Measured
from greenroom.costs.prices import prices


@dataclass(frozen=True)
class Cost:
    """USD for a million, by service."""

    dynamodb: float
    functions: float
    """Lambda, by an estimate of the time: see `billed_ms`."""
    gateway: float
    edge: float
    mail: float
    schedule: float

    @property
    def total(self) -> float:
        return float(sum(asdict(self).values()))

    def as_dict(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in {**asdict(self), "total": self.total}.items()}


def billed_ms(measured: Measured, memory_mb: int) -> float:
    """The time that Lambda would bill: this machine's CPU time, divided by the memory's share of a CPU, and
    the measured waiting time."""
    slowed = measured.cpu_ms * max(1.0, prices().mb_of_one_cpu / memory_mb)
    return slowed + max(0.0, measured.wall_ms - measured.cpu_ms)


def cost_of(path: Path, measured: Measured, authorizer: Measured) -> Cost:
    """The cost of a million runs of a path, the authorizer included if it runs."""
    beside = path.beside
    runs = [measured, *([authorizer] if beside.authorized else [])]
    gb = path.memory_mb / 1024
    return Cost(
        dynamodb=_usd(
            "dynamodb",
            write_units=sum(run.write_units for run in runs),
            read_units=sum(run.read_units for run in runs),
        ),
        functions=_usd(
            "lambda",
            invocations=len(runs),
            gb_seconds=sum(billed_ms(run, path.memory_mb) / 1000 * gb for run in runs),
        ),
        gateway=_usd("api_gateway", api_requests=beside.api_requests),
        edge=_usd("cloudfront", edge_requests=beside.edge_requests),
        mail=_usd("ses", mails=beside.mails),
        schedule=_usd("scheduler", schedules=beside.schedules),
    )


def _usd(service: str, **used: float) -> float:
    """USD for a million times the usage of one run."""
    per_million = prices().services[service]
    return sum(amount * float(per_million[name]) for name, amount in used.items())
