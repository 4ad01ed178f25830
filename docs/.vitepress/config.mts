import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig, type MarkdownOptions } from "vitepress";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const version = /<version>(.+?)<\/version>/.exec(read("pom.xml"))![1];

/** The files and directories to which pages link. The site has copies of them below /files. */
const files = new Set<string>();

/** The address on the site to which a relative link of a page in the repository leads. */
function address(page: string, link: string): { href: string; target?: string } {
  const [file, hash] = link.split("#");
  const path = relative(root, resolve(root, dirname(page), file));
  if (/^([A-Z]+|docs\/[\w-]+)\.md$/.test(path)) {
    return { href: `/${path.replace(/README\.md$/, "index.md")}${hash ? `#${hash}` : ""}` };
  }
  if (!existsSync(join(root, path))) {
    throw new Error(`Dead link in ${page}: ${link}`);
  }
  files.add(path);
  return { href: `/files/${copyOf(path)}`, target: "_self" };
}

/** JSON is copied as it is, everything else becomes a page. */
const copyOf = (path: string) => (path.endsWith(".json") ? path : `${path}.html`);

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const html = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta name="color-scheme" content="light dark"><title>${escaped(title)}</title>` +
  `<style>body{margin:2rem;font:16px/1.5 system-ui}pre{overflow:auto}</style><h1>${escaped(title)}</h1>${body}`;

function copyFiles(outDir: string) {
  // A directory adds its entries to the set while it is iterated, without what a build or a person left there,
  // such as docker/.env
  for (const path of files) {
    const source = join(root, path);
    const target = join(outDir, "files", copyOf(path));
    mkdirSync(dirname(target), { recursive: true });
    if (statSync(source).isDirectory()) {
      const names = readdirSync(source).filter((name) => !/^(\..*|__.*|node_modules|dist|target)$/.test(name));
      names.forEach((name) => files.add(`${path}/${name}`));
      const entries = names.map((name) => `<li><a href="${basename(path)}/${copyOf(name)}">${escaped(name)}</a>`);
      writeFileSync(target, html(path, `<ul>${entries.join("")}</ul>`));
    } else {
      writeFileSync(target, path.endsWith(".json") ? read(path) : html(path, `<pre>${escaped(read(path))}</pre>`));
    }
  }
}

/** Rewrites the links of the repository to addresses on the site. VitePress then checks those to pages. */
const repositoryLinks: MarkdownOptions["config"] = (markdown) => {
  markdown.core.ruler.push("repository-links", (state) => {
    const page = state.env.relativePath as string;
    for (const token of state.tokens.flatMap((block) => block.children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href && !/^([a-z]+:|#)/.test(href)) {
        Object.entries(address(page, href)).forEach(([name, value]) => token.attrSet(name, value));
      }
    }
  });
};

/** Pages outside of docs, such as CONTRIBUTING.md, have no node_modules beside them. */
const resolveFromDocs: Plugin = {
  name: "resolve-from-docs",
  enforce: "pre",
  resolveId(source, importer) {
    return importer && dirname(importer) === root && /^vue(\/|$)/.test(source)
      ? this.resolve(source, join(root, "docs/README.md"), { skipSelf: true })
      : null;
  },
};

/** The menu: the tables of docs/README.md, with a group for each heading. */
const sidebar = read("docs/README.md")
  .split(/^## /m)
  .slice(1)
  .map((group, position) => ({
    text: group.slice(0, group.indexOf("\n")),
    collapsed: position > 3,
    items: [...group.matchAll(/^\| \[(.+?)\]\((.+?)\)/gm)].map(([, text, link]) => {
      const { href, target } = address("docs/README.md", link);
      return { text, link: href.replace(/\.md$/, ""), target };
    }),
  }));

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#3451b2" stroke-width="2">' +
  '<circle cx="4.5" cy="8" r="3"/><path d="M7.5 8H15v3M12 8v2.5"/></svg>';

/**
 * Splits a text into the words of the search. In addition to the words of VitePress, each name with underscores or
 * hyphens is a word, so that pages with exactly this error code or option are near the top. VitePress sends the source
 * text of this function to the browser, so it must not use other variables.
 */
const words = (text: string) => [
  ...text.split(/[\n\r\p{Z}\p{P}]+/u),
  ...(text.match(/[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+/gu) ?? []),
];

export default defineConfig({
  title: "Organization API Keys",
  description: "API keys for Keycloak organizations and their members",
  base: process.env.DOCS_BASE ?? "/",
  // without an icon, each browser requests /favicon.ico, which does not exist
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: "..",
  srcExclude: readdirSync(root)
    .filter((name) => name !== "docs" && statSync(join(root, name)).isDirectory())
    .map((name) => `${name}/**`),
  rewrites: { "README.md": "index.md", "docs/README.md": "docs/index.md" },
  // the examples run on this machine; every other dead link fails the build
  ignoreDeadLinks: "localhostLinks",
  markdown: { config: repositoryLinks, languageAlias: { caddyfile: "nginx", haproxy: "nginx" } },
  vite: { plugins: [resolveFromDocs] },
  buildEnd: ({ outDir }) => copyFiles(outDir),
  themeConfig: {
    nav: [
      { text: "Get started", link: "/docs/get-started" },
      { text: "All pages", link: "/docs/" },
      { text: version, link: "/CHANGELOG" },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: "local", options: { miniSearch: { options: { tokenize: words } } } },
  },
});
