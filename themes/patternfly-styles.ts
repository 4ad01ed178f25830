import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import {
  LIST,
  minified,
  modulesOf,
  purged,
  STYLESHEET,
  usedNames,
  usedWords,
  withoutUnusedLists,
  withoutUnusedProperties,
  wordsIn,
} from "./used-styles";

const STYLES = "patternfly-styles";
const PLACEHOLDER = `"%${STYLES}%"`;

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
    return withoutUnusedLists(code, chunk, Object.values(chunks), this);
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
      const words = usedWords(modules);
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
