"""The adapters of a running function, made once a process when they are first used."""

from functools import cache
from typing import TYPE_CHECKING

from greenroom.adapters.dynamodb import Database, dynamodb_client
from greenroom.settings import settings

if TYPE_CHECKING:
    from greenroom.adapters.due import DueIndex
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions
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
