"""A fake Keycloak for tests of applications. It answers in memory, without a network."""

from __future__ import annotations

import json
import time
from collections import Counter
from threading import Lock
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple
from urllib.parse import parse_qs

from ._client import ApiKeys


class FakeKeycloak:
    """Use it as ApiKeys(transport=…), or call client()."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._start = time.monotonic()
        self._keys: Dict[str, Dict[str, Any]] = {}
        self._changes: List[Tuple[float, str]] = []
        self.stopped = False
        """If true, the fake does not answer."""
        self.introspections = 0
        """How often the fake was asked about a secret."""
        self.usage: Counter[str] = Counter()
        """How often clients reported the use of a key, by its id."""

    def client(self, **options: Any) -> ApiKeys:
        """Returns a client of the fake. Close it at the end of the test."""
        return ApiKeys("https://keycloak.test/realms/test", "test", "test", transport=self, **options)

    def issue(
        self,
        secret: str,
        permissions: Iterable[str] = (),
        *,
        id: Optional[str] = None,
        subject: Optional[str] = None,
        username: Optional[str] = None,
        organization: str = "acme",
        attributes: Optional[Mapping[str, List[str]]] = None,
        access_token: bool = False,
    ) -> None:
        """Makes a secret valid, or changes its key. Applications learn of a change with their next poll."""
        with self._lock:
            number = len(self._keys) + 1
            known = self._keys.get(secret)
            answer = {
                "active": True,
                "token_type": "Bearer" if access_token else "api_key",
                "jti": known["jti"] if known else id or f"key-{number}",
                "sub": subject or f"subject-{number}",
                "username": username or f"user-{number}",
                "scope": " ".join(permissions),
                "organization": {organization: {"id": f"id-of-{organization}"}},
                "attributes": attributes or {},
                "key_type": "bot",
            }
            if known:
                self._changes.append((time.monotonic(), known["jti"]))
            self._keys[secret] = answer

    def revoke(self, secret: str) -> None:
        """Makes a secret invalid."""
        with self._lock:
            self._changes.append((time.monotonic(), self._keys.pop(secret)["jti"]))

    def __call__(self, path: str, headers: Dict[str, str], body: bytes, timeout: float) -> Tuple[int, bytes]:
        """Answers a request of the client."""
        with self._lock:
            if self.stopped:
                raise ConnectionRefusedError("the fake Keycloak is stopped")
            answer = self._poll(body) if path.endswith("/changes") else self._introspect(body)
            return 200, json.dumps(answer).encode()

    def _introspect(self, body: bytes) -> Dict[str, Any]:
        self.introspections += 1
        return self._keys.get(parse_qs(body.decode())["token"][0], {"active": False})

    def _poll(self, body: bytes) -> Dict[str, Any]:
        request = json.loads(body)
        for used in request.get("usage", []):
            self.usage[used["id"]] += used["allowed"] + used["refused"]
        since, now = request["since"] / 1000, time.monotonic()
        ids = [id for changed, id in self._changes if now - changed <= since]
        return {"ids": ids, "all": now - self._start < since - 2, "lifespan": 60000}
