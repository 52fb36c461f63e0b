"""The project's own tooling: the local cloud, the build, the checks. Nothing here is deployed."""

import sys
from pathlib import Path

# The domain lies where the layer is built from; functions find it there too once it is deployed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "layers" / "common"))
