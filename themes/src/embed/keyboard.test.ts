import { beforeEach, expect, it, vi } from "vitest";
import { keepTyping } from "./keyboard";

const shortcut = vi.fn();
let root: HTMLElement;

beforeEach(() => {
  shortcut.mockReset();
  root = document.createElement("div");
  root.innerHTML = '<input id="text"><input id="box" type="checkbox"><button id="button"></button>';
  document.body.replaceChildren(root);
  root.addEventListener("keydown", keepTyping);
  document.body.onkeydown = shortcut;
});

function press(id: string, key: string, init: KeyboardEventInit = {}): boolean {
  shortcut.mockReset();
  root.querySelector(`#${id}`)?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
  return shortcut.mock.calls.length > 0;
}

it("keeps typed characters from the application", () => {
  expect(press("text", "s")).toBe(false);
  expect(press("text", "Backspace")).toBe(false);
});

it("lets the application handle all other keys", () => {
  expect(press("text", "s", { ctrlKey: true })).toBe(true);
  expect(press("text", "Tab")).toBe(true);
  expect(press("button", "s")).toBe(true);
  expect(press("box", "s")).toBe(true);
});
