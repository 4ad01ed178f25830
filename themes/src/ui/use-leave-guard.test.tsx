import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useLeaveGuard } from "./use-leave-guard";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

/** How often the history moved. */
let moves = 0;
window.addEventListener("popstate", () => moves++, { capture: true });

/** The addresses to which the history moved, as far as the console's router learns of it. */
const routed: string[] = [];
window.addEventListener("popstate", () => routed.push(location.hash));

let root: Root;
let isHeld: boolean;

function Probe({ isNeeded }: { isNeeded: boolean }) {
  ({ isHeld } = useLeaveGuard(isNeeded));
  return null;
}

const render = (isNeeded: boolean) => act(() => root.render(<Probe isNeeded={isNeeded} />));
const state = () => history.state as Record<string, unknown>;

beforeEach(() => {
  history.replaceState({ idx: 3 }, "", "#/organizations");
  history.pushState({ idx: 4 }, "", "#/keys");
  root = createRoot(document.createElement("div"));
  routed.length = 0;
});
afterEach(async () => {
  act(() => root.unmount());
  await vi.waitFor(() => expect(state()).not.toHaveProperty("orgApiKeysGuard"));
});

function goBack(): Promise<void> {
  return act(async () => {
    const before = moves;
    history.back();
    await vi.waitFor(() => expect(moves).toBeGreaterThan(before));
  });
}

function isAskedBeforeUnload(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

it("asks before the page is closed, only while that loses something", () => {
  render(true);
  expect(isAskedBeforeUnload()).toBe(true);
  render(false);
  expect(isAskedBeforeUnload()).toBe(false);
});

it("stays on the page when the user goes back, and keeps the state of the console's router", async () => {
  render(true);
  expect(state()).toMatchObject({ idx: 4 });
  await goBack();
  expect(isHeld).toBe(true);
  expect(location.hash).toBe("#/keys");
  expect(state()).toMatchObject({ idx: 4 });
  expect(routed).toEqual([]);
});

it("lets the user go back when nothing is lost", async () => {
  render(true);
  render(false);
  await goBack();
  await vi.waitFor(() => expect(location.hash).toBe("#/organizations"));
  expect(isHeld).toBe(false);
  expect(routed).toEqual(["#/organizations"]);
});

it("removes its entry of the history", async () => {
  render(true);
  act(() => root.unmount());
  await vi.waitFor(() => expect(state()).toEqual({ idx: 4 }));
  expect(routed).toEqual([]);
  await goBack();
  expect(routed).toEqual(["#/organizations"]);
  root = createRoot(document.createElement("div"));
  expect(isAskedBeforeUnload()).toBe(false);
});
