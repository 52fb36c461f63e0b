"""The adapters of a running function, made once a process when they are first used."""

from functools import cache
from typing import TYPE_CHECKING

from greenroom.adapters.dynamodb import Database, dynamodb_client
from greenroom.settings import settings

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.due import DueIndex
    from greenroom.adapters.erasures import Erasures
    from greenroom.adapters.files import Files
    from greenroom.adapters.handovers import Handovers
    from greenroom.adapters.https_to_public_addresses import PublicHttps
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.log_stream import LogStream
    from greenroom.adapters.mail_states import MailStates
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.own_records import OwnRecords
    from greenroom.adapters.reports_queue import ReportsQueue
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions
    from greenroom.adapters.sign_in_queue import SignInQueue
    from greenroom.adapters.sign_ins import SignIns
    from greenroom.adapters.sittings import Sittings
    from greenroom.adapters.slots import Slots
    from greenroom.adapters.usage_records import UsageRecords
    from greenroom.adapters.webhooks import Webhooks
    from greenroom.usecases.erasure import Archive
    from greenroom.usecases.invite import Office
    from greenroom.usecases.limits import Limits
    from greenroom.usecases.links import LinkMaker
    from greenroom.usecases.notices import NoticeDesk
    from greenroom.usecases.pseudonyms import Pseudonyms
    from greenroom.usecases.signing_in import MailRoom

# Each function loads only what it uses: the imports stand in the functions below on purpose.
# ruff: noqa: PLC0415


@cache
def database() -> Database:
    """The database."""
    return Database(dynamodb_client())


@cache
def organisations() -> "Organisations":
    """Organisations and tokens."""
    from greenroom.adapters.organisations import Organisations

    return Organisations(database(), settings().tables)


@cache
def schedule() -> "Schedule":
    """Slots, interviews, bookings, calendars and the log."""
    from greenroom.adapters.schedule import Schedule

    return Schedule(database(), settings().tables)


@cache
def sessions() -> "Sessions":
    """Sessions and their e-mails."""
    from greenroom.adapters.sessions import Sessions

    return Sessions(database(), settings().tables)


@cache
def due_index() -> "DueIndex":
    """What is due."""
    from greenroom.adapters.due import DueIndex

    return DueIndex(database(), settings().tables)


@cache
def links() -> "LinkMaker":
    """Links, from the secret and the portal's address."""
    from greenroom.adapters.parameters import link_maker

    return link_maker()


@cache
def office() -> "Office":
    """All that it takes to invite somebody."""
    from greenroom.adapters.mailer import mailer
    from greenroom.usecases.invite import Office

    return Office(
        schedule=schedule(),
        sessions=sessions(),
        post=mailer(settings().mail_configuration_set),
        links=links(),
        sender_address=settings().sender_address,
    )


@cache
def jobs() -> "Jobs":
    """Jobs."""
    from greenroom.adapters.jobs import Jobs

    return Jobs(database(), settings().tables)


@cache
def candidates() -> "Candidates":
    """Candidates."""
    from greenroom.adapters.candidates import Candidates

    return Candidates(database(), settings().tables, pseudonyms().of_address)


@cache
def matches() -> "Matches":
    """What was decided about candidates for jobs."""
    from greenroom.adapters.candidates import Matches

    return Matches(database(), settings().tables)


@cache
def resumes() -> "Resumes":
    """Résumés."""
    from greenroom.adapters.resumes import Resumes

    return Resumes(database(), settings().tables)


@cache
def slots() -> "Slots":
    """Slots."""
    from greenroom.adapters.slots import Slots

    return Slots(database(), settings().tables)


@cache
def interviews() -> "Interviews":
    """Interviews, as they are listed."""
    from greenroom.adapters.interviews import Interviews

    return Interviews(database(), settings().tables)


@cache
def erasures() -> "Erasures":
    """Who was erased."""
    from greenroom.adapters.erasures import Erasures

    return Erasures(database(), settings().tables)


@cache
def files() -> "Files":
    """Uploaded documents."""
    from greenroom.adapters.files import Files, s3_client

    return Files(s3_client(), settings().documents_bucket)


