import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { transformWithEsbuild, type Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { patternflyStyles } from "./patternfly-styles";
import { sharedReact } from "./shared-react";

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
 * The size limits in bytes: for the script that starts with the admin console, for the scripts of all pages, and for all
 * files in compressed form. The copy of React is not part of them, because no supported console needs it.
 */
const MAX_ENTRY = 15_000;
const MAX_SCRIPTS = 400_000;
const MAX_COMPRESSED = 200_000;
const NOT_NEEDED = "bundled-react.js";

/** The build fails when the pages become too large. PageLoadIT checks the size of what a browser loads. */
const sizes: Plugin = {
  name: "sizes",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
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
      const sizeOf = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + code(name).length, 0);
      const all = Object.keys(bundle).filter((name) => /\.(?:js|css)$/.test(name) && name !== NOT_NEEDED);
      const scripts = sizeOf(all.filter((name) => name.endsWith(".js")));
      const compressed = all.reduce((sum, name) => sum + gzipSync(code(name)).length, 0);
      const problem = (what: string, size: number, max: number) =>
        size > max && this.error(`${what}: ${size} bytes, but ${max} are allowed`);
      problem("The script that starts with the admin console", sizeOf(withImports("admin.js")), MAX_ENTRY);
      problem("The scripts of all pages", scripts, MAX_SCRIPTS);
      problem("Everything, compressed", compressed, MAX_COMPRESSED);
    },
  },
};

/**
 * Replaces Vite's function that loads the stylesheets of a chunk before the chunk, because only src/host/stylesheet.ts
 * loads stylesheets.
 */
const noPreload: Plugin = {
  name: "no-preload",
  enforce: "pre",
  load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : null),
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
const UNUSED_KEYWORDS = ["default", "format", "required", "uniqueItems"];
const OTHER_TYPES: unknown[] = ["array", "object", "string"];

const withoutUnusedKeywords = (key: string, value: unknown) =>
  UNUSED_KEYWORDS.includes(key) ||
  (key === "additionalProperties" && value === false) ||
  (key === "description" && typeof value === "string") ||
  (key === "type" && OTHER_TYPES.includes(value))
    ? undefined
    : value;

export default defineConfig({
  base: "",
  plugins: [schemas, sharedReact, noPreload, classicScript, patternflyStyles, thirdParty, sizes, hashedDirectory],
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
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        // Otherwise the entry of the admin console would contain it, and export it through another file
        manualChunks: (id) => (id.endsWith("/host/who-am-i.ts") ? "rest" : undefined),
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "style.css" : "[name][extname]"),
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    restoreMocks: true,
    // the components of PatternFly import stylesheets, which Node cannot load
    server: { deps: { inline: [/@patternfly/] } },
  },
});
