// A resource server for API keys. Node 20.3 or newer: npm ci && node server.mjs
import { createServer } from "node:http";
import { ApiKeys, callerOf } from "orgkeys";

const { KEYCLOAK_REALM_URL, CLIENT_ID, CLIENT_SECRET, HOST = "127.0.0.1", PORT = "8090" } = process.env;

const keys = new ApiKeys({ realmUrl: KEYCLOAK_REALM_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
const needsStats = keys.express("stats:read");
const needsStatsOfOrganization = keys.express("stats:read", { organization });

/** Returns the organization in a path such as /organizations/acme/stats. */
function organization(request) {
  return request.url.match(/^\/organizations\/([^/?]+)\/stats(\?|$)/)?.[1];
}

function stats(request, response) {
  const { subject, username, organizations } = callerOf(request);
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ subject, username, organizations: [...organizations.keys()] }));
}

// The middleware is for Express: app.get("/stats", keys.express("stats:read"), stats). This server needs no packages.
createServer((request, response) => {
  const middleware = /^\/stats(\?|$)/.test(request.url) ? needsStats : needsStatsOfOrganization;
  return middleware(request, response, (error) => {
    if (error) {
      response.writeHead(500).end();
    } else {
      stats(request, response);
    }
  });
}).listen(Number(PORT), HOST);
