"""What a résumé may cost. Measured with pypdf 7.1.0; `pytest tests/unit/resumes -rA -k cost` measures again.

A real three-page résumé takes 0.2 s and 27 MiB in the child, nearly all of it the start of Python and pypdf. Without limits,
0.8 KB of PDF (a text operator 900,000 times, deflated twice) took 16 s of CPU, and 5 KB (a hundred fonts of blanks) 1.5 GB.
"""

MAX_FILE_BYTES = 5_000_000
"""As the presigned upload allows: DESIGN.md, decision 7."""
MAX_PAGES = 20
MAX_CHARACTERS = 50_000

CPU_SECONDS = 5
"""The kernel ends the child after this much processor time."""
WALL_SECONDS = 5.5
"""From start to answer. Half a second under the promised 6 s, for killing the child and answering."""
ADDRESS_SPACE_BYTES = 512 * 1024 * 1024
OPEN_FILES = 32

MAX_STREAM_BYTES = 16_000_000
"""One stream, unpacked. The page contents and character maps of real résumés stay below 1 MB; pypdf's default is 75 MB."""
MAX_OUTPUT_BYTES = 1_000_000
"""What the child may say: 50,000 characters are at most 600 KB of JSON."""
MAGIC_WITHIN_BYTES = 1024
"""`%PDF-` stands within the first 1,024 bytes (PDF 1.7, Adobe's implementation note 13)."""
