import { act, useRef } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { useGridFocus } from "./use-grid-focus";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function Grid({ rows }: { rows: readonly string[] }) {
  const table = useRef<HTMLTableElement>(null);
  const focus = useGridFocus(table);
  return (
    <table {...focus} ref={table}>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th>{row}</th>
            <td>{row !== "b" && <input id={`${row}1`} type="checkbox" />}</td>
            <td>
              <input id={`${row}2`} type="checkbox" disabled={row === "c"} />
            </td>
            <td>
              <select id={`${row}3`} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

let root: Root;
let container: HTMLElement;
const render = (...rows: string[]) => act(() => root.render(<Grid rows={rows} />));
const focused = () => document.activeElement?.id;
const stops = () =>
  [...container.querySelectorAll("input, select")].filter((each) => (each as HTMLElement).tabIndex === 0);

beforeEach(() => {
  container = document.body.appendChild(document.createElement("div"));
  root = createRoot(container);
});
afterEach(() => {
  act(() => root.unmount());
  container.remove();
});

function press(key: string, init: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  act(() => void document.activeElement?.dispatchEvent(event));
  return event.defaultPrevented;
}

it("is one Tab stop, which follows the focus", () => {
  render("a", "b");
  expect(stops().map(({ id }) => id)).toEqual(["a1"]);
  act(() => document.getElementById("b2")?.focus());
  expect(stops().map(({ id }) => id)).toEqual(["b2"]);
  render("a");
  expect(stops().map(({ id }) => id)).toEqual(["a1"]);
});

it("moves with the arrows, past disabled and missing controls", () => {
  render("a", "b", "c");
  act(() => document.getElementById("a1")?.focus());
  press("ArrowRight");
  expect(focused()).toBe("a2");
  press("ArrowLeft");
  press("ArrowDown");
  expect(focused()).toBe("b2");
  press("ArrowDown");
  expect(["c1", "c3"]).toContain(focused());
  press("Home");
  expect(focused()).toBe("c1");
  press("ArrowRight");
  expect(focused()).toBe("c3");
  press("Home", { ctrlKey: true });
  expect(focused()).toBe("a1");
  press("End", { ctrlKey: true });
  expect(focused()).toBe("c3");
});

it("leaves the keys that a select needs, and the ends of the grid", () => {
  render("a", "b");
  act(() => document.getElementById("a3")?.focus());
  expect(press("ArrowDown")).toBe(false);
  expect(focused()).toBe("a3");
  expect(press("ArrowLeft")).toBe(true);
  expect(press("ArrowUp")).toBe(false);
  expect(focused()).toBe("a2");
});

it("moves in the direction of the arrow in a language from right to left", () => {
  container.dir = "rtl";
  render("a");
  act(() => document.getElementById("a1")?.focus());
  press("ArrowLeft");
  expect(focused()).toBe("a2");
});
