// Called by Maven after it has written the OpenAPI document. Validates the document as OpenAPI 3.1.
import { createConfig, lint } from "@redocly/openapi-core";
import process from "node:process";

const config = await createConfig({
  extends: ["recommended-strict"],
  rules: {
    // {id}/rotate and resources/{name} both match resources/rotate. A JAX-RS server prefers the path with more literal
    // characters.
    "no-ambiguous-paths": "off",
  },
});
const problems = await lint({ ref: process.argv[2], config });
for (const { ruleId, message, location } of problems) {
  process.stderr.write(`${process.argv[2]}${location[0]?.pointer ?? ""}: ${message} (${ruleId})\n`);
}
process.exitCode = problems.length === 0 ? 0 : 1;
