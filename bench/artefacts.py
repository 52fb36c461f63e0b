"""The size of each artefact as a ZIP, which is what Lambda gets."""

import tempfile
import zipfile
from pathlib import Path

MEBIBYTE = 1024 * 1024


def zipped_mib(artefact: Path) -> float:
    """Size of a folder as a ZIP archive, in MiB."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(artefact.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(artefact))
        return round(Path(file.name).stat().st_size / MEBIBYTE, 2)


def sizes(build: Path) -> dict[str, float]:
    """Sizes of all artefacts of a build, in MiB."""
    return {path.name: zipped_mib(path) for path in sorted(build.iterdir()) if path.is_dir()}
