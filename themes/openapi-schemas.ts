import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

const SCHEMAS = "openapi-schemas";

/** Provides the schemas of the OpenAPI document as the module "openapi-schemas", so that forms validate by the same rules. */
export const schemas: Plugin = {
  name: SCHEMAS,
  resolveId: (id) => (id === SCHEMAS ? `\0${SCHEMAS}` : null),
  load(id) {
    if (id !== `\0${SCHEMAS}`) {
      return null;
    }
    const file = resolve(import.meta.dirname, "../docs/openapi.json");
    this.addWatchFile(file);
    const { components } = JSON.parse(readFileSync(file, "utf8")) as {
      components: { schemas: Record<string, unknown> };
    };
    const constants = Object.entries(components.schemas).map(
      ([name, schema]) => `export const ${name} = ${JSON.stringify(schema, withoutUnusedKeywords)};`,
    );
    return constants.join("\n");
  },
};

/** The keywords of a schema that the pages do not use. */
const UNUSED_KEYWORDS = ["default", "format", "required", "uniqueItems"];
const OTHER_TYPES: unknown[] = ["array", "object", "string"];

const withoutUnusedKeywords = (key: string, value: unknown) =>
  UNUSED_KEYWORDS.includes(key) ||
  (key === "additionalProperties" && value === false) ||
  (key === "description" && typeof value === "string") ||
  (key === "type" && OTHER_TYPES.includes(value))
    ? undefined
    : value;
