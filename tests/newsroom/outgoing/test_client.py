"""The client against real servers, and against resolvers that lie."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import trustme

from newsroom.outgoing import client as module
from newsroom.outgoing.client import READ_BYTES, Answer, Client, SendingFailed
from newsroom.outgoing.targets import BadTarget, Reach

INSIDE = Reach(inside=True)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BODY = b'{"a": 1}'

Answering = Callable[[socket.socket], None]


def read_request(sock: socket.socket) -> bytes:
    """Read what has come; of a request in plain text, all of it."""
    read = sock.recv(65_536)
    while b"Content-Length: 8\r\n" in read and not read.endswith(BODY):
        read += sock.recv(65_536)
    return read


@contextmanager
def server(answer: Answering, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list]]:
    """Listen; gives the port, and the requests that have come, as they came."""
    asked: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), self.secured() as sock:
                while request := read_request(sock):
                    asked.append(request)
                    answer(sock)

        def secured(self) -> socket.socket:
            return context.wrap_socket(self.request, server_side=True) if context else self.request

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield listening.server_address[1], asked
        finally:
            listening.shutdown()
            thread.join()


def replying(text: bytes) -> Answering:
    return lambda sock: sock.sendall(text)


def send(address: str, *, reach: Reach = INSIDE, seconds: float = 10, **headers: str) -> Answer:
    with Client(address, reach=reach, seconds=seconds) as client:
        return client.send("POST", headers=headers, body=BODY)


def ask(port: int, *, seconds: float = 10, **headers: str) -> Answer:
    return send(f"http://127.0.0.1:{port}/hook?a=b", seconds=seconds, **headers)


def told(address: str, *, seconds: float = 0.3) -> str:
    """Give why there was no answer."""
    with pytest.raises(SendingFailed) as failure:
        send(address, seconds=seconds)
    return str(failure.value)


def resolve_to(monkeypatch, *answers: list[str]) -> list[str]:
    """Let the resolver give these answers, one after the other; gives what it was asked."""
    asked: list[str] = []
    remaining = list(answers)

    def getaddrinfo(host, port, **kwargs):
        asked.append(host)
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in remaining.pop(0)
        ]

    monkeypatch.setattr(module.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_answer_has_status_fields_and_beginning_of_the_body():
    with server(replying(OK.replace(b"200 OK\r\n", b"202 Yes\r\nRetry-After: 5\r\n"))) as (
        port,
        asked,
    ):
        answer = ask(port, X="y")

    assert (answer.status, answer.body, answer.headers["retry-after"]) == (202, b"ok", "5")
    head, _, body = asked[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /hook?a=b HTTP/1.1"
    assert {f"Host: 127.0.0.1:{port}", "User-Agent: Newsroom", "X: y"} <= set(lines)
    assert body == BODY


def test_connection_is_kept_and_made_anew_when_it_has_ended():
    connections = set()

    def answer(sock: socket.socket) -> None:
        connections.add(sock.getpeername())
        sock.sendall(OK)
        if len(asked) == 2:
            sock.shutdown(socket.SHUT_RDWR)

    statuses = []
    with (
        server(answer) as (port, asked),
        Client(f"http://127.0.0.1:{port}/", reach=INSIDE, seconds=10) as client,
    ):
        for _ in range(3):
            statuses.append(client.send("POST", headers={}, body=BODY).status)
            if len(asked) == 2:
                client._connection.sock.recv(1, socket.MSG_PEEK)

    assert statuses == [200, 200, 200]
    assert len(connections) == 2


def test_redirect_is_an_answer():
    with server(replying(OK)) as (elsewhere, visited):
        moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere}/\r\n".encode()
        with server(replying(moved + b"Content-Length: 0\r\n\r\n")) as (port, _):
            assert ask(port).status == 302

    assert visited == []


def test_proxy_of_the_environment_is_not_used(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    with server(replying(OK)) as (port, _):
        assert ask(port).status == 200


def drip(sock: socket.socket, text: bytes) -> None:
    for byte in text * 1_000:
        sock.sendall(bytes([byte]))
        threading.Event().wait(0.02)


def test_server_that_drips_its_fields_is_given_up():
    with server(lambda sock: drip(sock, b"HTTP/1.1 200 OK\r\nX: y")) as (port, _):
        assert told(f"http://127.0.0.1:{port}/") == "No answer within 0.3 s."


def test_server_that_drips_in_the_handshake_is_given_up():
    with server(lambda sock: drip(sock, b"\x16\x03\x03\x40\x00")) as (port, _):
        assert told(f"https://localhost:{port}/") == "No answer within 0.3 s."


def test_server_that_says_nothing_is_given_up():
    with server(lambda sock: None) as (port, _):
        assert told(f"http://127.0.0.1:{port}/") == "No answer within 0.3 s."


def test_status_counts_where_the_body_never_ends():
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"

    def pour(sock: socket.socket) -> None:
        sock.sendall(endless)
        while True:
            sock.sendall(b"x" * 65_536)

    with server(pour) as (port, _):
        answer = ask(port)
    with server(lambda sock: (sock.sendall(endless), drip(sock, b"y"))) as (port, _):
        dripped = ask(port, seconds=0.3)

    assert (answer.status, answer.body) == (200, b"x" * READ_BYTES)
    assert dripped.status == 200


def test_packed_body_is_not_unpacked():
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"
    with server(replying(packed)) as (port, _):
        assert ask(port).body == b"\x1f\x8b\x08"


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
    ids=["long-field", "many-fields", "no-http", "nothing"],
)
def test_what_is_no_answer_is_a_failure(text):
    def answer(sock: socket.socket) -> None:
        sock.sendall(text)
        sock.shutdown(socket.SHUT_RDWR)

    with server(answer) as (port, _), pytest.raises(SendingFailed):
        ask(port)


def test_server_that_is_not_there_is_a_failure():
    with pytest.raises(SendingFailed, match="refused"):
        ask(1)


def test_field_with_a_line_break_is_not_sent():
    with server(replying(OK)) as (port, asked), pytest.raises(ValueError, match="header"):
        ask(port, X="y\r\nEvil: z")

    assert asked == []


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["1.1.1.1", "127.0.0.1"],
        ["2606:4700::1", "fd00::1"],
    ],
)
def test_host_with_any_address_inside_is_refused(monkeypatch, answer):
    connected = []
    monkeypatch.setattr(module, "_connect", lambda *arguments: connected.append(arguments))
    resolve_to(monkeypatch, answer)

    with pytest.raises(BadTarget, match=r"hook\.example"):
        send("https://hook.example/", reach=Reach())

    assert connected == []


def test_host_is_resolved_once_and_the_checked_address_is_used(monkeypatch):
    tried = []
    asked = resolve_to(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])

    def connect(found, deadline):
        tried.extend(where[0] for *_, where in found)
        raise ConnectionRefusedError("not from a test")

    monkeypatch.setattr(module, "_connect", connect)
    with pytest.raises(SendingFailed, match="not from a test"):
        send("https://hook.example/", reach=Reach())

    assert (asked, tried) == (["hook.example"], ["1.1.1.1"])


@pytest.mark.parametrize("name", ["0x7f.1", "localhost"])
def test_names_that_resolvers_read_as_this_machine_are_refused(name):
    with pytest.raises(BadTarget, match="public internet"):
        send(f"https://{name}/", reach=Reach())


def test_certificate_must_be_of_the_host(monkeypatch, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    module.trusted_authorities.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    seen: list[str | None] = []
    context.sni_callback = lambda sock, name, _: seen.append(name)

    with server(replying(OK), context) as (port, asked):
        assert send(f"https://localhost:{port}/").status == 200
        assert "certificate" in told(f"https://127.0.0.1:{port}/", seconds=10)
    module.trusted_authorities.cache_clear()

    assert seen[0] == "localhost"
    assert len(asked) == 1
    assert f"Host: localhost:{port}".encode() in asked[0]
