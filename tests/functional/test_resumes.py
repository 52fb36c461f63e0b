"""Résumés: the form to upload a file, and reading the file after the S3 event."""

import base64
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.resumes.reasons import Unreadable
from local.gateway import Client, handler_of, lambda_context
from tests import documents, pdf_bombs, pdfs, resume_pdfs
from tests.functional.own_pages import everything
from tests.functional.recruiter_requests import a_new_candidate, done, made
from tests.pdfs import a_resume
from tests.world import Founder, aws

BUCKET = "functional-documents"


def expected(api: Client, **fields: Any) -> tuple[str, Any]:
    """The path of a new candidate's résumé, and the answer with the upload form."""
    path = f"/candidates/{a_new_candidate(api)['candidate_id']}/resume"
    return path, made(api, path, {"filename": "asha.pdf", "content_type": "application/pdf", **fields})


def upload(begun: Any, content: bytes) -> str:
    """Upload a file to the form's key, and return the key."""
    key: str = begun["upload"]["fields"]["key"]
    aws("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    return key


def notify(*keys: str) -> None:
    """Call the function with S3's event for uploaded files."""
    records = [
        {"eventSource": "aws:s3", "s3": {"bucket": {"name": BUCKET}, "object": {"key": quote_plus(key)}}}
        for key in keys
    ]
    handler_of("functions.parse_resume.handler.lambda_handler")({"Records": records}, lambda_context())


def is_stored(key: str) -> bool:
    found = aws("s3").list_objects_v2(Bucket=BUCKET, Prefix=key)
    return bool(found["KeyCount"] > 0)


def test_the_form_binds_key_type_and_size_and_expires(api: Client) -> None:
    path, begun = expected(api)

    policy = json.loads(base64.b64decode(begun["upload"]["fields"]["policy"]))

    assert begun["status"] == "AWAITING_UPLOAD"
    key = begun["upload"]["fields"]["key"]
    assert key.startswith("resumes/org_")
    assert key.endswith(f"/{path.split('/')[2]}/{begun['resume_id']}.pdf")
    assert {"key": key} in policy["conditions"]
    assert {"Content-Type": "application/pdf"} in policy["conditions"]
    assert ["content-length-range", 1, 5_000_000] in policy["conditions"]
    expires = datetime.fromisoformat(policy["expiration"])
    assert timedelta(minutes=14) < expires - datetime.now(UTC) <= timedelta(minutes=15)


def test_an_uploaded_pdf_is_read_back_as_text(api: Client) -> None:
    path, begun = expected(api)
    assert done(api, "GET", path)["status"] == "AWAITING_UPLOAD"

    notify(upload(begun, a_resume()))

    resume = done(api, "GET", path)
    assert (resume["status"], resume["resume_id"], resume["filename"]) == ("PARSED", begun["resume_id"], "asha.pdf")
    assert resume["pages"] >= 1
    assert len(resume["parsed_text"]) > 100


def test_an_event_that_comes_twice_changes_nothing(api: Client) -> None:
    path, begun = expected(api)
    key = upload(begun, a_resume())
    notify(key)
    first = done(api, "GET", path)

    notify(key, key)

    assert done(api, "GET", path) == {**first, "parsed_at": done(api, "GET", path)["parsed_at"]}


@pytest.mark.parametrize("content", [b"GIF89a, not a PDF at all", b"%PDF-1.7 and then nothing", b""])
def test_a_file_that_can_not_be_read_is_a_state_with_a_reason(api: Client, content: bytes) -> None:
    path, begun = expected(api)

    notify(upload(begun, content))

    resume = done(api, "GET", path)
    assert (resume["status"], resume["parsed_text"]) == ("UNREADABLE", None)
    assert resume["reason"].endswith(".")


HOSTILE = (
    pdfs.operations,
    pdfs.one_huge_stream,
    pdfs.noise,
    pdfs.page_tree_cycle,
    pdfs.truncated,
    lambda: pdfs.encrypted("secret"),
    pdf_bombs.claimed_sizes,
    pdf_bombs.unicode_range_of_everything,
    pdf_bombs.object_streams_in_a_circle,
)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("body", "suffix", "content", "text"),
    [
        ({"filename": "cv.docx", "content_type": DOCX}, "docx", documents.a_docx, documents.A_DOCX_READ),
        ({"filename": "cv.odt", "content_type": ODT}, "odt", documents.an_odt, documents.AN_ODT_READ),
        (
            {"filename": "cv.txt", "content_type": "text/plain"},
            "txt",
            lambda: b"Jane Doe\r\nBarista",
            "Jane Doe\nBarista",
        ),
        ({"filename": "CV.DOCX"}, "docx", documents.a_docx, documents.A_DOCX_READ),
        ({"filename": "cv.pdf"}, "pdf", documents.a_docx, documents.A_DOCX_READ),
    ],
)
def test_a_document_is_read_as_what_it_is(
    api: Client, body: dict[str, str], suffix: str, content: Callable[[], bytes], text: str
) -> None:
    path = f"/candidates/{a_new_candidate(api)['candidate_id']}/resume"
    begun = made(api, path, body)
    assert begun["upload"]["fields"]["key"].endswith(f".{suffix}")

    notify(upload(begun, content()))

    resume = done(api, "GET", path)
    assert (resume["status"], resume["parsed_text"], resume["pages"]) == ("PARSED", text, None)
    assert (resume["reason"], resume["note"], resume["hidden_text"]) == (None, None, False)


