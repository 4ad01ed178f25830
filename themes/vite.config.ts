import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { transformWithEsbuild, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = import.meta.dirname;

/**
 * Puts all files into a directory named after the hash of their contents, because browsers cache them for thirty days.
 * Writes manifest.json, from which the server reads the paths of the three entries.
 */
const hashedDirectory: Plugin = {
  name: "hashed-directory",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const hash = createHash("sha256");
      const files = Object.values(bundle)
        .filter((file) => file.fileName !== "third-party.json")
        .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
      for (const file of files) {
        hash
          .update(file.fileName)
          .update("\0")
          .update(file.type === "chunk" ? file.code : file.source);
      }
      const directory = `assets/org-api-keys-${hash.digest("hex").slice(0, 12)}`;
      for (const file of files) {
        file.fileName = `${directory}/${file.fileName}`;
      }
      const entry = (name: string) => `${directory}/${name}.js`;
      const manifest = { admin: entry("admin"), account: entry("account"), fresh: entry("fresh") };
      this.emitFile({ type: "asset", fileName: "manifest.json", source: JSON.stringify(manifest, null, 2) + "\n" });
    },
  },
};

interface Package {
  name: string;
  version: string;
  license: string;
}

/** Matches the path of a module up to and including the directory of its npm package. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Lists the third-party packages in the bundle, because their licenses must accompany the code, and the bill of
 * materials names them. Includes a package whose module was removed from the bundle if its stylesheet can still be in
 * the bundle.
 */
const thirdParty: Plugin = {
  name: "third-party",
  enforce: "post",
  generateBundle(_options, bundle) {
    const directories = new Set<string>();
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk") {
        const found = Object.entries(file.modules)
          .filter(([id, module]) => module.renderedLength > 0 || id.endsWith(".css"))
          .flatMap(([id]) => PACKAGE.exec(id.replaceAll("\\", "/")) ?? []);
        found.forEach((directory) => directories.add(directory.replace("\0", "")));
        if (found.length > 0) {
          file.code = `/*! The licenses of the packages in this file are in licenses.txt */\n${file.code}`;
        }
      }
    }
    const packages = [...directories]
      .map((directory) => ({
        directory,
        ...(JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Package),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const licenseOf = ({ directory, license }: { directory: string; license: string }) => {
      const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
      return file
        ? readFileSync(join(directory, file), "utf8").trim()
        : `${license}. The package comes without the text.`;
    };
    this.emitFile({
      type: "asset",
      fileName: "licenses.txt",
      source: packages.map((each) => `${each.name} ${each.version}\n\n${licenseOf(each)}\n`).join("\n----\n\n"),
    });
    this.emitFile({
      type: "asset",
      fileName: "third-party.json",
      source: JSON.stringify(
        packages.map(({ name, version, license }) => ({ name, version, license })),
        null,
        2,
      ),
    });
  },
};

/**
 * The size limits in bytes: for the script that starts with the admin console, and for all files in compressed form.
 */
const MAX_ENTRY = 10_000;
const MAX_FIRST_OPEN = 200_000;

/** The build fails when the pages become too large. */
const sizes: Plugin = {
  name: "sizes",
  enforce: "post",
  generateBundle(_options, bundle) {
    const code = (name: string) => {
      const file = bundle[name];
      return Buffer.from(file?.type === "chunk" ? file.code : (file?.source ?? ""));
    };
    const withImports = (name: string, found = new Set<string>()): Set<string> => {
      const file = bundle[name];
      if (file?.type === "chunk" && !found.has(name)) {
        found.add(name);
        file.imports.forEach((each) => withImports(each, found));
      }
      return found;
    };
    const entry = [...withImports("admin.js")].reduce((sum, name) => sum + code(name).length, 0);
    const loaded = Object.keys(bundle).filter((name) => /\.(?:js|css)$/.test(name));
    const all = loaded.reduce((sum, name) => sum + gzipSync(code(name)).length, 0);
    const problem = (what: string, size: number, max: number) =>
      size > max && this.error(`${what}: ${size} bytes, but ${max} are allowed`);
    problem("The script that starts with the admin console", entry, MAX_ENTRY);
    problem("Everything, compressed", all, MAX_FIRST_OPEN);
  },
};

/** The account console loads fresh.js as a classic script, so that it runs before the console's modules. */
const classicScript: Plugin = {
  name: "classic-script",
  async generateBundle() {
    const file = resolve(here, "src/fresh.ts");
    const { code } = await transformWithEsbuild(readFileSync(file, "utf8"), file, {
      format: "iife",
      minify: true,
      sourcemap: false,
    });
    this.emitFile({ type: "asset", fileName: "fresh.js", source: code });
  },
};

/** "react-host" is the console's own React, which its import map calls "react"; our own React is in the bundle. */
const reactOfTheHost: Plugin = {
  name: "react-host",
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk") {
        file.code = file.code.replaceAll(/from\s*"react-host"/g, 'from"react"');
      }
    }
  },
};

/**
 * The stylesheets of components that other components import but our pages do not use, and of Page, whose styles both
 * consoles contain.
 */
const UNUSED_STYLES = /\/(?:Badge|Breadcrumb|Dropdown|InlineEdit|Page|Panel|Popover)\/[^/]+\.css$/;

