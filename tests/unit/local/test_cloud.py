"""The settings with which the local cloud is started."""

import os
from pathlib import Path

import pytest

from local import cloud


def test_a_machine_without_node_runs_the_functions_of_cloudfront_with_the_pinned_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "tool", lambda name: f"/tools/{name}/bin/{name}")

    without = cloud.with_node({"PATH": str(tmp_path)})["PATH"]
    node = tmp_path / "node"
    node.touch(0o755)
    beside = cloud.with_node({"PATH": str(tmp_path)})["PATH"]

    assert without == os.pathsep.join([str(tmp_path), "/tools/node/bin"])
    assert beside == str(tmp_path)
