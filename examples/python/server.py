"""A resource server for API keys. Python 3.9 or newer, no packages: python3 server.py"""

import base64
import http.client
import json
import os
import re
import sys
import urllib.parse
import urllib.request
from http import HTTPStatus
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

REALM_URL = os.environ["KEYCLOAK_REALM_URL"]
CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ["CLIENT_SECRET"]


class Needs:
    """Requires a permission of the key.

    It is WSGI middleware. With Flask: app.wsgi_app = Needs("stats:read", app.wsgi_app)
    """

    def __init__(self, permission, app):
        self.permission, self.app = permission, app

    def __call__(self, environ, start_response):
        key, authorization = environ.get("HTTP_X_API_KEY"), environ.get("HTTP_AUTHORIZATION")
        # A repeated header arrives as one value with a comma. Keys contain no comma.
        if (key and authorization) or "," in (key or authorization or ""):
            detail = "Send one key, in one header: x-api-key, or Authorization: Bearer."
            return refuse(start_response, 400, detail, 'error="invalid_request"')
        bearer = re.fullmatch(r"(?i)Bearer ([^ ]+)", authorization or "")
        key = key or (bearer and bearer[1])
        if not key:
            return refuse(start_response, 401, "Send an API key in the header x-api-key.", 'realm="stats"')
        try:
            caller = introspect(key)
        except (OSError, ValueError, http.client.HTTPException) as error:
            print("Introspection failed:", error, file=sys.stderr)  # never log the key
            return refuse(start_response, 503, "The key cannot be checked right now. Try again later.", retry=5)
        if caller.get("active") is not True:
            detail = "The key is not valid here: it may be mistyped, revoked, disabled or expired."
            return refuse(start_response, 401, detail, 'error="invalid_token"')
        if self.permission not in caller.get("scope", "").split(" "):
            challenge = f'error="insufficient_scope", scope="{self.permission}"'
            return refuse(start_response, 403, f"The key lacks the permission {self.permission}.", challenge)
        environ["api_key.caller"] = caller
        return self.app(environ, start_response)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Treats a redirect as an error, so that the key is not sent to another server."""

    def redirect_request(self, *_):
        return None


KEYCLOAK = urllib.request.build_opener(NoRedirect)


def introspect(key):
    """Introspects a key or an access token (RFC 7662). Raises an error if Keycloak does not answer 200."""
    client = f"{urllib.parse.quote_plus(CLIENT_ID)}:{urllib.parse.quote_plus(CLIENT_SECRET)}"
    request = urllib.request.Request(
        f"{REALM_URL}/protocol/openid-connect/token/introspect",
        data=urllib.parse.urlencode({"token": key}).encode(),
        headers={"Authorization": "Basic " + base64.b64encode(client.encode()).decode()},
    )
    with KEYCLOAK.open(request, timeout=5) as answer:
        return json.load(answer)


def organizations(caller):
    """Returns the aliases in the claim: {"acme":{"id":"…"}} for a key, by default ["acme"] for a token."""
    return list(caller.get("organization") or [])


def refuse(start_response, status, detail, challenge=None, retry=None):
    """Sends a problem document (RFC 9457), and WWW-Authenticate (RFC 6750 §3)."""
    headers = [("Content-Type", "application/problem+json")]
    headers += [("WWW-Authenticate", f"Bearer {challenge}")] if challenge else []
    headers += [("Retry-After", str(retry))] if retry else []
    return answer_json(start_response, status, {"status": status, "detail": detail}, headers)


def answer_json(start_response, status, body, headers):
    start_response(f"{status} {HTTPStatus(status).phrase}", headers)
    return [json.dumps(body).encode()]


def stats(environ, start_response):
    caller = environ["api_key.caller"]
    path = re.fullmatch(r"/organizations/([^/]+)/stats", environ["PATH_INFO"])
    if path and path[1] not in organizations(caller):
        return refuse(start_response, 403, "The key belongs to another organization.", 'error="insufficient_scope"')
    if not path and environ["PATH_INFO"] != "/stats":
        return refuse(start_response, 404, "There is nothing here.")
    body = {"subject": caller["sub"], "username": caller["username"], "organizations": organizations(caller)}
    return answer_json(start_response, 200, body, [("Content-Type", "application/json")])


class ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


if __name__ == "__main__":
    address = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8090"))
    make_server(*address, Needs("stats:read", stats), server_class=ThreadingServer).serve_forever()
