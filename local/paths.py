"""Where things lie, and the names that the local cloud goes by."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".local"
TEMPLATE = ROOT / "template.yaml"
SAMCONFIG = ROOT / "samconfig.toml"
STACK_FILE = STATE / "stack.json"
BOOTSTRAP = STATE / "bootstrap.json"
TOOLS = STATE / "tools"
WEB = ROOT / "web"

REGION = "us-east-1"
STACK_NAME = "greenroom-local"
STAGE = "live"
SENDER = "interviews@greenroom.example"
DEFAULT_PORT = 4566
CONTAINERS_NAME = "cloud.localhost"
"""The local cloud's name inside a container; browsers and curl reach this machine by it, too."""
