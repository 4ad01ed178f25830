import { expect, it } from "vitest";
import mergeWith from "./merge-with";

it("merges the properties of a cell", () => {
  const sources = [{ className: "a", isVisible: true }, null, { className: "b", children: undefined, width: 40 }];
  const join = (before: unknown, value: unknown, key: string) =>
    key === "className" ? [before, value].filter(Boolean).join(" ") : undefined;
  expect(mergeWith({}, ...sources, join)).toEqual({ className: "a b", isVisible: true, width: 40 });
});
