"""The client: it asks Keycloak, and polls the change feed in a thread of its own."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import logging
import os
import re
import ssl
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Dict, Optional, Tuple
from urllib.parse import quote_plus, urlencode, urlsplit

from ._answer import Caller
from ._core import DENIED, FAILS, WORKS, Core, Decision, Instant, Question, Requirement, Rules
from ._http import Connections
from ._refusal import refusal

log = logging.getLogger("orgkeys")

INTROSPECTION_TIMEOUT, POLL_TIMEOUT, POLL_PAUSE = 5.0, 2.0, 0.5
INTROSPECT, CHANGES = "/protocol/openid-connect/token/introspect", "/api-keys/changes"

ASYNC_INTROSPECTIONS = 32
"""How many introspections of asyncio applications run at the same time, each in a thread."""
WAITING_INTROSPECTIONS = 256

MAXIMUM_SECRET = 16_384
PERMISSION = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}:[A-Za-z][A-Za-z0-9._-]{0,63}")

Transport = Callable[[str, Dict[str, str], bytes, float], Tuple[int, bytes]]

MESSAGES = {
    WORKS: "The change feed works again.",
    FAILS: "The change feed does not answer, so each verification asks Keycloak until it does.",
    DENIED: "Keycloak refuses the change feed. Check the client's credentials and the version of the provider. Each "
    "verification asks Keycloak.",
}


class Metrics:
    """Counts what a client does. Override the methods. Several threads call them, and they must return quickly."""

    def verification(self, status: int, from_cache: bool) -> None:
        """A verification led to this status: 200, 401, 403 or 503. from_cache: it needed no introspection."""

    def introspection(self, status: int, seconds: float) -> None:
        """A request to Keycloak's introspection endpoint. Status 0: no answer."""

    def poll(self, ok: bool, seconds: float) -> None:
        """A request to the change feed."""


