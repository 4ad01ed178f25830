import { afterEach, beforeEach, expect, it, vi } from "vitest";

const unmount = vi.fn();
const mount = vi.fn((element: HTMLElement) => {
  element.textContent = "our page";
  return unmount;
});
vi.mock("./account.js", () => ({ show: mount }));
vi.mock("./membership.js", () => ({ isMember: () => Promise.resolve(true) }));

const OURS = "/realms/h0p/account/content/org-api-keys";

function go(path: string): void {
  window.history.pushState(null, "", path);
}

/** The contents of the console's page, as its React renders them. */
function render(html: string): void {
  main().innerHTML = html;
}

function main(): HTMLElement {
  const element = document.querySelector("main");
  if (!element) {
    throw new Error("no main");
  }
  return element;
}

/** Advances the time and waits until everything that follows has happened. */
const after = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  mount.mockClear();
  unmount.mockClear();
  document.body.innerHTML = '<div id="app"><nav>menu</nav><main></main></div>';
  go("/realms/h0p/account/");
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json([])));
  await import("./fresh");
  await fetch("/resources/x/account/keycloak.v3/content.json");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows the page in a console that shows nothing, and removes it on the way to another page", async () => {
  go(OURS);
  render("");
  document.querySelector("nav")?.setAttribute("class", "current");
  await after(4);
  expect(main().textContent).toBe("");
  await after(2);
  expect(main().textContent).toBe("our page");
  go("/realms/h0p/account/groups");
  main().append("groups of the console");
  await after(1);
  expect(main().textContent).toBe("groups of the console");
  expect(unmount).toHaveBeenCalledTimes(1);
});

it("shows nothing if the user leaves while the page is loading", async () => {
  go(OURS);
  document.querySelector("nav")?.setAttribute("class", "current");
  await after(4.9);
  vi.advanceTimersByTime(200);
  expect(main().children).toHaveLength(1);
  go("/realms/h0p/account/groups");
  main().append("groups of the console");
  await after(1);
  expect(mount).not.toHaveBeenCalled();
  expect(main().innerHTML).toBe("groups of the console");
});

it("shows the page again after a way back", async () => {
  for (let i = 1; i <= 2; i++) {
    go(OURS);
    window.dispatchEvent(new PopStateEvent("popstate"));
    await after(6);
    expect(main().textContent).toBe("our page");
    go("/realms/h0p/account/");
    window.dispatchEvent(new PopStateEvent("popstate"));
    await after(6);
    expect(main().textContent).toBe("");
  }
  expect(mount).toHaveBeenCalledTimes(2);
});

it.each([
  ["our page", '<div data-org-api-keys-page=""></div>'],
  ["a spinner", '<span role="progressbar"></span>'],
  ["an error", "<h1>Something went wrong</h1>"],
])("leaves a console alone that shows %s", async (_, html) => {
  go(OURS);
  render(html);
  await after(10);
  expect(mount).not.toHaveBeenCalled();
  expect(main().innerHTML).toBe(html);
});

it("leaves a console alone that shows our page late", async () => {
  go(OURS);
  document.querySelector("nav")?.setAttribute("class", "current");
  await after(4);
  render('<div data-org-api-keys-page=""></div>');
  await after(10);
  expect(mount).not.toHaveBeenCalled();
});

it("gives way to the console when it shows our page after all", async () => {
  go(OURS);
  document.querySelector("nav")?.setAttribute("class", "current");
  await after(6);
  expect(main().textContent).toBe("our page");
  const late = document.createElement("div");
  late.setAttribute("data-org-api-keys-page", "");
  main().append(late);
  await after(1);
  expect(main().children).toHaveLength(1);
  expect(unmount).toHaveBeenCalledTimes(1);
});

it("does nothing at other addresses, also if the console shows nothing there", async () => {
  go("/realms/h0p/account/content/their-page");
  document.querySelector("nav")?.setAttribute("class", "current");
  await after(10);
  expect(mount).not.toHaveBeenCalled();
});
