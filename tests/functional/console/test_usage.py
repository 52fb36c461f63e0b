"""What an organisation used, in the console: a month's interviews by state, and receipts at public prices."""

from datetime import timedelta

from greenroom.models.organisation import Role
from greenroom.models.usage_record import UsageRecord
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox
from tests.functional.recruiter_requests import IN_TWO_DAYS, a_booked_interview
from tests.world import Founder, Tenant, app

USAGE = "/console/settings/usage"
MONTH = f"{USAGE}?month={IN_TWO_DAYS[:7]}"


def used(org_id: str, interview_id: str, **amounts: float) -> None:
    record = UsageRecord(
        org_id=org_id,
        interview_id=interview_id,
        function_request_id="one",
        function_name="book_slot",
        used_at=app.now() - timedelta(minutes=5),
        amounts=amounts,
    )
    app.usage_records.add([record])


def test_a_month_shows_its_interviews_by_state_with_what_they_cost(admin: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    used(organisation.org_id, interview["interview_id"], write_units=1_000_000, mails=2)
    page = admin.get(MONTH).text
    assert "<strong>1</strong>" in page
    assert "Meera Iyer" in page
    # A million write units at $0.625, and two e-mails at $0.0001.
    assert "What this one cost: $0.625200" in page
    assert "1,000,000 write units" in page
    receipt = admin.get(f"/console/interviews/{interview['interview_id']}/cost").text
    assert "What it cost: $0.625200" in receipt
    assert "What is not in the sum" in receipt


def test_another_month_and_what_is_no_month_are_answered(admin: Browser, organisation: Tenant) -> None:
    a_booked_interview(organisation.admin)
    assert "No interview begins in this month." in admin.get(f"{USAGE}?month=2024-01").text
    for wanted in ("2024-13", "0001-01", "9999-12", "november"):
        assert admin.get(f"{USAGE}?month={wanted}").status == 200, wanted


def test_only_an_admin_reads_cost_and_only_of_their_own_organisation(
    admin: Browser, mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    theirs = a_booked_interview(found("Beta").admin)
    assert admin.get(f"/console/interviews/{theirs['interview_id']}/cost").status == 404
    ours = a_booked_interview(organisation.admin)
    a_member(organisation, "r@acme.example.com", Role.RECRUITER)
    recruiter = signed_in(mailbox, "r@acme.example.com")
    assert recruiter.get(USAGE).status == 403
    assert recruiter.get(f"/console/interviews/{ours['interview_id']}/cost").status == 403
