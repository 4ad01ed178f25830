import { act, useState } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Problem } from "../host/rest";
import type { AttributeRow } from "./attributes";
import { AttributesField } from "./attributes-field";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let page: HTMLElement;
let rows: readonly AttributeRow[];

beforeEach(() => {
  page = document.body.appendChild(document.createElement("main"));
  root = createRoot(page);
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
});

function Form({ initial, names, problem }: { initial: AttributeRow[]; names?: string[]; problem?: unknown }) {
  const [value, setValue] = useState<readonly AttributeRow[]>(initial);
  rows = value;
  return <AttributesField value={value} names={names} problem={problem} onChange={setValue} />;
}

const show = (initial: AttributeRow[], rest: { names?: string[]; problem?: unknown } = {}) =>
  act(() => root.render(<Form initial={initial} {...rest} />));
const all = (selector: string) => [...page.querySelectorAll<HTMLElement>(selector)];
const click = (selector: string, index = 0) => act(() => all(selector)[index]?.click());

const PLAN = { name: "plan", value: "pro" };
const REGION = { name: "region", value: "eu" };

it("adds a row whose name gets focus, and removes a row", () => {
  show([PLAN, REGION]);
  click("[data-testid=add-attribute]");
  expect(rows).toEqual([PLAN, REGION, { name: "", value: "" }]);
  expect(document.activeElement?.id).toBe("key-attribute-2-name");
  click("[data-testid=remove-attribute]");
  expect(rows).toEqual([REGION, { name: "", value: "" }]);
  expect((document.activeElement as HTMLElement).dataset.testid).toBe("add-attribute");
});

it("offers only the names that a member can set", () => {
  show([REGION], { names: ["plan", "region"] });
  expect(all("input")).toHaveLength(1);
  expect(all("option").map((option) => option.getAttribute("value"))).toEqual(["", "plan", "region"]);
  click("[data-testid=add-attribute]");
  expect(document.activeElement?.id).toBe("key-attribute-1-name");
});

it("shows an error of the server once, under the first row of the name, and describes the inputs by it", () => {
  const problem = new Problem({
    status: 400,
    code: "invalid_request",
    detail: "",
    errors: [
      { field: "attributes.plan", detail: "Must not have control characters.", code: "controlCharacters", params: [] },
    ],
  });
  show([REGION, PLAN, { ...PLAN, value: "trial" }], { problem });
  const errors = all("[data-testid=attribute]").map((row) => row.querySelector("[id$=-help]")?.textContent);
  expect(errors).toEqual([undefined, expect.stringContaining("Must not have control characters."), undefined]);
  const values = all("input[id$=-value]").map((input) => input.getAttribute("aria-invalid"));
  expect(values).toEqual(["false", "true", "true"]);
  expect(page.querySelector("#key-attribute-1-value")?.getAttribute("aria-describedby")).toBe("key-attribute-1-help");
});

it("shows at once that a name is not valid", () => {
  show([{ name: "2nd", value: "x" }]);
  expect(page.querySelector("#key-attribute-0-name")?.getAttribute("aria-invalid")).toBe("true");
  expect(page.querySelector("#key-attribute-0-help")?.textContent).toContain("orgApiKeysError.invalidName");
});

describe("A row without a value", () => {
  const focus = (selector: string) => act(() => page.querySelector<HTMLElement>(selector)?.focus());
  const isMarked = () =>
    page.querySelector("#key-attribute-0-value")?.getAttribute("aria-invalid") === "true" &&
    page.querySelector("#key-attribute-0-help")?.textContent.includes("orgApiKeysAttributeIncomplete") === true;

  beforeEach(() => {
    show([{ name: "plan", value: "" }, REGION]);
    focus("#key-attribute-0-name");
  });

  it("is marked after the focus left it", () => {
    focus("#key-attribute-0-value");
    focus("[data-testid=remove-attribute]");
    expect(isMarked()).toBe(false);
    focus("#key-attribute-1-name");
    expect(isMarked()).toBe(true);
    expect(page.querySelector("#key-attribute-0-name")?.getAttribute("aria-invalid")).toBe("false");
    expect(page.querySelector("#key-attribute-1-help")).toBeNull();
  });

  it("is not marked before the click on a button, which it would move", () => {
    focus("[data-testid=add-attribute]");
    expect(isMarked()).toBe(false);
    click("[data-testid=add-attribute]");
    expect(isMarked()).toBe(true);
  });
});

it("marks the missing name of a row that the focus left, but not an empty row", () => {
  show([
    { name: "", value: "pro" },
    { name: "", value: "" },
  ]);
  act(() => all("input")[0]?.focus());
  act(() => all("input")[2]?.focus());
  act(() => all("input")[2]?.blur());
  expect(all("input").map((input) => input.getAttribute("aria-invalid"))).toEqual(["true", "false", "false", "false"]);
});
