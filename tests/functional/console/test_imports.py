"""Candidates from a CSV file: what is seen before, what is made, and that nobody is made twice."""

import re
from datetime import timedelta
from html import unescape
from itertools import count

import pytest

from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.organisation import Role
from greenroom.rules.candidate_files import MOST_BYTES
from local.applications import with_parts
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import a_new_candidate, a_new_job
from tests.world import Founder, Tenant, app, aws

IMPORT = "/console/candidates/import"


def uploaded(content: str | bytes, organisation: Tenant) -> str:
    """The path of the page about a file, as S3 sends the browser there."""
    import_id = new_id("imp")
    key = f"imports/{organisation.org_id}/{import_id}.csv"
    body = content.encode() if isinstance(content, str) else content
    aws("s3").put_object(Bucket="functional-documents", Key=key, Body=body)
    return f"{IMPORT}/{import_id}?bucket=functional-documents&key={key}&etag=x"


def imported(recruiter: Browser, path: str, step: timedelta = timedelta()) -> str:
    """What the page says after Import was pressed, on a clock that goes on by `step` whenever it is read."""
    action = path.partition("?")[0]
    form = hidden_fields(recruiter.get(path).text, action)
    start = utc_now()
    times = (start + step * number for number in count())
    with with_parts(app, now=lambda: next(times)):
        answer = recruiter.post(action, form)
    assert answer.status == 303, answer.text
    return recruiter.get(answer.headers["Location"]).text


def everybody(organisation: Tenant) -> list[str]:
    names: list[str] = []
    cursor = ""
    while True:
        page = organisation.admin("GET", f"/candidates?limit=100{cursor}").json
        names += [one["full_name"] for one in page["items"]]
        if not page["next_cursor"]:
            return names
        cursor = f"&cursor={page['next_cursor']}"


def forty() -> str:
    """40 lines, 5 of them wrong: line 4, 10, 20, 30 and 40 of the file."""
    lines = ["Name,E-mail,Phone"] + [f"Person {n:03},p{n:03}@example.com,+91 98400 {n:05}" for n in range(2, 42)]
    lines[3] = "No Address,,1"
    lines[9] = "Wrong Address,nobody,2"
    lines[19] = ",nameless@example.com,3"
    lines[29] = "Again,P003@example.com,4"
    lines[39] = f"Long Phone,long@example.com,{'9' * 60}"
    return "\n".join(lines) + "\n"


def test_35_of_40_lines_are_imported_once_and_the_5_wrong_ones_are_listed(
    recruiter: Browser, organisation: Tenant
) -> None:
    path = uploaded(forty(), organisation)
    page = recruiter.get(path).text
    assert "35 new candidates" in page
    assert re.findall(r"<strong>Line (\d+)</strong>", page) == ["4", "10", "20", "30", "40"]
    assert "The same address stands in line 3 already." in page
    assert everybody(organisation) == []

    assert "35 candidates are made. 5 lines were wrong and left out." in imported(recruiter, path)
    assert len(everybody(organisation)) == 35
    assert everybody(organisation)[:2] == ["Person 002", "Person 003"]

    for again in (path, uploaded(forty(), organisation)):
        page = recruiter.get(again).text
        assert "35 there already: not made again" in page
        assert "Import 0" not in page
        assert 'method="post" action="/console/candidates/import' not in page
    assert len(everybody(organisation)) == 35


def test_an_answer_that_got_lost_makes_nobody_twice(recruiter: Browser, organisation: Tenant) -> None:
    path = uploaded("Name;Email\nAsha Rao;asha@example.com\n", organisation)
    action = path.partition("?")[0]
    form = hidden_fields(recruiter.get(path).text, action)
    for _ in range(2):
        assert recruiter.post(action, form).status == 303
    assert everybody(organisation) == ["Asha Rao"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            "\ufeffName;E-Mail\r\nJosé Müller;jose@example.com\r\n".encode(), id="UTF-8 with a mark, semicolons"
        ),
        pytest.param("Name;E-Mail\r\nJosé Müller;jose@example.com\r\n".encode("cp1252"), id="Windows-1252"),
        pytest.param("Name\tE-Mail\r\nJosé Müller\tjose@example.com\r\n".encode("utf-16"), id="UTF-16 with tabs"),
        pytest.param("sep=;\r\nName;E-Mail\r\nJosé Müller;jose@example.com\r\n".encode(), id="sep="),
        pytest.param('"Vorname","Nachname","E-Mail"\n"José","Müller","jose@example.com"\n'.encode(), id="quoted"),
    ],
)
def test_files_are_read_as_spreadsheets_write_them(recruiter: Browser, organisation: Tenant, content: bytes) -> None:
    imported(recruiter, uploaded(content, organisation))
    assert everybody(organisation) == ["José Müller"]


