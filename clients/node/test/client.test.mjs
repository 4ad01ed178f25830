// Tests the client and the middleware against a small server.
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request as send } from "node:http";
import { delimiter, dirname } from "node:path";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { parseAnswer } from "../dist/answer.js";
import { MAXIMUM_ANSWER } from "../dist/client.js";
import { ApiKeys, callerOf, connectionAddress, Refused } from "../dist/index.js";
import { FakeKeycloak } from "../dist/testing.js";

const SECRET = "kc_bot_secret";
const ACTIVE = JSON.stringify({
  active: true,
  token_type: "api_key",
  jti: "K1",
  sub: "K1",
  username: "alice",
  scope: "stats:read",
  organization: { acme: { id: "O1" } },
});
const UNCHANGED = { ids: [], all: false, lifespan: 60000 };
const closings = [];

afterEach(async () => {
  for (const close of closings.splice(0)) {
    await close();
  }
});

const answer =
  (status, body, headers = {}) =>
  (request, response) =>
    response.writeHead(status, headers).end(body);

async function listen(handler) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return server.address().port;
}

/** A small Keycloak whose answers a test chooses, and a client. */
async function start(settings = {}) {
  const keycloak = { introspect: answer(200, ACTIVE), changes: answer(200, JSON.stringify(UNCHANGED)) };
  Object.assign(keycloak, { asked: 0, polled: 0, forms: [], problems: [], log: [] });
  const port = await listen(async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    if (request.headers.authorization !== `Basic ${btoa("the%3Aclient:pass+word%26")}` || request.method !== "POST") {
      keycloak.problems.push(request.headers.authorization);
    }
    if (request.url === "/realms/r/protocol/openid-connect/token/introspect") {
      keycloak.asked++;
      keycloak.forms.push(new URLSearchParams(body));
      keycloak.introspect(request, response);
    } else if (request.url === "/realms/r/api-keys/changes") {
      keycloak.polled++;
      keycloak.changes(request, response);
    } else {
      keycloak.problems.push(request.url);
    }
  });
  const keys = new ApiKeys({
    realmUrl: `http://127.0.0.1:${port}/realms/r/`,
    clientId: "the:client",
    clientSecret: "pass word&",
    log: { warn: (line) => keycloak.log.push(line) },
    ...settings,
  });
  closings.unshift(() => {
    keys.close();
    assert.deepEqual(keycloak.problems, []);
    assert.ok(!keycloak.log.join().includes(SECRET));
  });
  const status = () =>
    keys.verify(SECRET, { permission: "stats:read" }).then(
      () => 200,
      (error) => {
        assert.ok(error instanceof Refused && !inspect(error).includes(SECRET), inspect(error));
        return error.status;
      },
    );
  return { keycloak, keys, status };
}

async function awaitThat(condition) {
  for (const deadline = Date.now() + 10_000; !(await condition()); await sleep(5)) {
    assert.ok(Date.now() < deadline, `not within 10 seconds: ${condition}`);
  }
}

test("a warm verification sends no request", async () => {
  const { keycloak, keys, status } = await start();
  await awaitThat(async () => (await status()) === 200 && keys.cached === 1);
  const { asked } = keycloak;
  for (let i = 0; i < 100; i++) {
    assert.equal(await status(), 200);
  }
  await assert.rejects(keys.verify("", { permission: null }), { status: 401 });
  await assert.rejects(keys.verify("a".repeat(16_385), { permission: null }), { status: 401 });
  assert.equal(keycloak.asked, asked);
  await keys.verify("a".repeat(16_384), { permission: null });
  assert.equal(keycloak.asked, asked + 1);
  keycloak.introspect = answer(200, '{"active":false}');
  keycloak.changes = answer(200, JSON.stringify({ ...UNCHANGED, ids: ["K1"] }));
  await awaitThat(async () => (await status()) === 401);
});

test("failures of introspection are 503", async () => {
  const { keycloak, status } = await start();
  keycloak.changes = answer(404, ""); // without a cache
  for (const [name, handler] of Object.entries({
    credentials: answer(401, '{"error":"invalid_client"}'),
    "no JSON": answer(200, "<html>"),
    truncated: (request, response) => {
      response.writeHead(200, { "Content-Length": 999 });
      response.write(ACTIVE, () => response.destroy());
    },
    "too large": answer(200, ACTIVE + " ".repeat(MAXIMUM_ANSWER)),
    error: answer(500, ACTIVE),
    redirect: answer(307, ACTIVE, { Location: "/elsewhere" }),
    "no answer": (request, response) => response.destroy(),
    deep: answer(200, "[".repeat(100_000)),
  })) {
    keycloak.introspect = handler;
    assert.equal(await status(), 503, name);
  }
  keycloak.introspect = answer(200, ACTIVE);
  assert.equal(await status(), 200);
});

