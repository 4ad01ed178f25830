"""Requests to Keycloak with the standard library: connections are kept, redirects are not followed."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections import deque
from functools import partial
from typing import Any, Deque, Dict, Optional, Tuple
from urllib.parse import urlsplit

MAXIMUM_ANSWER = 1 << 20
KEPT_CONNECTIONS = 32

STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
"""The server closed a kept connection before it received the request."""


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long")
    return left


def _connect(deadline: float, address: Tuple[str, int], *_: Any) -> socket.socket:
    """Shares the time among the addresses of the host. socket.create_connection would give it to each of them."""
    addresses = [found[4][:2] for found in socket.getaddrinfo(*address, type=socket.SOCK_STREAM)]
    while True:
        try:
            return socket.create_connection(addresses.pop(0), _left(deadline) / (len(addresses) + 1))
        except OSError:
            if not addresses:
                raise


class _Reader(io.RawIOBase):
    """Reads until the deadline. The timeout of a socket would begin again with each packet."""

    def __init__(self, raw: io.RawIOBase, connection: socket.socket, deadline: float):
        self._raw, self._connection, self._deadline = raw, connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Optional[int]:
        self._connection.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, deadline: float, connection: socket.socket, *others: Any, **named: Any):
        super().__init__(connection, *others, **named)
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), connection, deadline))  # type: ignore[attr-defined]


class Connections:
    def __init__(self, url: str, context: Optional[ssl.SSLContext]):
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path
        self._context = (context or ssl.create_default_context()) if self._secure else None
        self._kept: Deque[http.client.HTTPConnection] = deque(maxlen=KEPT_CONNECTIONS)

    def __call__(self, path: str, headers: Dict[str, str], body: bytes, timeout: float) -> Tuple[int, bytes]:
        """Sends a POST request. Raises an exception if there is no complete answer of a permitted size in time."""
        deadline = time.monotonic() + timeout
        try:
            connection, kept = self._kept.pop(), True
        except IndexError:
            connection, kept = self._connection(), False
        try:
            try:
                response = self._send(connection, path, headers, body, deadline)
            except STALE:
                connection.close()
                if not kept:
                    raise
                connection = self._connection()
                response = self._send(connection, path, headers, body, deadline)
            answer = bytearray()
            while True:
                chunk = response.read1(65536)
                answer += chunk
                if len(answer) > MAXIMUM_ANSWER:
                    raise ValueError("the answer is too large")
                if not chunk:
                    break
            if response.length:
                raise http.client.IncompleteRead(b"", response.length)
            if response.length == 0:
                response.close()  # otherwise the connection is not usable: before Python 3.13, read1 does not do this
        except BaseException:
            connection.close()
            raise
        if response.will_close or not response.isclosed():
            connection.close()
        else:
            self._kept.append(connection)
        return response.status, bytes(answer)

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(self._host, self._port, context=self._context)
        return http.client.HTTPConnection(self._host, self._port)

    def _send(
        self, connection: http.client.HTTPConnection, path: str, headers: Dict[str, str], body: bytes, deadline: float
    ) -> http.client.HTTPResponse:
        if connection.sock is None:
            connection.timeout = _left(deadline)
            connection._create_connection = partial(_connect, deadline)  # type: ignore[attr-defined]
            connection.connect()
        connection.sock.settimeout(_left(deadline))
        connection.response_class = partial(_Response, deadline)  # type: ignore[assignment]
        connection.request("POST", self._path + path, body, headers)
        return connection.getresponse()

    def close(self) -> None:
        while self._kept:
            self._kept.pop().close()
