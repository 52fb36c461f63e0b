"""Reads a PDF's pages as text, with facts about each. Imports pypdf, so only the child process imports this module."""

import io
import math
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import ArrayObject, StreamObject

from greenroom.resumes import limits
from greenroom.resumes.links import new_addresses
from greenroom.resumes.pdf import patches
from greenroom.resumes.pdf.annotations import notes_on, with_values
from greenroom.resumes.pdf.content import Drawing, Drawn
from greenroom.resumes.pdf.layers import Layers
from greenroom.resumes.pdf.lines import text_of
from greenroom.resumes.pdf.objects import dictionary, entry, inherited, numbers
from greenroom.resumes.pdf.painting import Box, overlap
from greenroom.resumes.pdf.stream import draw_page
from greenroom.resumes.reader_report import Cover, PageReport, ReaderReport
from greenroom.resumes.text import clean, has_words

CONFIGURATION = pypdf.Configuration(
    disable_legacy_handling=True,
    jbig2dec_binary=None,  # an external program, which pypdf would start
    maximum_declared_stream_length=limits.MAX_STREAM_BYTES,
    array_based_stream_maximum_output_length=limits.MAX_STREAM_BYTES,
    zlib_maximum_output_length=limits.MAX_STREAM_BYTES,
    lzw_maximum_output_length=limits.MAX_STREAM_BYTES,
    run_length_maximum_output_length=limits.MAX_STREAM_BYTES,
    brotli_maximum_output_length=limits.MAX_STREAM_BYTES,
    stream_decoding_work_maximum_length=4 * limits.MAX_STREAM_BYTES,
)
SCAN = 0.5
"""A page is a scan if pictures cover at least this share of it and the text has few words."""
FEW_WORDS = 30
_LETTER_SIZE: Box = (0.0, 0.0, 612.0, 792.0)


def read(pdf: bytes) -> Iterator[ReaderReport]:
    """Report on the document, then on each page.

    pypdf raises nearly any exception for a broken file, so nearly all are caught: such a file is DAMAGED.
    """
    patches.apply()
    try:
        with pypdf.apply_configuration(CONFIGURATION):
            reader = pypdf.PdfReader(io.BytesIO(pdf))
            if reader.is_encrypted and not reader.decrypt(""):
                yield ReaderReport(cause="ENCRYPTED")
                return
            yield from _pages(reader)
    except (MemoryError, LimitReachedError):
        yield ReaderReport(cause="TOO_MUCH_MEMORY")
    except (DependencyError, FileNotDecryptedError, NotImplementedError):
        yield ReaderReport(cause="ENCRYPTED")  # by a cipher that pypdf does not support
    except Exception:  # noqa: BLE001  # see above
        yield ReaderReport(cause="DAMAGED")


def _pages(reader: pypdf.PdfReader) -> Iterator[ReaderReport]:
    """Report on each page until the limits are reached.

    After a damaged page the next one is read. A page that goes beyond a limit ends the report.
    """
    catalog = reader.trailer["/Root"].get_object()
    pages = len(reader.pages)
    yield ReaderReport(pages=pages, cover=_cover(catalog))
    layers = Layers(catalog)
    links: set[str] = set()
    room = limits.MAX_CHARACTERS
    for number in range(1, min(pages, limits.MAX_PAGES) + 1):
        try:
            said = _page(reader, reader.pages[number - 1], layers, links)
        except (DependencyError, FileNotDecryptedError):
            raise
        except (MemoryError, LimitReachedError):
            yield ReaderReport(page=PageReport(number=number, hit_limit=True))
            return
        except Exception:  # noqa: BLE001  # as above
            yield ReaderReport(page=PageReport(number=number, is_damaged=True))
            continue
        said.number, said.is_cut = number, len(said.text) > room
        said.text = said.text[:room].rstrip()
        room -= len(said.text) + 2
        yield ReaderReport(page=said)
        if said.is_cut or room <= 0:
            return


def _cover(catalog: Any) -> Cover | None:
    """The kind of document whose pages are only a cover; None for an ordinary document."""
    form = dictionary(catalog, "/AcroForm")
    if entry(catalog, "/Collection") is not None:
        return Cover.PORTFOLIO
    if entry(form, "/XFA") is not None:
        needs_rendering = getattr(entry(catalog, "/NeedsRendering"), "value", False)
        return Cover.FORM_THAT_IS_DRAWN_LATER if needs_rendering else Cover.FORM
    return None


def _draws_fields(reader: pypdf.PdfReader) -> bool:
    form = dictionary(reader.trailer["/Root"].get_object(), "/AcroForm")
    return getattr(entry(form, "/NeedAppearances"), "value", False) is True


def _page(reader: pypdf.PdfReader, page: Any, layers: Layers, links: set[str]) -> PageReport:
    box = _box_of(page)
    resources = inherited(page, "/Resources")
    drawing = Drawing(reader, layers, box, resources)
    # A page without resources has no font, so its contents are not unpacked.
    contents = entry(page, "/Contents") if resources else None
    if isinstance(contents, StreamObject | ArrayObject):
        draw_page(drawing, contents)
    drawn = drawing.drawn
    notes = notes_on(page, box, layers, draws_fields=_draws_fields(reader))
    text = clean(text_of(with_values(drawn.runs, notes.values)))
    said = PageReport(number=0, text=text, hides_text=drawn.hides_text or notes.hides_text, unnamed=drawn.unnamed)
    said.is_scan = drawn.backdrop.share_of_pictures() >= SCAN and len(text.split()) < FEW_WORDS
    _take_invisible(said, drawn)
    said.text = "\n".join(filter(None, [said.text, *new_addresses(notes.links, said.text, links)]))
    return said


def _take_invisible(said: PageReport, drawn: Drawn) -> None:
    """Use the text that is drawn without ink.

    Behind a scan it is the recognised text of the picture; on any other page it is hidden text, and left out.
    """
    invisible = clean(text_of(drawn.invisible))
    if not has_words(invisible):
        return
    if said.is_scan:
        said.text = "\n".join(filter(None, [said.text, invisible]))
        said.is_recognised = True
    else:
        said.hides_text = True


def _box_of(page: Any) -> Box:
    """The visible part of a page: its crop box within its media box, or the US letter format if neither is valid."""
    found: Box | None = None
    for name in ("/MediaBox", "/CropBox"):
        given = numbers(each.get_object() for each in (inherited(page, name) or []))
        if len(given) == 4 and all(map(math.isfinite, given)):
            one = min(given[0], given[2]), min(given[1], given[3]), max(given[0], given[2]), max(given[1], given[3])
            found = one if found is None else overlap(found, one)
    return found if found is not None and found[2] > found[0] and found[3] > found[1] else _LETTER_SIZE
