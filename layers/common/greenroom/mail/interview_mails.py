"""The contents of the e-mails about an interview to candidates and interviewers."""

from copy import replace
from datetime import datetime

from greenroom.mail.branding import brand
from greenroom.mail.content import Button, LabelledFact, MailContent, MailSection, TimeInMail, in_sentence
from greenroom.models.interview import AboutInterview, Booking, InterviewType
from greenroom.models.slot import AiInterviewType
from greenroom.wording import (
    both_times,
    clock_beside,
    day_and_time,
    duration_words,
    local_day,
    own_time,
    time_and_zone,
    zone_label,
)

_BUTTONS = {
    InterviewType.AI: "Open your interview",
    InterviewType.ONLINE: "Open the meeting room",
    InterviewType.OFFLINE: "See the details",
}

_ATTACHED = "The entry for your calendar is attached to this e-mail."


def when(moment: datetime, zone: str, own_zone: str | None) -> TimeInMail:
    """A moment in the slot's zone, with the zone's common and IANA names, and in the reader's zone if it differs."""
    label = zone_label(zone)
    iana = None if label == zone or label.startswith("UTC") else zone
    return TimeInMail(local_day(moment, zone), time_and_zone(moment, zone), iana, own_time(moment, zone, own_zone))


def _when(booking: Booking) -> TimeInMail:
    return when(booking.starts_at, booking.timezone, booking.candidate_timezone)


def _spoken(booking: Booking, moment: datetime) -> str:
    return both_times(moment, booking.timezone, booking.candidate_timezone)


def _minutes(booking: Booking) -> float:
    return (booking.ends_at - booking.starts_at).total_seconds() / 60


def the_job(about: AboutInterview) -> str:
    """The job and its company, for a sentence."""
    return f"{in_sentence(about.job_title)} at {in_sentence(about.company_name)}"


def content_of(about: AboutInterview, heading: str, preview: str, paragraphs: tuple[str, ...]) -> MailContent:
    """The parts that all e-mails about an interview have: brand, greeting, and sender."""
    organisation = in_sentence(about.org_name)
    return MailContent(
        brand=brand(organisation, about.brand_color, about.logo_url),
        heading=heading,
        preview=preview,
        greeting=f"Hello {in_sentence(about.candidate_name)},",
        paragraphs=paragraphs,
        footer=f"Greenroom sent this for {organisation}.",
    )


def place_of(about: AboutInterview) -> LabelledFact:
    """The place of an interview in words."""
    if about.interview_type is InterviewType.AI:
        return LabelledFact("Where", "Online, in your browser")
    if about.interview_type is InterviewType.ONLINE:
        return LabelledFact("Where", "Online, in a video meeting in your browser")
    place = in_sentence(about.location, 1000) if about.location else "The recruiter will tell you the place."
    return LabelledFact("Where", place)


def _facts(booking: Booking) -> tuple[LabelledFact, ...]:
    return (LabelledFact("How long", duration_words(_minutes(booking))), place_of(booking))


def _opening(booking: Booking) -> tuple[str, ...]:
    """The times at which an online page opens and closes; nothing for an interview at a place."""
    if booking.interview_type is InterviewType.OFFLINE:
        return ()
    ahead = round((booking.starts_at - booking.opens_at).total_seconds())
    lead = f"{ahead} seconds" if 0 < ahead < 60 else duration_words(ahead / 60)
    opens = f"The room opens {lead} before the start." if ahead > 0 else "The room opens at the start."
    if booking.interview_type is InterviewType.AI:
        until = clock_beside(booking.last_entry_at, booking.starts_at, booking.timezone, names_zone=True)
        opens = f"{opens} You can come in until {until}."
    return (opens, "The link is yours alone. Please do not pass it on.")


def _preparation(booking: Booking) -> MailSection:
    extra = booking.extra_time_percent
    items: list[str] = []
    if booking.interview_type is InterviewType.OFFLINE:
        items.append("Allow a few minutes to find the place before the start.")
    else:
        items += [
            "A quiet place where nobody interrupts you.",
            "A laptop, tablet or phone with an up-to-date browser, and power for the whole time.",
            "Headphones, so that you hear well.",
        ]
    if booking.interview_type is InterviewType.ONLINE:
        items.append("A microphone and, if you like, a camera.")
    if booking.interview_type is InterviewType.AI:
        items.append("A microphone, if you want to speak. Typed answers are just as good. A camera is optional.")
        if booking.ai_interview_type is AiInterviewType.CODING and booking.coding_language:
            language = booking.coding_language.spoken_name
            items.append(f"The coding tasks are in {language}. A keyboard makes them easier.")
        if extra > 0:
            items.append(f"You have {extra}% extra time. It is part of the {duration_words(_minutes(booking))} above.")
    elif extra > 0:
        items.append(f"{extra}% extra time is noted for you. Mention it at the start.")
    return MailSection("What to have ready", items=tuple(items))


