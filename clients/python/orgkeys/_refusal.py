"""The answers to requests that do not pass."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import List, Optional, Tuple


class Refused(Exception):
    """A request does not pass. It has no part of the key."""

    def __init__(self, status: int, detail: str, challenge: Optional[str] = None):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.challenge = challenge
        """The header WWW-Authenticate (RFC 6750 section 3), or None."""

    @property
    def headers(self) -> List[Tuple[str, str]]:
        headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(self.body)))]
        if self.challenge:
            headers.append(("WWW-Authenticate", self.challenge))
        if self.status == 503:
            headers.append(("Retry-After", "5"))
        return headers

    @property
    def body(self) -> bytes:
        """A problem document (RFC 9457)."""
        title = HTTPStatus(self.status).phrase
        return json.dumps({"status": self.status, "title": title, "detail": self.detail}).encode()


def several_credentials() -> Refused:
    detail = "Send one key, in one header: x-api-key, or Authorization: Bearer."
    return Refused(400, detail, 'Bearer error="invalid_request"')


def no_credential(realm: str) -> Refused:
    return Refused(401, "Send an API key in the header x-api-key.", f'Bearer realm="{realm}"')


def refusal(status: int, permission: Optional[str]) -> Refused:
    if status == 401:
        detail = "The key is not valid here: it may be mistyped, revoked, disabled or expired."
        return Refused(401, detail, 'Bearer error="invalid_token"')
    if status == 403 and permission:
        detail = f"The key lacks the permission {permission}, or belongs to another organization."
        return Refused(403, detail, f'Bearer error="insufficient_scope", scope="{permission}"')
    if status == 403:
        return Refused(403, "The key does not allow this.", 'Bearer error="insufficient_scope"')
    return Refused(503, "The key cannot be checked right now. Try again later.")
