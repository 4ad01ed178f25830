import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { OrgApiKeysElement } from "../../../clients/web/src/element";
import type { Embedding } from "./embedding";

const files = vi.hoisted(() => ({
  OWN_ISSUER: "https://sso.example.com/realms/own",
  loadView: vi.fn(),
  loadMessages: vi.fn(),
}));
vi.mock("./files", () => files);

const view = { refreshColors: vi.fn(), resume: vi.fn(), unmount: vi.fn() };
const mount = vi.fn<(embedding: Embedding) => typeof view>();

beforeEach(async () => {
  await import("./loader");
  vi.useFakeTimers();
  vi.resetAllMocks();
  // missing in jsdom
  vi.stubGlobal(
    "CSSStyleSheet",
    class {
      readonly replaceSync = vi.fn();
    },
  );
  mount.mockReturnValue(view);
  files.loadView.mockResolvedValue({ sheet: {}, view: { mount } });
  files.loadMessages.mockImplementation((_, locale: string) => Promise.resolve({ locale, messages: {} }));
});

afterEach(async () => {
  document.body.replaceChildren();
  await settled();
});

const settled = () => vi.advanceTimersByTimeAsync(0);

function element(attributes: Readonly<Record<string, string>> = {}): OrgApiKeysElement {
  const created = document.createElement("org-api-keys");
  Object.entries(attributes).forEach(([name, value]) => created.setAttribute(name, value));
  return created;
}

async function shown(attributes?: Readonly<Record<string, string>>): Promise<OrgApiKeysElement> {
  const created = element(attributes);
  document.body.append(created);
  await settled();
  return created;
}

const embedding = (call = -1) => mount.mock.calls.at(call)?.[0];

it("shows the page with its attributes", async () => {
  await shown({ organization: "acme", locale: "de", issuer: "https://other.example.com/realms/x/" });
  expect(embedding()).toMatchObject({
    organization: "acme",
    locale: "de",
    issuer: "https://other.example.com/realms/x",
  });
});

it("takes the realm from its script and the language from the application", async () => {
  document.body.lang = "fr";
  await shown();
  document.body.removeAttribute("lang");
  expect(embedding()).toMatchObject({ locale: "fr", issuer: files.OWN_ISSUER, organization: undefined });
});

it("waits for getToken", async () => {
  const created = await shown();
  const token = embedding()?.getToken(true);
  const getToken = vi.fn().mockResolvedValue("token");
  created.getToken = getToken;
  await expect(token).resolves.toBe("token");
  expect(getToken).toHaveBeenCalledWith({ refresh: true });
});

it("fails without a token", async () => {
  const created = await shown();
  created.getToken = () => null;
  await expect(embedding()?.getToken(false)).rejects.toThrow("getToken returned no token");
});

it("adopts a property that was set before the element was defined", async () => {
  const early = () => "early";
  const frame = document.createElement("div");
  frame.innerHTML = "<org-api-keys></org-api-keys>";
  // a template's document has no registry, so its elements are upgraded later
  const template = document.createElement("template");
  template.innerHTML = frame.innerHTML;
  const [child] = template.content.children;
  Object.assign(child ?? {}, { getToken: early });
  document.body.append(template.content);
  await settled();
  expect(Object.hasOwn(child ?? {}, "getToken")).toBe(false);
  await expect(embedding()?.getToken(false)).resolves.toBe("early");
});

it("keeps the page when it is moved, and removes it when it is removed", async () => {
  const created = await shown();
  const place = document.createElement("div");
  document.body.append(place);
  place.append(created);
  await settled();
  expect(view.resume).toHaveBeenCalledOnce();
  expect(view.unmount).not.toHaveBeenCalled();
  created.remove();
  await settled();
  expect(view.unmount).toHaveBeenCalledOnce();
});

