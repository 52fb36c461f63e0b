"""Unit tests open no socket: a test that reaches for the network fails here."""

import pytest


@pytest.fixture(autouse=True)
def no_network(socket_disabled: None) -> None:
    """pytest-socket's own fixture, for every test below."""
