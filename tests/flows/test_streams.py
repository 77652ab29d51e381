"""Streams that nobody reads keep threads of a real server, and nothing else."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest
import requests

from tests.folders import var_folder
from tests.serving import Server, serving

STREAMS = 4
PREPARE = """
from newsroom.partners.keeping import issue_key, save_partner
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
partner = Partner(name="Wire")
save_partner(partner, by=None)
save_product(Product(name="All"), partners=[partner], by=None)
print(issue_key(partner, by=None, name="copy", scopes=["sync:read"]).text)
"""
SYNC = "/api/v1/sync/?format=ndjson&page_size=20"
# So small that a server soon has to wait for the reader.
BUFFER_BYTES = 4_096
PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One web process with fewer connections to the database than streams."""
    own = {"GUNICORN_CMD_ARGS": "--workers=1", "NEWSROOM_DATABASE_POOL_SIZE": "1"}
    with var_folder() as folder, serving(folder, demo=True, **own) as running:
        yield running


def begin(server: Server, key: str) -> HTTPResponse:
    """Ask for a stream and read no more than what comes before its body."""
    host = urlsplit(server.address)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    connection.connect((host.hostname, host.port))
    asked = [f"GET {SYNC} HTTP/1.1", f"Host: {host.netloc}", f"Authorization: Bearer {key}"]
    connection.sendall("\r\n".join([*asked, "Connection: close", "", ""]).encode())
    response = HTTPResponse(connection)
    response.begin()
    connection.close()
    return response


def ask(server: Server, path: str, key: str = "") -> requests.Response:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return requests.get(server.address + path, headers=headers, timeout=PATIENCE_SECONDS)


def test_four_partners_are_served_and_others_too(server):
    key = server.manage("shell", "-v0", "--command", PREPARE).strip()
    with ExitStack() as stack:
        streams = [stack.enter_context(closing(begin(server, key))) for _ in range(STREAMS)]
        assert [stream.status for stream in streams] == [200] * STREAMS

        refused = ask(server, SYNC, key)
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "5"
        assert refused.json()["code"] == "too_many_streams"
        paths = [f"/api/v1/articles/?page_size={size}" for size in range(1, 13)]
        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda path: ask(server, path), paths))
        assert [answer.status_code for answer in answers] == [200] * len(paths)
        assert ask(server, "/api/v1/sync/", key).status_code == 200

        told = [[json.loads(line) for line in stream] for stream in streams]
    assert told[0][-1]["done"] is True
    assert all(lines == told[0] for lines in told)

    deadline = time.monotonic() + PATIENCE_SECONDS
    while ask(server, SYNC, key).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