def test_columns_that_nobody_can_guess_are_chosen_and_so_is_the_job(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin, job_title="Nurse")
    path = uploaded(
        "Who,Where,For\nAsha Rao,asha@example.com,\nLi Na,li@example.com,nurse\nX Y,x@example.com,Pilot\n", organisation
    )
    page = recruiter.get(path).text
    assert "Say below in which columns the name and the e-mail address stand." in page
    chosen = f"{path.partition('?')[0]}?col_full_name=0&col_email=1&col_job=2&job_id={job['job_id']}"
    page = unescape(recruiter.get(chosen).text)
    assert "There is no job 'Pilot'." in page
    imported(recruiter, chosen)
    made = organisation.admin("GET", f"/candidates?job_id={job['job_id']}").json["items"]
    assert [one["full_name"] for one in made] == ["Asha Rao", "Li Na"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file holds nothing."),
        (b"PK\x03\x04workbook", "This is a workbook."),
        ('Name,Email\n"Asha,asha@example.com\n' + "x" * 6000, "Is a quotation mark missing in it?"),
        ("Name,Email\n" + "A,a@example.com\n" * 1001, "more than 1000 candidates"),
        (b"x" * (MOST_BYTES + 1), "larger than 1 MB"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_in_words(
    recruiter: Browser, organisation: Tenant, content: str | bytes, words: str
) -> None:
    answer = recruiter.get(uploaded(content, organisation))
    assert (answer.status, words in answer.text) == (400, True)


def test_the_form_posts_to_the_bucket_and_comes_back_to_the_page_of_the_file(
    recruiter: Browser, organisation: Tenant
) -> None:
    page = recruiter.get(IMPORT).text
    fields = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    assert re.fullmatch(rf"imports/{organisation.org_id}/imp_\w+\.csv", fields["key"])
    import_id = fields["key"].rpartition("/")[2].removesuffix(".csv")
    assert fields["success_action_redirect"] == f"https://portal.example.com{IMPORT}/{import_id}"
    assert 'enctype="multipart/form-data"' in page


def test_a_viewer_may_not_import_and_another_organisations_file_is_not_there(
    mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    path = uploaded("Name,Email\nAsha,asha@example.com\n", organisation)
    a_member(organisation, role=Role.VIEWER)
    viewer = signed_in(mailbox)
    assert IMPORT not in viewer.get("/console/candidates").text
    assert viewer.get(IMPORT).status == 403
    assert viewer.get(path).status == 403

    beta = found("Beta")
    a_member(beta, "bo@beta.example.com", Role.ADMIN)
    stranger = signed_in(mailbox, "bo@beta.example.com")
    assert stranger.get(path).status == 404
    assert stranger.get(f"{IMPORT}/imp_unknown").status == 404


def test_an_existing_candidate_is_not_made_again_and_other_organisations_candidates_do_not_count(
    recruiter: Browser, organisation: Tenant, found: Founder
) -> None:
    a_new_candidate(organisation.admin, full_name="Asha Rao", email="Asha@example.com")
    a_new_candidate(found("Beta").admin, full_name="Li Na", email="li@example.com")
    path = uploaded("Name,Email\nAsha R.,asha@example.com\nLi Na,li@example.com\n", organisation)
    assert "1 candidate is made. 1 was there already." in imported(recruiter, path)
    assert everybody(organisation) == ["Li Na", "Asha Rao"]


def test_lines_without_time_left_are_imported_by_the_next_press(recruiter: Browser, organisation: Tenant) -> None:
    path = uploaded("Name,Email\n" + "".join(f"P {n},p{n}@example.com\n" for n in range(9)), organisation)
    page = imported(recruiter, path, timedelta(seconds=2))
    made = len(everybody(organisation))
    assert 0 < made < 9
    assert f"{9 - made} are still to be made. Press Import again for the rest." in page
    assert f"{9 - made} to import" in page
    imported(recruiter, path)
    assert len(everybody(organisation)) == 9


def test_two_simultaneous_imports_make_a_candidate_of_both_files_once(
    recruiter: Browser, organisation: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = a_new_job(organisation.admin)["job_id"]
    paths = [f"{uploaded('Name,Email\nAsha Rao,asha@example.com\n', organisation)}&job_id={job}" for _ in range(2)]
    # Neither sees the other's: the index by address follows a moment later.
    monkeypatch.setattr(app.candidates, "with_address", lambda *_: None)
    assert "1 candidate is made." in imported(recruiter, paths[0])
    assert "0 candidates are made." in imported(recruiter, paths[1])
    assert everybody(organisation) == ["Asha Rao"]
