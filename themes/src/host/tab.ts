import { pathOf } from "./addresses";
import { CURRENT, set, textOf, toggle } from "./elements";

/** A page of the admin console with tabs, and the tab that we add. */
export interface TabPage {
  /** Matches the page's address. The group "base" is the common start of the addresses of its tabs, "tab" the current tab. */
  readonly address: RegExp;
  /** The name of our tab. */
  readonly tab: string;
  /** The name of the console's tab before ours. Without it, or if the console has no such tab, ours is the last tab. */
  readonly after?: string;
  readonly testId: string;
}

/** The page that the user has opened, and whether our tab is active. */
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

/**
 * A tab list of the console, to which we add a tab. The list is found by roles and addresses, and our tab is a copy of
 * the console's first tab, so that it looks the same in every version of PatternFly.
 *
 * The console's React does not manage our tab, and assumes that the console's own elements are unchanged. So we must
 * undo every change to these elements when the user leaves our tab. Otherwise, two tabs or no tab would be highlighted.
 */
export class TabBar {
  private constructor(
    private readonly list: HTMLElement,
    private readonly model: HTMLElement,
    private readonly bar: HTMLElement,
    private readonly page: TabPage,
    private readonly base: string,
  ) {}

  /** Returns undefined if the page does not (yet) have the expected structure. */
  static find(root: ParentNode, page: TabPage, base: string): TabBar | undefined {
    // the first tab list is that of the page; a tab can contain other tab lists
    const links = [...root.querySelectorAll<HTMLAnchorElement>("a[role=tab]")];
    const link = links.find((tab) => pathOf(tab.getAttribute("href") ?? "").startsWith(`${pathOf(base)}/`));
    const list = link?.closest<HTMLElement>("ul");
    const model = link?.closest<HTMLElement>("li");
    const bar = list?.closest<HTMLElement>("nav") ?? list?.parentElement;
    return list && model && bar?.parentElement && !model.hasAttribute(OURS)
      ? new TabBar(list, model, bar, page, base)
      : undefined;
  }

  /** Adds or updates our tab. */
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
      // keep only the text of the copied tab, not an icon
      link.replaceChildren(text);
      text.textContent = label;
    }
    const before = this.predecessor();
    if (before && item.previousElementSibling !== before) {
      before.after(item);
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
        removeHighlight(other);
      }
    }
    for (const panel of this.nativePanels()) {
      if (active !== panel.hasAttribute(HIDDEN)) {
        panel.toggleAttribute(HIDDEN, active);
        panel.style.display = active ? "none" : "";
      }
    }
  }

  /** Returns the console's tab before ours. */
  private predecessor(): Element | undefined {
    const others = [...this.list.querySelectorAll(`:scope > :not([${OURS}])`)];
    const path = `${pathOf(this.base)}/${this.page.after}`;
    return others.find((each) => pathOf(each.querySelector("a")?.getAttribute("href") ?? "") === path) ?? others.at(-1);
  }

  /** Restores the console's tabs for the current address. */
  restore(hash: string): void {
    for (const item of this.list.querySelectorAll<HTMLElement>(`:scope > [${NOT_CURRENT}]`)) {
      item.removeAttribute(NOT_CURRENT);
      const link = item.querySelector("a");
      const current = this.isShown(item, link?.getAttribute("href") ?? null, hash);
      toggle(item, CURRENT, current);
      if (link) {
        set(link, "aria-selected", String(current));
      }
    }
  }

  /**
   * Whether the console shows this tab for the address. If the address names no tab, the console shows the first tab.
   */
  private isShown(item: HTMLElement, href: string | null, hash: string): boolean {
    const path = pathOf(hash);
    const tab = pathOf(href ?? "");
    return path === tab || path.startsWith(`${tab}/`) || (path === pathOf(this.base) && item === this.model);
  }

  /** Adds the panel of our tab, next to the panels of the other tabs. */
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

/**
 * Removes the highlight from one of the console's tabs, because the console still highlights this tab while our tab is
 * shown.
 */
function removeHighlight(item: HTMLElement): void {
  const link = item.querySelector("a");
  if (item.classList.contains(CURRENT) || link?.getAttribute("aria-selected") === "true") {
    item.classList.remove(CURRENT);
    link?.setAttribute("aria-selected", "false");
    item.setAttribute(NOT_CURRENT, "");
  }
}
