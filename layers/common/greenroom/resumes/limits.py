"""Limits of the time, memory and size that reading a résumé may take.

Measured with pypdf 7.1.0 and Python 3.13 on x86-64 by `tests/unit/resumes/measure.py`. A résumé of three pages takes
0.1 s and 27 MiB in the child, nearly all of it the start of Python and of pypdf. Without limits, PDFs of

    0.8 KB   900,000 text operators, deflated twice            14 s of CPU    317 MiB
    0.9 KB   one string of 70 MB                               18 s           879 MiB
    8.9 KB   six million numbers in an object stream           14 s           488 MiB
     41 KB   a hundred fonts whose character maps are blanks    6 s         1,496 MiB

With them, none took longer than 5.6 s or more than 512 MiB.
"""

MAX_FILE_BYTES = 5_000_000
"""The presigned upload has the same limit."""
MAX_PAGES = 20
MAX_CHARACTERS = 50_000

CPU_SECONDS = 5
"""The kernel ends the child after this much processor time."""
WALL_SECONDS = 5.5
"""From the child's start to its answer: the promised 6 s, less half a second to end the child and answer."""
ADDRESS_SPACE_BYTES = 512 * 1024 * 1024
OPEN_FILES = 32

MAX_STREAM_BYTES = 16_000_000
"""The limit of one unpacked stream: page contents or a font's character map, never a picture. pypdf allows 75 MB."""
MAX_OUTPUT_BYTES = 1_000_000
"""The limit of the child's output: 50,000 characters take at most 600 KB of JSON."""
MAGIC_WITHIN_BYTES = 1024
"""`%PDF-` stands within the first 1,024 bytes (PDF 1.7, Adobe's implementation note 13)."""
