import postcss, { type AtRule, type Plugin as PostcssPlugin } from "postcss";
import type { Plugin } from "vite";
import {
  LIST,
  minified,
  modulesOf,
  purged,
  usedNames,
  usedWords,
  withoutUnusedLists,
  withoutUnusedProperties,
  wordsIn,
} from "./used-styles";

/** The element in place of the root of a document. Sets the custom properties of PatternFly. */
const ROOT = ".org-api-keys-root";
/** The element in place of the body. */
const BODY = ".org-api-keys-body";

/** The custom properties of the element, and the properties of PatternFly that get their value. */
export const THEME: Readonly<Record<string, readonly string[]>> = {
  "primary-color": [
    "global--primary-color--100",
    "global--primary-color--300",
    "global--primary-color--dark-100",
    "global--primary-color--light-100",
  ],
  "link-color": [
    "global--active-color--100",
    "global--link--Color",
    "global--link--Color--dark",
    "global--link--Color--light",
  ],
  "primary-color-hover": [
    "global--primary-color--200",
    "global--link--Color--hover",
    "global--link--Color--dark--hover",
    "global--link--Color--light--hover",
  ],
  "text-color": ["global--Color--100", "global--Color--dark-100"],
  "secondary-text-color": ["global--Color--200", "global--Color--dark-200"],
  "background-color": ["global--BackgroundColor--100", "global--BackgroundColor--light-100"],
  "dialog-background-color": ["c-modal-box--BackgroundColor", "c-menu--BackgroundColor"],
  "border-color": ["global--BorderColor--100", "global--BorderColor--300", "global--BorderColor--dark-100"],
  "danger-color": ["global--danger-color--100"],
  "success-color": ["global--success-color--100"],
  "border-radius": ["global--BorderRadius--sm"],
};

/** The property whose value an application wants if it sets only that one. */
const DEFAULTS: Readonly<Record<string, string>> = { "link-color": "primary-color" };

const THEMED = new Map<string, string>(
  Object.entries(THEME).flatMap(([name, properties]) => properties.map((each) => [`--pf-v5-${each}`, name] as const)),
);

/** Where a property of PatternFly is set for the whole page, or for all dialogs and menus. */
const THEMED_AT =
  /^(?::where\((?::root|\.pf-v5-theme-dark)\)|(?::where\(\.pf-v5-theme-dark\) )?\.pf-v5-c-(?:modal-box|menu))$/;

/** Lets an application change colors: `--pf-…: #06c` becomes `--pf-…: var(--org-api-keys-primary-color, #06c)`. */
const themed: PostcssPlugin = {
  postcssPlugin: "org-api-keys-theme",
  OnceExit(root, { result }) {
    const found = new Set<string>();
    root.walkRules((rule) => {
      if (rule.selectors.some((selector) => THEMED_AT.test(selector))) {
        rule.walkDecls((declaration) => {
          const name = THEMED.get(declaration.prop);
          if (name !== undefined) {
            found.add(declaration.prop);
            const other = DEFAULTS[name];
            const value =
              other === undefined ? declaration.value : `var(--org-api-keys-${other}, ${declaration.value})`;
            declaration.value = `var(--org-api-keys-${name}, ${value})`;
          }
        });
      }
    });
    for (const property of THEMED.keys()) {
      if (!found.has(property)) {
        result.warn(`${property} is not set`);
      }
    }
  },
};

