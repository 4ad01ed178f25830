import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, defineConfig, type Plugin, type Rollup } from "vite";
import { embeddedStyles } from "./embedded-styles";
import { noPreload } from "./no-preload";
import { schemas } from "./openapi-schemas";
import { shadowPatternfly } from "./shadow-patternfly";
import { thirdParty } from "./third-party";
import { unusedParts } from "./unused-parts";

const here = import.meta.dirname;
const consoles = process.env.OUT_DIR ?? resolve(here, "../target/console");
const SOURCE = resolve(here, "src");
const EMBED = resolve(SOURCE, "embed");

/** Uses a module of src/embed in place of the module of src with the same path. */
const embeddedModules: Plugin = {
  name: "embedded-modules",
  enforce: "pre",
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith(".") || importer.startsWith(EMBED)) {
      return null;
    }
    const path = relative(SOURCE, resolve(dirname(importer), source));
    return [".ts", ".tsx"].map((end) => resolve(EMBED, path + end)).find((file) => existsSync(file)) ?? null;
  },
};

/** The size limits in bytes, after compression: of the script that an application loads first, and of all files. */
const MAX_LOADER = 4_096;
const MAX_ALL = 190_000;

/**
 * Puts the page into a directory named after the hash of its contents, because browsers cache it for a year. Adds
 * embed.js, which contains this name, and embed.json.
 */
const versioned: Plugin = {
  name: "versioned",
  enforce: "post",
  generateBundle: {
    order: "post",
    async handler(_options, bundle) {
      checkPackages(bundle["third-party.json"]);
      delete bundle["third-party.json"];
      const files = Object.values(bundle).sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
      const names = files.map(({ fileName }) => fileName);
      if (names.join() !== "licenses.txt,style.css,view.js") {
        this.error(`The element loads only view.js and style.css, not ${names.join(", ")}`);
      }
      const hash = createHash("sha256");
      for (const file of files) {
        hash.update(file.fileName).update("\0").update(contentOf(file));
      }
      const version = `v-${hash.digest("hex").slice(0, 12)}`;
      for (const file of files) {
        file.fileName = `${version}/${file.fileName}`;
      }
      const loader = await loaderOf(version);
      this.emitFile({ type: "asset", fileName: "embed.js", source: loader });
      this.emitFile({ type: "asset", fileName: "embed.json", source: JSON.stringify({ version }) + "\n" });

      const compressed = (content: string | Uint8Array) => gzipSync(content, { level: 9 }).length;
      const limit = (what: string, size: number, max: number) =>
        size > max && this.error(`${what}: ${size} bytes compressed, but ${max} are allowed`);
      const first = compressed(loader);
      limit("embed.js", first, MAX_LOADER);
      const others = files
        .filter(({ fileName }) => !fileName.endsWith(".txt"))
        .reduce((sum, file) => sum + compressed(contentOf(file)), 0);
      limit("The element", first + others, MAX_ALL);
    },
  },
};

const contentOf = (file: Rollup.OutputAsset | Rollup.OutputChunk) => (file.type === "chunk" ? file.code : file.source);

/** The bill of materials is made from the packages of the consoles, so the element must not contain any other. */
function checkPackages(list: Rollup.OutputAsset | Rollup.OutputChunk | undefined): void {
  const namesIn = (json: string) => (JSON.parse(json) as { name: string }[]).map(({ name }) => name);
  const known = namesIn(readFileSync(resolve(consoles, "third-party.json"), "utf8"));
  const unknown = namesIn(list ? Buffer.from(contentOf(list)).toString() : "[]").filter(
    (name) => !known.includes(name),
  );
  if (unknown.length > 0) {
    throw new Error(`Not in the bill of materials: ${unknown.join(", ")}`);
  }
}

async function loaderOf(version: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    define: { VIEW_VERSION: JSON.stringify(version) },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: resolve(EMBED, "loader.ts"), output: { entryFileNames: "embed.js" } },
    },
  });
  const files = [result].flat().flatMap((each) => ("output" in each ? each.output : []));
  const chunk = files.find((file) => file.type === "chunk");
  if (chunk === undefined) {
    throw new Error("embed.js is missing");
  }
  return chunk.code;
}

/** The custom element `<org-api-keys>`: the page of the account console in a shadow root. Built after the consoles. */
export default defineConfig({
  base: "",
  plugins: [schemas, embeddedModules, unusedParts, shadowPatternfly, noPreload, embeddedStyles, thirdParty, versioned],
  build: {
    outDir: resolve(consoles, "embed"),
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    cssMinify: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: {
      preserveEntrySignatures: "strict",
      input: resolve(EMBED, "view.tsx"),
      output: {
        entryFileNames: "view.js",
        inlineDynamicImports: true,
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "style.css" : "[name][extname]"),
      },
    },
  },
});
