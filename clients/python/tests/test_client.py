"""Tests the client and the middleware against a small server."""

import asyncio
import io
import json
import os
import socket
import socketserver
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock
from urllib.parse import parse_qs

import orgkeys
from orgkeys import ApiKeys, AsgiMiddleware, Refused, WsgiMiddleware
from orgkeys._answer import Malformed, parse_answer
from orgkeys._http import MAXIMUM_ANSWER, Connections
from orgkeys.testing import FakeKeycloak

SECRET = "kc_bot_secret"
ACTIVE = {
    "active": True, "token_type": "api_key", "jti": "K1", "sub": "K1", "username": "bot:b", "scope": "stats:read",
    "organization": {"acme": {"id": "O1"}},
}  # fmt: skip
UNCHANGED = {"ids": [], "all": False, "lifespan": 60000}


class Server(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True
    request_queue_size = 128


class StandIn:
    """A small Keycloak whose answers a test chooses."""

    def __init__(self):
        self.introspect = self.changes = None
        self.asked = self.polled = 0
        self.forms, self.problems = [], []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                # the:client, pass word&
                if self.headers["Authorization"] != "Basic dGhlJTNBY2xpZW50OnBhc3Mrd29yZCUyNg==":
                    stand_in.problems.append(self.headers["Authorization"])
                if self.path == "/realms/r/protocol/openid-connect/token/introspect":
                    stand_in.asked += 1
                    stand_in.forms.append(parse_qs(body))
                    stand_in.answer(self, stand_in.introspect, ACTIVE)
                elif self.path == "/realms/r/api-keys/changes":
                    stand_in.polled += 1
                    stand_in.answer(self, stand_in.changes, UNCHANGED)
                else:
                    stand_in.problems.append(self.path)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/realms/r/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, handler, chosen, otherwise):
        if callable(chosen):
            chosen = chosen(handler)
            if chosen is None:
                handler.close_connection = True
                return
        status, body, headers = chosen or (200, json.dumps(otherwise).encode(), {})
        handler.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            handler.send_header(name, str(value))
        handler.end_headers()
        try:
            handler.wfile.write(body)
        except OSError:
            pass  # the client refused to read more

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("not within 10 seconds")
        time.sleep(0.005)


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.server = StandIn()
        self.keys = self.client()

    def client(self, **options):
        keys = ApiKeys(self.server.url, "the:client", "pass word&", **options)
        self.addCleanup(keys.close)
        return keys

    def tearDown(self):
        self.server.close()
        self.assertEqual(self.server.problems, [])

    def status(self, keys=None):
        try:
            (keys or self.keys).verify(SECRET, "stats:read")
            return 200
        except Refused as refused:
            self.assertNotIn(SECRET, str(refused) + repr(refused))
            return refused.status

    def cache(self):
        wait_for(lambda: self.status() == 200 and self.keys.cached == 1)

    def test_a_warm_verification_sends_no_request(self):
        self.cache()
        asked = self.server.asked
        for _ in range(100):
            self.assertEqual(self.status(), 200)
        for secret in ("", "a" * 16_385):
            with self.assertRaises(Refused) as refused:
                self.keys.verify(secret, None)
            self.assertEqual(refused.exception.status, 401)
        self.assertEqual(self.server.asked, asked)
        self.keys.verify("a" * 16_384, None)
        self.assertEqual(self.server.asked, asked + 1)
        self.server.introspect = 200, b'{"active":false}', {}
        self.server.changes = 200, json.dumps({**UNCHANGED, "ids": ["K1"]}).encode(), {}
        wait_for(lambda: self.status() == 401)

    def test_failures_of_introspection_are_503(self):
        self.server.changes = 404, b"", {}  # without a cache
        active = json.dumps(ACTIVE).encode()
        for name, answer in {
            "credentials": (401, b'{"error":"invalid_client"}', {}),
            "no JSON": (200, b"<html>", {}),
            "truncated": lambda handler: (handler.__setattr__("close_connection", True), None)[1]
            or (200, active, {"Content-Length": len(active) + 9, "Connection": "close"}),
            "too large": (200, active + b" " * MAXIMUM_ANSWER, {}),
            "error": (500, active, {}),
            "redirect": (307, active, {"Location": self.server.url + "elsewhere"}),
            "no answer": lambda handler: None,
            "deep": (200, b"[" * 100_000, {}),
        }.items():
            with self.subTest(name), self.assertLogs("orgkeys") as logs:
                self.keys._failure_logged = float("-inf")
                self.server.introspect = answer
                self.assertEqual(self.status(), 503)
                orgkeys._client.log.warning("at least one line")
                self.assertNotIn(SECRET, str(logs.output))
        self.server.introspect = None
        self.assertEqual(self.status(), 200)

    @mock.patch("orgkeys._client.INTROSPECTION_TIMEOUT", 0.5)
    def test_no_answer_is_503(self):
        release = threading.Event()
        self.server.introspect = lambda handler: release.wait(20) and None
        began = time.monotonic()
        with self.assertLogs("orgkeys"):
            self.assertEqual(self.status(), 503)
        self.assertLess(time.monotonic() - began, 5)
        release.set()

    @mock.patch("orgkeys._client.INTROSPECTION_TIMEOUT", 0.5)
    def test_a_slow_answer_is_503_in_time(self):
        def slowly(handler, *parts):
            try:
                for part in parts + (b"a",) * 20:
                    handler.wfile.write(part)
                    time.sleep(0.1)
            except OSError:
                pass  # the client has closed the connection

        for parts in ((b"HTTP/1.1 200 OK\r\nA: ",), (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n",)):
            with self.subTest(parts), self.assertLogs("orgkeys"):
                self.keys._failure_logged = float("-inf")
                self.server.introspect = lambda handler, parts=parts: slowly(handler, *parts)
                began = time.monotonic()
                self.assertEqual(self.status(), 503)
                self.assertLess(time.monotonic() - began, 1.5)

    def test_the_addresses_of_a_host_share_the_time(self):
        addresses = socket.getaddrinfo(*self.server.server.server_address, type=socket.SOCK_STREAM) * 4
        tried = []

        def connect(address, timeout, *_):
            tried.append(address)
            if len(tried) == 4 and works:
                return create(address, timeout)
            time.sleep(timeout)
            raise TimeoutError

        create = socket.create_connection
        for works in (True, False):
            tried.clear()
            began = time.monotonic()
            with self.subTest(works), mock.patch("socket.getaddrinfo", return_value=addresses), mock.patch(
                "socket.create_connection", connect
            ):
                connections = Connections("http://keycloak.test/realms/r", None)
                self.addCleanup(connections.close)
                if works:
                    authorization = {"Authorization": "Basic dGhlJTNBY2xpZW50OnBhc3Mrd29yZCUyNg=="}
                    self.assertEqual(connections("/api-keys/changes", authorization, b"", 1)[0], 200)
                else:
                    with self.assertRaises(OSError):
                        connections("/api-keys/changes", {}, b"", 0.4)
            self.assertLess(time.monotonic() - began, 1.2)

    @mock.patch("orgkeys._client.INTROSPECTION_TIMEOUT", 0.2)
    def test_an_answer_after_the_deadline_is_not_used(self):
        keycloak = FakeKeycloak()
        keycloak.issue(SECRET, ["stats:read"])

        def transport(path, *others):
            if path.endswith("introspect"):
                time.sleep(0.4)
            return keycloak(path, *others)

        with self.assertLogs("orgkeys"):
            self.assertEqual(self.status(self.client(transport=transport)), 503)

    @mock.patch("orgkeys._client.INTROSPECTION_TIMEOUT", 0.5)
    @mock.patch("orgkeys._client.ASYNC_INTROSPECTIONS", 1)
    def test_the_time_in_the_queue_counts(self):
        release = threading.Event()
        self.server.introspect = lambda handler: release.wait(20) and None

        async def verify(number):
            try:
                await self.keys.verify_async(f"{SECRET}{number}", None)
            except Refused as refused:
                return refused.status

        async def verify_all():
            return await asyncio.gather(*map(verify, range(10)))

        began = time.monotonic()
        with self.assertLogs("orgkeys"):
            self.assertEqual(set(asyncio.run(verify_all())), {503})
        self.assertLess(time.monotonic() - began, 2)
        release.set()

    def test_a_thread_that_does_not_start_is_503(self):
        class NoThreads(ThreadPoolExecutor):
            def submit(self, function):
                if calls_later:
                    later.append(function)
                raise RuntimeError("can't start new thread")

        later = []
        for calls_later in (False, True):
            with self.subTest(calls_later), self.client() as keys, self.assertLogs("orgkeys"):
                keys._executor = NoThreads()
                with self.assertRaises(Refused) as refused:
                    asyncio.run(asyncio.wait_for(keys.verify_async(SECRET, None), 5))
                self.assertEqual((refused.exception.status, keys._waiting), (503, 0))
                for function in later:
                    function()
                self.assertEqual((self.server.asked, keys._waiting), (0, 0))

    def test_a_permission_of_another_form_is_refused(self):
        for permission in ("", "stats", "stats:", "stats:read ", "stats:read files:read"):
            with self.subTest(permission), self.assertRaises(ValueError):
                self.keys.verify(SECRET, permission)
            with self.subTest(permission), self.assertRaises(ValueError):
                asyncio.run(self.keys.verify_async(SECRET, permission))
        with self.assertRaises(TypeError):
            self.keys.verify(SECRET)
        with self.assertRaises(TypeError):
            asyncio.run(self.keys.verify_async(SECRET))
        self.assertEqual(self.server.asked, 0)

    def test_null_claims_are_malformed(self):
        for claim in ("client_address", "exp", "jti", "scope", "sub", "token_type", "organization"):
            with self.subTest(claim), self.assertRaises(Malformed):
                parse_answer(json.dumps({**ACTIVE, claim: None}).encode())

    def test_connections_are_kept(self):
        connections = Connections(self.server.url, None)
        self.addCleanup(connections.close)
        used = set()
        self.server.changes = lambda handler: used.add(handler.client_address) or (200, b"{}", {})
        authorization = {"Authorization": "Basic dGhlJTNBY2xpZW50OnBhc3Mrd29yZCUyNg=="}
        for _ in range(5):
            self.assertEqual(connections("api-keys/changes", authorization, b"", 5), (200, b"{}"))
        self.assertEqual(len(used), 1)

    def test_a_denied_feed_is_logged_once(self):
        self.server.changes = 401, b"", {}
        with self.assertLogs("orgkeys") as logs:
            self.status()
            wait_for(lambda: self.server.polled >= 4)
        self.assertEqual(str(logs.output).count("credentials"), 1)
        asked = self.server.asked
        self.assertEqual([self.status(), self.status()], [200, 200])
        self.assertEqual(self.server.asked, asked + 2)

    def test_concurrent_verifications_share_an_introspection(self):
        self.server.introspect = lambda handler: time.sleep(0.1) or (200, json.dumps(ACTIVE).encode(), {})
        with ThreadPoolExecutor(50) as threads:
            self.assertEqual(set(threads.map(lambda _: self.status(), range(50))), {200})
        self.assertLessEqual(self.server.asked, 2)

    def test_concurrent_coroutines_share_an_introspection(self):
        self.server.introspect = lambda handler: time.sleep(0.1) or (200, json.dumps(ACTIVE).encode(), {})

        async def verify():
            tasks = [asyncio.ensure_future(self.keys.verify_async(SECRET, "stats:read")) for _ in range(50)]
            await asyncio.sleep(0.02)
            tasks[0].cancel()  # the request that asked has gone
            return await asyncio.gather(*tasks[1:])

        self.assertEqual({caller.subject for caller in asyncio.run(verify())}, {"K1"})
        self.assertLessEqual(self.server.asked, 2)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork")
    def test_a_child_process_polls_itself(self):
        self.cache()
        child = os.fork()
        if child == 0:
            try:
                assert self.keys.cached == 0
                self.cache()
                os._exit(0)
            except BaseException:
                os._exit(1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_invalid_configurations_are_refused(self):
        for values in (
            ("", "c", "d"), ("https://a/realms/b", "", "d"), ("https://a/realms/b", "c", ""),
            ("a/realms/b", "c", "d"), ("ftp://a/b", "c", "d"), ("https://u:p@a/b", "c", "d"), ("https://a/b?c", "c", "d"),
        ):  # fmt: skip
            with self.assertRaises(ValueError):
                ApiKeys(*values)
        with self.assertRaises(ValueError):
            ApiKeys("https://a/b", "c", "d", realm='a"b')
        with self.assertRaises(ValueError):
            WsgiMiddleware(None, self.keys, "stats")
        with self.assertRaises(TypeError):
            WsgiMiddleware(None, self.keys, "stats:read", organization="acme")
        self.assertNotIn("d9", repr(ApiKeys("https://a/b", "c", "d9")))


REQUESTS = [
    # headers, options of the middleware, status, part of WWW-Authenticate
    ([("x-api-key", SECRET)], {}, 200, ""),
    ([("authorization", "bearer " + SECRET)], {}, 200, ""),
    ([("x-api-key", SECRET)], {"permission": None}, 200, ""),
    ([("x-api-key", SECRET)], {"permission": "files:read"}, 403, 'error="insufficient_scope", scope="files:read"'),
    ([("x-api-key", SECRET)], {"organization": lambda _: "acme"}, 200, ""),
    ([("x-api-key", SECRET)], {"organization": lambda _: "id-of-acme"}, 200, ""),
    ([("x-api-key", SECRET)], {"organization": lambda _: "globex"}, 403, "insufficient_scope"),
    ([("x-api-key", SECRET)], {"organization": lambda _: None}, 403, "insufficient_scope"),
    ([("x-api-key", "unknown")], {}, 401, 'error="invalid_token"'),
    ([], {}, 401, 'Bearer realm="api"'),
    ([("authorization", "Basic " + SECRET)], {}, 401, 'Bearer realm="api"'),
    ([("authorization", SECRET)], {}, 401, 'Bearer realm="api"'),
    ([("authorization", 'Digest a="b", c="d"')], {}, 401, 'Bearer realm="api"'),
    ([("authorization", f"Bearer {SECRET}, b")], {}, 400, "invalid_request"),
    ([("authorization", f"Bearer {SECRET} b")], {}, 401, 'Bearer realm="api"'),
    ([("x-api-key", "a" * 16_385)], {}, 401, 'error="invalid_token"'),
    ([("x-api-key", "")], {}, 401, 'Bearer realm="api"'),
    ([("cookie", "x-api-key=" + SECRET)], {}, 401, 'Bearer realm="api"'),
    ([("x-api-key", SECRET), ("x-api-key", "b")], {}, 400, "invalid_request"),
    ([("x-api-key", SECRET + ", b")], {}, 400, "invalid_request"),
    ([("x-api-key", SECRET), ("authorization", "Basic b")], {}, 400, "invalid_request"),
]


class MiddlewareTest(unittest.TestCase):
    def setUp(self):
        self.keycloak = FakeKeycloak()
        self.keycloak.issue(SECRET, ["stats:read"], id="K1", username="alice")
        self.keys = self.keycloak.client(client_address=orgkeys.connection_address)
        self.addCleanup(self.keys.close)

    def wsgi(self, headers, options):
        def app(environ, start_response):
            start_response("200 OK", [])
            return [orgkeys.caller_of(environ).username.encode()]

        environ = {"QUERY_STRING": "x-api-key=" + SECRET, "REMOTE_ADDR": "192.0.2.1", "wsgi.input": io.BytesIO()}
        for name, value in headers:
            name = "HTTP_" + name.upper().replace("-", "_")
            environ[name] = environ[name] + "," + value if name in environ else value
        result = {}
        middleware = WsgiMiddleware(app, self.keys, options.pop("permission", "stats:read"), **options)
        body = middleware(environ, lambda status, headers: result.update(status=status, headers=dict(headers)))
        return int(result["status"][:3]), result["headers"], b"".join(body)

    def asgi(self, headers, options, kind="http"):
        async def app(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": orgkeys.caller_of(scope).username.encode()})

        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": kind + ".connect"}

        scope = {"type": kind, "client": ("192.0.2.1", 9), "headers": [(n.encode(), v.encode()) for n, v in headers]}
        middleware = AsgiMiddleware(app, self.keys, options.pop("permission", "stats:read"), **options)
        asyncio.run(middleware(scope, receive, send))
        if kind == "websocket":
            return sent
        found = {name.decode().title(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], {k.replace("Www", "WWW"): v for k, v in found.items()}, sent[1]["body"]

    def test_requests(self):
        for call in (self.wsgi, self.asgi):
            for headers, options, expected, challenge in REQUESTS:
                with self.subTest(call=call.__name__, headers=headers, options=options):
                    status, answered, body = call(headers, dict(options))
                    self.assertEqual(status, expected)
                    self.assertIn(challenge, answered.get("WWW-Authenticate", ""))
                    if status == 200:
                        self.assertEqual(body, b"alice")
                    else:
                        self.assertEqual(answered["Content-Type"], "application/problem+json")
                        self.assertEqual(json.loads(body)["status"], status)

    def test_a_websocket_needs_a_key(self):
        self.assertEqual(self.asgi([], {}, "websocket"), [{"type": "websocket.close", "code": 1008}])
        self.assertEqual(self.asgi([("x-api-key", SECRET)], {}, "websocket")[0]["type"], "http.response.start")

    def test_an_application_learns_of_changes(self):
        headers = [("x-api-key", SECRET)]
        wait_for(lambda: self.wsgi(headers, {})[0] == 200 and self.keys.cached == 1)
        asked = self.keycloak.introspections
        self.assertEqual(self.asgi(headers, {})[0], 200)
        self.assertEqual(self.keycloak.introspections, asked)
        wait_for(lambda: self.keycloak.usage["K1"] > 0)
        self.keycloak.issue(SECRET, ["files:read"])
        wait_for(lambda: self.wsgi(headers, {})[0] == 403)
        self.keycloak.revoke(SECRET)
        wait_for(lambda: self.wsgi(headers, {})[0] == 401)
        with self.assertLogs("orgkeys"):
            self.keycloak.stopped = True
            wait_for(lambda: self.asgi(headers, {})[0] == 503)
            self.assertEqual(self.wsgi(headers, {})[1]["Retry-After"], "5")
            self.keycloak.stopped = False
            wait_for(lambda: self.wsgi(headers, {})[0] == 401)

    def test_the_address_is_sent_only_if_it_is_configured(self):
        sent = []

        def transport(path, headers, body, timeout):
            if path.endswith("introspect"):
                sent.append(parse_qs(body.decode()).get("client_address"))
            return self.keycloak(path, headers, body, timeout)

        for of, expected in ((None, None), (orgkeys.connection_address, ["192.0.2.1"])):
            with ApiKeys("https://a/b", "c", "d", client_address=of, transport=transport) as self.keys:
                for call in (self.wsgi, self.asgi):
                    call([("x-api-key", "unknown" + call.__name__), ("x-forwarded-for", "203.0.113.9")], {})
            self.assertEqual(sent, [expected, expected])
            sent.clear()

    def test_metrics(self):
        seen = []

        class Counts(orgkeys.Metrics):
            def verification(self, status, from_cache):
                seen.append((status, from_cache))

        with self.keycloak.client(metrics=Counts()) as keys:
            keys.verify(SECRET, None).require("stats:read")
            with self.assertRaises(Refused):
                keys.verify(SECRET, None).require("stats:write")
            with self.assertRaises(Refused):
                keys.verify("unknown", None)
        self.assertEqual([status for status, _ in seen], [200, 200, 401])

    def test_failures_of_the_metrics_do_not_end_the_polls(self):
        polls = threading.Semaphore(0)

        class Broken(orgkeys.Metrics):
            def poll(self, successful, seconds):
                polls.release()
                raise OSError("broken")

        with self.assertLogs("orgkeys", "ERROR"), self.keycloak.client(metrics=Broken()) as keys:
            keys.verify(SECRET, None)
            for _ in range(3):
                self.assertTrue(polls.acquire(timeout=10))


if __name__ == "__main__":
    unittest.main()
