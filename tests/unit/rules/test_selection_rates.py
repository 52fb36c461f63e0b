from greenroom.rules.selection_rates import CandidateOutcome, rates_by_group


def outcomes(*scores: int | None, shortlisted: int = 0) -> list[CandidateOutcome]:
    return [CandidateOutcome(score, number < shortlisted) for number, score in enumerate(scores)]


def test_a_ratio_compares_with_the_highest_rate() -> None:
    high, low = rates_by_group(
        {"A": outcomes(90, 80, 70, 60, 50, shortlisted=4), "B": outcomes(40, 55, 60, 30, 20, shortlisted=2)}
    )
    assert (high.selection_rate, high.impact_ratio) == (0.8, 1.0)
    assert (low.selection_rate, low.impact_ratio) == (0.4, 0.5)
    assert (high.above_median, high.scoring_rate) == (4, 0.8)
    assert (low.above_median, low.scoring_rate, low.scoring_impact_ratio) == (1, 0.2, 0.25)


def test_a_candidate_without_a_score_counts_as_a_candidate_but_not_as_scored() -> None:
    [only] = rates_by_group({"A": outcomes(None, 70, None, 50)})
    assert (only.candidates, only.scored, only.scoring_rate) == (4, 2, 0.5)


def test_without_any_selected_or_scored_candidate_there_are_no_impact_ratios() -> None:
    [only] = rates_by_group({"A": outcomes(None, None)})
    assert (only.selection_rate, only.impact_ratio) == (0.0, None)
    assert (only.scoring_rate, only.scoring_impact_ratio) == (None, None)
