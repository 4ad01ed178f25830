import { describe, expect, it } from "vitest";
import { searchPattern } from "./search";

describe("The typed search", () => {
  it("finds names that contain the text", () => {
    expect(searchPattern(" build ")).toBe("*build*");
  });

  it("is undefined if it is empty", () => {
    expect(searchPattern("  ")).toBeUndefined();
  });

  it("is sent unchanged if it is an id or a pattern", () => {
    expect(searchPattern("a03a123d-b7f1-49ca-aff5-71714b3624be")).toBe("a03a123d-b7f1-49ca-aff5-71714b3624be");
    expect(searchPattern("ci*")).toBe("ci*");
    expect(searchPattern('"ci"')).toBe('"ci"');
  });
});
