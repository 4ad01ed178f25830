import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { transformWithEsbuild, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = import.meta.dirname;

/**
 * Puts everything into a directory that is named after the contents, because consoles keep what they load for thirty
 * days, and tells the server in manifest.json where to find the three entries.
 */
const hashedDirectory: Plugin = {
  name: "hashed-directory",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const hash = createHash("sha256");
      const files = Object.values(bundle).sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
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

/** PatternFly's modules load their styles as a side effect: keep those only whose module is in the bundle. */
const usedStyles: Plugin = {
  name: "used-styles",
  enforce: "pre",
  load(id) {
    if (!/@patternfly\/react-styles\/css\/.*\.css$/.test(id)) {
      return null;
    }
    const module = id.replace(/\.css$/, ".mjs");
    return { code: readFileSync(id, "utf8"), meta: { vite: { cssScopeTo: [module, "default"] } } };
  },
};

export default defineConfig({
  base: "",
  plugins: [reactOfTheHost, classicScript, usedStyles, hashedDirectory],
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
      input: { admin: resolve(here, "src/admin.ts"), account: resolve(here, "src/account.tsx") },
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