def who_asks(about: AboutInterview) -> MailSection:
    """A section that says whether an AI or a person asks the questions."""
    if about.interview_type is InterviewType.AI:
        first = "An AI asks the questions, not a person."
        second = "Before you start, the page tells you what is recorded and asks whether you agree."
        return MailSection("Who asks the questions", (first, second))
    return MailSection("Who asks the questions", ("You talk with a person, not with an AI.",))


def _if_it_does_not_suit(link: str, button_link: str, reply_to: str | None) -> MailSection:
    otherwise = f", or answer this e-mail: {reply_to} reads it" if reply_to else ""
    page = "the page behind the link above" if link == button_link else "your interview page"
    return MailSection(
        "If the time does not suit you",
        (f"Choose “Can't make it?” on {page}{otherwise}. The earlier, the better.",),
        link=None if link == button_link else Button("Your interview page", link),
    )


def _inviting(
    content: MailContent, booking: Booking, link: str, meeting_link: str | None, reply_to: str | None
) -> MailContent:
    """The content about an interview that will take place: time, place, link, and preparation."""
    button_link = (meeting_link if booking.interview_type is InterviewType.ONLINE else None) or link
    return replace(
        content,
        when=_when(booking),
        facts=(*content.facts, *_facts(booking)),
        button=Button(_BUTTONS[booking.interview_type], button_link),
        below_button=(*_opening(booking), *content.below_button),
        sections=(_preparation(booking), who_asks(booking), _if_it_does_not_suit(link, button_link, reply_to)),
    )


def invitation_content(booking: Booking, link: str, meeting_link: str | None, reply_to: str | None) -> MailContent:
    """The contents of the first e-mail about an interview."""
    content = content_of(
        booking,
        "Your interview is scheduled",
        _spoken(booking, booking.starts_at),
        (f"{in_sentence(booking.org_name)} invites you to an interview for {the_job(booking)}.",),
    )
    return _inviting(replace(content, below_button=(_ATTACHED,)), booking, link, meeting_link, reply_to)


def _what_changed(booking: Booking) -> str:
    """A phrase about the changed place or length, if the start is the same."""
    if booking.previous_location is not None and booking.location:
        now, before = in_sentence(booking.location, 1000), in_sentence(booking.previous_location, 1000)
        return f"has another place: {now}, instead of {before}. The time is the same"
    if booking.previous_ends_at is not None:
        return f"has another length: it is planned for {duration_words(_minutes(booking))}. The start is the same"
    return "was changed; the time is the same"


def rescheduled_content(booking: Booking, link: str, meeting_link: str | None, reply_to: str | None) -> MailContent:
    """The contents of the e-mail after a move: the new time and the old one."""
    before = booking.previous_starts_at
    moved = before is not None and before != booking.starts_at
    heading = "Your interview has a new time" if moved else "Your interview has changed"
    happened = "was moved" if moved else _what_changed(booking)
    content = content_of(
        booking,
        heading,
        f"Now: {_spoken(booking, booking.starts_at)}",
        (
            f"Your interview for {the_job(booking)} {happened}.",
            "Please use the link in this e-mail; the earlier one no longer opens the interview.",
        ),
    )
    if before is not None and moved:
        content = replace(content, facts=(LabelledFact("Old time", _spoken(booking, before)),))
    if booking.previous_location is not None:
        old_place = LabelledFact("Old place", in_sentence(booking.previous_location, 1000))
        content = replace(content, facts=(*content.facts, old_place))
    return _inviting(replace(content, below_button=(_ATTACHED,)), booking, link, meeting_link, reply_to)


def cancellation_content(booking: Booking, reply_to: str | None) -> MailContent:
    """The contents of the e-mail after a cancellation: the interview, the reason, and that no action is needed."""
    if booking.candidate_email == booking.previous_email:
        return _withdrawal_content(booking)
    questions = (MailSection("Questions", (f"Answer this e-mail. {reply_to} reads it.",)),) if reply_to else ()
    facts = (LabelledFact("Reason", in_sentence(booking.cancel_reason, 2000)),) if booking.cancel_reason else ()
    content = content_of(
        booking,
        "Your interview is cancelled",
        f"It was planned for {_spoken(booking, booking.starts_at)}",
        (f"The interview for {the_job(booking)} at the time below will not take place.",),
    )
    return replace(
        content,
        when=replace(_when(booking), is_off=True),
        facts=facts,
        sections=(
            MailSection(
                "What you need to do",
                (
                    "Nothing. The earlier link no longer opens the interview, and the attached entry takes it out of "
                    "your calendar.",
                ),
            ),
            *questions,
        ),
    )


