"""Paths of the project, and the host names of the local cloud."""

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
CONTAINERS_NAME = "pc.localhost"
"""The host name by which a container reaches this machine; browsers and curl can use it, too.

Two letters before the dot: the local cloud takes three or more for the name of a bucket, and answers as S3.
"""