test("no answer is 503 after five seconds", async () => {
  const { keycloak, status } = await start();
  keycloak.introspect = () => {};
  const began = Date.now();
  assert.equal(await status(), 503);
  assert.ok(Date.now() - began < 6000);
});

test("a denied feed is logged once", async () => {
  const { keycloak, status } = await start();
  keycloak.changes = answer(401, "");
  await awaitThat(() => keycloak.polled >= 4);
  assert.equal(keycloak.log.filter((line) => line.includes("credentials")).length, 1);
  await sleep(2100); // the last successful poll is too old
  const { asked } = keycloak;
  assert.deepEqual([await status(), await status()], [200, 200]);
  assert.equal(keycloak.asked, asked + 2);
});

test("concurrent verifications share an introspection", async () => {
  const { keycloak, status } = await start();
  keycloak.introspect = (request, response) => setTimeout(() => answer(200, ACTIVE)(request, response), 100);
  const all = await Promise.all(Array.from({ length: 50 }, status));
  assert.deepEqual(new Set(all), new Set([200]));
  assert.equal(keycloak.asked, 1);
});

test("a missing requirement is never met", async () => {
  const { keycloak, keys } = await start();
  const permission = "stats:read";
  for (const organization of [undefined, null, "", "globex"]) {
    await assert.rejects(keys.verify(SECRET, { permission, organization }), { status: 403 }, organization);
  }
  class Computed {
    permission = null;
    get organization() {
      return "globex";
    }
  }
  await assert.rejects(keys.verify(SECRET, new Computed()), { status: 403 });
  assert.equal((await keys.verify(SECRET, { permission, organization: "acme" })).subject, "K1");
  const { asked } = keycloak;
  for (const wrong of [undefined, "", "stats", "stats:", "stats:read ", "stats:read files:read", ["stats:read"], 7]) {
    await assert.rejects(keys.verify(SECRET, { permission: wrong }), TypeError, inspect(wrong));
  }
  await assert.rejects(keys.verify(SECRET, {}), TypeError);
  await assert.rejects(keys.verify(SECRET), TypeError);
  assert.equal(keycloak.asked, asked);
});

test("null claims are malformed", () => {
  for (const claim of ["client_address", "exp", "jti", "scope", "sub", "token_type", "organization"]) {
    assert.equal(parseAnswer(JSON.stringify({ ...JSON.parse(ACTIVE), [claim]: null })), null, claim);
  }
});

test("a poll that has ended is not kept", async () => {
  const signals = [];
  const keycloak = new FakeKeycloak();
  const keys = keycloak.client({
    log: { warn() {} },
    fetch: (url, options) => {
      signals.push(options.signal);
      return signals.length < 3
        ? keycloak.fetch(url, options)
        : new Promise((_, reject) => options.signal.addEventListener("abort", () => reject(options.signal.reason)));
    },
  });
  await awaitThat(() => signals.length === 3);
  keys.close();
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [false, false, true],
  );
});

test("the package has the built files", () => {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const cwd = new URL("..", import.meta.url);
  const [{ files }] = JSON.parse(execSync("npm pack --dry-run --json", { cwd, env: { ...process.env, PATH: path } }));
  const paths = files.map((file) => file.path);
  for (const file of ["dist/index.js", "dist/index.d.ts", "dist/testing.js", "dist/testing.d.ts"]) {
    assert.ok(paths.includes(file), file);
  }
  // npm would not run such a script, because of .npmrc
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", cwd), "utf8"));
  assert.deepEqual(
    Object.keys(scripts).filter((name) => /^pre|^post/.test(name)),
    [],
  );
});

test("a connection that Keycloak closed is replaced", async () => {
  const { keycloak, status } = await start();
  keycloak.changes = answer(404, "");
  let failures = 1;
  keycloak.introspect = (request, response) => {
    failures-- > 0 ? response.destroy() : answer(200, ACTIVE)(request, response);
  };
  assert.equal(await status(), 200);
});

