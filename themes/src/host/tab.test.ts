import { beforeEach, describe, expect, it } from "vitest";
import { ORGANIZATION, REALM_SETTINGS, unescaped } from "./addresses";
import { locate, TabBar, type TabPage } from "./tab";

const page: TabPage = {
  address: ORGANIZATION,
  tab: "api-keys",
  testId: "ours",
};
const base = "/h0p/organizations/11111111-1111-4111-8111-111111111111";

function consolePage(current: "settings" | "members"): void {
  const tab = (name: string) => `
    <li class="item ${name === current ? "pf-m-current" : ""}">
      <a role="tab" href="#${base}/${name}" aria-selected="${String(name === current)}" aria-controls="p"><span>${name}</span></a>
    </li>`;
  document.body.innerHTML = `
    <div id="app">
      <nav><ul>${tab("settings")}${tab("members")}</ul></nav>
      <section role="tabpanel" class="content">theirs</section>
    </div>`;
}

function bar(): TabBar {
  const found = TabBar.find(document, page, base);
  if (!found) {
    throw new Error("no tabs");
  }
  return found;
}

const selected = () => [...document.querySelectorAll("[aria-selected=true]")].map((link) => link.textContent.trim());
const current = () => [...document.querySelectorAll(".pf-m-current")].map((item) => item.textContent.trim());

describe("the tab", () => {
  beforeEach(() => consolePage("settings"));

  it("is a copy of the console's tab with its own address", () => {
    bar().show("API keys", false);
    const link = document.querySelector<HTMLAnchorElement>("[data-testid=ours]");
    expect(link?.getAttribute("href")).toBe(`#${base}/api-keys`);
    expect(link?.textContent).toBe("API keys");
    expect(link?.closest("li")?.className.trim()).toBe("item");
    expect(selected()).toEqual(["settings"]);
  });

  it("is the last tab, or follows another tab", () => {
    const names = () => [...document.querySelectorAll("nav li")].map((item) => item.textContent.trim());
    bar().show("API keys", false);
    expect(names()).toEqual(["settings", "members", "API keys"]);
    TabBar.find(document, { ...page, after: "settings" }, base)?.show("API keys", false);
    expect(names()).toEqual(["settings", "API keys", "members"]);
    TabBar.find(document, { ...page, after: "missing" }, base)?.show("API keys", false);
    expect(names()).toEqual(["settings", "members", "API keys"]);
  });

  it("is added only once", () => {
    bar().show("API keys", false);
    bar().show("API keys", true);
    expect(document.querySelectorAll("[data-testid=ours]")).toHaveLength(1);
  });

  it("is the only highlighted tab, and hides the console's panels", () => {
    bar().show("API keys", true);
    expect(selected()).toEqual(["API keys"]);
    expect(current()).toEqual(["API keys"]);
    expect(document.querySelector<HTMLElement>(".content")?.style.display).toBe("none");
  });

  it.each(["settings", "members"] as const)("restores the console's tabs on the way to %s", (name) => {
    bar().show("API keys", true);
    const to = `#${base}/${name}`;
    bar().show("API keys", false);
    bar().restore(to);
    expect(selected()).toEqual(name === "settings" ? ["settings"] : []); // the console itself highlights members
    expect(document.querySelector<HTMLElement>(".content")?.style.display).toBe("");
  });

  it("is not added to a page with another structure", () => {
    document.querySelectorAll("a").forEach((link) => link.setAttribute("href", "#/elsewhere"));
    expect(TabBar.find(document, page, base)).toBeUndefined();
  });
});

/**
 * Lists of tabs as a later console may have them: the names of the tabs, the HTML of a tab, and the HTML around the
 * list.
 */
