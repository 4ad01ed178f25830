"""A resource server for API keys. Python 3.9 or newer: python3 server.py"""

import json
import os
import re
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

# Not needed if the package is installed
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))
from orgkeys import ApiKeys, WsgiMiddleware, caller_of  # noqa: E402


def stats(environ, start_response):
    caller = caller_of(environ)
    body = {"subject": caller.subject, "username": caller.username, "organizations": list(caller.organizations)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def organization(environ):
    """Returns the organization in a path such as /organizations/acme/stats."""
    path = re.fullmatch(r"/organizations/([^/]+)/stats", environ["PATH_INFO"])
    return path and path[1]


keys = ApiKeys(os.environ["KEYCLOAK_REALM_URL"], os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
all_stats = WsgiMiddleware(stats, keys, "stats:read")
stats_of_organization = WsgiMiddleware(stats, keys, "stats:read", organization=organization)


def app(environ, start_response):
    return (all_stats if environ["PATH_INFO"] == "/stats" else stats_of_organization)(environ, start_response)


class ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


if __name__ == "__main__":
    address = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8090"))
    make_server(*address, app, server_class=ThreadingServer).serve_forever()
