import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

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
export const thirdParty: Plugin = {
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
