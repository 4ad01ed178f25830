import { describe, expect, it } from "vitest";
import { customGrace, defaultGrace, graceChoices } from "./grace";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("The grace period of a rotation", () => {
  it("has choices up to the maximum", () => {
    expect(graceChoices(7 * DAY)).toEqual([0, HOUR, DAY, 7 * DAY]);
    expect(graceChoices(30 * DAY)).toEqual([0, HOUR, DAY, 7 * DAY]);
    expect(graceChoices(DAY)).toEqual([0, HOUR, DAY]);
  });

  it("has the maximum as a choice if it is not a usual period", () => {
    expect(graceChoices(2 * HOUR)).toEqual([0, HOUR, 2 * HOUR]);
    expect(graceChoices(60)).toEqual([0, 60]);
  });

  it("has only the choice none if the realm allows none", () => {
    expect(graceChoices(0)).toEqual([0]);
    expect(defaultGrace(0)).toBe(0);
  });

  it("is a day by default, or the maximum if that is shorter", () => {
    expect(defaultGrace(7 * DAY)).toBe(DAY);
    expect(defaultGrace(HOUR)).toBe(HOUR);
  });

  it("can be typed in hours", () => {
    expect(customGrace("36", 7 * DAY)).toBe(36 * HOUR);
    expect(customGrace(" 0,5 ", 7 * DAY)).toBe(1800);
    expect(customGrace("0", 7 * DAY)).toBe(0);
  });

  it("is invalid if it is not a number or too long", () => {
    for (const hours of ["", "a day", "-1", "1e3", "169"]) {
      expect(customGrace(hours, 7 * DAY), hours).toBeUndefined();
    }
  });
});
