"""A page says that nothing was changed only where that is known."""

import pytest

from greenroom.errors import BusyError, GreenroomError, NotFoundError
from greenroom.models.organisation import Role
from local.applications import with_parts
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.own_pages import words
from tests.functional.recruiter_requests import a_new_job
from tests.functional.test_console_sign_in import a_member, signed_in
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
        def each(self, _listing: object) -> object:
            raise BusyError

        def by_time(self, *_args: object, **_kwargs: object) -> object:
            return None

    with with_parts(app, interviews=Lost()):
        lost = words(recruiter.post(page, form))
    assert NOT_KNOWN in lost
    assert "Nothing was changed" not in lost
