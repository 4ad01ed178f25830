import { afterEach, expect, it } from "vitest";
import { missingStyles } from "./stylesheet";

const style = document.createElement("style");

afterEach(() => style.remove());

it("finds the stylesheets whose rules are not in the document", () => {
  style.textContent =
    ".pf-x { --x--a: 1px; --x--z: 2px } .other .pf-y { --y--a: 1px; --y--z: 2px } .pf-z { --z--a: 1px }";
  document.head.append(style);
  const missing = missingStyles([
    ["x.css", "pf-x", "--x--a", "--x--z"],
    ["y.css", "pf-y", "--y--a", "--y--z"],
    ["z.css", "pf-z", "--z--a", "--z--z"],
  ]);
  expect(missing).toEqual(["y.css", "z.css"]);
  expect(document.body.childElementCount).toBe(0);
});
