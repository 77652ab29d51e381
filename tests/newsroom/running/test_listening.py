import socket

import pytest
from django.core.management.base import CommandError

from newsroom.running import listening


def refusal(host: str, port: int) -> str:
    with pytest.raises(CommandError) as raised:
        listening.listen(host, port)
    return str(raised.value)


def test_taken_port_is_refused_with_another_one() -> None:
    with listening.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]

        sentence = refusal("127.0.0.1", port)

    assert sentence == (
        f"Port {port} on 127.0.0.1 is taken by another program: choose another one, "
        f"for example PORT={port + 1} make run."
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "not an address"])
def test_foreign_address_is_refused(host: str) -> None:
    assert refusal(host, 0) == (
        f"BIND={host} is not an address of this machine: leave it out or use 127.0.0.1."
    )


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")],  # noqa: S104
)
def test_url_can_be_called_from_this_machine(host: str, shown: str) -> None:
    with listening.listen(host, 0) as listener:
        port = listener.getsockname()[1]

        url = listening.url(listener)
        socket.create_connection(listening.callable_address(listener)).close()

    assert url == f"http://{shown}:{port}"
