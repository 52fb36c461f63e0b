"""The e-mail after an AI interview, to the candidate."""

from copy import replace
from datetime import datetime
from typing import NamedTuple

from greenroom.mail.content import Button, LabelledFact, MailContent, MailSection, in_sentence
from greenroom.mail.interview_mails import content_of, the_job
from greenroom.models.interview import Booking
from greenroom.wording import day_and_time, local_day


class Closing(NamedTuple):
    """The facts of an interview that is over, for the closing e-mail."""

    answered: int
    questions: int | None
    """The number of questions; None if no question was ever made."""
    decided_by: datetime | None
    """The time by which the candidate hears of the decision; None if nothing is promised."""
    retention_days: int | None


def closing_content(booking: Booking, closing: Closing, link: str, reply_to: str | None) -> MailContent:
    """The contents of the closing e-mail: what was handed in, what happens next and by when, and the link to the
    answers."""
    organisation = in_sentence(booking.org_name)
    zone = booking.candidate_timezone or booking.timezone
    by = f" You hear from them by {local_day(closing.decided_by, zone)}." if closing.decided_by else ""
    asks = f"Answer this e-mail: {reply_to} reads it." if reply_to else f"Ask {organisation}."
    content = content_of(
        booking,
        "Thank you for your interview",
        f"{_handed_in(closing)}. There is nothing left for you to do.",
        (f"Your interview for {the_job(booking)} is over. There is nothing left for you to do.",),
    )
    return replace(
        content,
        facts=(
            LabelledFact("Interview", day_and_time(booking.starts_at, zone)),
            LabelledFact("Handed in", _handed_in(closing)),
        ),
        button=Button("Read your answers", link),
        sections=(
            MailSection(
                "What happens next",
                (f"The hiring team of {organisation} reads your answers and decides about the next step.{by}",),
            ),
            MailSection("What is kept", (f"You can read your answers behind your link. {_kept(closing)}",)),
            MailSection("You have a question, or want your data or its deletion?", (asks,)),
        ),
    )


def _handed_in(closing: Closing) -> str:
    if closing.questions is None:
        return f"{closing.answered} answers"
    return f"{closing.answered} of {closing.questions} answer{'' if closing.questions == 1 else 's'}"


def _kept(closing: Closing) -> str:
    if closing.retention_days is None:
        return "No date is set for erasing them: they are kept until the team erases them, or until you ask for it."
    days = closing.retention_days
    return f"They are erased {days} day{'' if days == 1 else 's'} after the interview."
