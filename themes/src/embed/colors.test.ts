import { expect, it, vi } from "vitest";
import { isDark } from "./colors";

function dark(attribute: string | null, ofApplication: string, ofUser: boolean): boolean {
  vi.stubGlobal("matchMedia", () => ({ matches: ofUser }));
  vi.stubGlobal("getComputedStyle", () => ({ colorScheme: ofApplication }));
  return isDark(attribute, document.body);
}

it("has the colors of the attribute", () => {
  expect(dark("dark", "light", false)).toBe(true);
  expect(dark("light", "dark", true)).toBe(false);
  expect(dark("auto", "normal", true)).toBe(true);
  expect(dark("auto", "normal", false)).toBe(false);
});

it("has the colors of the application without the attribute", () => {
  expect(dark(null, "normal", true)).toBe(false);
  expect(dark(null, "dark", false)).toBe(true);
  expect(dark(null, "light dark", true)).toBe(true);
  expect(dark(null, "light dark", false)).toBe(false);
});