def _withdrawal_content(booking: Booking) -> MailContent:
    """The e-mail to the address that was invited before a correction; it may be a stranger's."""
    content = content_of(
        booking,
        "An invitation is withdrawn",
        "It was sent to this address before the address was corrected.",
        (
            f"You were invited to an interview for {the_job(booking)}. The invitation is now sent to another address.",
            "The link that you got does not open the interview any more, and the attached entry takes it out of your "
            "calendar. There is nothing that you need to do.",
        ),
    )
    return replace(content, greeting="Hello,")


def reminder_content(
    booking: Booking, link: str, meeting_link: str | None, reply_to: str | None, minutes_before: int
) -> MailContent:
    """The contents of the reminder to a candidate."""
    content = content_of(
        booking,
        f"Your interview starts in {duration_words(minutes_before)}",
        _spoken(booking, booking.starts_at),
        (f"This is a reminder of your interview for {the_job(booking)}.",),
    )
    return _inviting(content, booking, link, meeting_link, reply_to)


def interviewer_reminder_content(booking: Booking, meeting_link: str | None, minutes_before: int) -> MailContent:
    """The contents of the reminder to an interviewer."""
    candidate = in_sentence(booking.candidate_name)
    heading = f"Your interview with {candidate} starts in {duration_words(minutes_before)}"
    return _to_interviewer(booking, heading, (f"You interview {candidate} for {the_job(booking)}.",), meeting_link)


def interviewer_invitation_content(booking: Booking, meeting_link: str | None) -> MailContent:
    """The contents of an interviewer's first e-mail, or of the notice of another time, place or length."""
    candidate, before = in_sentence(booking.candidate_name), booking.previous_starts_at
    moved = before is not None and before != booking.starts_at
    if moved:
        heading, happened = f"Your interview with {candidate} has a new time", "was moved"
    elif booking.previous_location is not None or booking.previous_ends_at is not None:
        heading, happened = f"Your interview with {candidate} has changed", _what_changed(booking)
    else:
        heading, happened = f"You interview {candidate}", None
    sentence = f"Your interview with {candidate} for {the_job(booking)} {happened}."
    if happened is None:
        sentence = f"You interview {candidate} for {the_job(booking)}."
    content = _to_interviewer(booking, heading, (sentence,), meeting_link)
    if before is not None and moved:
        old_time = LabelledFact("Old time", day_and_time(before, booking.timezone))
        content = replace(content, facts=(old_time, *content.facts))
    if booking.previous_location is not None:
        old_place = LabelledFact("Old place", in_sentence(booking.previous_location, 1000))
        content = replace(content, facts=(*content.facts, old_place))
    return replace(content, below_button=(*content.below_button, _ATTACHED))


def interviewer_cancellation_content(booking: Booking, *, is_off: bool) -> MailContent:
    """The e-mail to a former interviewer: the interview is cancelled (`is_off`) or goes on without them."""
    candidate = in_sentence(booking.candidate_name)
    why = "is cancelled" if is_off else "goes on without you"
    content = content_of(
        booking,
        f"Your interview with {candidate} {why}",
        f"It was planned for {day_and_time(booking.starts_at, booking.timezone)}",
        (f"The interview of {candidate} for {the_job(booking)} {why}.",),
    )
    reason = (
        (LabelledFact("Reason", in_sentence(booking.cancel_reason, 2000)),) if booking.cancel_reason and is_off else ()
    )
    nothing = "Nothing. The attached entry takes it out of your calendar."
    return replace(
        content,
        greeting="Hello,",
        when=replace(when(booking.starts_at, booking.timezone, None), is_off=is_off),
        facts=reason,
        sections=(MailSection("What you need to do", (nothing,)),),
    )


def _to_interviewer(
    booking: Booking, heading: str, sentences: tuple[str, ...], meeting_link: str | None
) -> MailContent:
    content = content_of(booking, heading, day_and_time(booking.starts_at, booking.timezone), sentences)
    place = (place_of(booking),) if booking.interview_type is InterviewType.OFFLINE else ()
    extra = booking.extra_time_percent
    noted = (LabelledFact("Extra time", f"{extra}% is noted for the candidate."),) if extra > 0 else ()
    return replace(
        content,
        greeting="Hello,",
        when=when(booking.starts_at, booking.timezone, None),
        facts=(LabelledFact("How long", duration_words(_minutes(booking))), *place, *noted),
        button=Button(_BUTTONS[booking.interview_type], meeting_link) if meeting_link else None,
        below_button=_opening(booking) if meeting_link else (),
    )
