"""The e-mails that are not about one interview."""

from datetime import datetime

from greenroom.mail.branding import brand
from greenroom.mail.content import Button, LabelledFact, MailContent, MailSection, in_sentence
from greenroom.wording import day_and_time, duration_words


def sign_in_content(link: str, valid_minutes: int) -> MailContent:
    """The contents of the e-mail with the one-time link to a candidate's own list of interviews."""
    valid = duration_words(valid_minutes)
    return MailContent(
        brand=brand("Greenroom"),
        heading="Your link to your interviews",
        preview=f"It works once, for {valid}.",
        paragraphs=(f"This link opens the list of your interviews. It works once, for {valid}.",),
        button=Button("See your interviews", link),
        below_button=("The link is yours alone. Please do not pass it on.",),
        sections=(
            MailSection(
                "If you did not ask for it",
                ("Somebody typed your address, perhaps by mistake. Ignore this e-mail and nothing happens.",),
            ),
        ),
        footer="Greenroom sent this because somebody asked for a link to this address.",
    )


def console_link_content(link: str, sign_in_address: str, valid_minutes: int) -> MailContent:
    """The contents of the e-mail with the one-time link that signs a member in to the console."""
    valid = duration_words(valid_minutes)
    return MailContent(
        brand=brand("Greenroom"),
        heading="Your link to the console",
        preview=f"It works once, for {valid}.",
        paragraphs=(f"This link signs you in to the console. It works once, for {valid}.",),
        button=Button("Sign in", link),
        below_button=(f"Too late? Ask for a new link at {sign_in_address}.",),
        sections=(
            MailSection(
                "If you did not ask for it",
                (
                    "Somebody typed your address, or an admin of your organisation invited you. "
                    "Ignore this e-mail and nothing happens.",
                ),
            ),
        ),
        footer="Greenroom sent this because this address belongs to a member of an organisation.",
    )


def webhook_disabled_content(
    org_name: str, endpoint_url: str, failing_since: datetime, last_problem: str, timezone: str
) -> MailContent:
    """The contents of the notice that deliveries to a webhook were stopped, because they had failed for too long."""
    organisation = in_sentence(org_name)
    return MailContent(
        brand=brand(organisation),
        heading="A webhook was switched off",
        preview="Its deliveries failed for too long.",
        paragraphs=(
            f"Greenroom could not deliver events to an endpoint of {organisation}, tried again for a while, and has "
            "now switched the endpoint off. Interviews and e-mails to candidates go on as before.",
        ),
        facts=(
            LabelledFact("Endpoint", in_sentence(endpoint_url, 1000)),
            LabelledFact("Failing since", day_and_time(failing_since, timezone)),
            LabelledFact("Last problem", in_sentence(last_problem, 500)),
        ),
        sections=(
            MailSection(
                "What to do",
                items=(
                    "Repair the endpoint: it must answer with a status from 200 to 299 within a few seconds.",
                    "Switch it on again through the API.",
                    "Replay the deliveries that were missed; they are listed with their status.",
                ),
            ),
        ),
        footer=f"Greenroom sent this to {organisation} because the endpoint is one of theirs.",
    )