it("uses one copy of the view per element, and uses it again", async () => {
  const first = await shown();
  await shown();
  first.remove();
  await settled();
  await shown();
  const slots = files.loadView.mock.calls.map(([slot]) => slot as number);
  expect(new Set(slots).size).toBe(2);
  expect(slots[2]).toBe(slots[0]);
});

it("shows another page once if several attributes change", async () => {
  const created = await shown({ locale: "de" });
  created.setAttribute("locale", "fr");
  created.setAttribute("organization", "acme");
  await settled();
  expect(view.unmount).toHaveBeenCalledOnce();
  expect(mount).toHaveBeenCalledTimes(2);
  expect(embedding()).toMatchObject({ locale: "fr", organization: "acme" });
});

it("only changes the colors if the color scheme changes", async () => {
  const created = await shown();
  created.setAttribute("color-scheme", "dark");
  await settled();
  expect(view.refreshColors).toHaveBeenCalledOnce();
  expect(embedding()?.colorScheme()).toBe("dark");
  expect(mount).toHaveBeenCalledOnce();
});

it("does not show the page if the element was removed while it was loading", async () => {
  let load: (files: unknown) => void = () => undefined;
  files.loadView.mockReturnValue(new Promise((resolve) => (load = resolve)));
  const created = await shown();
  created.remove();
  await settled();
  load({ sheet: {}, view: { mount } });
  await settled();
  expect(mount).not.toHaveBeenCalled();
});

it("says that the page could not be loaded, and tries again", async () => {
  files.loadView.mockRejectedValueOnce(new Error("404"));
  const created = element();
  const failed = vi.fn();
  created.addEventListener("load-error", (event) => {
    failed((event as CustomEvent<unknown>).detail);
  });
  document.body.append(created);
  await settled();
  expect(failed).toHaveBeenCalledWith({ code: "unavailable", message: "404" });
  expect(created.shadowRoot?.querySelector("[role=alert]")?.textContent).toBe("The API keys could not be loaded.");
  created.shadowRoot?.querySelector("button")?.click();
  await settled();
  expect(mount).toHaveBeenCalledOnce();
});

it("dispatches events that bubble", async () => {
  await shown();
  const heard = vi.fn();
  document.body.addEventListener("session-ended", heard, { once: true });
  embedding()?.dispatch("session-ended");
  expect(heard).toHaveBeenCalledOnce();
});

it("reports nothing of a page that is removed", async () => {
  const created = await shown();
  const heard = vi.fn();
  created.addEventListener("load-error", heard);
  const former = embedding();
  view.unmount.mockImplementationOnce(() => former?.dispatch("load-error"));
  created.setAttribute("locale", "fr");
  await settled();
  former?.dispatch("load-error");
  expect(heard).not.toHaveBeenCalled();
  embedding()?.dispatch("load-error");
  expect(heard).toHaveBeenCalledOnce();
});

it("gives no token to a page that is removed while it waits for one", async () => {
  const created = await shown();
  const token = embedding()?.getToken(false);
  const refused = expect(token).rejects.toThrow("getToken returned no token");
  created.remove();
  await settled();
  await refused;
  const getToken = vi.fn().mockReturnValue("token");
  created.getToken = getToken;
  await settled();
  expect(getToken).not.toHaveBeenCalled();
});

const tokenOf = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;

it("shows the page anew for another user", async () => {
  const created = await shown();
  created.getToken = () => tokenOf({ sub: "alice", name: "Zoë 王" });
  await embedding()?.getToken(false);
  created.getToken = () => "opaque";
  await expect(embedding()?.getToken(false)).resolves.toBe("opaque");
  created.getToken = () => tokenOf({ sub: "bob" });
  await expect(embedding()?.getToken(false)).rejects.toThrow("another user");
  await settled();
  expect(view.unmount).toHaveBeenCalledOnce();
  expect(mount).toHaveBeenCalledTimes(2);
  await expect(embedding()?.getToken(false)).resolves.toBe(tokenOf({ sub: "bob" }));
});
