"""Test mode: an organisation's test tokens work on the records of a second organisation that belongs to it.

So everything that separates two organisations also separates test records from live ones.
"""

_SUFFIX = "_test"


def test_org_of(org_id: str) -> str:
    """The id of the organisation that holds an organisation's test records."""
    return org_id if is_test(org_id) else f"{org_id}{_SUFFIX}"


def live_org_of(org_id: str) -> str:
    """The live organisation that test records belong to."""
    return org_id.removesuffix(_SUFFIX)


def is_test(org_id: str) -> bool:
    """Whether an organisation's records are test records."""
    return org_id.endswith(_SUFFIX)
