"""The project's own tooling: the local cloud, the build, the checks. Nothing here is deployed."""

import sys
from pathlib import Path

# The layer is built from this folder; in the deployed functions it is on the path, too.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "layers" / "common"))
