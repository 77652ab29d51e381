"""A receiver of webhooks in small: it remembers what came, and answers as it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Message:
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def told(self) -> tuple[str, str | None]:
        """Give the type, and the id of what changed."""
        return self.content["type"], self.content["data"]["id"]


@dataclass
class Receiver:
    """``answer`` is given each message and gives the status, and fields of the answer."""

    url: str = ""
    answer: Callable[[Message], Any] = lambda message: 200
    fields: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, str | None]]:
        return [message.told for message in self.messages]

    @property
    def types(self) -> list[str]:
        return [message.told[0] for message in self.messages]


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            message = Message(headers, body, time.time())
            receiver.messages.append(message)
            self.send_response(receiver.answer(message))
            for name, value in receiver.fields.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
