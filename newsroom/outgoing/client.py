"""The one HTTP client of the project.

A host is resolved once per connection, every address of it must be within reach, and the
connection is made to one of those very addresses. Redirects are answers like others, proxies of
the environment are not used, and both time and what is read of an answer are bounded.
"""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from time import monotonic
from types import TracebackType
from typing import Any, Self

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from newsroom.outgoing.addresses import is_public
from newsroom.outgoing.targets import BadTarget, Reach, Target, read_target

CONNECT_SECONDS = 5.0
READ_BYTES = 4_096
OWN_HEADERS = {"User-Agent": "Newsroom", "Accept-Encoding": "identity"}


class SendingFailed(Exception):
    """There was no answer. The message says why, in words for whoever runs the receiver."""


@dataclass(frozen=True)
class Answer:
    """``body`` is the beginning of what came, as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Client:
    """Sends to one address, over one connection for as long as that holds."""

    def __init__(self, address: str, *, reach: Reach, seconds: float) -> None:
        """``seconds`` is the time that one request may take in all. Raises ``BadTarget``."""
        self.target = read_target(address, reach)
        self.seconds = seconds
        self._connection = _connection(self.target, reach, seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def send(self, method: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Raises ``SendingFailed``, or ``BadTarget`` where the host is not within reach."""
        connection, began = self._connection, monotonic()
        if connection.sock and not connection.is_connected:
            connection.close()
        connection.deadline = began + self.seconds
        watch = threading.Timer(self.seconds, connection.hang_up)
        watch.daemon = True
        watch.start()
        try:
            response = self._ask(method, {**OWN_HEADERS, **headers}, body)
            start = self._beginning(response)
        except (HTTPError, HTTPException, OSError) as error:
            connection.close()
            if monotonic() >= connection.deadline:
                raise SendingFailed(f"No answer within {self.seconds:g} s.") from error
            raise SendingFailed(_reason(error)) from error
        except BaseException:
            connection.close()
            raise
        finally:
            watch.cancel()
        fields = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, fields, start, monotonic() - began)

    def _ask(self, method: str, headers: Mapping[str, str], body: bytes) -> BaseHTTPResponse:
        connection = self._connection
        connection.request(
            method, self.target.path, body, headers, preload_content=False, decode_content=False
        )
        response = connection.getresponse()
        # Fields that were cut off by hanging up look like the end of them.
        if monotonic() >= connection.deadline:
            response.close()
            raise TimeoutError
        return response

    def _beginning(self, response: BaseHTTPResponse) -> bytes:
        """Read how the body begins. The status counts even where the body never ends."""
        start = b""
        try:
            start = response.read(READ_BYTES, decode_content=False)
            if not response.read(1, decode_content=False):
                return start
        except (HTTPError, HTTPException, OSError):
            pass  # The status came.
        response.close()
        self._connection.close()
        return start


class _Checked:
    """Connects to an address that has been looked at, instead of to a name."""

    host: str
    port: int
    reach: Reach
    deadline: float
    lifeline: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        connected = _connect(_look_up(self.host, self.port, self.reach), self.deadline)
        self.hang_up()
        # The second handle stays good while TLS takes the first one over.
        self.lifeline = connected.dup()
        connected.settimeout(max(0.1, self.deadline - monotonic()))
        return connected

    def hang_up(self) -> None:
        """End the connection from another thread, whatever it is waiting for."""
        lifeline, self.lifeline = self.lifeline, None
        if lifeline:
            with suppress(OSError):  # It may have ended already.
                lifeline.shutdown(socket.SHUT_RDWR)
            lifeline.close()

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        self.hang_up()


class _Plain(_Checked, HTTPConnection):
    pass


class _Secure(_Checked, HTTPSConnection):
    pass


def _connection(target: Target, reach: Reach, seconds: float) -> _Plain | _Secure:
    connection: _Plain | _Secure
    if target.scheme == "https":
        trusted = trusted_authorities()
        connection = _Secure(target.host, target.port, timeout=seconds, ssl_context=trusted)
    else:
        connection = _Plain(target.host, target.port, timeout=seconds)
    connection.reach = reach
    return connection


@cache
def trusted_authorities() -> ssl.SSLContext:
    """Give the certificates that the system trusts, read once."""
    return ssl.create_default_context()


def _look_up(host: str, port: int, reach: Reach) -> list[Any]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SendingFailed(f"The host {host} is not known: {error}.") from error
    refused = [where[0] for *_, where in found if not reach.inside and not is_public(str(where[0]))]
    if refused:
        raise BadTarget(f"The host {host} has an address that is not of the public internet.")
    return found


def _connect(found: list[Any], deadline: float) -> socket.socket:
    failure: OSError = OSError("There is no address.")
    for family, kind, protocol, _, where in found:
        one = socket.socket(family, kind, protocol)
        one.settimeout(max(0.1, min(CONNECT_SECONDS, deadline - monotonic())))
        try:
            one.connect(where)
        except OSError as error:
            one.close()
            failure = error
            continue
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return one
    raise failure


def _reason(error: BaseException) -> str:
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}"[:500]
