// Called by Maven. Runs every step of the build, but only if an input has changed since the last run.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";

const here = import.meta.dirname;
const out = resolve(here, process.env.OUT_DIR ?? "../target/console");
const checked = process.env.CI === "true";

function npm(...args) {
  const { status, error } = spawnSync("npm", args, {
    cwd: here,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, OUT_DIR: out },
  });
  if (error) {
    process.stderr.write("npm was not found. Install it, or build a jar without the pages: -Dconsoles.skip\n");
  }
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

function hash(files) {
  const sha = createHash("sha256");
  for (const file of files) {
    sha.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return sha.digest("hex");
}

function filesBelow(directory) {
  return readdirSync(directory)
    .filter((name) => name !== "node_modules")
    .sort()
    .map((name) => join(directory, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}

function noted(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function note(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const installed = join(here, "node_modules/.installed");
const lock = hash([join(here, "package-lock.json")]);
if (noted(installed) !== lock) {
  npm("ci");
  note(installed, lock);
}

const built = `${out}.built`;
// the build generates the types of requests and responses from this file
const api = resolve(here, "../docs/openapi.json");
const sources = () => `${checked} ${hash([...filesBelow(here), api])}`;
if (noted(built) !== sources() || !existsSync(join(out, "manifest.json"))) {
  npm("run", "--silent", checked ? "format:check" : "format");
  npm("run", "--silent", "build");
  note(built, sources());
}