test("invalid settings are refused", async () => {
  const valid = { realmUrl: "https://a/realms/b", clientId: "c", clientSecret: "d9" };
  for (const wrong of [
    { realmUrl: undefined },
    { realmUrl: "a/realms/b" },
    { realmUrl: "ftp://a/realms/b" },
    { realmUrl: "https://u:p@a/realms/b" },
    { realmUrl: "https://a/realms/b?c" },
    { clientId: "" },
    { clientSecret: undefined },
    { realm: 'a"b' },
  ]) {
    assert.throws(() => new ApiKeys({ ...valid, ...wrong }), TypeError, inspect(wrong));
  }
  const keys = new FakeKeycloak().client();
  closings.push(() => keys.close());
  assert.throws(() => keys.express("stats"), TypeError);
  assert.throws(() => keys.express(undefined), TypeError);
  assert.throws(() => keys.express(["stats:read"]), TypeError);
  for (const organization of [undefined, null, "acme"]) {
    for (const kind of ["express", "fastify"]) {
      assert.throws(() => keys[kind]("stats:read", { organization }), TypeError);
    }
    assert.throws(() => keys.fetch("stats:read", () => {}, { organization }), TypeError);
  }
  const shown = new ApiKeys(valid);
  shown.close();
  assert.ok(!inspect(shown, { showHidden: true, depth: 9 }).includes("d9"));
});

const REQUESTS = [
  // headers, permission, organization, status, part of WWW-Authenticate
  [["x-api-key", SECRET], "stats:read", undefined, 200, ""],
  [["authorization", `bearer ${SECRET}`], "stats:read", undefined, 200, ""],
  [["x-api-key", SECRET], null, undefined, 200, ""],
  [["x-api-key", SECRET], "files:read", undefined, 403, 'error="insufficient_scope", scope="files:read"'],
  [["x-api-key", SECRET], "stats:read", () => "acme", 200, ""],
  [["x-api-key", SECRET], "stats:read", () => "id-of-acme", 200, ""],
  [["x-api-key", SECRET], "stats:read", () => "globex", 403, "insufficient_scope"],
  [["x-api-key", SECRET], "stats:read", () => undefined, 403, "insufficient_scope"],
  [["x-api-key", SECRET], "stats:read", () => "", 403, "insufficient_scope"],
  [["x-api-key", "unknown"], "stats:read", undefined, 401, 'error="invalid_token"'],
  [[], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["authorization", `Basic ${SECRET}`], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["authorization", SECRET], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["authorization", 'Digest a="b", c="d"'], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["authorization", `Bearer ${SECRET}, b`], "stats:read", undefined, 400, "invalid_request"],
  [["authorization", `Bearer ${SECRET} b`], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["x-api-key", ""], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["cookie", `x-api-key=${SECRET}`], "stats:read", undefined, 401, 'Bearer realm="api"'],
  [["x-api-key", SECRET, "x-api-key", "b"], "stats:read", undefined, 400, "invalid_request"],
  [["x-api-key", `${SECRET}, b`], "stats:read", undefined, 400, "invalid_request"],
  [["x-api-key", SECRET, "authorization", "Basic b"], "stats:read", undefined, 400, "invalid_request"],
  [["authorization", `Bearer ${SECRET}`, "authorization", "Basic b"], "stats:read", undefined, 400, "invalid_request"],
];

const pairs = (list) => list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1]]] : []));

/** Each sends a request to an application and returns its answer. */
const KINDS = {
  async express(keys, headers, permission, options) {
    const middleware = keys.express(permission, options);
    return http(headers, (request, response) =>
      middleware(request, response, (error) => response.end(error ? "error" : callerOf(request).username)),
    );
  },
  async fastify(keys, headers, permission, options) {
    const hook = keys.fastify(permission, options);
    return http(headers, async (raw, response) => {
      const request = { raw };
      const reply = {
        code: (status) => ((response.statusCode = status), reply),
        header: (name, value) => (response.setHeader(name, value), reply),
        send: (body) => (response.end(body), reply),
      };
      if ((await hook(request, reply)) === undefined) {
        assert.equal(callerOf(raw), callerOf(request));
        reply.send(callerOf(request).username);
      }
    });
  },
  async fetch(keys, headers, permission, options) {
    const handler = keys.fetch(permission, (request, caller, more) => new Response(caller.username + more), options);
    const request = new Request(`https://service.test/stats?x-api-key=${SECRET}`, { headers: pairs(headers) });
    const response = await handler(request, "");
    const found = [...response.headers].map(([name, value]) => [name, value]);
    return { status: response.status, headers: Object.fromEntries(found), body: await response.text() };
  },
};

