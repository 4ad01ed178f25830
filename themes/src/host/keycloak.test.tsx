import { act, createContext, useState, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { search, type HostKeycloak } from "./keycloak";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const keycloak: HostKeycloak = {
  token: "the console's token",
  login: () => Promise.resolve(),
  updateToken: () => Promise.resolve(true),
};

const Environment = createContext<unknown>(undefined);

let app: HTMLElement;
let root: Root;
beforeEach(() => {
  app = document.createElement("div");
  root = createRoot(app);
});
afterEach(() => act(() => root.unmount()));

const render = (tree: ReactNode) => act(() => root.render(tree));

describe("the console's keycloak-js", () => {
  it("is the value of a React context", () => {
    render(<Environment.Provider value={{ keycloak, environment: {} }}>page</Environment.Provider>);
    expect(search(app)).toBe(keycloak);
  });

  it("is found deep in the page, and after the page has changed", () => {
    let change: (page: string) => void = () => undefined;
    function Page() {
      const [page, setPage] = useState("first");
      change = setPage;
      return (
        <main>
          <nav>menu</nav>
          <Environment.Provider value={{ keycloak }}>{page}</Environment.Provider>
        </main>
      );
    }
    render(<Page />);
    expect(search(app)).toBe(keycloak);
    act(() => change("second"));
    expect(search(app)).toBe(keycloak);
  });

  it.each([
    ["no value", undefined],
    ["a value without keycloak-js", { environment: {} }],
    ["something else under that name", { keycloak: "https://keycloak.example" }],
    ["another interface of keycloak-js", { keycloak: { token: "t", refresh: () => Promise.resolve() } }],
  ])("is not found in a console with %s", (_, value) => {
    render(<Environment.Provider value={value}>page</Environment.Provider>);
    expect(search(app)).toBeUndefined();
  });

  it("is not found in a console without React, or with other data of React", () => {
    expect(search(null)).toBeUndefined();
    expect(search(document.createElement("div"))).toBeUndefined();
    const other = document.createElement("div");
    Object.assign(other, { __reactContainer$1: { stateNode: { keycloak } } });
    expect(search(other)).toBeUndefined();
  });
});
