"""The e-mail that invites a candidate to choose a time. It does not promise that a time is free."""

from copy import replace

from greenroom.mail.content import Button, LabelledFact, MailContent, MailSection, in_sentence
from greenroom.mail.interview_mails import content_of, place_of, the_job, who_asks
from greenroom.models.interview import TimeInvitation
from greenroom.wording import both_times


def time_invitation_content(invitation: TimeInvitation, link: str, reply_to: str | None) -> MailContent:
    """The content of the e-mail: organisation, job, the link to the free times, and the end of the link's time."""
    until = both_times(invitation.expires_at, invitation.timezone, invitation.candidate_timezone)
    content = content_of(
        invitation,
        "Choose a time for your interview",
        f"You can choose until {until}.",
        (
            f"{in_sentence(invitation.org_name)} would like to talk with you about {the_job(invitation)}. "
            "No time is set yet: you choose one that suits you.",
        ),
    )
    asks = f" Or answer this e-mail: {reply_to} reads it." if reply_to else ""
    return replace(
        content,
        facts=(place_of(invitation), LabelledFact("Choose until", until)),
        button=Button("Choose a time", link),
        below_button=(
            "Times that others take disappear from the page.",
            "Once you have chosen, you get an e-mail with the time and a link to the interview.",
            "The link is yours alone. Please do not pass it on.",
        ),
        sections=(
            who_asks(invitation),
            MailSection(
                "If no time suits you",
                (
                    "On the same page you can ask for other times, or say that you do not want this interview. "
                    f"Asking does not count against you.{asks}",
                ),
            ),
        ),
    )
