"""The socket that the web server listens on.

It is opened first of all, so that a taken port is told before anything slow begins, and belongs
to the supervisor, so that a web server that died finds it again and callers wait meanwhile.
"""

import errno
import socket

from django.core.management.base import CommandError

BACKLOG = 2048
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def listen(host: str, port: int) -> socket.socket:
    """Raise CommandError if the address cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise CommandError(refusal(host, port, error)) from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CommandError(refusal(host, port, error)) from error
    return listener


def refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program: choose another one, "
            f"for example PORT={port + 1 if port < 65535 else 8000} make run."
        )
    if isinstance(error, PermissionError):
        return f"Port {port} is not open to this account: choose one above 1023 with PORT=."
    return f"BIND={host} is not an address of this machine: leave it out or use 127.0.0.1."


def callable_address(listener: socket.socket) -> tuple[str, int]:
    """Return the host and port under which this machine itself reaches the socket."""
    host, port = listener.getsockname()[:2]
    return EVERY_ADDRESS.get(host, host), port


def url(listener: socket.socket) -> str:
    host, port = callable_address(listener)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
