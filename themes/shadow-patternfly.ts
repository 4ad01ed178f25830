import { resolve } from "node:path";
import type { Plugin } from "vite";

const FOCUS = resolve(import.meta.dirname, "src/host/focus.ts").replaceAll("\\", "/");

interface Change {
  readonly from: RegExp;
  readonly to: string;
}

/** Outside of a shadow root, `event.target` is the element with the shadow root. PatternFly listens at the window. */
const TARGET: Change = { from: /\bevent\.target\b/g, to: "event.composedPath()[0]" };
/** `document.activeElement` is the element with the shadow root, too. */
const FOCUSED: Change = { from: /\bdocument\.activeElement\b/g, to: "focusedInShadowRoot()" };

/** The modules of PatternFly that assume that they are not in a shadow root. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  "react-core/dist/esm/components/Alert/Alert.js": [FOCUSED],
  "react-core/dist/esm/components/Dropdown/Dropdown.js": [TARGET],
  // the other events of this module come from React, which has its listeners in the shadow root
  "react-core/dist/esm/components/Label/Label.js": [
    { from: /contains\(event\.target\)/g, to: "contains(event.composedPath()[0])" },
  ],
  "react-core/dist/esm/components/Menu/Menu.js": [TARGET, FOCUSED],
  "react-core/dist/esm/components/Pagination/PaginationOptionsMenu.js": [TARGET],
  "react-core/dist/esm/components/Select/Select.js": [TARGET],
  "react-core/dist/esm/components/Tooltip/Tooltip.js": [
    TARGET,
    // without styles, a tooltip in the body of the document would be unreadable
    { from: /appendTo = \(\) => document\.body/g, to: 'appendTo = "inline"' },
  ],
  "react-core/dist/esm/helpers/FocusTrap/FocusTrap.js": [FOCUSED],
  "react-core/dist/esm/helpers/KeyboardHandler.js": [TARGET, FOCUSED],
  "react-table/dist/esm/components/Table/Table.js": [TARGET, FOCUSED],
};

/** The modules that have the same code, but do not use it, or use it with our elements. */
const REVIEWED = [
  // the target is the window
  "react-core/dist/esm/components/Toolbar/Toolbar.js",
  // our pages have no search with attributes
  "react-core/dist/esm/components/SearchInput/AdvancedSearchMenu.js",
  // our pages set the property that has another default
  "react-core/dist/esm/components/Alert/AlertGroup.js",
  "react-core/dist/esm/components/Modal/Modal.js",
];

const SUSPICIOUS = [
  /\bdocument\.activeElement\b/,
  /\bdocument\.body\b/,
  /\bdocument\.getElementById\b/,
  /\b(?:document|window)\.addEventListener\b[^]*\b(?:e|ev|event)\.target\b|\b(?:e|ev|event)\.target\b[^]*\b(?:document|window)\.addEventListener\b/,
];

const PATTERNFLY = /\/@patternfly\/(react-(?:core|table)\/.*)$/;

/**
 * Changes PatternFly so that it works in a shadow root. Fails if a module no longer contains the code that is replaced, or
 * if another module contains such code, so that a new version of PatternFly is noticed.
 */
export const shadowPatternfly: Plugin = {
  name: "shadow-patternfly",
  enforce: "pre",
  transform(code, id) {
    const [, module = ""] = PATTERNFLY.exec(id.replaceAll("\\", "/")) ?? [];
    const changes = CHANGES[module];
    return changes ? { code: changed(module, code, changes), map: null } : null;
  },
  generateBundle(_options, bundle) {
    const unseen = new Set(Object.keys(CHANGES));
    const problems: string[] = [];
    for (const file of Object.values(bundle)) {
      for (const [id, { code }] of Object.entries(file.type === "chunk" ? file.modules : {})) {
        const [, module] = PATTERNFLY.exec(id.replaceAll("\\", "/")) ?? [];
        if (module !== undefined && code !== null) {
          unseen.delete(module);
          const isKnown = module in CHANGES || REVIEWED.includes(module);
          const found = isKnown ? undefined : SUSPICIOUS.find((pattern) => pattern.test(code));
          if (found) {
            problems.push(`${module} contains ${found.source}, which may not work in a shadow root`);
          }
        }
      }
    }
    problems.push(...[...unseen].map((module) => `${module} is not in the bundle`));
    if (problems.length > 0) {
      this.error(problems.join("\n"));
    }
  },
};

/** Returns the changed code. Fails if it does not contain what is replaced. */
export function changed(module: string, code: string, changes: readonly Change[]): string {
  const imported = changes.includes(FOCUSED)
    ? `import { focused as focusedInShadowRoot } from ${JSON.stringify(FOCUS)};\n`
    : "";
  return changes.reduce((rest, { from, to }) => {
    if (rest.search(from) < 0) {
      throw new Error(`${module} does not contain ${from.source}`);
    }
    return rest.replaceAll(from, to);
  }, imported + code);
}
