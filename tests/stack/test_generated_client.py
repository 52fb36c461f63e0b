"""The client that openapi-python-client generates does the main path against the local cloud."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from local.running import RunningStack
from tests.client_generators import PACKAGES, python_client, run


def test_the_generated_python_client_books_an_interview(stack: RunningStack, tmp_path: Path) -> None:
    token = stack.new_organisation("Generated").token
    day = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    python = python_client(tmp_path)

    packages = sorted(one.name for one in (tmp_path / "greenroom_api" / "api").iterdir() if one.is_dir())
    said = run([str(python), str(PACKAGES / "main_path.py"), str(tmp_path), stack.api_url, token, day], tmp_path)

    assert all(name.isascii() and name.isidentifier() for name in packages), packages
    assert "resumes" in packages
    interview_id, status = said.split()
    assert interview_id.startswith("int_")
    assert status == "SCHEDULED"
