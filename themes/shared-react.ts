import { resolve } from "node:path";
import type { Plugin } from "vite";

const SHARED = "\0shared-react:";

/** The modules of React that the pages import, and the property of `shared()` in src/host/react.ts for each. */
const MODULES: Readonly<Record<string, string>> = {
  react: "react",
  "react/jsx-runtime": "jsx",
  "react-dom": "dom",
  "react-dom/client": "dom",
};

/** The modules that import the copy of React in our own files. */
const OWN_COPY = /\/(?:node_modules\/(?:react|react-dom|scheduler)\/|src\/bundled-react\.ts)/;

/**
 * Lets all modules use the React that src/host/react.ts has loaded. "react-host" is the console's own React, which the
 * import map of the console calls "react".
 */
export const sharedReact: Plugin = {
  name: "shared-react",
  enforce: "pre",
  apply: "build",
  resolveId(source, importer) {
    if (/^react-host(?:-dom)?(?:\/|$)/.test(source)) {
      return { id: source.replace("-host", ""), external: true };
    }
    return source in MODULES && !OWN_COPY.test(importer?.replaceAll("\\", "/") ?? "") ? SHARED + source : null;
  },
  load(id) {
    if (!id.startsWith(SHARED)) {
      return null;
    }
    const loader = JSON.stringify(resolve(import.meta.dirname, "src/host/react.ts"));
    return {
      code: `import { shared } from ${loader}; export default shared().${MODULES[id.slice(SHARED.length)]};`,
      syntheticNamedExports: true,
    };
  },
};
