import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PurgeCSS } from "purgecss";
import { transformWithEsbuild, type Plugin, type Rollup } from "vite";

const STYLES = "patternfly-styles";
const PLACEHOLDER = `"%${STYLES}%"`;

/** A stylesheet of PatternFly. The module of the same name has the list of its classes. */
const STYLESHEET = /\/@patternfly\/react-styles\/css\/(.*)\.css$/;
const LIST = /\/@patternfly\/react-styles\/css\/(.*)\.mjs$/;

/** The modules that name classes: ours, and the components of PatternFly. */
const OURS = `${resolve(import.meta.dirname, "src").replaceAll("\\", "/")}/`;
const COMPONENT = /\/@patternfly\/react-(?!styles)/;

interface Module {
  readonly id: string;
  readonly code: string;
}

interface Sheet {
  readonly file: string;
  readonly directory: string;
  readonly css: string;
  /** A class, and two custom properties that the stylesheet defines for each element of this class. */
  readonly probe: readonly string[];
}

/**
 * Splits the styles of PatternFly into one file per component, because the consoles contain most of the components. The
 * module "patternfly-styles" is the list of these files. src/host/stylesheet.ts loads the files that the console does
 * not contain. Removes the class names that the pages cannot use, and the rules for these classes.
 */
export const patternflyStyles: Plugin = {
  name: STYLES,
  enforce: "pre",
  resolveId: (id) => (id === STYLES ? `\0${STYLES}` : null),
  load(id) {
    if (id === `\0${STYLES}`) {
      return `export const STYLES = [${PLACEHOLDER}];`;
    }
    return STYLESHEET.test(id) ? "" : null;
  },
  renderChunk(code, chunk, _options, { chunks }) {
    const used = usedNames(Object.values(chunks), this);
    return modulesOf([chunk])
      .filter(({ id }) => LIST.test(id))
      .reduce((rest, list) => rest.replace(list.code, () => used(list)), code);
  },
  generateBundle: {
    // after Vite has added the stylesheet of the pages
    order: "post",
    async handler(_options, bundle) {
      const files = Object.values(bundle);
      const chunks = files.filter((file) => file.type === "chunk");
      const own = files.find((file) => file.type === "asset" && file.fileName.endsWith(".css"));
      if (own?.type !== "asset") {
        this.error("The pages have no stylesheet.");
      }
      const modules = modulesOf(chunks);
      const used = usedNames(chunks, this);
      const words = modules
        .filter(({ id }) => id.startsWith(OURS) || COMPONENT.test(id))
        .flatMap(({ code }) => wordsIn(code));
      const parts = await Promise.all(
        modules
          .filter(({ id }) => LIST.test(id))
          .map((list) => sheetOf(list.id, (css) => purged(css, [...wordsIn(used(list)), ...words]))),
      );
      const sheets = merged(parts);
      const always = sheets.filter(({ probe }) => probe.length === 0).map(({ css }) => css);
      const optional = sheets.filter(({ css, probe }) => css !== "" && probe.length > 0);
      const [ours = "", ...others] = withoutUnusedProperties([
        always.join("") + Buffer.from(own.source).toString(),
        ...optional.map(({ css }) => css),
      ]);
      own.source = ours;
      optional.forEach(({ file }, index) => this.emitFile({ type: "asset", fileName: file, source: others[index] }));
      const list = optional.map(({ file, probe }) => JSON.stringify([file, ...probe])).join(",");
      for (const chunk of chunks) {
        chunk.code = chunk.code.replace(PLACEHOLDER, list);
      }
    },
  },
};

function modulesOf(chunks: readonly Pick<Rollup.RenderedChunk, "modules">[]): Module[] {
  return chunks
    .flatMap(({ modules }) => Object.entries(modules))
    .map(([id, { code }]) => ({ id: id.replaceAll("\\", "/"), code: code ?? "" }))
    .filter(({ code }) => code !== "");
}

/** Returns a function that removes the names from a list that neither our code nor the components of this list use. */
function usedNames(
  chunks: readonly Pick<Rollup.RenderedChunk, "modules">[],
  { getModuleInfo }: Pick<Rollup.PluginContext, "getModuleInfo">,
): (list: Module) => string {
  const modules = modulesOf(chunks);
  const ours = modules.filter(({ id }) => id.startsWith(OURS)).map(({ code }) => code);
  return ({ id: list, code }) => {
    const importers = new Set(getModuleInfo(list)?.importers.map((id) => id.replaceAll("\\", "/")));
    const components = modules.filter(({ id }) => importers.has(id)).map((each) => each.code);
    return withoutUnusedNames(code, usedProperties(ours, components));
  };
}

/** Returns the identifiers and the words of strings. */
function wordsIn(code: string): readonly string[] {
  return code.match(/[\w$-]+/g) ?? [];
}

/**
 * Returns whether the code can read a property of a list of class names. The code can compute the name of the property,
 * as in `styles.modifiers[variant]`. So each word of the code counts.
 */
