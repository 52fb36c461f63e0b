"""The parts that a function uses: settings, the clock, stores, senders and secrets, each made at its first use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from greenroom.models.test_mode import is_test
from greenroom.stores import Stores

if TYPE_CHECKING:
    from greenroom.adapters.account_tasks import AccountTasks
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.changes_queue import ChangesQueue
    from greenroom.adapters.connections import ConnectionStore
    from greenroom.adapters.files import Files
    from greenroom.adapters.https_to_public_addresses import PublicHttps
    from greenroom.adapters.language_model import OpenAILanguageModel
    from greenroom.adapters.log_stream import LogStream
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.match_queue import MatchQueue
    from greenroom.adapters.members import Members
    from greenroom.adapters.organisation_exports import ExportsQueue
    from greenroom.adapters.parameters import Parameters
    from greenroom.adapters.providers.accounts import Accounts
    from greenroom.adapters.recordings import OpenAITranscriber, Recordings
    from greenroom.adapters.relay import Relay
    from greenroom.adapters.reports_queue import ReportsQueue
    from greenroom.adapters.room_sockets import RoomSockets
    from greenroom.adapters.sign_in_queue import SignInQueue
    from greenroom.adapters.sweepers import Sweepers
    from greenroom.adapters.voice import OpenAIVoice, Voices
    from greenroom.settings import Settings
    from greenroom.usecases.erasure import CandidateStores
    from greenroom.usecases.limits import Limits
    from greenroom.usecases.links import LinkMaker
    from greenroom.usecases.pseudonyms import Pseudonyms

# Each function loads only what it uses: the imports stand in the properties on purpose.
# ruff: noqa: PLC0415


class Application(Stores):
    """One a process. A test hands over another one, or one with other parts."""

    def __init__(self, settings: "Settings", clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.clock = clock
        self.ahead = timedelta(0)
        self.is_for_tests = False

    def now(self) -> datetime:
        """The time, as the organisation has it that is worked for."""
        return self.clock() + self.ahead

    def work_for(self, org_id: str | None) -> None:
        """Work for an organisation from now on, or for nobody known.

        The time of test records may have been moved on, and no model is asked for them: nobody pays for tests.
        """
        self.is_for_tests = org_id is not None and is_test(org_id)
        self.ahead = timedelta(0)
        if org_id is not None and self.is_for_tests:
            self.ahead = timedelta(seconds=self.organisations.clock_ahead_seconds(org_id))

    @cached_property
    def match_queue(self) -> "MatchQueue":
        """Candidates to be scored."""
        from greenroom.adapters.match_queue import MatchQueue
        from greenroom.adapters.sign_in_queue import sqs_client

        return MatchQueue(sqs_client(), self.settings.match_queue_url)

    @property
    def candidate_stores(self) -> "CandidateStores":
        """The stores that an erasure of a candidate takes, by its parameters."""
        return {
            "candidates": self.candidates,
            "matches": self.matches,
            "scored_matches": self.scored_matches,
            "resumes": self.resumes,
            "files": self.files,
            "interviews": self.interviews,
            "schedule": self.schedule,
            "sessions": self.sessions,
            "erasures": self.erasures,
            "meeting_rooms": self.meeting_rooms,
            "links": self.links,
        }

    @cached_property
    def members(self) -> "Members":
        """Members of organisations."""
        from greenroom.adapters.members import Members

        return Members(self.database, self.settings.tables, self.pseudonyms.of_address)

    @cached_property
    def room_sockets(self) -> "RoomSockets":
        """WebSockets into video rooms."""
        from greenroom.adapters.room_sockets import RoomSockets

        return RoomSockets(self.settings.room_management_url)

    @cached_property
    def relay(self) -> "Relay":
        """The relay for video that finds no direct way."""
        from greenroom.adapters.relay import relay_of

        return relay_of(self.settings.relay, self.parameters)

    @cached_property
    def connections(self) -> "ConnectionStore":
        """Organisations' accounts at providers, with their credentials."""
        from greenroom.adapters.connections import ConnectionStore, secrets_client

        return ConnectionStore(self.database, self.settings.tables, secrets_client(), self.settings.provider_secrets)

    @cached_property
    def account_tasks(self) -> "AccountTasks":
        """Asks the function that may read credentials."""
        from greenroom.adapters.account_tasks import AccountTasks, lambda_client

        return AccountTasks(lambda_client(), self.settings.meetings_function)

    @cached_property
    def accounts(self) -> "Accounts":
        """Speaks to providers for organisations."""
        from greenroom.adapters.providers.accounts import Accounts

        return Accounts(self.connections, self.now, self.settings.provider_stand_in)

    @cached_property
    def candidates(self) -> "Candidates":
        """Candidates."""
        from greenroom.adapters.candidates import Candidates

        return Candidates(self.database, self.settings.tables, self.pseudonyms.of_address)

    @cached_property
    def parameters(self) -> "Parameters":
        """Secrets and parameters of the stack."""
        from greenroom.adapters.parameters import Parameters

        return Parameters(self.settings.portal_url_parameter)

    def link_secret(self) -> str:
        """The secret of candidates' links and rooms."""
        return self.parameters.secret(self.settings.link_secret_arn)

    def report_secret(self) -> str:
        """The secret of links to reports."""
        return self.parameters.secret(self.settings.report_secret_arn)

    def address_secret(self) -> str:
        """The secret of keyed hashes of addresses and networks."""
        return self.parameters.secret(self.settings.address_secret_arn)

    def sign_in_secret(self) -> str:
        """The secret of one-time links and of passkeys' challenges."""
        return self.parameters.secret(self.settings.sign_in_secret_arn)

    def webhook_secret(self) -> str:
        """The secret that webhooks' own secrets are derived from."""
        return self.parameters.secret(self.settings.webhook_secret_arn)

    @cached_property
    def links(self) -> "LinkMaker":
        """Links, from the secret and the portal's address."""
        from greenroom.usecases.links import LinkMaker

        return LinkMaker(self.link_secret, self.report_secret, self.sign_in_secret, self.parameters.portal_url)

    @cached_property
    def pseudonyms(self) -> "Pseudonyms":
        """Keyed hashes of addresses and networks."""
        from greenroom.usecases.pseudonyms import Pseudonyms

        return Pseudonyms(self.address_secret)

    @cached_property
    def limits(self) -> "Limits":
        """Limits on tries."""
        from greenroom.usecases.limits import Limits

        return Limits(self.sign_ins, self.pseudonyms)

    @cached_property
    def mailer(self) -> "Mailer":
        """Sends e-mail."""
        from greenroom.adapters.mailer import mailer

        return mailer(
            self.settings.mail_configuration_set, self.settings.sender_address, self.organisations.address_of_tests
        )

    @cached_property
    def files(self) -> "Files":
        """Uploaded documents and recordings."""
        from greenroom.adapters.files import Files, s3_client

        return Files(s3_client(), self.settings.documents_bucket)

    @cached_property
    def sign_in_queue(self) -> "SignInQueue":
        """Requests for a link."""
        from greenroom.adapters.sign_in_queue import SignInQueue, sqs_client

        return SignInQueue(sqs_client(), self.settings.sign_in_queue_url)

    @cached_property
    def exports_queue(self) -> "ExportsQueue":
        """Exports that are to be made."""
        from greenroom.adapters.organisation_exports import ExportsQueue
        from greenroom.adapters.sign_in_queue import sqs_client

        return ExportsQueue(sqs_client(), self.settings.exports_queue_url)

    @cached_property
    def changes_queue(self) -> "ChangesQueue":
        """Changes that interviews still have to follow."""
        from greenroom.adapters.changes_queue import ChangesQueue
        from greenroom.adapters.sign_in_queue import sqs_client

        return ChangesQueue(sqs_client(), self.settings.changes_queue_url)

    @cached_property
    def reports_queue(self) -> "ReportsQueue":
        """Reports to be made."""
        from greenroom.adapters.reports_queue import ReportsQueue
        from greenroom.adapters.sign_in_queue import sqs_client

        return ReportsQueue(sqs_client(), self.settings.reports_queue_url)

    @cached_property
    def sweepers(self) -> "Sweepers":
        """Starts more invocations of this function, if it is the sweeper."""
        from greenroom.adapters.sweepers import Sweepers, lambda_client

        return Sweepers(lambda_client(), self.settings.function_name)

    @cached_property
    def log_stream(self) -> "LogStream":
        """The log's stream, where a batch of it is read again."""
        from greenroom.adapters.log_stream import LogStream, streams_client

        return LogStream(streams_client())

    @cached_property
    def public_https(self) -> "PublicHttps":
        """HTTPS to addresses that others chose."""
        from greenroom.adapters.https_to_public_addresses import PublicHttps
        from greenroom.rules.addresses import is_public

        return PublicHttps(is_public)

    @cached_property
    def recordings(self) -> "Recordings":
        """Answers as sound."""
        from greenroom.adapters.recordings import Recordings

        return Recordings(self.files, self.transcriber)

    @cached_property
    def voices(self) -> "Voices":
        """Questions read aloud."""
        from greenroom.adapters.voice import Voices

        return Voices(lambda: self.files, self.voice)

    @property
    def has_model(self) -> bool:
        """Whether a model may be asked in the present work."""
        return bool(self.settings.model.model) and not self.is_for_tests

    def language_model(self) -> "OpenAILanguageModel | None":
        """The model that plans and evaluates, where one is set up.

        Made anew for each use, as `transcriber` and `voice` are: its key may change under a warm function, and
        `parameters` keeps it for an hour.
        """
        chosen = self.settings.model
        if not self.has_model:
            return None
        from greenroom.adapters.language_model import OpenAILanguageModel

        key = self.parameters.model_key(chosen.key_parameter)
        return OpenAILanguageModel(api_key=key, model=chosen.model, base_url=chosen.base_url)

    def transcriber(self) -> "OpenAITranscriber | None":
        """The transcriber of speech, if one is configured."""
        chosen = self.settings.model
        if not (self.has_model and chosen.transcription_model):
            return None
        from greenroom.adapters.recordings import OpenAITranscriber

        key = self.parameters.model_key(chosen.key_parameter)
        return OpenAITranscriber(key, chosen.transcription_model, chosen.base_url)

    def voice(self) -> "OpenAIVoice | None":
        """The maker of speech, if one is configured."""
        chosen = self.settings.model
        if not (self.has_model and chosen.speech_model):
            return None
        from greenroom.adapters.voice import OpenAIVoice

        return OpenAIVoice(self.parameters.model_key(chosen.key_parameter), chosen.speech_model, chosen.base_url)