const CONSOLES: Record<string, { tabs: string[]; tab: (name: string) => string; around: (list: string) => string }> = {
  "with the tabs Domains and Identity providers": {
    tabs: ["settings", "domains", "attributes", "members", "identityProviders", "events"],
    tab: (name) => `<a role="tab" href="#${base}/${name}"><span class="pf-v5-c-tabs__item-text">${name}</span></a>`,
    around: (list) => `<div class="pf-v5-c-tabs"><ul role="tablist">${list}</ul></div>`,
  },
  "whose first tab is another one": {
    tabs: ["overview", "domains", "settings"],
    tab: (name) => `<a role="tab" href="#${base}/${name}?first=0"><span>${name}</span></a>`,
    around: (list) => `<nav><ul role="tablist">${list}</ul></nav>`,
  },
  "of PatternFly 6, with icons and with buttons among the tabs": {
    tabs: ["scroll", "settings", "identityProviders"],
    tab: (name) =>
      name === "scroll"
        ? '<button role="tab">scroll</button>'
        : `<a role="tab" href="#${base}/${name}"><span class="icon"><svg></svg></span>
             <span class="pf-v6-c-tabs__item-text">${name}</span></a>`,
    around: (list) => `<nav class="pf-v6-c-tabs"><button>‹</button><ul role="tablist">${list}</ul></nav>`,
  },
};

describe.each(Object.entries(CONSOLES))("in a console %s", (_, { tabs, tab, around }) => {
  const links = tabs.filter((name) => name !== "scroll");

  beforeEach(() => {
    const items = tabs.map((name) => `<li class="item">${tab(name)}</li>`).join("");
    // a page inside of a tab can have tabs as well
    const inner = `<ul role="tablist"><li><a role="tab" href="#${base}/members/list">list</a></li></ul>`;
    document.body.innerHTML = `<div id="app"><div>${around(items)}
      <section role="tabpanel" class="content">theirs ${inner}</section></div></div>`;
  });

  it("the tab is the last of the page's tabs, and opens", () => {
    bar().show("API keys", true);
    const [outer, inner] = [...document.querySelectorAll("ul")];
    expect(outer?.lastElementChild?.textContent.trim()).toBe("API keys");
    expect(outer?.querySelectorAll("li")).toHaveLength(tabs.length + 1);
    expect(inner?.querySelectorAll("li")).toHaveLength(1);
    expect(selected()).toEqual(["API keys"]);
    expect(document.querySelector<HTMLElement>(".content")?.style.display).toBe("none");
    const panel = bar().addPanel();
    expect(panel.isConnected).toBe(true);
    expect(panel.className).toBe("content");
  });

  it("the first tab is highlighted again where the address names none", () => {
    const first = document.querySelector<HTMLElement>(`a[href*="/${links[0] ?? ""}"]`);
    first?.closest("li")?.classList.add("pf-m-current");
    bar().show("API keys", true);
    expect(current()).toEqual(["API keys"]);
    bar().show("API keys", false);
    bar().restore(`#${base}`);
    expect(current()).toEqual([links[0]]);
  });
});

describe("the address", () => {
  it("contains the page, the organization and the tab", () => {
    const location = locate([page], `#${base}/api-keys?first=10`);
    expect(location?.active).toBe(true);
    expect(location?.groups.realm).toBe("h0p");
    expect(locate([page], `#${base}/members`)?.active).toBe(false);
    expect(locate([page], "#/h0p/users")).toBeUndefined();
  });

  it.each([
    ["11111111-1111-4111-8111-111111111111", "11111111-1111-4111-8111-111111111111"],
    ["11111111-AAAA-4111-8111-111111111111", "11111111-AAAA-4111-8111-111111111111"],
    ["acme", "acme"],
    ["org_1.eu", "org_1.eu"],
    ["caf%C3%A9%20%26%20co%2Fkg", "café & co/kg"],
    ["100%", "100%"],
  ])("is that of an organization whatever its id: %s", (escaped, id) => {
    const location = locate([page], `#/h0p/organizations/${escaped}/api-keys`);
    expect(location?.active).toBe(true);
    expect(location?.base).toBe(`/h0p/organizations/${escaped}`);
    expect(unescaped(location?.groups.organization)).toBe(id);
  });

  it("of other pages, such as the list of organizations, does not match", () => {
    for (const hash of [
      "#/h0p/organizations",
      "#/h0p/organizations/",
      "#/h0p/organizations/new",
      "#/h0p/users/a/settings",
    ]) {
      expect(locate([page], hash)).toBeUndefined();
    }
    expect(REALM_SETTINGS.exec("#/h0p/realm-settings/keys/list")?.groups?.tab).toBe("keys");
  });
});