class ApiKeys:
    """Verifies keys. Create one for each process. Its thread starts with the first verification.

    client_address: a function that returns the address of the caller for a WSGI environ or an ASGI scope. It is needed
    for keys that are restricted to networks, which are refused if it is None. Use connection_address unless the service
    is behind a proxy. Never trust a header that a caller can set.
    transport: sends the requests to Keycloak, for example a fake in tests.
    """

    def __init__(
        self,
        realm_url: str,
        client_id: str,
        client_secret: str,
        *,
        client_address: Optional[Callable[[Dict[str, Any]], Optional[str]]] = None,
        realm: str = "api",
        max_entries: int = 100_000,
        metrics: Optional[Metrics] = None,
        ssl_context: Optional[ssl.SSLContext] = None,
        transport: Optional[Transport] = None,
    ):
        parts = urlsplit(realm_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("realm_url must be like https://sso.example.com/realms/acme")
        if not client_id or not client_secret:
            raise ValueError("client_id and client_secret are required")
        if not re.fullmatch(r"[\w .:/-]+", realm, re.ASCII):
            raise ValueError("realm has characters that a header cannot have")
        credentials = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
        self._authorization = "Basic " + base64.b64encode(credentials.encode()).decode()
        self._url, self._ssl_context, self._given_transport = realm_url.rstrip("/"), ssl_context, transport
        self._rules = replace(Rules(), entries=max_entries)
        self._metrics = metrics or Metrics()
        self.realm, self.client_address = realm, client_address
        self._reset()
        if hasattr(os, "register_at_fork"):  # a child process has no threads, and must not share connections
            os.register_at_fork(after_in_child=partial(_reset_in_child, weakref.ref(self)))

    def _reset(self) -> None:
        self._core = Core(self._rules)
        self._transport = self._given_transport or Connections(self._url, self._ssl_context)
        self._closed, self._starts = threading.Event(), threading.Lock()
        self._thread: Optional[threading.Thread] = None
        self._executor: Optional[ThreadPoolExecutor] = None
        self._waiting = 0
        self._failure_logged = float("-inf")

    def verify(self, secret: str, permission: Optional[str], *, address: str = "") -> Caller:
        """Verifies a key or an access token, and its permission, such as "stats:read". Raises Refused.

        With the permission None, each valid key passes.
        """
        check_permission(permission)
        return self._caller(self.decide(secret, address, Requirement(permission)), permission)

    async def verify_async(self, secret: str, permission: Optional[str], *, address: str = "") -> Caller:
        """The same for asyncio: the event loop does not wait for Keycloak."""
        check_permission(permission)
        return self._caller(await self.decide_async(secret, address, Requirement(permission)), permission)

    @staticmethod
    def _caller(decision: Decision, permission: Optional[str]) -> Caller:
        if decision.caller is None:
            raise refusal(decision.status, permission)
        return decision.caller

    @property
    def cached(self) -> int:
        """The number of keys in memory, for metrics."""
        return self._core.cached()

    def close(self) -> None:
        """Stops the thread. Afterwards, each verification asks Keycloak."""
        self._closed.set()
        if self._thread:
            self._thread.join()
        if self._executor:
            self._executor.shutdown(wait=False)
        if isinstance(self._transport, Connections):
            self._transport.close()

    def __enter__(self) -> ApiKeys:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def decide(self, secret: str, address: str, need: Requirement) -> Decision:
        decision, ask, join = self._begin(secret, address, need)
        if ask:
            self._ask(ask, secret, address)
        elif join:
            join.done.result()
        return self._end(decision, ask, join, need)

    async def decide_async(self, secret: str, address: str, need: Requirement) -> Decision:
        decision, ask, join = self._begin(secret, address, need)
        if ask:
            self._ask_in_thread(ask, secret, address)
        question = ask or join
        if question:
            await asyncio.wrap_future(question.done)
        return self._end(decision, ask, join, need)

    def _begin(
        self, secret: str, address: str, need: Requirement
    ) -> Tuple[Optional[Decision], Optional[Question], Optional[Question]]:
        if not secret or len(secret) > MAXIMUM_SECRET:
            return Decision(401), None, None
        if self._thread is None:
            self._start()
        return self._core.verify(secret, address, need, _now())

    def _end(
        self, decision: Optional[Decision], ask: Optional[Question], join: Optional[Question], need: Requirement
    ) -> Decision:
        from_cache = decision is not None
        if ask:
            decision = ask.decide(need)
        elif join:
            decision = self._core.joined(join, need)
        assert decision is not None
        self._metrics.verification(decision.status, from_cache)
        return decision

    def _ask(self, question: Question, secret: str, address: str) -> None:
        """Introspects. The time in which the question waited for a thread counts, too."""
        began, status, body = time.monotonic(), 0, b""
        deadline = question.began / 1000 + INTROSPECTION_TIMEOUT
        try:
            if began >= deadline:
                raise TimeoutError("all threads were busy")
            form = {"token": secret, "client_address": address} if address else {"token": secret}
            encoded = urlencode(form, errors="replace").encode()
            status, body = self._post(INTROSPECT, "application/x-www-form-urlencoded", encoded, deadline - began)
            if time.monotonic() > deadline:
                status, body = 0, b""
                raise TimeoutError("the answer took too long")
            if status != 200:
                self._log_failure(f"Keycloak answered {status}")
        except Exception as error:
            # the text of another exception could have a part of the request
            reason = f": {error}" if isinstance(error, (OSError, http.client.HTTPException)) else ""
            self._log_failure(type(error).__name__ + reason)
        finally:
            self._core.answered(question, status, body, _now())
            self._metrics.introspection(status, time.monotonic() - began)

    def _ask_in_thread(self, question: Question, secret: str, address: str) -> None:
        with self._starts:
            refused = self._waiting >= WAITING_INTROSPECTIONS or self._closed.is_set()
            if not refused:
                self._waiting += 1
                self._executor = self._executor or ThreadPoolExecutor(ASYNC_INTROSPECTIONS, "orgkeys")
        if refused or self._executor is None:
            self._core.answered(question, 0, b"", _now())
            return

        taken = threading.Lock()  # an executor that cannot start another thread can still call the function later

        def ask() -> None:
            if taken.acquire(blocking=False):
                try:
                    self._ask(question, secret, address)
                finally:
                    self._waits_no_more()

        try:
            self._executor.submit(ask)
        except RuntimeError as error:  # it is shut down, or the system has no more threads
            if taken.acquire(blocking=False):
                self._waits_no_more()
                self._log_failure(str(error))
                self._core.answered(question, 0, b"", _now())

    def _waits_no_more(self) -> None:
        with self._starts:
            self._waiting -= 1

    def _log_failure(self, reason: str) -> None:
        now = time.monotonic()
        if now - self._failure_logged >= 10:
            self._failure_logged = now
            log.warning("Introspection failed, requests are answered with 503: %s", reason)

    def _start(self) -> None:
        with self._starts:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._poll_until_closed, name="orgkeys-poll", daemon=True)
                self._thread.start()

    def _poll_until_closed(self) -> None:
        state = WORKS
        while not self._closed.is_set():
            try:
                now = self._poll()
                if now != state and not self._closed.is_set():
                    log.warning(MESSAGES[now])
                    state = now
            except Exception:  # of the metrics or the logging of the application; the thread must survive everything
                log.exception("A poll of the change feed failed")
            self._closed.wait(POLL_PAUSE)

    def _poll(self) -> str:
        began, status, answer = time.monotonic(), 0, b""
        poll = self._core.poll_begins(_now())
        request: Dict[str, Any] = {"since": poll.since}
        if poll.usage:
            request["usage"] = poll.usage
        state = FAILS
        try:
            status, answer = self._post(CHANGES, "application/json", json.dumps(request).encode(), POLL_TIMEOUT)
        except Exception as error:
            log.debug("Poll failed: %s", type(error).__name__)
        finally:
            state = self._core.poll_ends(poll, status, answer, _now())
            self._metrics.poll(state == WORKS, time.monotonic() - began)
        return state

    def _post(self, path: str, content_type: str, body: bytes, timeout: float) -> Tuple[int, bytes]:
        headers = {"Content-Type": content_type, "Accept": "application/json", "Authorization": self._authorization}
        return self._transport(path, headers, body, timeout)

    def __repr__(self) -> str:
        return f"ApiKeys({self._url!r})"


def check_permission(permission: Optional[str]) -> None:
    if permission is not None and not PERMISSION.fullmatch(permission):
        raise ValueError(f"{permission!r} is not a permission such as stats:read")


def _reset_in_child(reference: Callable[[], Optional[ApiKeys]]) -> None:
    keys = reference()
    if keys is not None:
        keys._reset()


def _now() -> Instant:
    return Instant(time.monotonic_ns() // 1_000_000, time.time_ns() // 1_000_000)