/** A shadow root contains neither the root of the document nor its body. */
const withoutDocument: PostcssPlugin = {
  postcssPlugin: "org-api-keys-document",
  OnceExit(root) {
    root.walkRules((rule) => {
      if (!(rule.parent?.type === "atrule" && (rule.parent as AtRule).name === "keyframes")) {
        rule.selectors = rule.selectors.map((selector) =>
          selector
            .replaceAll(/(?<![\w.#-]):root(?![\w-])/g, ROOT)
            .replaceAll(/(?<![\w.#:-])html(?![\w-])/g, ROOT)
            .replaceAll(/(?<![\w.#:-])body(?![\w-])/g, BODY),
        );
        if (rule.selector.includes(BODY)) {
          // the height of the window
          rule.walkDecls("height", (declaration) => {
            declaration.remove();
          });
        }
      }
    });
    root.walkAtRules("font-face", (rule) => {
      // a shadow root cannot define fonts
      rule.remove();
    });
  },
};

const REM = /(?<![\w.#-])(-?(?:\d+\.?\d*|\.\d+))rem\b/g;

/** The default font size of browsers in pixels, for conditions, which cannot contain custom properties. */
const PIXELS = 16;

/** The font size of the root of the document belongs to the application. */
const withoutRem: PostcssPlugin = {
  postcssPlugin: "org-api-keys-rem",
  Declaration(declaration) {
    declaration.value = declaration.value.replaceAll(REM, (_, number: string) =>
      Number(number) === 0 ? "0px" : `calc(${number} * var(--org-api-keys-rem))`,
    );
  },
  AtRule(rule) {
    rule.params = rule.params.replaceAll(REM, (_, number: string) => `${Number(number) * PIXELS}px`);
  },
};

const WIDTH = /^\(\s*(?:min-width|max-width|width)\b/;

/**
 * The page has the width of a part of the window, so conditions about the width of the window become conditions about the
 * width of the page or the dialog. Other parts of a condition stay in a `@media` rule around them.
 */
const containers: PostcssPlugin = {
  postcssPlugin: "org-api-keys-containers",
  OnceExit(root) {
    root.walkAtRules("media", (rule) => {
      if (rule.params.includes("width")) {
        rule.replaceWith(...postcss.list.comma(rule.params).map((query) => limited(rule, query)));
      }
    });
  },
};

function limited(rule: AtRule, query: string): AtRule {
  const parts = query.split(/\s+and\s+/).filter((part) => part !== "screen");
  const width = parts.filter((part) => WIDTH.test(part));
  const others = parts.filter((part) => !WIDTH.test(part));
  if (width.length === 0) {
    return rule.clone({ params: query });
  }
  const inner = rule.clone({ name: "container", params: width.join(" and ") });
  return others.length === 0 ? inner : postcss.atRule({ name: "media", params: others.join(" and "), nodes: [inner] });
}

/** Returns the styles in a form that works in a shadow root on the page of an application. Fails if something is missing. */
export async function forShadowRoot(css: string): Promise<string> {
  const result = await postcss([withoutRem, themed, withoutDocument, containers]).process(css, { from: undefined });
  const [problem] = result.warnings();
  if (problem) {
    throw new Error(problem.text);
  }
  return result.css;
}

/** The stylesheet without rules and custom properties that the page does not use. */
export const embeddedStyles: Plugin = {
  name: "embedded-styles",
  enforce: "pre",
  transform(code, id) {
    // Vite would add the fonts to the bundle
    return id.endsWith("/react-core/dist/styles/base.css") ? { code: withoutFonts(code), map: null } : null;
  },
  renderChunk(code, chunk, _options, { chunks }) {
    return withoutUnusedLists(code, chunk, Object.values(chunks), this);
  },
  generateBundle: {
    // after Vite has added the stylesheet
    order: "post",
    async handler(_options, bundle) {
      const files = Object.values(bundle);
      const chunks = files.filter((file) => file.type === "chunk");
      const sheet = files.find((file) => file.type === "asset" && file.fileName.endsWith(".css"));
      if (sheet?.type !== "asset") {
        this.error("The page has no stylesheet.");
      }
      const modules = modulesOf(chunks);
      const used = usedNames(chunks, this);
      const lists = modules.filter(({ id }) => LIST.test(id)).map(used);
      const [host, css] = withoutHost(await forShadowRoot(Buffer.from(sheet.source).toString()));
      const needed = await purged(css, [...lists.flatMap(wordsIn), ...usedWords(modules)]);
      const [small = ""] = withoutUnusedProperties([await minified(host + needed)]);
      sheet.source = small;
    },
  },
};

/** Returns the rules for the element itself, and the others. No code names the former, so they would seem to be unused. */
export function withoutHost(css: string): [host: string, others: string] {
  const root = postcss.parse(css);
  const host: string[] = [];
  root.walkRules(/^:host\b/, (rule) => {
    host.push(rule.toString());
    rule.remove();
  });
  return [host.join("\n"), root.toString()];
}

function withoutFonts(css: string): string {
  const root = postcss.parse(css);
  root.walkAtRules("font-face", (rule) => {
    rule.remove();
  });
  return root.toString();
}
