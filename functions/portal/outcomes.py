"""The texts of pages without a countdown: what happened, who acts next, and what the reader can do."""

from copy import replace
from typing import Literal, NamedTuple

from markupsafe import Markup

from functions.portal.when import When, decided_by
from greenroom.models.contact import Contact
from greenroom.models.interview import InterviewType
from greenroom.models.session import Session


class Action(NamedTuple):
    words: str
    href: str


class OutcomePage(NamedTuple):
    kind: Literal["good", "warn", "plain"]
    symbol: str
    title: str
    happened: tuple[str, ...]
    next_title: str
    next_steps: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    action: Action | None = None
    reference: str | None = None


class ErrorPage(NamedTuple):
    """An error page: what happened, what was kept, what to do, and a short number to quote."""

    happened: str
    kept: str
    to_do: str
    reference: str


def _facts(session: Session, when: When) -> tuple[tuple[str, str], ...]:
    return (("Interview", f"{session.job_title} with {session.company_name}"), ("Time", when.sentence))


def expired(session: Session, when: When) -> OutcomePage:
    ways_in = {
        InterviewType.AI: f"The room could be entered until {when.last_entry}.",
        InterviewType.ONLINE: f"The meeting could be joined until {when.last_entry}.",
        InterviewType.OFFLINE: "Its time has passed.",
    }
    return OutcomePage(
        kind="warn",
        symbol="clock",
        title="You can no longer enter this interview",
        happened=(
            ways_in[session.interview_type],
            f"{session.org_name} sees that nobody checked in. Nothing else was stored.",
        ),
        facts=_facts(session, when),
        next_title="Ask for a new time",
        next_steps=(
            *writing_to(session.contact, "Say what happened and which times suit you."),
            f"{session.org_name} decides about a new time. If there is one, you get a new invitation with a new link.",
        ),
    )


def writing_to(contact: Contact | None, about: str = "") -> tuple[str, ...]:
    """The step of writing to the contact; empty without one."""
    return (Markup("Write to {}. {}").format(link_to(contact), about).rstrip(),) if contact else ()


def link_to(contact: Contact) -> Markup:
    """A link to write to the contact."""
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(contact.href, contact.words)


def _asks(session: Session) -> str:
    if session.contact is None:
        return f"Ask {session.org_name}."
    return Markup("Write to {}.").format(link_to(session.contact))


def moved(session: Session, when: When, moved_to: When | None = None) -> OutcomePage:
    new_time = (("New time", moved_to.sentence),) if moved_to else ()
    return OutcomePage(
        kind="plain",
        symbol="move",
        title="This interview has a new time",
        happened=("The link that you opened belongs to the old time and no longer works.",),
        facts=(
            ("Interview", f"{session.job_title} with {session.company_name}"),
            *new_time,
            ("Old time", when.sentence),
        ),
        next_title="Open your newest invitation",
        next_steps=(
            f"Look in your inbox for the newest e-mail about this interview with {session.company_name}. "
            "Its link leads to the right room.",
            "Is it not there? Look in the spam folder.",
            *writing_to(session.contact, "Ask for it."),
        ),
    )


def cancelled(session: Session, when: When) -> OutcomePage:
    return OutcomePage(
        kind="plain",
        symbol="bad",
        title="This interview was cancelled",
        happened=(f"{session.candidate_name}, this interview does not take place. You do not have to come.",),
        facts=_facts(session, when),
        next_title="Do you have questions?",
        next_steps=(
            *writing_to(session.contact),
            f"{session.org_name} decides whether there is a new time. If there is, you get a new invitation.",
        ),
    )


def completed(session: Session, when: When) -> OutcomePage:
    return OutcomePage(
        kind="good",
        symbol="good",
        title=f"Thank you, {session.candidate_name}",
        happened=("Your interview is finished. There is nothing left for you to do.",),
        facts=_facts(session, when),
        next_title="What happens next",
        next_steps=(
            f"The hiring team of {session.org_name} decides about the next step.",
            Markup("Would you like your data, or its deletion? {}").format(_asks(session)),
        ),
    )


class HandedIn(NamedTuple):
    """The number of answers that were handed in, and the organisation's rules about them."""

    answered: int
    questions: int
    retention_days: int | None = None
    decision_days: int | None = None


def handed_in(session: Session, when: When, given: HandedIn) -> OutcomePage:
    """The closing page of an AI interview: what was handed in, what happens with the answers, and by when."""
    answers = "answer" if given.questions == 1 else "answers"
    kept = (
        f"They are erased {given.retention_days} days after the interview."
        if given.retention_days
        else "No date is set for erasing them: they are kept until the team erases them, or until you ask for it."
    )
    by = decided_by(session, given.decision_days)
    until = f" You hear from them by {by}." if by else ""
    return replace(
        completed(session, when),
        facts=(*_facts(session, when), ("Handed in", f"{given.answered} of {given.questions} {answers}")),
        action=Action("Read your answers", f"/interview/answers/{session.interview_id}"),
        next_steps=(
            f"The hiring team of {session.org_name} reads your answers and decides about the next step.{until}",
            f"You can read your answers behind your link. {kept}",
            Markup("Would you like to know where things stand? Would you like your data, or its deletion? {}").format(
                _asks(session)
            ),
            "You can close this page now.",
        ),
    )


def in_progress(session: Session, when: When, resume_href: str) -> OutcomePage:
    return OutcomePage(
        kind="good",
        symbol="clock",
        title="Your interview is running",
        happened=("Welcome back. Your answers so far are kept.",),
        facts=(*_facts(session, when), ("Ends at", f"{when.end}, {when.zone}")),
        next_title="Go on where you were",
        next_steps=("You come back to the same question. The time goes on while you are away.",),
        action=Action("Go on with the interview", resume_href),
    )


def another_interview(opened: Session, before: Session, href: str) -> OutcomePage:
    return OutcomePage(
        kind="plain",
        symbol="move",
        title="Another interview is open in this browser",
        happened=(
            f"You opened your interview for {before.job_title} with {before.company_name} in this browser before.",
            "A browser holds one interview at a time. What you handed in is kept, and its link stays valid.",
        ),
        facts=(("This link opens", f"{opened.job_title} with {opened.company_name}"),),
        next_title="Which one do you want?",
        next_steps=("To go on with the other one, close this page. To change, press the button.",),
        action=Action("Open this interview instead", href),
    )


def unknown_link() -> OutcomePage:
    return OutcomePage(
        kind="plain",
        symbol="search",
        title="This link does not open an interview",
        happened=(
            "It may be incomplete: some mail programs break long links. Or it is older than your newest invitation.",
        ),
        next_title="Open the link from your newest e-mail",
        next_steps=(
            "Click the link in the e-mail instead of copying it. If you have several e-mails about this interview, "
            "take the newest.",
            "Does it still not open? Links expire a day after the interview.",
        ),
    )


def stale_form(next_title: str, next_step: str, action: Action, *, kept: str = "Nothing was changed.") -> OutcomePage:
    """The page for a form whose CSRF token is wrong."""
    return OutcomePage(
        kind="warn",
        symbol="clock",
        title="This page was open for too long",
        happened=(f"To protect you, we did not accept the form. {kept}",),
        next_title=next_title,
        next_steps=(next_step,),
        action=action,
    )


def trouble(what: ErrorPage) -> OutcomePage:
    return OutcomePage(
        kind="warn",
        symbol="warn",
        title="This did not work",
        happened=(what.happened, what.kept),
        next_title="What you can do",
        next_steps=(what.to_do,),
        reference=what.reference,
    )
