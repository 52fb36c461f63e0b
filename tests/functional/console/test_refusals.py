"""A page says that nothing was changed only where that is known."""

import pytest

from greenroom.errors import BusyError, GreenroomError, NotFoundError
from greenroom.models.organisation import Role
from local.applications import with_parts
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.own_pages import words
from tests.functional.recruiter_requests import a_new_job
from tests.world import Tenant, app

NOT_KNOWN = "Whether it was saved is not known."


@pytest.fixture
def recruiter(mailbox: SignInMailbox, organisation: Tenant) -> Browser:
    a_member(organisation, role=Role.ADMIN)
    return signed_in(mailbox)


class Failing:
    """Jobs whose every answer is an error."""

    def __init__(self, error: GreenroomError) -> None:
        self.error = error

    def get(self, _org_id: str, _job_id: str) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "is_known"), [(BusyError(), False), (BusyError("Repeat it."), False), (NotFoundError("Job"), True)]
)
def test_a_lost_answer_is_not_called_no_change(
    recruiter: Browser, organisation: Tenant, error: GreenroomError, is_known: bool
) -> None:
    page = f"/console/jobs/{a_new_job(organisation.admin)['job_id']}/edit"
    form = hidden_fields(recruiter.get(page).text, page)
    with with_parts(app, jobs=Failing(error)):
        said = words(recruiter.post(page, form))
    assert ("Nothing was changed." in said) is is_known
    assert (NOT_KNOWN in said) is not is_known
    assert "Idempotency-Key" not in said


def test_a_page_that_only_reads_does_not_speak_of_changes(recruiter: Browser) -> None:
    said = words(recruiter.get("/console/jobs/job_none"))
    assert "Job not found" in said
    assert "Nothing was changed" not in said


def test_settings_that_were_refused_say_so_and_those_that_may_be_saved_do_not(
    recruiter: Browser, organisation: Tenant
) -> None:
    page = "/console/settings/organisation"
    form = hidden_fields(recruiter.get(page).text, page) | {"name": "Acme Labs", "timezone": "Asia/Kolkata"}
    stale = words(recruiter.post(page, form | {"version": "7"}))
    assert "Nothing was changed. What you typed is still below." in stale

    class Lost:
        def page(self, *_args: object, **_kwargs: object) -> object:
            raise BusyError

        def by_time(self, *_args: object, **_kwargs: object) -> object:
            return None

    with with_parts(app, interviews=Lost()):
        lost = words(recruiter.post(page, form))
    assert NOT_KNOWN in lost
    assert "Nothing was changed" not in lost


def test_a_form_sent_after_the_session_ended_is_shown_again_with_its_texts(recruiter: Browser) -> None:
    typed = {"full_name": "Meera Iyer", "client_secret": "s3cret", "email": ""}
    gone = Browser().post("/console/candidates", typed, **{"Sec-Fetch-Site": "same-origin"})
    assert gone.status == 401
    assert "nothing was saved" in words(gone)
    assert "Meera Iyer" in words(gone)
    assert "s3cret" not in gone.text
    # Nor does another site put words on a page of ours.
    assert "Meera Iyer" not in Browser().post("/console/candidates", typed).text


def test_a_form_from_before_one_signed_in_anew_is_sent_again_with_one_press(recruiter: Browser) -> None:
    typed = {"full_name": "Meera Iyer", "email": "meera@example.com", "csrf_token": "of-the-session-before"}
    held = recruiter.post("/console/candidates", typed, **{"Sec-Fetch-Site": "same-origin"})
    assert (held.status, "what you typed is kept" in words(held)) == (403, True)
    again = hidden_fields(held.text, "/console/candidates")
    assert recruiter.post("/console/candidates", again).status == 303
    assert "Meera Iyer" in recruiter.get("/console/candidates").text
    elsewhere = recruiter.post("/console/candidates", typed)
    assert (elsewhere.status, "meera@example.com" in elsewhere.text) == (403, False)


def test_the_page_of_a_refusal_shows_the_typed_texts(recruiter: Browser) -> None:
    form = hidden_fields(recruiter.get("/console/candidates/new").text, "/console/candidates")
    typed = {"full_name": "Meera Iyer", "email": "meera@example.com", "job_id": "job_none"}
    refused = recruiter.post("/console/candidates", form | typed)
    assert (refused.status, "Job not found" in words(refused)) == (404, True)
    assert "Meera Iyer" in words(refused)
