import { isName } from "../catalog/definition";
import { MOST } from "./attributes";

/** Matches the next attribute of a query. The second group is the name. */
const NEXT = / *("?)([\w.-]+)\1:(?:"(?:[^"\\]|\\.)+"|[^" ][^ ]*)(?: +|$)/gy;

/** Matches control characters, and halves of characters that UTF-16 encodes in two parts. */
const NOT_TEXT = /[\p{Cc}\p{Cs}]/u;

/** Whether the server accepts a query for attributes, such as `plan:pro note:"two words"`. */
export function isAttributeQuery(query: string): boolean {
  if (NOT_TEXT.test(query) || query.includes("\\\\") || query.trimEnd().endsWith("\\")) {
    return false;
  }
  const found = [...query.matchAll(NEXT)];
  const names = found.map(([, , name = ""]) => name);
  return (
    found.reduce((length, [attribute]) => length + attribute.length, 0) === query.length &&
    names.every(isName) &&
    names.length > 0 &&
    names.length <= MOST &&
    new Set(names).size === names.length
  );
}

/** Matches the start of another attribute. */
const ANOTHER = / "?[a-z][\w.-]*"?:/i;

/**
 * Returns the query for a typed text. Quotes the value if the text has only one attribute. Returns undefined if the text
 * is not a query, or if it is not clear where quotes belong.
 */
export function attributeQueryOf(text: string): string | undefined {
  const typed = text.trim();
  if (isAttributeQuery(typed)) {
    return typed;
  }
  const [, name, value] = /^([^:"]+): *([^" ].*)$/s.exec(typed) ?? [];
  if (name === undefined || value === undefined || ANOTHER.test(typed)) {
    return undefined;
  }
  const quoted = `${name}:"${value.replaceAll('"', '\\"')}"`;
  return isAttributeQuery(quoted) ? quoted : undefined;
}
