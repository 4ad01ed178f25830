import { queryOf, type Query } from "../../host/query";

export { queryOf, type Query } from "../../host/query";

// The address of the window belongs to the application. So it does not contain what our page shows.
let text = "";
const listeners = new Set<() => void>();

/** Returns the address of the application, for users who open a link in another tab. */
export const hrefOf = (): string => location.href;

export const currentQuery = (): string => text;

export function setQuery(next: Query): void {
  text = queryOf(next);
  listeners.forEach((listener) => listener());
}

export function onQueryChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
