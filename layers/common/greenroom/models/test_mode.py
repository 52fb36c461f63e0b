"""Test mode: an organisation's test tokens work on the records of another organisation, which is its own.

So whatever keeps two organisations apart keeps test records and live ones apart as well.
"""

_SUFFIX = "_test"


def test_org_of(org_id: str) -> str:
    """The id under which an organisation's test records stand."""
    return org_id if is_test(org_id) else f"{org_id}{_SUFFIX}"


def live_org_of(org_id: str) -> str:
    """The organisation that test records belong to."""
    return org_id.removesuffix(_SUFFIX)


def is_test(org_id: str) -> bool:
    """Whether an organisation's records are test records."""
    return org_id.endswith(_SUFFIX)
