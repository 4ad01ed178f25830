// @vitest-environment node
import { expect, it } from "vitest";
import { changed } from "./shadow-patternfly";

const target = { from: /\bevent\.target\b/g, to: "event.composedPath()[0]" };

it("replaces the code that does not work in a shadow root", () => {
  expect(changed("Menu.js", "a(event.target); b(event.target)", [target])).toBe(
    "a(event.composedPath()[0]); b(event.composedPath()[0])",
  );
});

it("fails if a module no longer contains that code", () => {
  expect(() => changed("Menu.js", "a(ev.target)", [target])).toThrow("Menu.js does not contain");
});
