import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** The module reads when it is loaded whether it runs in the admin console. */
async function loadIn(address: string, isAdmin = true) {
  history.replaceState({ idx: 7 }, "", address);
  vi.resetModules();
  const adminBaseUrl = isAdmin ? "http://localhost:8080" : undefined;
  vi.doMock("./environment", () => ({ env: { adminBaseUrl } }));
  return import("./query");
}

const here = () => location.pathname + location.search + location.hash;

const goTo = (address: string) => {
  history.replaceState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
};

let router: ReturnType<typeof vi.fn>;
const stops: (() => void)[] = [];
beforeEach(() => {
  router = vi.fn();
  window.addEventListener("popstate", router);
});
afterEach(() => {
  window.removeEventListener("popstate", router);
  stops.splice(0).forEach((stop) => stop());
});

it("A query has only parameters with a value, URL-encoded", async () => {
  const { queryOf } = await loadIn("/");
  expect(queryOf({ search: "a&b", type: undefined, status: "", first: 0 })).toBe("search=a%26b&first=0");
});

describe("In the admin console", () => {
  const LIST = "/console/#/h0p/organizations/acme/api-keys";

  it("the query is in the fragment", async () => {
    const { currentQuery, hrefOf } = await loadIn(`${LIST}?key=1&search=a%3Fb`);
    expect(currentQuery()).toBe("key=1&search=a%3Fb");
    expect(hrefOf({ key: "2" })).toBe("#/h0p/organizations/acme/api-keys?key=2");
    expect(hrefOf({})).toBe("#/h0p/organizations/acme/api-keys");
  });

  it("a change is a new entry of the history, with the data of the console's router", async () => {
    const { onQueryChange, setQuery, currentQuery } = await loadIn(LIST);
    const listener = vi.fn();
    stops.push(onQueryChange(listener));
    const entries = history.length;
    setQuery({ key: "1" });
    expect(here()).toBe(`${LIST}?key=1`);
    expect(history.length).toBe(entries + 1);
    expect(history.state).toEqual({ idx: 7 });
    expect(listener).toHaveBeenCalledOnce();
    setQuery({}, false);
    expect(here()).toBe(LIST);
    expect(history.length).toBe(entries + 1);
    expect(currentQuery()).toBe("");
  });

  it("Back changes the query, and the console's router hears of it", async () => {
    const { onQueryChange, currentQuery } = await loadIn(LIST);
    const listener = vi.fn();
    stops.push(onQueryChange(listener));
    goTo(`${LIST}?page=2`);
    expect(listener).toHaveBeenCalledOnce();
    expect(currentQuery()).toBe("page=2");
    expect(router).toHaveBeenCalledOnce();
  });

  it("the query of another page does not change ours", async () => {
    const { onQueryChange, currentQuery } = await loadIn(`${LIST}?page=2`);
    const listener = vi.fn();
    stops.push(onQueryChange(listener));
    goTo("/console/#/h0p/users");
    expect(listener).not.toHaveBeenCalled();
    expect(currentQuery()).toBe("page=2");
  });
});

describe("In the account console", () => {
  const LIST = "/realms/h0p/account/content/org-api-keys";

  it("the query is the fragment, so that the menu does not add it to the addresses of other pages", async () => {
    const { currentQuery, hrefOf } = await loadIn(`${LIST}?referrer=app#key=1`, false);
    expect(currentQuery()).toBe("key=1");
    expect(hrefOf({ organization: "acme" })).toBe(`${LIST}?referrer=app#organization=acme`);
    expect(hrefOf({})).toBe(`${LIST}?referrer=app`);
  });

  it("the console's router does not hear that only the query has changed", async () => {
    const { onQueryChange, currentQuery } = await loadIn(LIST, false);
    stops.push(onQueryChange(() => undefined));
    goTo(`${LIST}#key=1`);
    expect(currentQuery()).toBe("key=1");
    expect(router).not.toHaveBeenCalled();
    goTo("/realms/h0p/account/");
    expect(router).toHaveBeenCalledOnce();
  });
});
