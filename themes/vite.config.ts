import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { transformWithEsbuild, type Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { noPreload } from "./no-preload";
import { schemas } from "./openapi-schemas";
import { patternflyStyles } from "./patternfly-styles";
import { sharedReact } from "./shared-react";
import { thirdParty } from "./third-party";

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
    include: ["src/**/*.test.{ts,tsx}", "*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
    restoreMocks: true,
    // the components of PatternFly import stylesheets, which Node cannot load
    server: { deps: { inline: [/@patternfly/] } },
  },
});
