// The API behind nginx in docker/compose.yaml. It does not verify keys: nginx verifies the key of each request with
// Keycloak, and names the caller in the X-Auth-… headers.
import { createServer } from "node:http";

createServer(({ method, url, headers }, response) => {
  const answer = {
    request: `${method} ${url}`,
    caller: headers["x-auth-username"],
    organization: headers["x-auth-organization"],
    permissions: headers["x-auth-permissions"]?.split(" "),
  };
  response.writeHead(200, { "Content-Type": "application/json" }).end(`${JSON.stringify(answer)}\n`);
}).listen(8080);

// The main process of a container ignores SIGTERM unless it has a handler
process.on("SIGTERM", () => process.exit());
