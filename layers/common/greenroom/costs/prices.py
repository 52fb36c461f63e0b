"""The one price table, of receipts and of the bench: public prices with their date and their sources."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

MILLION = 1_000_000
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")

type PerMillion = Mapping[str, Decimal]
"""USD for a million of each, by the name of what is counted."""


class Prices(NamedTuple):
    """Prices of services, in the order of the table, and of models."""

    as_of: date
    region: str
    """The AWS region of these prices. Other regions have other prices."""
    currency: str
    services: Mapping[str, PerMillion]
    names: Mapping[str, str]
    """The name of each service for people."""
    models: Mapping[str, PerMillion]
    mb_of_one_cpu: int
    """Memory at which a function has a processor of its own."""

    def of_model(self, name: str) -> PerMillion | None:
        """A model's prices, whatever date its name carries; None where they are not known."""
        return self.models.get(name) or self.models.get(_DATED.sub("", name))


@cache
def prices() -> Prices:
    """The table of prices.toml."""
    table = tomllib.loads(Path(__file__).with_name("prices.toml").read_text(), parse_float=Decimal)
    services: Mapping[str, Any] = table["services"]
    return Prices(
        as_of=table["as_of"],
        region=table["region"],
        currency=table["currency"],
        services={key: service["per_million"] for key, service in services.items()},
        names={key: service["name"] for key, service in services.items()},
        models={name: model["per_million"] for name, model in table["models"].items()},
        mb_of_one_cpu=services["lambda"]["mb_of_one_cpu"],
    )
