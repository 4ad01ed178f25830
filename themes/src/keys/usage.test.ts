import { expect, it } from "vitest";
import { bars, HEIGHT, reasons, WIDTH } from "./usage";

const point = (allowed: number, refused: number) => ({
  start: "2026-11-25T00:00:00Z",
  allowed,
  refused,
  refusedBy: {},
});

it("The highest bar fills the chart, and the others are in proportion", () => {
  const [high, half] = bars([point(100, 0), point(50, 0)]);
  expect(high?.allowed.height).toBe(HEIGHT - 2);
  expect(half?.allowed.height).toBe((HEIGHT - 2) / 2);
});

it("Refused uses are on top of allowed uses, within the chart", () => {
  const [bar] = bars([point(9999, 1)]);
  expect(bar && bar.refused.y + bar.refused.height).toBe(bar?.allowed.y);
  expect(bar?.refused.height).toBeGreaterThan(0);
  expect(bar?.refused.y).toBeGreaterThanOrEqual(0);
});

it("A single use is visible next to thousands, and a day without uses has no bar", () => {
  const [, one, none] = bars([point(100_000, 0), point(1, 0), point(0, 0)]);
  expect(one?.allowed.height).toBe(2);
  expect(none?.allowed.height).toBe(0);
});

it("The bars are side by side within the chart", () => {
  const all = bars([point(1, 0), point(1, 0), point(1, 0)]);
  expect(all.every((bar, index) => index === 0 || bar.x > (all[index - 1]?.x ?? 0) + bar.width)).toBe(true);
  expect((all[2]?.x ?? 0) + (all[2]?.width ?? 0)).toBeLessThan(WIDTH);
});

it("The reasons of refusals are sorted by count, and the rest was not recorded", () => {
  const refusedBy = { expired_key: 1, insufficient_permissions: 3, wrong_organization: 0 };
  expect(reasons({ refused: 6, refusedBy })).toEqual([
    ["insufficient_permissions", 3],
    ["expired_key", 1],
    ["unknown", 2],
  ]);
  expect(reasons({ refused: 4, refusedBy }).map(([code]) => code)).not.toContain("unknown");
  expect(reasons({ refused: 0, refusedBy: {} })).toEqual([]);
});
