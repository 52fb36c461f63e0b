"""openapi-typescript takes the document as it is, and what it makes compiles with a program over it."""

from pathlib import Path

from tests.client_generators import PACKAGES, compile_typescript


def test_a_typescript_program_over_the_generated_types_compiles(tmp_path: Path) -> None:
    """Its lines with @ts-expect-error fail where the types let them pass."""
    compile_typescript(PACKAGES / "main_path.ts", tmp_path)
