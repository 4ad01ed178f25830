import type { Plugin } from "vite";

/**
 * Replaces Vite's function that loads the stylesheets of a chunk before the chunk, because only src/host/stylesheet.ts
 * loads stylesheets.
 */
export const noPreload: Plugin = {
  name: "no-preload",
  enforce: "pre",
  load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : null),
};
