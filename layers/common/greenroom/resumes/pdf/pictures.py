"""The colour of a picture that has only one. Text of that colour is hidden on it."""

from typing import Any

from pypdf.generic import ArrayObject, StreamObject

from greenroom.resumes.pdf.objects import array, entry, unpacked
from greenroom.resumes.pdf.painting import Colour, colour_of

MOST_STORED = 10_000
"""Bytes of a stored picture. One of a single colour has fewer; they become at most 10 MB when they are unpacked."""
_COMPONENTS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4}
_UNPACKED = {"/FlateDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
_CHANGES_SAMPLES = ("/SMask", "/Mask", "/ImageMask", "/Decode", "/DecodeParms")


def colour_of_picture(picture: Any) -> Colour | None:
    """The colour of a picture whose samples of 8 bits are all equal.

    None for all other pictures, and for those that need a renderer: JPEG, palettes, masks, predicted samples.
    """
    if not isinstance(picture, StreamObject):
        return None
    if entry(picture, "/BitsPerComponent") != 8 or any(entry(picture, name) is not None for name in _CHANGES_SAMPLES):
        return None
    components = _components(picture)
    filters = _filters(picture)
    # One that is compressed twice could become a thousand times a thousand as large.
    if not components or not set(filters) <= _UNPACKED or filters.count("/FlateDecode") > 1:
        return None
    samples = unpacked(picture, MOST_STORED) or b""
    pixel = samples[:components]
    pixels, rest = divmod(len(samples), components)
    if rest or not pixels or samples != pixel * pixels:
        return None
    return colour_of("PLAIN", [sample / 255 for sample in pixel])


def _components(picture: StreamObject) -> int:
    parts = array(picture, "/ColorSpace")
    if parts and str(parts[0].get_object()) == "/ICCBased":
        count = entry(parts[-1].get_object(), "/N")
        return count if count in _COMPONENTS.values() else 0
    return _COMPONENTS.get(str(parts[0].get_object() if parts else entry(picture, "/ColorSpace")), 0)


def _filters(picture: StreamObject) -> list[str]:
    found = entry(picture, "/Filter")
    names = found if isinstance(found, ArrayObject) else [] if found is None else [found]
    return [str(name.get_object()) for name in names]
