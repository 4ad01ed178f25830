// The API behind nginx in docker/compose.yaml. It knows nothing about keys: nginx has asked Keycloak before a request gets
// here, and says in the headers X-Auth-… whose it is.
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

// The first process of a container ends only if it says so
process.on("SIGTERM", () => process.exit());
