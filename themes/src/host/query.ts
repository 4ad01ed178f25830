import { env } from "./environment";

/** The parameters in the address of one of our pages. A parameter without a value is not in the address. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Returns a query string of the parameters that have a value. */
export function queryOf(parameters: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") {
      query.set(name, String(value));
    }
  }
  return query.toString();
}

const isAdmin = env.adminBaseUrl !== undefined;

/**
 * Returns the address of the current page with this query. The admin console has its own addresses in the fragment of
 * the URL, and the query follows them. In the account console, the fragment is the query, because the menu of the
 * console adds the query of the URL to the addresses of all pages.
 */
export function hrefOf(query: Query): string {
  const { hash, pathname, search } = location;
  const text = queryOf(query);
  return isAdmin ? hash.replace(/\?.*$/s, "") + (text && `?${text}`) : pathname + search + (text && `#${text}`);
}

function read(): string {
  return location.hash.replace(isAdmin ? /^[^?]*\??/ : /^#/, "");
}

const listeners = new Set<() => void>();
/** The address of the page without its query. */
let page = "";
let query = "";
/** The address of the current entry of the history. */
let entry = "";

/** Browsers with this API also report the navigation of the console's router. */
const { navigation } = window as { navigation?: EventTarget };

/** Returns the query of the page, as text. */
export function currentQuery(): string {
  return listeners.size > 0 ? query : read();
}

/**
 * Changes the query of the page, with a new entry in the history or in the current entry. Keeps the state of the entry,
 * because the console's router stores its data there.
 */
export function setQuery(next: Query, isNewEntry = true): void {
  if (isNewEntry) {
    history.pushState(history.state, "", hrefOf(next));
  } else {
    history.replaceState(history.state, "", hrefOf(next));
  }
  entry = location.href;
  update();
}

/** Calls the listener after each change of the query. Returns a function that removes the listener. */
export function onQueryChange(listener: () => void): () => void {
  if (listeners.size === 0) {
    page = hrefOf({});
    query = read();
    entry = location.href;
    window.addEventListener("popstate", onMove, { capture: true });
    navigation?.addEventListener("currententrychange", update);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.removeEventListener("popstate", onMove, { capture: true });
      navigation?.removeEventListener("currententrychange", update);
    }
  };
}

/**
 * The user went back or forward. Hides from the router of the account console that only the query has changed, because
 * the router would remove the page and show it anew.
 */
function onMove(event: Event): void {
  const isOther = location.href !== entry;
  entry = location.href;
  if (!isAdmin && isOther && hrefOf({}) === page) {
    event.stopImmediatePropagation();
  }
  update();
}

function update(): void {
  // the user may have left the page
  if (hrefOf({}) === page && read() !== query) {
    query = read();
    listeners.forEach((listener) => listener());
  }
}
