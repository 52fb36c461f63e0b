"""openapi-typescript accepts the document, and its types compile with a program that uses them."""

from pathlib import Path

from tests.client_generators import PACKAGES, compile_typescript


def test_a_typescript_program_over_the_generated_types_compiles(tmp_path: Path) -> None:
    """The program's lines with @ts-expect-error must fail."""
    compile_typescript(PACKAGES / "main_path.ts", tmp_path)
