"""Does the API really answer?"""

import http.client
import socket
import time

from django.core.management.base import CommandError

from newsroom.running.children import Child
from newsroom.running.listening import callable_address

PATH = "/api/v1/articles/"
PATIENCE_SECONDS = 60


def wait_until_answering(listener: socket.socket, web: Child) -> None:
    """Raise CommandError if the web server ends, or never answers anything but failures."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(*callable_address(listener)):
        if not web.is_running:
            raise CommandError("The web server does not start; the reason stands above.")
        if time.monotonic() > deadline:
            raise CommandError(f"The API does not answer at {PATH}; see the messages above.")
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """Any answer below 500 will do: the API may be closed to callers without a key."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
