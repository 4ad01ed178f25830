// A resource server for API keys. Node 20 or newer, no packages: node server.mjs
import { createServer } from "node:http";

const { KEYCLOAK_REALM_URL, CLIENT_ID, CLIENT_SECRET, HOST = "127.0.0.1", PORT = "8090" } = process.env;

/** Middleware that requires a permission of the key. With Express: app.get("/stats", needs("stats:read"), …) */
function needs(permission) {
  return async (request, response, next) => {
    const keys = request.headersDistinct["x-api-key"] ?? [];
    const authorizations = request.headersDistinct.authorization ?? [];
    if (keys.length + authorizations.length > 1) {
      const detail = "Send one key, in one header: x-api-key, or Authorization: Bearer.";
      return refuse(response, 400, detail, 'error="invalid_request"');
    }
    const key = keys[0] ?? authorizations[0]?.match(/^Bearer ([^ ]+)$/i)?.[1];
    if (!key) {
      return refuse(response, 401, "Send an API key in the header x-api-key.", 'realm="stats"');
    }
    let caller;
    try {
      caller = await introspect(key);
    } catch (error) {
      console.error("Introspection failed:", error.message); // never log the key
      response.setHeader("Retry-After", "5");
      return refuse(response, 503, "The key cannot be checked right now. Try again later.");
    }
    if (caller?.active !== true) {
      const detail = "The key is not valid here: it may be mistyped, revoked, disabled or expired.";
      return refuse(response, 401, detail, 'error="invalid_token"');
    }
    if (!(caller.scope ?? "").split(" ").includes(permission)) {
      const challenge = `error="insufficient_scope", scope="${permission}"`;
      return refuse(response, 403, `The key lacks the permission ${permission}.`, challenge);
    }
    request.caller = caller;
    return next();
  };
}

/** Introspects a key or an access token (RFC 7662). Throws an error if Keycloak does not answer 200. */
async function introspect(key) {
  const client = `${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`;
  const answer = await fetch(`${KEYCLOAK_REALM_URL}/protocol/openid-connect/token/introspect`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(client).toString("base64")}` },
    body: new URLSearchParams({ token: key }),
    redirect: "error", // do not send the key to another server
    signal: AbortSignal.timeout(5000),
  });
  if (answer.status !== 200) {
    throw new Error(`it answered ${answer.status}`);
  }
  return answer.json();
}

/** Returns the aliases in the claim: {"acme":{"id":"…"}} for a key, by default ["acme"] for a token. */
function organizations(caller) {
  const claim = caller.organization ?? [];
  return Array.isArray(claim) ? claim : Object.keys(claim);
}

/** Sends a problem document (RFC 9457), and WWW-Authenticate (RFC 6750 §3). */
function refuse(response, status, detail, challenge) {
  if (challenge) {
    response.setHeader("WWW-Authenticate", `Bearer ${challenge}`);
  }
  response.writeHead(status, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ status, detail }));
}

function stats(request, response) {
  const { caller } = request;
  response.writeHead(200, { "Content-Type": "application/json" });
  const body = { subject: caller.sub, username: caller.username, organizations: organizations(caller) };
  response.end(JSON.stringify(body));
}

createServer((request, response) => {
  const path = request.url.split("?")[0];
  const organization = path.match(/^\/organizations\/([^/]+)\/stats$/)?.[1];
  if (request.method === "GET" && path === "/stats") {
    return needs("stats:read")(request, response, () => stats(request, response));
  }
  if (request.method === "GET" && organization) {
    return needs("stats:read")(request, response, () =>
      organizations(request.caller).includes(organization)
        ? stats(request, response)
        : refuse(response, 403, "The key belongs to another organization.", 'error="insufficient_scope"'),
    );
  }
  return refuse(response, 404, "There is nothing here.");
}).listen(Number(PORT), HOST);
