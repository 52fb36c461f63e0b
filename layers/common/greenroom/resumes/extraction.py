"""A PDF's text by pypdf. Loads pypdf, so only the child process imports this."""

import io
from dataclasses import dataclass, field

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from greenroom.resumes import limits
from greenroom.resumes.text import clean, has_words

CONFIGURATION = pypdf.Configuration(
    disable_legacy_handling=True,
    jbig2dec_binary=None,  # a program that pypdf would start
    maximum_declared_stream_length=limits.MAX_STREAM_BYTES,
    array_based_stream_maximum_output_length=limits.MAX_STREAM_BYTES,
    zlib_maximum_output_length=limits.MAX_STREAM_BYTES,
    lzw_maximum_output_length=limits.MAX_STREAM_BYTES,
    run_length_maximum_output_length=limits.MAX_STREAM_BYTES,
    brotli_maximum_output_length=limits.MAX_STREAM_BYTES,
    stream_decoding_work_maximum_length=4 * limits.MAX_STREAM_BYTES,
)


@dataclass
class Extract:
    """What was read so far."""

    pages: int
    text: str = ""
    unreadable_pages: list[int] = field(default_factory=list)
    cut: bool = False


def extract(pdf: bytes) -> dict[str, object]:
    """`{"cause": name of an Unreadable}`, or the fields of an Extract.

    pypdf raises nearly anything for a broken file, so nearly anything is caught.
    """
    try:
        with pypdf.apply_configuration(CONFIGURATION):
            reader = pypdf.PdfReader(io.BytesIO(pdf))
            if reader.is_encrypted and not reader.decrypt(""):
                return {"cause": "ENCRYPTED"}
            extracted = _read_pages(reader)
    except (MemoryError, LimitReachedError):
        return {"cause": "TOO_MUCH_MEMORY"}
    except (DependencyError, FileNotDecryptedError, NotImplementedError):
        return {"cause": "ENCRYPTED"}  # by a cipher that is not shipped, or one that nobody knows
    except Exception:  # noqa: BLE001  # see above
        return {"cause": "DAMAGED"}
    if not extracted.pages:
        return {"cause": "EMPTY"}
    if not has_words(extracted.text):
        return {"cause": "DAMAGED" if extracted.unreadable_pages else "NO_TEXT"}
    return vars(extracted)


def _read_pages(reader: pypdf.PdfReader) -> Extract:
    """Page by page until there is enough. One damaged page does not lose the others; one that is an attack does."""
    extracted = Extract(pages=len(reader.pages))
    for number in range(1, min(extracted.pages, limits.MAX_PAGES) + 1):
        try:
            found = reader.pages[number - 1].extract_text()
        except (MemoryError, LimitReachedError, DependencyError, FileNotDecryptedError):
            raise
        except Exception:  # noqa: BLE001  # as above
            extracted.unreadable_pages.append(number)
            continue
        joined = "\n\n".join(filter(None, [extracted.text, clean(found)]))
        extracted.text = joined[: limits.MAX_CHARACTERS].rstrip()
        extracted.cut = len(joined) > limits.MAX_CHARACTERS
        if extracted.cut:
            break
    return extracted
