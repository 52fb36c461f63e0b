"""The files of pages: the scripts of a folder, and the static files that a page names."""

import re
from pathlib import Path


def scripts_in(folder: Path) -> list[Path]:
    """The scripts of a folder, at least one."""
    scripts = sorted(folder.glob("*.js"))
    assert scripts, f"no script in {folder}"
    return scripts


def static_files_in(html: str) -> list[str]:
    """The names of the static files that a page loads, at least the stylesheet of all pages."""
    names = re.findall(r'"/static/[^/"]+/([^"]+)"', html)
    assert "greenroom.css" in names
    return names
