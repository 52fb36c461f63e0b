"""The stores of a function, all on one database client. Each is created at first use."""

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from greenroom.adapters.dynamodb import Database, dynamodb_client

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.calendars import Calendars
    from greenroom.adapters.candidates import Matches
    from greenroom.adapters.connections import ConnectedProviders
    from greenroom.adapters.console_sessions import ConsoleSessions
    from greenroom.adapters.drafts import Drafts
    from greenroom.adapters.due import DueIndex
    from greenroom.adapters.erasures import Erasures
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.latest_interviews import LatestInterviews
    from greenroom.adapters.mail_states import MailStates
    from greenroom.adapters.meeting_rooms import MeetingRooms
    from greenroom.adapters.meetings import Meetings
    from greenroom.adapters.organisation_deletions import OrganisationDeletions
    from greenroom.adapters.organisation_exports import OrganisationExports
    from greenroom.adapters.organisation_items import OrganisationItems
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.own_records import OwnRecords
    from greenroom.adapters.passkeys import Passkeys
    from greenroom.adapters.ratings import Ratings
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.scored_matches import ScoredMatches, StoredRequirements
    from greenroom.adapters.sessions import Sessions
    from greenroom.adapters.sign_ins import SignIns
    from greenroom.adapters.slots import Slots
    from greenroom.adapters.usage_records import UsageRecords
    from greenroom.adapters.webhook_deliveries import WebhookDeliveries
    from greenroom.adapters.webhooks import Webhooks
    from greenroom.settings import Settings


def _store(path: str) -> Any:
    """A store. Its module is imported at first use, which shortens cold starts."""
    module, name = path.split(".")

    def made(stores: "Stores") -> object:
        return getattr(import_module(f"greenroom.adapters.{module}"), name)(stores.database, stores.settings.tables)

    return cached_property(made)


class Stores:
    """All stores, by the subject of their items. A new table's store is one line here."""

    settings: "Settings"

    organisations: "Organisations" = _store("organisations.Organisations")
    """Organisations and tokens."""
    schedule: "Schedule" = _store("schedule.Schedule")
    """Slots, interviews, bookings, calendars and the log, as a booking writes them."""
    sessions: "Sessions" = _store("sessions.Sessions")
    """Sessions and their e-mails."""
    due_index: "DueIndex" = _store("due.DueIndex")
    """Interviews by when something is due."""
    jobs: "Jobs" = _store("jobs.Jobs")
    matches: "Matches" = _store("candidates.Matches")
    """The gates of candidates for jobs."""
    scored_matches: "ScoredMatches" = _store("scored_matches.ScoredMatches")
    """Scores of candidates for jobs."""
    job_requirements: "StoredRequirements" = _store("scored_matches.StoredRequirements")
    """Edited requirements of jobs."""
    resumes: "Resumes" = _store("resumes.Resumes")
    drafts: "Drafts" = _store("drafts.Drafts")
    """Candidates to be, by their dropped résumés."""
    slots: "Slots" = _store("slots.Slots")
    interviews: "Interviews" = _store("interviews.Interviews")
    """Interviews, as they are listed."""
    latest_interviews: "LatestInterviews" = _store("latest_interviews.LatestInterviews")
    """The newest interview of each candidate."""
    erasures: "Erasures" = _store("erasures.Erasures")
    """The tombstones of erased candidates."""
    sign_ins: "SignIns" = _store("sign_ins.SignIns")
    """One-time links, sign-ins and counters of tries."""
    console_sessions: "ConsoleSessions" = _store("console_sessions.ConsoleSessions")
    """Sessions of the console and the links that open them."""
    passkeys: "Passkeys" = _store("passkeys.Passkeys")
    """Passkeys of members."""
    own_records: "OwnRecords" = _store("own_records.OwnRecords")
    """One person's records in all organisations."""
    webhooks: "Webhooks" = _store("webhooks.Webhooks")
    """Endpoints that want to hear what happens."""
    webhook_deliveries: "WebhookDeliveries" = _store("webhook_deliveries.WebhookDeliveries")
    """Events on their way to endpoints."""
    meeting_rooms: "MeetingRooms" = _store("meeting_rooms.MeetingRooms")
    """Video rooms and who is in them."""
    mail_states: "MailStates" = _store("mail_states.MailStates")
    """The states of e-mails."""
    usage_records: "UsageRecords" = _store("usage_records.UsageRecords")
    """The usage of interviews."""
    calendars: "Calendars" = _store("calendars.Calendars")
    """Calendars with an address to subscribe to."""
    meetings: "Meetings" = _store("meetings.Meetings")
    """Meetings at providers, and how far each got."""
    connected_providers: "ConnectedProviders" = _store("connections.ConnectedProviders")
    """The providers that an organisation has connected."""
    ai_interviews: "AiInterviews" = _store("ai_interviews.AiInterviews")
    """Interviews as they are held."""
    organisation_deletions: "OrganisationDeletions" = _store("organisation_deletions.OrganisationDeletions")
    """Organisations that are to be deleted."""
    organisation_exports: "OrganisationExports" = _store("organisation_exports.OrganisationExports")
    """All data of organisations, taken out."""
    organisation_items: "OrganisationItems" = _store("organisation_items.OrganisationItems")
    """All that organisations have."""
    ratings: "Ratings" = _store("ratings.Ratings")
    """The ratings of interviews by reviewers."""

    @cached_property
    def database(self) -> Database:
        """The database."""
        return Database(dynamodb_client())
