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
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions
    from greenroom.adapters.slots import Slots
    from greenroom.usecases.invite import Office
    from greenroom.usecases.links import LinkMaker

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

    return Candidates(database(), settings().tables)


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
