"""Verifies organization API keys of a Keycloak realm.

The client keeps Keycloak's answers in memory and asks Keycloak twice per second which keys, owners and organizations
have changed. So most verifications need no request, and a revoked key is refused within about two seconds.
Without Keycloak, requests are answered with 503.
"""

from ._answer import Caller
from ._client import ApiKeys, Metrics
from ._middleware import AsgiMiddleware, WsgiMiddleware, caller_of, connection_address
from ._refusal import Refused

__all__ = [
    "ApiKeys",
    "AsgiMiddleware",
    "Caller",
    "Metrics",
    "Refused",
    "WsgiMiddleware",
    "caller_of",
    "connection_address",
]
