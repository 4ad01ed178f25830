import { describe, expect, it } from "vitest";
import { seconds, split } from "./duration";

describe("split", () => {
  it.each([
    [0, 0, "second"],
    [59, 59, "second"],
    [60, 1, "minute"],
    [90, 90, "second"],
    [120, 2, "minute"],
    [5400, 90, "minute"],
    [7200, 2, "hour"],
    [129600, 36, "hour"],
    [604800, 7, "day"],
    [86401, 86401, "second"],
  ])("%i seconds are %i %s", (value, amount, unit) => {
    expect(split(value)).toEqual({ amount, unit });
  });
});

describe("seconds", () => {
  it("accepts fractions of larger units", () => expect(seconds("1.5", "hour")).toBe(5400));
  it.each(["", " ", "-", "a"])("are undefined for %j", (text) => expect(seconds(text, "day")).toBeUndefined());
});
