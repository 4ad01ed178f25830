import { describe, expect, it } from "vitest";
import { queryOf, searchPattern } from "./search";

describe("What somebody types into the search", () => {
  it("finds names that contain it", () => {
    expect(searchPattern(" build ")).toBe("*build*");
  });

  it("is no search when it is empty", () => {
    expect(searchPattern("  ")).toBeUndefined();
  });

  it("goes as it is when it is an id, or a pattern already", () => {
    expect(searchPattern("a03a123d-b7f1-49ca-aff5-71714b3624be")).toBe("a03a123d-b7f1-49ca-aff5-71714b3624be");
    expect(searchPattern("ci*")).toBe("ci*");
    expect(searchPattern('"ci"')).toBe('"ci"');
  });
});

it("A query has only what is there, escaped", () => {
  expect(queryOf({ search: "a&b", type: undefined, status: "", first: 0 })).toBe("search=a%26b&first=0");
});
