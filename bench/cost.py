"""What a million walks of a path cost on AWS, from measured units and the dated prices of prices.toml."""

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path as File
from typing import Any

from bench.paths import Path
from bench.walk import Walked

MILLION = 1_000_000


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


@cache
def prices() -> dict[str, Any]:
    """The price table, with its date and its sources."""
    return tomllib.loads(File(__file__).with_name("prices.toml").read_text())


def billed_ms(walked: Walked, memory_mb: int) -> float:
    """The time that Lambda would bill: this machine's CPU time, slowed to the share of a CPU that the memory buys, and
    the waiting as it was here."""
    slowed = walked.cpu_ms * max(1.0, float(prices()["lambda_arm64"]["mb_of_one_cpu"]) / memory_mb)
    return slowed + max(0.0, walked.wall_ms - walked.cpu_ms)


def cost_of(path: Path, walked: Walked, authorizer: Walked) -> Cost:
    """A million walks of a path; the authorizer is added where it runs."""
    beside, table = path.beside, prices()
    runs = [walked, *([authorizer] if beside.authorized else [])]
    per_run = table["lambda_arm64"]["per_million_requests"] / MILLION
    per_gb_second = table["lambda_arm64"]["per_gb_second"]
    gb = path.memory_mb / 1024
    writes, reads = (sum(getattr(run, name) for run in runs) for name in ("write_units", "read_units"))
    return Cost(
        dynamodb=writes * table["dynamodb"]["per_million_write_units"]
        + reads * table["dynamodb"]["per_million_read_units"],
        functions=MILLION * sum(per_run + billed_ms(run, path.memory_mb) / 1000 * gb * per_gb_second for run in runs),
        gateway=beside.api_requests * table["api_gateway_rest"]["per_million_requests"],
        edge=beside.edge_requests * table["cloudfront"]["per_million_requests"],
        mail=beside.mails * table["ses"]["per_thousand_mails"] * 1000,
        schedule=beside.schedules * table["scheduler"]["per_million_invocations"],
    )