@cache
def pseudonyms() -> "Pseudonyms":
    """Keyed hashes of addresses and networks."""
    from greenroom.adapters.parameters import link_secret
    from greenroom.usecases.pseudonyms import Pseudonyms

    return Pseudonyms(link_secret)


@cache
def sign_ins() -> "SignIns":
    """One-time links, visits and counters of tries."""
    from greenroom.adapters.sign_ins import SignIns

    return SignIns(database(), settings().tables)


@cache
def limits() -> "Limits":
    """How often somebody may try."""
    from greenroom.usecases.limits import Limits

    return Limits(sign_ins(), pseudonyms())


@cache
def sign_in_queue() -> "SignInQueue":
    """Requests for a link. Raises MissingSettingError in a function that has no such queue."""
    from greenroom.adapters.sign_in_queue import SignInQueue, sqs_client
    from greenroom.settings import MissingSettingError

    url = settings().sign_in_queue_url
    if not url:
        raise MissingSettingError("SIGN_IN_QUEUE_URL")
    return SignInQueue(sqs_client(), url)


@cache
def own_records() -> "OwnRecords":
    """One person's places in all organisations."""
    from greenroom.adapters.own_records import OwnRecords

    return OwnRecords(database(), settings().tables)


@cache
def webhooks() -> "Webhooks":
    """Endpoints that want to hear what happens."""
    from greenroom.adapters.webhooks import Webhooks

    return Webhooks(database(), settings().tables)


@cache
def handovers() -> "Handovers":
    """Events on their way to endpoints."""
    from greenroom.adapters.handovers import Handovers

    return Handovers(database(), settings().tables)


@cache
def log_stream() -> "LogStream":
    """The log's stream, where a batch of it is read again."""
    from greenroom.adapters.log_stream import LogStream, streams_client

    return LogStream(streams_client())


@cache
def outside() -> "PublicHttps":
    """HTTPS to addresses that others chose."""
    from greenroom.adapters.https_to_public_addresses import PublicHttps
    from greenroom.rules.addresses import is_public

    return PublicHttps(is_public)


@cache
def notice_desk() -> "NoticeDesk":
    """Mail about endpoints that were switched off."""
    from greenroom.adapters.mailer import mailer
    from greenroom.usecases.notices import NoticeDesk

    post = mailer(settings().mail_configuration_set)
    return NoticeDesk(handovers(), organisations(), post, settings().sender_address)


@cache
def mail_states() -> "MailStates":
    """What became of e-mails."""
    from greenroom.adapters.mail_states import MailStates

    return MailStates(database(), settings().tables)


@cache
def mail_room() -> "MailRoom":
    """All that it takes to send somebody a link to their own list."""
    from greenroom.adapters.mailer import mailer
    from greenroom.adapters.parameters import portal_url
    from greenroom.usecases.signing_in import MailRoom

    return MailRoom(
        records=own_records(),
        sign_ins=sign_ins(),
        pseudonyms=pseudonyms(),
        post=mailer(settings().mail_configuration_set),
        portal_url=portal_url,
        sender_address=settings().sender_address,
    )


@cache
def usage_records() -> "UsageRecords":
    """What interviews used."""
    from greenroom.adapters.usage_records import UsageRecords

    return UsageRecords(database(), settings().tables)


@cache
def archive() -> "Archive":
    """All places where something about a candidate is kept."""
    from greenroom.usecases.erasure import Archive

    return Archive(
        candidates(), matches(), resumes(), files(), interviews(), schedule(), sessions(), erasures(), links()
    )


@cache
def sittings() -> "Sittings":
    """Interviews as they are held."""
    from greenroom.adapters.sittings import Sittings

    return Sittings(database(), settings().tables)


@cache
def reports_queue() -> "ReportsQueue":
    """Reports to be made. Raises MissingSettingError in a function that has no such queue."""
    from greenroom.adapters.reports_queue import ReportsQueue
    from greenroom.adapters.sign_in_queue import sqs_client
    from greenroom.settings import MissingSettingError

    url = settings().reports_queue_url
    if not url:
        raise MissingSettingError("REPORTS_QUEUE_URL")
    return ReportsQueue(sqs_client(), url)