function usedProperties(ours: readonly string[], components: readonly string[]): (property: string) => boolean {
  // { cyan: styles.modifiers.cyan } does not count: the code must name the property of the new object, too
  const code = [...ours, ...components].join("\n").replaceAll(/\b(\w+): \w+(?:\$\w+)?\.modifiers\.\1\b/g, "");
  const words = new Set(wordsIn(code).flatMap((word) => [word, camelCase(word)]));
  // `width_${value}`
  const starts = [...code.matchAll(/[`"']([A-Za-z]\w+)\$\{/g)].map(([, start]) => start ?? "");
  // { default: "noPadding", md: "padding" }
  const breakpoints = new Set(ours.join("\n").match(/\b(?:sm|md|lg|xl|2xl)(?=["']?:)/g));
  return function isUsed(property): boolean {
    const [, name, breakpoint] = /^(.+)On_?(Sm|Md|Lg|Xl|2xl)$/.exec(property) ?? [];
    return (
      words.has(property) ||
      starts.some((start) => property.startsWith(start)) ||
      (name !== undefined && breakpoints.has(breakpoint?.toLowerCase() ?? "") && isUsed(name))
    );
  };
}

function camelCase(word: string): string {
  return word.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Removes the lines `"name": "class",` whose name no code can read. */
function withoutUnusedNames(list: string, isUsed: (property: string) => boolean): string {
  return list.replaceAll(/^\s*"?([\w$]+)"?: "[^"]*",?\n/gm, (line, name: string) => (isUsed(name) ? line : ""));
}

/** Reads the stylesheet of a list. */
async function sheetOf(list: string, purge: (css: string) => Promise<string>): Promise<Sheet> {
  const css = readFileSync(list.replace(/mjs$/, "css"), "utf8");
  return {
    file: fileOf(list),
    directory: list.replace(/[^/]*$/, ""),
    css: await minified(await purge(css)),
    probe: probeOf(css),
  };
}

/** Adds a stylesheet that has no probe to another one of the same component. */
function merged(sheets: readonly Sheet[]): Sheet[] {
  const main = (directory: string) => sheets.find((sheet) => sheet.directory === directory && sheet.probe.length > 0);
  const isPart = ({ directory, probe }: Sheet) => probe.length === 0 && main(directory) !== undefined;
  return sheets
    .filter((sheet) => !isPart(sheet))
    .map((sheet) => {
      const parts = sheets.filter((part) => isPart(part) && main(part.directory) === sheet);
      return { ...sheet, css: [sheet, ...parts].map(({ css }) => css).join("") };
    });
}

/** Returns the name of the stylesheet, such as "patternfly/Button-button.css". */
function fileOf(list: string): string {
  const path = LIST.exec(list)?.[1] ?? "";
  return `patternfly/${path.split("/").slice(1).join("-")}.css`;
}

/**
 * Finds a rule for the component itself, such as `.pf-v5-c-button { … }`, and properties of the component that it
 * defines.
 */
function probeOf(css: string): string[] {
  for (const [, name, body] of css.matchAll(/^(?::root|\.(pf-v5-[cl]-[a-z-]+)) \{([^}]*)\}/gm)) {
    const properties = body?.match(/--pf-v5-[cl]-[\w-]+(?=: [^;])/g) ?? [];
    const own = properties.filter((property) => property.startsWith(`--${name ?? ""}`));
    const ends = [own[0], own.at(-1)].filter((each) => each !== undefined);
    if (ends.length > 0) {
      return [name ?? "", ...ends];
    }
  }
  return [];
}

async function purged(css: string, words: string[]): Promise<string> {
  const results = await new PurgeCSS().purge({
    content: [{ raw: words.join(" "), extension: "js" }],
    css: [{ raw: css }],
    defaultExtractor: () => words,
    // the consoles add it to the document
    safelist: ["pf-v5-theme-dark"],
    keyframes: true,
  });
  return results[0]?.css ?? css;
}

async function minified(css: string): Promise<string> {
  const { code } = await transformWithEsbuild(css, "patternfly.css", { loader: "css", minify: true, sourcemap: false });
  return code.trim();
}

/**
 * Removes the custom properties that no rule reads, because PatternFly defines the properties of all variants of a
 * component. Repeats until nothing changes, because a removed property can be the only one that reads another property.
 */
function withoutUnusedProperties(sheets: readonly string[]): readonly string[] {
  const read = new Set(sheets.join("\n").match(/(?<=var\(\s*)--[\w-]+/g));
  const after = sheets.map((css) =>
    css.replaceAll(/(--pf-v5-[\w-]+):[^;{}]*(?:;|(?=\}))/g, (declaration, name: string) =>
      read.has(name) ? declaration : "",
    ),
  );
  return after.join("") === sheets.join("") ? sheets : withoutUnusedProperties(after);
}