/** Classes that our pages do not use: responsive variants, and variants and parts of components. */
const UNUSED_CLASSES = new RegExp(
  [
    /-on-(?:xs|sm|md|lg|xl|2xl)\b/,
    /\.pf-m-grid(?:-lg|-xl|-2xl)?(?![\w-])/,
    /tree-view/,
    /c-table.*(?:expandable-row|compound-expansion|nested-column|sort|column-help|__check|favorite)/,
    /c-table.*(?:sticky|__toggle|draggable|control-row|pf-m-clickable|pf-m-hoverable|pf-m-expanded)/,
    /c-menu(?:__|\.|\b).*(?:drill|flyout|pf-m-nav|__header|item-action|favorite|breadcrumb)/,
    /c-menu-toggle.*(?:split-button|pf-m-primary|pf-m-secondary|pf-m-action)/,
    /c-tabs.*(?:pf-m-vertical|pf-m-box|pf-m-secondary|pf-m-nav|item-action|pf-m-expandable|__toggle)/,
    /c-toolbar.*(?:pf-m-inset|expandable|chip-container|pf-m-toggle-group|sticky)/,
    /c-form.*(?:field-group|group-label-help)/,
    /c-label.*(?:pf-m-editable|pf-m-cyan|pf-m-gold|pf-m-add)/,
    /c-button.*(?:pf-m-tertiary|pf-m-display-lg|pf-m-warning)/,
    /c-(?:alert|alert-group).*(?:overflow-button|expandable|pf-m-custom)/,
    /c-pagination.*(?:nav-page-select|sticky)/,
    /c-description-list.*(?:auto-fi|pf-m-display|order)/,
    /c-menu__(?:header|footer|group)/,
    /c-tab-content__body/,
    /c-table__(?:inline-edit|icon)/,
    /c-form__(?:section|fieldset)/,
    /c-card/,
    /-gap(?:-[a-z0-9]+)?-on-/,
    /c-scroll-/,
  ]
    .map((each) => each.source)
    .join("|"),
);

/**
 * Keeps only the styles whose module is in the bundle, because PatternFly's modules import their styles as a side
 * effect.
 */
const usedStyles: Plugin = {
  name: "used-styles",
  enforce: "pre",
  load(id) {
    if (/@patternfly\/react-styles\/css\/.*\.mjs$/.test(id)) {
      // the file lists the class names, one per line
      return readFileSync(id, "utf8").replaceAll(/^.*-on-(?:sm|md|lg|xl|2xl)",?\n/gm, "");
    }
    if (!/@patternfly\/react-styles\/css\/.*\.css$/.test(id)) {
      return null;
    }
    if (UNUSED_STYLES.test(id)) {
      return "";
    }
    const module = id.replace(/\.css$/, ".mjs");
    return { code: readFileSync(id, "utf8"), meta: { vite: { cssScopeTo: [module, "default"] } } };
  },
};

/** Removes the rules of unused classes from the stylesheets in the bundle. */
const usedRules = {
  postcssPlugin: "used-rules",
  Rule(rule: { selectors: string[]; remove(): void }) {
    // a class in :not(), :is() or :where() is not required for a match, unless all alternatives of an :is() are unused
    const needed = (selector: string) =>
      selector.replaceAll(/:(not|is|where)\(((?:[^()]|\([^()]*\))*)\)/g, (_, kind: string, inner: string) =>
        kind === "is" && inner.split(",").every((each) => UNUSED_CLASSES.test(each)) ? inner : "",
      );
    const used = rule.selectors.filter((selector) => !UNUSED_CLASSES.test(needed(selector)));
    if (used.length === 0) {
      rule.remove();
    } else if (used.length < rule.selectors.length) {
      rule.selectors = used;
    }
  },
};

/**
 * Removes the custom properties that no rule of our stylesheet reads, because PatternFly defines the properties of all
 * variants of a component. Repeats until nothing changes, because a removed property can be the only one that reads
 * another property.
 */
const usedProperties: Plugin = {
  name: "used-properties",
  enforce: "post",
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "asset" && file.fileName.endsWith(".css")) {
        let css = Buffer.from(file.source).toString();
        for (let before = ""; css !== before;) {
          before = css;
          const read = new Set(before.match(/(?<=var\(\s*)--[\w-]+/g));
          css = before.replaceAll(/(--pf-v5-[\w-]+):[^;{}]*(?:;|(?=\}))/g, (declaration, name: string) =>
            read.has(name) ? declaration : "",
          );
        }
        file.source = css;
      }
    }
  },
};

const SCHEMAS = "openapi-schemas";

/** Provides the schemas of the OpenAPI document as the module "openapi-schemas", so that forms validate by the same rules. */
const schemas: Plugin = {
  name: SCHEMAS,
  resolveId: (id) => (id === SCHEMAS ? `\0${SCHEMAS}` : null),
  load(id) {
    if (id !== `\0${SCHEMAS}`) {
      return null;
    }
    const file = resolve(here, "../docs/openapi.json");
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
const UNUSED_KEYWORDS = ["default", "format", "additionalProperties", "required", "uniqueItems"];
const OTHER_TYPES: unknown[] = ["array", "object", "string"];

const withoutUnusedKeywords = (key: string, value: unknown) =>
  UNUSED_KEYWORDS.includes(key) ||
  (key === "description" && typeof value === "string") ||
  (key === "type" && OTHER_TYPES.includes(value))
    ? undefined
    : value;

export default defineConfig({
  base: "",
  plugins: [schemas, reactOfTheHost, classicScript, usedStyles, thirdParty, usedProperties, sizes, hashedDirectory],
  css: { postcss: { plugins: [usedRules] } },
  build: {
    outDir: process.env.OUT_DIR ?? resolve(here, "../target/console"),
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: {
      preserveEntrySignatures: "strict",
      // fresh.js imports the last two
      input: Object.fromEntries(
        ["admin.ts", "account.tsx", "membership.ts"].map((file) => [
          file.replace(/\..*/, ""),
          resolve(here, "src", file),
        ]),
      ),
      external: ["react-host"],
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "style.css" : "[name][extname]"),
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    restoreMocks: true,
  },
});