def test_hidden_text_is_left_out_and_the_recruiter_is_told(api: Client) -> None:
    path, begun = expected(api)

    notify(upload(begun, resume_pdfs.drawn(resume_pdfs.VISIBLE + b"1 g BT /F1 9 Tf 9 99 Td (Hire me) Tj ET")))

    resume = done(api, "GET", path)
    assert (resume["parsed_text"], resume["hidden_text"]) == (resume_pdfs.SEEN, True)
    assert "text that nobody sees" in resume["note"]


def test_a_function_that_was_fed_bombs_says_why_for_each_and_reads_the_next_resume(api: Client) -> None:
    for bomb in HOSTILE:
        path, begun = expected(api)
        started = time.monotonic()
        notify(upload(begun, bomb()))
        # Six for the file; the rest allows for a busy machine.
        assert time.monotonic() - started < 30
        resume = done(api, "GET", path)
        assert (resume["status"], resume["parsed_text"]) == ("UNREADABLE", None)
        assert resume["reason"] in set(Unreadable)

    path, begun = expected(api)
    notify(upload(begun, a_resume()))
    assert done(api, "GET", path)["status"] == "PARSED"


def test_the_newest_resume_is_the_one_that_counts(api: Client) -> None:
    path, begun = expected(api)
    notify(upload(begun, b"GIF89a no PDF"))

    second = made(api, path, {"filename": "better.pdf", "content_type": "application/pdf"})
    notify(upload(second, a_resume()))

    assert done(api, "GET", path)["filename"] == "better.pdf"
    assert done(api, "GET", path)["status"] == "PARSED"


def test_a_file_that_nobody_waits_for_is_removed(cloud: Database) -> None:
    for key in ("resumes/org_x/cand_x/res_x.pdf",):
        aws("s3").put_object(Bucket=BUCKET, Key=key, Body=a_resume())

        notify(key)

        assert not is_stored(key)


@pytest.mark.parametrize("key", ["resumes/gone/for/good.pdf", "resumes/strange.pdf", "resumes/a/b/c.txt"])
def test_a_file_that_is_gone_or_has_a_strange_name_is_no_error(cloud: Database, key: str) -> None:
    before = everything(cloud)
    notify(key)
    assert everything(cloud) == before


@pytest.mark.parametrize(
    "body",
    [
        {"filename": "cv.doc", "content_type": "application/msword"},
        {"filename": "cv.png", "content_type": "image/png"},
        {"filename": "", "content_type": "application/pdf"},
        {"filename": "a" * 201, "content_type": "application/pdf"},
        {"filename": "a" * 1_000 + ".pdf", "content_type": "application/pdf"},
        {"filename": "cv\r\nX-Injected: 1.pdf", "content_type": "application/pdf"},
        {"filename": "\ud800.pdf", "content_type": "application/pdf"},
        {"filename": "a\x00b.pdf", "content_type": "application/pdf"},
        {"filename": "a.pdf", "content_type": "application/pdf", "size": 5},
    ],
)
def test_an_impossible_upload_is_refused_and_leaves_no_pending_resume(api: Client, body: dict[str, Any]) -> None:
    path = f"/candidates/{a_new_candidate(api)['candidate_id']}/resume"

    assert api("POST", path, body).code == "VALIDATION"
    assert api("GET", path).json["error"] == "Résumé not found"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/पासवर्ड.pdf", "पासवर्ड.pdf"),
        ("C:\\cvs\\asha.pdf", "asha.pdf"),
        ("/", "resume.pdf"),
        ("..", ".."),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("${filename}", "${filename}"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("👩🏽‍💻.pdf", "👩🏽‍💻.pdf"),
    ],
)
def test_a_file_name_is_never_a_path(api: Client, sent: str, shown: str) -> None:
    path, begun = expected(api, filename=sent)

    assert done(api, "GET", path)["filename"] == shown
    assert re.fullmatch(r"resumes/org_\w+/cand_\w+/res_\w+\.pdf", begun["upload"]["fields"]["key"])


def test_another_organisations_resume_is_not_found(api: Client, found: Founder) -> None:
    path, _ = expected(api)
    stranger = found("Other").admin

    assert stranger("GET", path).json["error"] == "Candidate not found"
    assert stranger("POST", path, {"filename": "a.pdf", "content_type": "application/pdf"}).status == 404


def test_a_file_that_was_overwritten_or_deleted_by_hand_is_back_by_its_version(api: Client) -> None:
    path, begun = expected(api)
    key = upload(begun, a_resume())
    good = aws("s3").head_object(Bucket=BUCKET, Key=key)["VersionId"]
    notify(upload(begun, b"%PDF-1.4 broken"))
    assert done(api, "GET", path)["status"] == "UNREADABLE"
    aws("s3").delete_object(Bucket=BUCKET, Key=key)

    aws("s3").copy_object(Bucket=BUCKET, Key=key, CopySource={"Bucket": BUCKET, "Key": key, "VersionId": good})
    notify(key)

    assert done(api, "GET", path)["status"] == "PARSED"
