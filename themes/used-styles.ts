import { resolve } from "node:path";
import { PurgeCSS } from "purgecss";
import { transformWithEsbuild, type Rollup } from "vite";

/** A stylesheet of PatternFly. The module of the same name has the list of its classes. */
export const STYLESHEET = /\/@patternfly\/react-styles\/css\/(.*)\.css$/;
export const LIST = /\/@patternfly\/react-styles\/css\/(.*)\.mjs$/;

/** The modules that name classes: ours, and the components of PatternFly. */
export const OURS = `${resolve(import.meta.dirname, "src").replaceAll("\\", "/")}/`;
const COMPONENT = /\/@patternfly\/react-(?!styles)/;

export interface Module {
  readonly id: string;
  readonly code: string;
}

export function modulesOf(chunks: readonly Pick<Rollup.RenderedChunk, "modules">[]): Module[] {
  return chunks
    .flatMap(({ modules }) => Object.entries(modules))
    .map(([id, { code }]) => ({ id: id.replaceAll("\\", "/"), code: code ?? "" }))
    .filter(({ code }) => code !== "");
}

/** Returns a function that removes the names from a list that neither our code nor the components of this list use. */
export function usedNames(
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

/** Removes the unused names from all lists in the code of a chunk. */
export function withoutUnusedLists(
  code: string,
  chunk: Rollup.RenderedChunk,
  chunks: readonly Rollup.RenderedChunk[],
  context: Pick<Rollup.PluginContext, "getModuleInfo">,
): string {
  const used = usedNames(chunks, context);
  return modulesOf([chunk])
    .filter(({ id }) => LIST.test(id))
    .reduce((rest, list) => rest.replace(list.code, () => used(list)), code);
}

/** Returns the identifiers and the words of strings. */
export function wordsIn(code: string): readonly string[] {
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

/** Returns the words of all modules that can name a class. */
export function usedWords(modules: readonly Module[]): readonly string[] {
  return modules.filter(({ id }) => id.startsWith(OURS) || COMPONENT.test(id)).flatMap(({ code }) => wordsIn(code));
}

export async function purged(css: string, words: string[]): Promise<string> {
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

export async function minified(css: string): Promise<string> {
  const { code } = await transformWithEsbuild(css, "patternfly.css", { loader: "css", minify: true, sourcemap: false });
  return code.trim();
}

/**
 * Removes the custom properties that no rule reads, because PatternFly defines the properties of all variants of a
 * component. Repeats until nothing changes, because a removed property can be the only one that reads another property.
 */
export function withoutUnusedProperties(sheets: readonly string[]): readonly string[] {
  const read = new Set(sheets.join("\n").match(/(?<=var\(\s*)--[\w-]+/g));
  const after = sheets.map((css) =>
    css.replaceAll(/(--pf-v5-[\w-]+):[^;{}]*(?:;|(?=\}))/g, (declaration, name: string) =>
      read.has(name) ? declaration : "",
    ),
  );
  return after.join("") === sheets.join("") ? sheets : withoutUnusedProperties(after);
}
