"""Writes docs/slo.md: the promises, how each is measured, and the results of the latest bench and storm."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.paths import ROOT

DOCUMENT = ROOT / "docs" / "slo.md"

TEXT = Path(__file__).with_name("slo.template.md")
"""The page without the bench's figures. After a storm, enter its date and result there by hand."""


def document(results: Mapping[str, Any]) -> str:
    """The page with these results."""
    measured, first = results["measured"], results["first_question"]
    bookings = [
        f"  | {one['clients']} | {one['bookings']} | {one['failed']} | {one['p50_ms']:.0f} ms | {one['p95_ms']:.0f} ms"
        f" | {one['p99_ms']:.0f} ms |"
        for one in results["booking"].values()
    ]
    sweeps = [
        f"  | {name} | {one['invocations']} | {one['longest_ms'] / 1000:.1f} s |"
        for name, one in results["sweep"].items()
    ]
    return TEXT.read_text().format(
        booking_at=measured["booking"]["at"][:10],
        bookings="\n".join(bookings),
        mail_seconds=results["mail_seconds"],
        pages_at=measured["pages"]["at"][:10],
        first_ms=first["median_ms"],
        first_p95_ms=first["p95_ms"],
        starts=first["starts"],
        sweep_at=measured["sweep"]["at"][:10],
        sweeps="\n".join(sweeps),
    )
