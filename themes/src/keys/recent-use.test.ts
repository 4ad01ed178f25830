import { expect, it } from "vitest";
import { isInUse } from "./recent-use";

const now = Date.parse("2026-11-25T12:00:00Z");

it("A key that was used within the last seven days is in use", () => {
  expect(isInUse("2026-11-18T12:00:01Z", now)).toBe(true);
  expect(isInUse("2026-11-18T12:00:00Z", now)).toBe(false);
  expect(isInUse(undefined, now)).toBe(false);
});
