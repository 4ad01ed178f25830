import type * as React from "react";
import type * as Jsx from "react/jsx-runtime";
import type * as Dom from "react-dom";
import type { createRoot } from "react-dom/client";

/** The modules of one copy of React. */
interface Modules {
  readonly react: typeof React;
  readonly jsx: typeof Jsx;
  readonly dom: typeof Dom & { readonly createRoot: typeof createRoot };
}

/** The version of React for which PatternFly and our pages are made. */
const VERSION = "18.";

let loaded: Modules | undefined;

/**
 * Loads the React of our pages: the console's own React if its version fits, or else the copy in our own files. A page
 * must not be imported before, because its modules call `shared` when they are loaded.
 */
export async function loadReact(): Promise<void> {
  loaded ??= (await ofTheConsole().catch(() => undefined)) ?? (await import("../bundled-react")).modules;
}

async function ofTheConsole(): Promise<Modules | undefined> {
  const [react, jsx, dom] = await Promise.all([
    import("react-host"),
    import("react-host/jsx-runtime"),
    import("react-host-dom"),
  ]);
  // React 18 has createRoot here, too; later versions have it only in "react-dom/client"
  return react.version.startsWith(VERSION) && "createRoot" in dom
    ? { react, jsx, dom: dom as Modules["dom"] }
    : undefined;
}

/** Returns the React that `loadReact` has loaded. */
export function shared(): Modules {
  if (!loaded) {
    throw new Error("org-api-keys: React is not loaded");
  }
  return loaded;
}
