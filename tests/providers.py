"""A server on loopback that speaks OpenAI's protocol as it is told to, well or badly."""

import json
import selectors
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def event(text: str | None = None, finish: str | None = None, **more: object) -> bytes:
    """One chunk of OpenAI's streaming protocol."""
    delta = {"role": "assistant", "content": text} if text is not None else {}
    choices = [] if more else [{"index": 0, "delta": delta, "finish_reason": finish}]
    body = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": choices,
        **more,
    }
    return f"data: {json.dumps(body)}\n\n".encode()


END = b"data: [DONE]\n\n"
USAGE = event(usage={"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25})


class Provider(ThreadingHTTPServer):
    """Answers every request with `status` and `pieces`; before that, one with each of `failures`.

    A number among the pieces is a pause in seconds, None cuts the connection. `hung_up` is set when
    the client has closed its connection; `busy_for` is what a failure says of `Retry-After`.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.pieces, self.content_type = 200, [], "text/event-stream"
        self.location = ""
        self.failures: list[int] = []
        self.busy_for = ""
        self.requests: list[dict] = []
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        provider = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        provider.requests.append({"path": self.path, "key": self.headers["Authorization"], **body})
        if provider.failures:
            self._fail(provider.failures.pop(0), provider.busy_for)
            return
        self.send_response(provider.status)
        self.send_header("Content-Type", provider.content_type)
        if provider.location:
            self.send_header("Location", provider.location)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for piece in provider.pieces:
                if piece is None:
                    self.close_connection = True
                    return
                if isinstance(piece, bytes):
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                else:
                    self._pause(piece)
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            provider.hung_up.set()

    def _pause(self, seconds: float) -> None:
        """Wait, unless the client closes its connection: nothing else of it is to be read."""
        with selectors.DefaultSelector() as selector:  # `select` knows no socket beyond 1,023
            selector.register(self.connection, selectors.EVENT_READ)
            if selector.select(seconds):
                raise ConnectionResetError

    def _fail(self, status: int, busy_for: str) -> None:
        self.send_response(status)
        if busy_for:
            self.send_header("Retry-After", busy_for)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Ollama's list of models."""
        body = b"".join(self.server.pieces)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Provider]:
    """Serve on a free port of this machine."""
    server = Provider()
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
