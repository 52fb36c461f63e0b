"""Settings: name and rules of the organisation."""

from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of
from functions.console.messages import Message
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE, validation_error
from greenroom.api.subjects.base import RequestModel
from greenroom.api.subjects.organisations import OrganisationName, WrittenPolicy
from greenroom.colours import READABLE, WHITE, contrast
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.organisation import Policy, Role
from greenroom.usecases.change_organisation import change_organisation

PATH = "/console/settings/organisation"


class Rule(NamedTuple):
    """A field of the form about a rule of the policy."""

    name: str
    label: str
    hint: str
    type: str = "number"


GROUPS = (
    (
        "Booking",
        (
            Rule("min_notice_minutes", "Notice in minutes", "Nobody books later than this before the start."),
            Rule("max_advance_days", "Days ahead", "Nobody books further ahead than this."),
            Rule("choice_days", "Days to choose a time", "A candidate who is invited to choose has so long."),
            Rule("timezone", "Time zone", "Such as Asia/Kolkata. Your days begin and end in it.", "text"),
        ),
    ),
    (
        "Interviews",
        (
            Rule("room_opens_seconds_before", "Room opens, seconds before", "Of an AI interview, before its start."),
            Rule("last_entry_minutes_after", "Last entry, minutes after", "Nobody enters an AI interview later."),
            Rule("join_buffer_minutes", "Meetings open, minutes around", "Before the start and after the end."),
            Rule("link_ttl_hours", "Links live, hours", "After the end of the interview."),
            Rule("decision_days", "Decision within days", "Candidates are told so. Nothing is promised, if left out."),
            Rule("language_code", "Language of the voice", "Such as en-IN.", "text"),
            Rule("accent_tld", "Accent of the voice", "Such as co.in.", "text"),
        ),
    ),
    (
        "E-mail and look",
        (
            Rule("sender_name", "Sender's name", "Your organisation's name, if left out.", "text"),
            Rule("reply_to", "Replies go to", "Without it no page and no e-mail asks for a reply.", "email"),
            Rule("reminders", "Reminders, minutes before", "Up to five, such as 1440, 60. None if left out.", "text"),
            Rule("brand_color", "Colour", "As #rrggbb. Text on it is white.", "text"),
            Rule("logo_url", "Address of the logo", "Begins with https://.", "url"),
        ),
    ),
    (
        "Data",
        (Rule("retention_days", "Erase after days", "Candidates are told. Kept for ever, if left out."),),
    ),
)
SWITCHES = (
    ("matching_enabled", "Compare candidates with the requirements of their job. Tell your candidates first."),
    ("matching_model_enabled", "Let a model propose evidence, too, where one is set up."),
    ("viewers_may_rate", "Let viewers rate interviews, too."),
)
ASKED_FOR = frozenset({*dict(SWITCHES), *(rule.name for _, rules in GROUPS for rule in rules)})
RULES = tuple(rule for _, rules in GROUPS for rule in rules)


class NameForm(RequestModel):
    """The organisation's name."""

    name: OrganisationName


@page(PATH, role=Role.ADMIN)
def organisation(request: ConsoleRequest) -> Response[str]:
    """The form with all rules and their meanings."""
    found = app.organisations.organisation(request.caller.org_id)
    return _form(request, typed_of(found.name, found.policy), found.policy, found.version)


@page(PATH, "POST", role=Role.ADMIN)
def save_organisation(request: ConsoleRequest) -> Response[str]:
    """Change name and rules, unless they were changed since the form was shown."""
    typed = {name: request.sent(name) for name in ("name", *(rule.name for rule in RULES), *dict(SWITCHES))}
    version = request.sent_version
    before = request.organisation.policy
    try:
        name, policy = read_organisation(typed)
        rules = {name: value for name, value in policy if name in ASKED_FOR}
        change_organisation(
            name,
            rules,
            by=request.caller,
            organisations=app.organisations,
            interviews=app.interviews,
            schedule=app.schedule,
            links=app.links,
            queue=app.changes_queue,
            expected_version=version,
            now=request.now,
        )
    except GreenroomError as error:
        return _form(request, typed, before, version, error)
    return done(request, PATH, Message("The settings are saved. What is booked and still to come follows them."))


def typed_of(name: str, policy: Policy) -> dict[str, str]:
    """The form's fields with the stored values."""
    shown: dict[str, str] = {"name": name}
    for field, value in policy.model_dump(mode="json").items():
        match value:
            case None | False:
                shown[field] = ""
            case True:
                shown[field] = "yes"
            case list():
                shown[field] = ", ".join(map(str, value))
            case _:
                shown[field] = str(value)
    return shown


def read_organisation(typed: dict[str, str]) -> tuple[str, Policy]:
    """Name and policy of the form. An empty field counts as left out. Raises ValidationError."""
    fields: dict[str, Any] = {rule.name: typed[rule.name] for rule in RULES if typed.get(rule.name)}
    fields.setdefault("retention_days", None)
    fields["reminders"] = typed.get("reminders", "").replace(",", " ").split()
    fields |= {name: typed.get(name) == "yes" for name, _ in SWITCHES}
    try:
        named = NameForm.model_validate({"name": typed.get("name", "")})
        return named.name, WrittenPolicy.model_validate(fields)
    except PydanticError as error:
        raise validation_error(error, WrittenPolicy) from error


def contrast_words(color: str | None) -> tuple[str, bool] | None:
    """The contrast of white text on the colour in words, and whether it is enough."""
    if not color:
        return None
    ratio = contrast(color, WHITE)
    if ratio >= READABLE:
        return f"White text on {color} has a contrast of {ratio:.1f} to 1. Everybody can read that.", True
    words = f"White text on {color} has a contrast of {ratio:.1f} to 1, less than {READABLE} to 1: too little to read. "
    return words + "It colours the bar above your pages, and buttons keep Greenroom's green.", False


def _form(
    request: ConsoleRequest,
    typed: dict[str, str],
    policy: Policy,
    version: int,
    refused: GreenroomError | None = None,
) -> Response[str]:
    return show(
        request,
        "organisation.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        typed=typed,
        version=version,
        groups=GROUPS,
        switches=SWITCHES,
        contrast=contrast_words(policy.brand_color),
        refused=told(refused),
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )
