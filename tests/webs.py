"""Stand-ins for the web.

A network that records where it is asked to connect, and a resolver that knows the names of the
tests.
"""

import socket
import ssl

import httpcore

PUBLIC = "93.184.216.34"
OK = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: "
    b"close\r\n\r\ntext"
)
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def redirect(location, status=302):
    head = (
        f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: "
        "close\r\n\r\n"
    )
    return head.encode("utf-8")


class Stream(httpcore.NetworkStream):
    """Answers one request by its host and path."""

    def __init__(self, network):
        self._network = network
        self._answer = b""

    def write(self, buffer, timeout=None):
        if buffer:
            self._network.requests.append(buffer)
            path = buffer.split(b" ")[1].decode()
            host = buffer.lower().split(b"\r\nhost: ")[1].split(b"\r\n")[0].decode()
            self._answer = self._network.replies.get(
                host + path, NOT_FOUND if path == "/robots.txt" else OK
            )

    def read(self, max_bytes, timeout=None):
        part, self._answer = self._answer[:max_bytes], self._answer[max_bytes:]
        return part

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        self._network.tls.append((server_hostname, ssl_context))
        if self._network.is_impostor:
            try:
                raise ssl.SSLCertVerificationError("certificate verify failed: Hostname mismatch")
            except ssl.SSLError as error:
                raise httpcore.ConnectError(str(error)) from error
        return self

    def close(self):
        pass


class Network(httpcore.NetworkBackend):
    """Connects to nothing.

    `replies` are bytes by "host/path", `dead` addresses do not answer; an impostor has a wrong
    certificate.
    """

    def __init__(self, replies=None, dead=(), is_impostor=False):
        self.replies = replies or {}
        self.dead = dead
        self.is_impostor = is_impostor
        self.connected = []
        self.requests = []
        self.tls = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError("no answer")
        return Stream(self)


class Names:
    """Each name's answers in turn, the last one for ever; any other name is public."""

    def __init__(self, **answers):
        self.answers = {name.replace("_", "."): list(turns) for name, turns in answers.items()}
        self.asked = []

    def __call__(self, host, port):
        self.asked.append(host)
        turns = self.answers.get(host.rstrip("."), [[PUBLIC]])
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found
