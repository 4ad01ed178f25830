import { beforeEach, describe, expect, it } from "vitest";
import { MainArea, nativeMain } from "./main-area";
import { Navigation } from "./navigation";

const link = (page: string, attributes = "") =>
  `<li><a id="nav-item-${page}" data-testid="nav-item-${page}" href="#/h0p/${page}" class="nav__link" ${attributes}>${page}</a></li>`;

function consolePage(...links: string[]): void {
  document.body.innerHTML = `
    <div id="app">
      <nav><section><ul>${link("realms")}</ul></section><section><ul>${links.join("")}</ul></section></nav>
      <main id="content" class="page__main" tabindex="-1">
        <nav><ul><li data-org-api-keys=""><a role="tab" href="#/h0p/users/1/api-keys">API keys</a></li></ul></nav>
      </main>
    </div>`;
}

const names = () => [...document.querySelectorAll("section:last-child li")].map((item) => item.textContent.trim());
const ours = () => document.querySelector("[data-testid=nav-item-api-keys]");

describe("The link in the navigation", () => {
  beforeEach(() =>
    consolePage(
      link("organizations", 'aria-current="page"').replace("nav__link", "nav__link pf-m-current"),
      link("clients"),
    ),
  );

  it("follows Organizations and is a copy of it", () => {
    Navigation.find(document)?.show("API keys", "#/h0p/api-keys/list", false);
    Navigation.find(document)?.show("API keys", "#/h0p/api-keys/list", false);
    expect(names()).toEqual(["organizations", "API keys", "clients"]);
    expect(ours()?.className).toBe("nav__link");
    expect(ours()?.hasAttribute("id")).toBe(false);
    expect(ours()?.hasAttribute("aria-current")).toBe(false);
    expect(ours()?.getAttribute("href")).toBe("#/h0p/api-keys/list");
  });

  it("is highlighted after the console has removed its highlight, and is removed", () => {
    Navigation.find(document)?.show("API keys", "#/h0p/api-keys/list", true);
    expect(ours()?.getAttribute("aria-current")).toBe("page");
    expect(ours()?.classList.contains("pf-m-current")).toBe(false);
    document.getElementById("nav-item-organizations")?.classList.remove("pf-m-current");
    Navigation.find(document)?.show("API keys", "#/h0p/api-keys/list", true);
    expect(ours()?.classList.contains("pf-m-current")).toBe(true);
    Navigation.find(document)?.hide();
    expect(names()).toEqual(["organizations", "clients"]);
  });

  it("changes nothing the second time, because each change would call us again", async () => {
    Navigation.find(document)?.show("API keys", "#/h0p/api-keys/list", true);
    const observer = new MutationObserver(() => undefined);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    Navigation.find(document)?.show("API keys", "#/h0p/api-keys/list", true);
    expect(observer.takeRecords()).toEqual([]);
    await Promise.resolve();
    observer.disconnect();
  });

  it("is the first one if there is no link Organizations", () => {
    consolePage(link("users"), link("groups"));
    const navigation = Navigation.find(document);
    expect(navigation?.hasOrganizations).toBe(false);
    expect(navigation?.realm).toBe("h0p");
    navigation?.show("API keys", "#/h0p/api-keys/list", false);
    expect(names()).toEqual(["API keys", "users", "groups"]);
  });

  it.each([
    ["without a known list", () => consolePage(link("realm-settings"))],
    ["with its own page at our address", () => consolePage(link("organizations"), link("api-keys"))],
    ["without a navigation", () => document.body.replaceChildren()],
  ])("is not added to a console %s", (_, build) => {
    build();
    expect(Navigation.find(document)).toBeUndefined();
  });
});

describe("The main area", () => {
  beforeEach(() => consolePage(link("organizations")));

  it("is hidden while our page is open, and unchanged afterwards", () => {
    const native = nativeMain();
    expect(native).not.toBeNull();
    if (native) {
      const area = new MainArea();
      const own = area.enter(native);
      expect(area.enter(native)).toBe(own);
      expect(native.style.display).toBe("none");
      expect(native.nextElementSibling).toBe(own);
      expect([own.tagName, own.className, own.id, own.childElementCount]).toEqual(["MAIN", "page__main", "", 0]);
      expect(nativeMain()).toBe(native);
      let clicks = 0;
      native.addEventListener("mousedown", () => clicks++);
      own.dispatchEvent(new Event("mousedown"));
      expect(clicks).toBe(1);
      area.leave();
      expect(native.style.display).toBe("");
      expect(own.isConnected).toBe(false);
    }
  });

  it("is found only with its id", () => {
    nativeMain()?.removeAttribute("id");
    expect(nativeMain()).toBeNull();
  });
});