async function http(headers, handler) {
  const port = await listen(handler);
  const request = send({
    port,
    path: `/stats?x-api-key=${SECRET}`,
    headers: ["host", "service.test", ...headers],
  }).end();
  const [response] = await once(request, "response");
  let body = "";
  for await (const chunk of response) {
    body += chunk;
  }
  return { status: response.statusCode, headers: response.headers, body };
}

for (const [name, call] of Object.entries(KINDS)) {
  test(`requests: ${name}`, async () => {
    const keycloak = new FakeKeycloak();
    keycloak.issue(SECRET, { username: "alice", permissions: ["stats:read"] });
    const keys = keycloak.client();
    closings.push(() => keys.close());
    for (const [headers, permission, organization, status, challenge] of REQUESTS) {
      const what = inspect([headers, permission, organization]);
      const answered = await call(keys, headers, permission, organization ? { organization } : {});
      assert.equal(answered.status, status, what);
      assert.ok((answered.headers["www-authenticate"] ?? "").includes(challenge), what);
      if (status === 200) {
        assert.equal(answered.body, "alice");
      } else {
        assert.equal(answered.headers["content-type"], "application/problem+json");
        assert.equal(JSON.parse(answered.body).status, status);
      }
    }
  });
}

test("an application learns of changes", async () => {
  const keycloak = new FakeKeycloak();
  keycloak.issue(SECRET, { id: "K1", permissions: ["stats:read"] });
  const keys = keycloak.client({ log: { warn() {} } });
  closings.push(() => keys.close());
  const status = async () => (await KINDS.fetch(keys, ["x-api-key", SECRET], "stats:read", {})).status;
  await awaitThat(async () => (await status()) === 200 && keys.cached === 1);
  const asked = keycloak.introspections;
  assert.equal(await status(), 200);
  assert.equal(keycloak.introspections, asked);
  await awaitThat(() => keycloak.usage.get("K1") > 0);
  keycloak.issue(SECRET, { permissions: ["files:read"] });
  await awaitThat(async () => (await status()) === 403);
  keycloak.revoke(SECRET);
  await awaitThat(async () => (await status()) === 401);
  keycloak.stopped = true;
  await awaitThat(async () => (await status()) === 503);
  keycloak.stopped = false;
  await awaitThat(async () => (await status()) === 401);
});

test("the address is sent only if it is configured", async () => {
  for (const clientAddress of [undefined, connectionAddress]) {
    const { keycloak, keys } = await start(clientAddress ? { clientAddress } : {});
    const headers = ["x-api-key", SECRET, "x-forwarded-for", "203.0.113.9"];
    assert.equal((await KINDS.express(keys, headers, null, {})).status, 200);
    assert.equal((await KINDS.fastify(keys, headers, null, {})).status, 200);
    for (const form of keycloak.forms) {
      assert.match(form.get("client_address") ?? "none", clientAddress ? /^(::ffff:)?127\.0\.0\.1$/ : /^none$/);
    }
  }
});

test("metrics", async () => {
  const seen = [];
  const { keys } = await start({ metrics: { verification: (...values) => seen.push(values) } });
  const anyKey = { permission: null };
  (await keys.verify(SECRET, anyKey)).require("stats:read");
  await assert.rejects(async () => (await keys.verify(SECRET, anyKey)).require("stats:write"), { status: 403 });
  await assert.rejects(keys.verify(SECRET, { permission: "stats:write" }), { status: 403 });
  assert.deepEqual(
    seen.map(([status]) => status),
    [200, 200, 403],
  );
});

test("failures of the metrics and the log end neither the polls nor the process", async (context) => {
  const reported = context.mock.method(console, "error", () => undefined);
  let polls = 0;
  const broken = () => {
    polls++;
    throw new Error("broken");
  };
  const { keys, keycloak } = await start({ metrics: { poll: broken, introspection: broken }, log: { warn: broken } });
  await keys.verify(SECRET, { permission: "stats:read" });
  const before = keycloak.polled;
  await awaitThat(() => keycloak.polled > before + 1);
  assert.ok(reported.mock.callCount() > 1);
});
