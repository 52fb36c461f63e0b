"""The messages of make targets about wrong settings."""

from pathlib import Path

import pytest

from local.organisation import wanted_policy
from local.paths import WEB
from local.publish import CONTENT_TYPES, asset_version, files
from local.say import LocalError
from local.stack import Stack, read_stack
from local.up import chosen_port


def a_stack() -> Stack:
    return Stack(
        "http://127.0.0.1:1", "us-east-1", "s", "http://localhost:1/x", "http://y", "http://y/c", "o", "t", {}, {}, "/m"
    )


@pytest.mark.parametrize("port", ["x", "80", "70000", "-1"])
def test_a_port_that_is_none_is_refused_with_the_range(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LocalError, match="choose a number from 1024 to 65535") as refused:
        chosen_port()
    assert refused.value.code == 2


def test_the_port_is_4566_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert chosen_port() == 4566


@pytest.mark.parametrize("policy", ["{x", "[]", "3"])
def test_a_policy_that_is_no_json_object_is_refused(monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    monkeypatch.setenv("POLICY", policy)
    with pytest.raises(LocalError, match="POLICY") as refused:
        wanted_policy()
    assert refused.value.code == 2


def test_stack_json_holds_a_token_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "stack.json"
    a_stack().write(path)
    assert path.stat().st_mode & 0o077 == 0
    assert read_stack(path) == a_stack()


def test_without_a_running_cloud_the_user_is_told_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="make up"):
        read_stack(tmp_path / "stack.json")


def test_the_version_of_the_static_files_changes_with_any_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = asset_version(tmp_path)
    (tmp_path / "a.css").write_text("b {}")
    assert asset_version(tmp_path) != before


def test_every_file_of_the_portal_is_published_with_a_type() -> None:
    unknown = [path for path in WEB.rglob("*") if path.is_file() and path.suffix not in CONTENT_TYPES]
    assert unknown == []
    assert files(WEB)
