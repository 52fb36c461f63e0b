"""Cursors are accepted for the next page of their own list, and refused anywhere else."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.api.cursor import Cursors, PageQuery
from greenroom.api.subjects.candidates import CandidateQuery
from greenroom.errors import ValidationError

POSITION = {"job_id": "job_1"}


def cursors(name: str = "jobs", org: str = "org_1", cursor: str | None = None, **filters: Any) -> Cursors:
    return Cursors(name, org, CandidateQuery(cursor=cursor, **filters))


def sent(**filters: Any) -> str:
    cursor = cursors(**filters).after(POSITION)
    assert cursor is not None
    return cursor


def test_a_cursor_leads_back_to_its_position() -> None:
    assert cursors(cursor=sent()).position("job_id") == POSITION


def test_the_beginning_and_the_end_have_no_cursor() -> None:
    assert cursors().position("job_id") is None
    assert cursors().after(None) is None


def test_the_size_of_a_page_may_change_on_the_way() -> None:
    first = Cursors("jobs", "org_1", PageQuery(limit=2)).after(POSITION)

    assert Cursors("jobs", "org_1", PageQuery(limit=50, cursor=first)).position("job_id") == POSITION


@pytest.mark.parametrize(
    "elsewhere", [{"name": "candidates"}, {"org": "org_2"}, {"status": "NEW"}, {"job_id": "job_1"}, {"q": "asha"}]
)
def test_a_cursor_of_another_list_organisation_or_filter_is_refused(elsewhere: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        cursors(cursor=sent(), **elsewhere).position("job_id")

    assert refused.value.details[0].field == "cursor"


def test_a_position_of_another_index_is_refused() -> None:
    with pytest.raises(ValidationError):
        cursors(cursor=sent()).position("job_id", "started_at")


@pytest.mark.parametrize("part", ["", "x" * 201, 5, None, ["job_1"], {"a": "b"}])
def test_a_position_that_no_key_can_have_is_refused(part: object) -> None:
    binding, _ = json.loads(base64.urlsafe_b64decode(sent()))
    made_up = base64.urlsafe_b64encode(json.dumps([binding, {"job_id": part}]).encode()).decode()

    with pytest.raises(ValidationError):
        cursors(cursor=made_up).position("job_id")


nearly_cursors = st.binary(min_size=1, max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode())


@given(st.text(min_size=1, max_size=300) | nearly_cursors)
def test_anything_else_is_refused_and_never_breaks(text: str) -> None:
    with pytest.raises(ValidationError):
        cursors(cursor=text).position("job_id")
