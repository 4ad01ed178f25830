"""The answers of Keycloak: introspection (RFC 7662) and the change feed."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from ._refusal import refusal

API_KEY = "api_key"
"""The token type of keys. Access tokens have "Bearer"."""

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Caller:
    """The owner of a valid key or access token. Requests share it: do not change it."""

    __slots__ = (
        "subject", "username", "token_type", "key_id", "key_type", "key_name", "organizations", "_answer", "_scopes",
        "_expires_at", "restricted",
    )  # fmt: skip

    def __init__(self, answer: bytes, claims: Dict[str, Any]):
        self.subject: str = claims.get("sub", "")
        """The id of the user, or of a bot key. It never changes."""
        self.username = _text(claims.get("username"))
        """For display."""
        self.token_type: str = claims.get("token_type", "")
        """"api_key" for a key."""
        self.key_id: str = claims.get("jti", "")
        self.key_type = _text(claims.get("key_type"))
        """"user" or "bot"."""
        self.key_name = _text(claims.get("key_name"))
        """For display."""
        self.organizations = _organizations(claims.get("organization"))
        """The ids of the organizations, by their alias. A key has exactly one organization. An access token can have
        several, or none, and their ids are empty unless the realm adds them to its tokens."""
        self.restricted = "client_address" in claims
        """The answer holds only for the address that was checked."""
        self._answer = bytes(answer)  # decoded, it would need several times the memory
        self._scopes = frozenset(claims.get("scope", "").split())
        self._expires_at: Optional[int] = claims.get("exp")

    @property
    def claims(self) -> Dict[str, Any]:
        """A copy of Keycloak's complete answer."""
        return json.loads(self._answer)

    @property
    def attributes(self) -> Dict[str, List[str]]:
        """The attributes of the key."""
        return self.claims.get("attributes") or {}

    def has(self, permission: str) -> bool:
        """Returns whether the key has a permission, such as "stats:read"."""
        return permission in self._scopes

    def require(self, permission: str) -> None:
        """Raises Refused unless the key has the permission."""
        if not self.has(permission):
            raise refusal(403, permission)

    def is_in(self, organization: Optional[str]) -> bool:
        """Returns whether the key belongs to an organization with this alias or id.

        A text in the form of an id is never compared with aliases, because an organization could have the id of another
        one as its alias.
        """
        if not organization:
            return False
        by_alias = organization in self.organizations and not UUID.fullmatch(organization)
        return by_alias or organization in self.organizations.values()

    def expired(self, wall: int) -> bool:
        return self._expires_at is not None and wall >= self._expires_at * 1000

    def tags(self) -> Optional[Tuple[str, str, str]]:
        """Returns the ids whose changes make the answer stale, or None if the answer must not be cached.

        An answer for an access token is not cached, because the feed does not report everything that ends a token.
        """
        organization = next(iter(self.organizations.values()), "")
        tags = (self.key_id, self.subject, organization)
        return tags if self.token_type == API_KEY and all(tags) and len(self.organizations) == 1 else None

    def __repr__(self) -> str:
        return f"Caller(subject={self.subject!r}, key_id={self.key_id!r})"


class Malformed(Exception):
    """An answer does not have the promised form."""


def parse_answer(body: bytes) -> Optional[Caller]:
    """Reads an introspection answer. Returns None if the key or token is inactive."""
    claims = _object(body)
    active = claims.get("active")
    if not isinstance(active, bool):
        raise Malformed
    if not active:
        return None
    for name in ("scope", "token_type", "jti", "sub", "client_address"):
        if not isinstance(claims.get(name, ""), str):
            raise Malformed
    if claims.get("organization", "") is None:
        raise Malformed
    if "exp" in claims:
        claims["exp"] = _integer(claims["exp"])
    return Caller(body, claims)


class Changes(NamedTuple):
    ids: List[str]
    all: bool
    lifespan: int


def parse_changes(body: bytes) -> Changes:
    """Reads an answer of the change feed."""
    answer = _object(body)
    ids, everything, lifespan = answer.get("ids"), answer.get("all"), _integer(answer.get("lifespan"))
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise Malformed
    if not isinstance(everything, bool) or lifespan < 0:
        raise Malformed
    return Changes(ids, everything, lifespan)


def _object(body: bytes) -> Dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed from None  # the message of the error has a part of the answer
    if not isinstance(answer, dict):
        raise Malformed
    return answer


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _organizations(claim: Any) -> Dict[str, str]:
    """Reads {"acme":{"id":"…"}}, which keys have, or ["acme"], which access tokens have by default."""
    if isinstance(claim, dict):
        return {
            alias: _text(details.get("id")) if isinstance(details, dict) else "" for alias, details in claim.items()
        }
    return {alias: "" for alias in claim if isinstance(alias, str)} if isinstance(claim, list) else {}
