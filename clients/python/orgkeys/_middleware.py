"""WSGI and ASGI middleware."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Callable, Dict, List, Optional, Tuple

from ._answer import Caller
from ._client import ApiKeys, check_permission
from ._core import Requirement
from ._refusal import Refused, no_credential, refusal, several_credentials

CALLER = "orgkeys.caller"


def caller_of(request: Any) -> Caller:
    """Returns the caller of a request that passed the middleware.

    The request is a WSGI environ, an ASGI scope, or a request of Flask, Django, Starlette or FastAPI.
    """
    for place in (request, getattr(request, "scope", None), getattr(request, "environ", None)):
        if isinstance(place, Mapping) and CALLER in place:
            return place[CALLER]
    raise LookupError("The request did not pass the middleware.")


def connection_address(request: Dict[str, Any]) -> Optional[str]:
    """Returns the address of the connection, for ApiKeys(client_address=…).

    If the service is behind a proxy, this is the address of the proxy.
    """
    client = request.get("client")
    return request.get("REMOTE_ADDR") or (client[0] if client else None)


class _Guard:
    """What WSGI and ASGI have in common."""

    def __init__(
        self,
        app: Any,
        keys: ApiKeys,
        permission: Optional[str],
        *,
        organization: Optional[Callable[[Dict[str, Any]], Optional[str]]] = None,
    ):
        """Protects all requests of the application.

        permission: what each request needs, such as "stats:read". None: each valid key passes, and the application must
        check permissions with caller_of(request).require("stats:read").
        organization: a function that returns the alias or id of the organization that a request concerns. If it returns
        None or an empty text, the request is refused.
        """
        check_permission(permission)
        if organization is not None and not callable(organization):
            raise TypeError("organization must be a function of the request")
        self.app, self.keys, self.permission, self.organization = app, keys, permission, organization

    def _address(self, request: Dict[str, Any]) -> str:
        return (self.keys.client_address(request) or "") if self.keys.client_address else ""

    def _need(self, request: Dict[str, Any]) -> Requirement:
        organization = self.organization(request) if self.organization else None
        return Requirement(self.permission, self.organization is not None, organization)

    def _credential(self, keys: List[str], authorizations: List[str]) -> str:
        """Returns the key or token. Refuses two of them: another component may have checked the other one."""
        if len(keys) + len(authorizations) > 1:
            raise several_credentials()
        bearer = re.fullmatch(r"(?i)bearer +(.+)", authorizations[0]) if authorizations else None
        secret = bearer[1] if bearer else "".join(keys).strip()
        if "," in secret:  # a server joined two headers. Keys and tokens contain no comma.
            raise several_credentials()
        if not secret or " " in secret:
            raise no_credential(self.keys.realm)
        return secret


class WsgiMiddleware(_Guard):
    """WSGI middleware, for Flask, Django and others."""

    def __call__(self, environ: Dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            keys, authorizations = environ.get("HTTP_X_API_KEY"), environ.get("HTTP_AUTHORIZATION")
            secret = self._credential(
                [] if keys is None else [keys], [] if authorizations is None else [authorizations]
            )
            decision = self.keys.decide(secret, self._address(environ), self._need(environ))
            if decision.caller is None:
                raise refusal(decision.status, self.permission)
        except Refused as refused:
            start_response(f"{refused.status} {HTTPStatus(refused.status).phrase}", refused.headers)
            return [refused.body]
        environ[CALLER] = decision.caller
        return self.app(environ, start_response)


Receive = Send = Callable[..., Any]


class AsgiMiddleware(_Guard):
    """ASGI middleware, for FastAPI, Starlette, Django and others. It protects WebSockets, too."""

    async def __call__(self, scope: Dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        try:
            secret = self._credential(_values(scope, b"x-api-key"), _values(scope, b"authorization"))
            decision = await self.keys.decide_async(secret, self._address(scope), self._need(scope))
            if decision.caller is None:
                raise refusal(decision.status, self.permission)
        except Refused as refused:
            await _refuse(scope, receive, send, refused)
            return
        await self.app({**scope, CALLER: decision.caller}, receive, send)


def _values(scope: Dict[str, Any], name: bytes) -> List[str]:
    return [value.decode("latin-1") for header, value in scope["headers"] if header.lower() == name]


async def _refuse(scope: Dict[str, Any], receive: Receive, send: Send, refused: Refused) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the server answers 403
        return
    headers: List[Tuple[bytes, bytes]] = [(name.lower().encode(), value.encode()) for name, value in refused.headers]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": refused.body})
