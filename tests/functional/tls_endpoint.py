"""An endpoint of a webhook over real TLS on this machine, and a name that leads to it."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from greenroom.adapters.https_to_public_addresses import trusted
from greenroom.models.webhook import Target

NAME = "hooks.example.com"
PUBLIC = "93.184.216.34"
TARGET = Target(NAME, 443, "/in?a=b")


@dataclass(frozen=True)
class Identity:
    """A certificate for NAME, signed by itself."""

    file: Path

    def of_server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context

    def trusted_too(self) -> ssl.SSLContext:
        context = trusted()
        context.load_verify_locations(self.file)
        return context


def an_identity(folder: Path) -> Identity:
    """A new key and its certificate in a folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return Identity(file)


@dataclass
class Server:
    """A TLS server on this machine. `behave` gets each connection after the handshake."""

    listening: socket.socket
    context: ssl.SSLContext | None
    behave: Callable[[socket.socket], None]
    requests: list[bytes] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def serve(self) -> None:
        while not self.stopped.is_set():
            with suppress(OSError):
                plain, _ = self.listening.accept()
                with plain:
                    self._talk(plain)

    def _talk(self, plain: socket.socket) -> None:
        if self.context is None:
            self.behave(plain)
            return
        with self.context.wrap_socket(plain, server_side=True) as secure:
            received = b""
            while not received.endswith(b'{"id":"evt_1"}'):
                more = secure.recv(4096)
                if not more:
                    return
                received += more
            self.requests.append(received)
            self.behave(secure)


@dataclass
class Internet:
    """A resolver and a dialler that lead all connections to the server, and keep the names and addresses."""

    server: Server
    addresses: list[list[str]] = field(default_factory=lambda: [[PUBLIC]])
    refusing: set[str] = field(default_factory=set)
    asked: int = 0
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        assert (host, port) == (NAME, TARGET.port)
        self.asked += 1
        return self.addresses[min(self.asked, len(self.addresses)) - 1]

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append((address, port))
        if address in self.refusing:
            raise ConnectionRefusedError
        return socket.create_connection(self.server.listening.getsockname(), timeout)
