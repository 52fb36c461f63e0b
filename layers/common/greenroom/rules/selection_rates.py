"""Selection rates by group for audits of bias, with the figures of New York City's rules (6 RCNY § 5-301).

The organisation supplies the groups. Greenroom neither asks candidates for them, nor stores them, nor guesses them.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple


class CandidateOutcome(NamedTuple):
    """The outcome of one candidate."""

    score: int | None
    is_shortlisted: bool


class GroupRates(NamedTuple):
    """One group. A rate is a share of the group; a ratio is that share divided by the highest share of all groups."""

    group: str
    candidates: int
    shortlisted: int
    selection_rate: float | None
    impact_ratio: float | None
    scored: int
    above_median: int
    scoring_rate: float | None
    scoring_impact_ratio: float | None


def rates_by_group(groups: Mapping[str, Sequence[CandidateOutcome]]) -> list[GroupRates]:
    """The rates of all groups in the order given. The median is that of all scores given here."""
    scores = [one.score for outcomes in groups.values() for one in outcomes if one.score is not None]
    middle = median(scores) if scores else 0
    selection = {name: _share(sum(one.is_shortlisted for one in found), len(found)) for name, found in groups.items()}
    above = {name: sum(one.score is not None and one.score > middle for one in found) for name, found in groups.items()}
    scored = {name: sum(one.score is not None for one in found) for name, found in groups.items()}
    scoring = {name: _share(above[name], scored[name]) for name in groups}
    return [
        GroupRates(
            group=name,
            candidates=len(found),
            shortlisted=sum(one.is_shortlisted for one in found),
            selection_rate=_rounded(selection[name]),
            impact_ratio=_ratio(selection[name], selection.values()),
            scored=scored[name],
            above_median=above[name],
            scoring_rate=_rounded(scoring[name]),
            scoring_impact_ratio=_ratio(scoring[name], scoring.values()),
        )
        for name, found in groups.items()
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _ratio(share: float | None, all_shares: Iterable[float | None]) -> float | None:
    highest = max((one for one in all_shares if one is not None), default=0.0)
    return _rounded(share / highest) if share is not None and highest else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
