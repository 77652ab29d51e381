"""A shared cache in small: it remembers what it was told to drop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Cache:
    """``status`` is what it answers."""

    def __init__(self) -> None:
        self.address = ""
        self.status = 200
        self.purged: list[list[str]] = []

    def dropped(self) -> set[str]:
        return {key for keys in self.purged for key in keys}


@contextmanager
def running_cache() -> Iterator[Cache]:
    cache = Cache()

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            if cache.status == 200:
                cache.purged.append(self.headers["Surrogate-Key"].split())
            self.send_response(cache.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        cache.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield cache
        finally:
            server.shutdown()
            thread.join()
