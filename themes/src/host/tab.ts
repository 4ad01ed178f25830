import { unescaped } from "./addresses";

/** A page of the admin console with tabs, and the tab that we add. */
export interface TabPage {
  /** Of the page's address; "base" is what the addresses of all its tabs begin with, "tab" the name of the one that is shown. */
  readonly address: RegExp;
  /** The name of the first of the console's own tabs: that which is shown when the address names none. */
  readonly firstTab: string;
  /** The name of ours. */
  readonly tab: string;
  readonly testId: string;
}

/** Where somebody is. */
export interface Location<P extends TabPage> {
  readonly page: P;
  readonly base: string;
  readonly active: boolean;
  readonly groups: Readonly<Record<string, string>>;
}

export function locate<P extends TabPage>(pages: readonly P[], hash: string): Location<P> | undefined {
  for (const page of pages) {
    const groups = page.address.exec(hash)?.groups;
    if (groups) {
      return { page, base: groups.base ?? "", active: groups.tab === page.tab, groups };
    }
  }
  return undefined;
}

const OURS = "data-org-api-keys";
const NOT_CURRENT = "data-org-api-keys-left";
const HIDDEN = "data-org-api-keys-hidden";
/** The same in PatternFly 4, 5 and 6. */
const CURRENT = "pf-m-current";

/**
 * A list of tabs of the console, to which we add one. It is found by roles and addresses, and ours is a copy of the
 * console's first, so that it looks and reads the same whatever the version of PatternFly.
 *
 * The console's React knows nothing of it. What we change of its elements while our tab is shown, it must find again as it
 * believes them to be, or two tabs are highlighted afterwards, or none.
 */
export class TabBar {
  private constructor(
    private readonly list: HTMLElement,
    private readonly model: HTMLElement,
    private readonly bar: HTMLElement,
    private readonly page: TabPage,
    private readonly base: string,
  ) {}

  /** Undefined when the page is not, or not yet, as we know it. */
  static find(root: ParentNode, page: TabPage, base: string): TabBar | undefined {
    const link = tabs(root).find((tab) => sameAddress(tab.getAttribute("href"), `${base}/${page.firstTab}`));
    const list = link?.closest<HTMLElement>("ul");
    const model = link?.closest<HTMLElement>("li");
    const bar = list?.closest<HTMLElement>("nav") ?? list?.parentElement;
    return list && model && bar?.parentElement && !model.hasAttribute(OURS)
      ? new TabBar(list, model, bar, page, base)
      : undefined;
  }

  /** Adds our tab, or brings it up to date. */
  show(label: string, active: boolean): void {
    let item = this.list.querySelector<HTMLElement>(`:scope > [${OURS}]`);
    if (!item) {
      item = this.model.cloneNode(true) as HTMLElement;
      item.setAttribute(OURS, "");
      const link = item.querySelector("a");
      const text = link && textOf(link);
      if (!link || !text) {
        return;
      }
      link.id = this.tabId;
      link.removeAttribute("aria-controls");
      link.dataset.testid = this.page.testId;
      // what of the first tab's contents is no text, such as an icon, is not ours
      link.replaceChildren(text);
      text.textContent = label;
    }
    if (item !== this.list.lastElementChild) {
      this.list.append(item);
    }
    const link = item.querySelector("a");
    if (link) {
      set(link, "href", `#${this.base}/${this.page.tab}`);
      set(link, "aria-selected", String(active));
      set(link, "aria-controls", active ? this.panelId : null);
    }
    toggle(item, CURRENT, active);
    for (const other of this.list.querySelectorAll<HTMLElement>(`:scope > :not([${OURS}])`)) {
      if (active) {
        withdraw(other);
      }
    }
    for (const panel of this.nativePanels()) {
      if (active !== panel.hasAttribute(HIDDEN)) {
        panel.toggleAttribute(HIDDEN, active);
        panel.style.display = active ? "none" : "";
      }
    }
  }

  /** Gives back what we changed; `hash` is where we are now. */
  giveBack(hash: string): void {
    for (const item of this.list.querySelectorAll<HTMLElement>(`:scope > [${NOT_CURRENT}]`)) {
      item.removeAttribute(NOT_CURRENT);
      const link = item.querySelector("a");
      const current = this.isShown(link?.getAttribute("href") ?? null, hash);
      toggle(item, CURRENT, current);
      if (link) {
        set(link, "aria-selected", String(current));
      }
    }
  }

  /** As the console decides it: the tab whose address it is, or begins it; the first one where the address names none. */
  private isShown(href: string | null, hash: string): boolean {
    const path = pathOf(hash);
    const tab = pathOf(href ?? "");
    return (
      path === tab ||
      path.startsWith(`${tab}/`) ||
      (path === pathOf(this.base) && sameAddress(href, `${this.base}/${this.page.firstTab}`))
    );
  }

  /** A place for the contents of our tab, where those of the others are. */
  addPanel(): HTMLElement {
    const model = this.nativePanels()[0];
    const panel = document.createElement("section");
    panel.className = model?.className ?? "pf-v5-c-tab-content";
    panel.id = this.panelId;
    panel.setAttribute(OURS, "");
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", this.tabId);
    panel.tabIndex = 0;
    this.bar.after(panel);
    return panel;
  }

  private nativePanels(): HTMLElement[] {
    const siblings = this.bar.parentElement?.querySelectorAll<HTMLElement>(`:scope > [role=tabpanel]:not([${OURS}])`);
    return [...(siblings ?? [])];
  }

  private get tabId(): string {
    return `tab-${this.page.testId}`;
  }

  private get panelId(): string {
    return `panel-${this.page.testId}`;
  }
}

function tabs(root: ParentNode): HTMLAnchorElement[] {
  return [...root.querySelectorAll<HTMLAnchorElement>("a[role=tab]")];
}

/** The console believes one of its own tabs to be shown as long as ours is. */
function withdraw(item: HTMLElement): void {
  const link = item.querySelector("a");
  if (item.classList.contains(CURRENT) || link?.getAttribute("aria-selected") === "true") {
    item.classList.remove(CURRENT);
    link?.setAttribute("aria-selected", "false");
    item.setAttribute(NOT_CURRENT, "");
  }
}

/** The innermost element that has the whole text. */
function textOf(link: Element): Element | undefined {
  const child = [...link.children].find((element) => element.textContent.trim() !== "");
  return child ? (textOf(child) ?? child) : undefined;
}

function sameAddress(one: string | null, other: string): boolean {
  return one !== null && pathOf(one) === pathOf(other);
}

/** Of "#/realm/…", without query and escapes: the console itself is not consistent about these. */
function pathOf(address: string): string {
  return unescaped(address.replace(/^[^#]*#/, "").replace(/\?.*$/, ""));
}

// Only what differs is written: each change is told to the observer that called us

function set(element: Element, attribute: string, value: string | null): void {
  if (element.getAttribute(attribute) !== value) {
    if (value === null) {
      element.removeAttribute(attribute);
    } else {
      element.setAttribute(attribute, value);
    }
  }
}

function toggle(element: Element, name: string, on: boolean): void {
  if (element.classList.contains(name) !== on) {
    element.classList.toggle(name, on);
  }
}
