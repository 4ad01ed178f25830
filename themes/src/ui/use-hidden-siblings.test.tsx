import { act, useRef } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";
import { useHiddenSiblings } from "./use-hidden-siblings";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function Dialog() {
  const place = useRef<HTMLSpanElement>(null);
  useHiddenSiblings(place);
  return <span ref={place} />;
}

it("keeps the rest of the page hidden while a dialog is open", async () => {
  const page = document.body.appendChild(document.createElement("main"));
  const backdrop = document.body.appendChild(document.createElement("div"));
  const root = createRoot(backdrop);
  act(() => root.render(<Dialog />));
  page.setAttribute("aria-hidden", "true");
  backdrop.setAttribute("aria-hidden", "true");

  // as a closed dialog of the console does when it is removed
  page.removeAttribute("aria-hidden");
  backdrop.removeAttribute("aria-hidden");
  await vi.waitFor(() => expect(page.getAttribute("aria-hidden")).toBe("true"));
  expect(backdrop.hasAttribute("aria-hidden")).toBe(false);

  act(() => root.unmount());
  page.removeAttribute("aria-hidden");
  await Promise.resolve();
  expect(page.hasAttribute("aria-hidden")).toBe(false);
});
