import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useLeaveGuard } from "./use-leave-guard";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

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
});
afterEach(() => act(() => root.unmount()));

function goBack(): Promise<void> {
  return act(async () => {
    const popped = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
    history.back();
    await popped;
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
});

it("lets the user go back when nothing is lost", async () => {
  render(true);
  render(false);
  await goBack();
  await vi.waitFor(() => expect(location.hash).toBe("#/organizations"));
  expect(isHeld).toBe(false);
});

it("removes its entry of the history", async () => {
  render(true);
  act(() => root.unmount());
  await vi.waitFor(() => expect(state()).toEqual({ idx: 4 }));
  root = createRoot(document.createElement("div"));
  expect(isAskedBeforeUnload()).toBe(false);
});
