import { resolve } from "node:path";
import type { Plugin } from "vite";

const STUBS = resolve(import.meta.dirname, "src/embed/stubs");

/** The modules that are replaced by smaller ones, because our page uses only a part of them. */
const REPLACED: Readonly<Record<string, string>> = {
  "lodash/mergeWith": "merge-with.ts",
  "./HeaderCellInfoWrapper": "header-cell-info-wrapper.ts",
  "../../HeaderCellInfoWrapper": "header-cell-info-wrapper.ts",
};

/** PatternFly's menus name these classes only for older menus. */
const UNUSED_STYLES = /\/react-styles\/css\/components\/(?:Breadcrumb|Dropdown)\/[\w-]+\.css$/;

/** Removes parts of PatternFly and its dependencies that our page does not use, because an application has to load them. */
export const unusedParts: Plugin = {
  name: "unused-parts",
  enforce: "pre",
  resolveId(source) {
    const file = REPLACED[source];
    return file === undefined ? null : resolve(STUBS, file);
  },
  load: (id) => (UNUSED_STYLES.test(id.replaceAll("\\", "/")) ? "" : null),
};
