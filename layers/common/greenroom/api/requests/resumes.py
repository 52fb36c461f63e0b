"""Requests about résumés."""

from typing import Literal

from greenroom.api.fields import Line, RequestModel
from greenroom.models.resume import PDF


class ExpectResume(RequestModel):
    """A résumé that is about to be uploaded."""

    filename: Line = "resume.pdf"
    """What to call it; shown, never used as a path."""
    content_type: Literal["application/pdf"] = PDF
