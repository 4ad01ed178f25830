import { CURRENT, set, textOf, toggle } from "./elements";

const OURS = "data-org-api-keys-entry";
const TEST_ID = "nav-item-api-keys";

/** Other pages of the list that contains the link "Organizations". */
const NEIGHBORS = ["clients", "client-scopes", "roles", "users", "groups", "sessions", "events"];

/**
 * The list of links in the console's navigation to which we add the link to our page. The list is found by the addresses
 * of its links, and our link is a copy of one of them.
 */
export class Navigation {
  private constructor(
    private readonly list: HTMLElement,
    private readonly model: HTMLElement,
    /** The realm that the console shows, encoded as in its links. */
    readonly realm: string,
    /** Whether the list has the link "Organizations". Some administrators of organizations do not see this link. */
    readonly hasOrganizations: boolean,
  ) {}

  /** Returns undefined if the page does not (yet) have the expected structure. */
  static find(root: ParentNode): Navigation | undefined {
    const links = [...root.querySelectorAll<HTMLAnchorElement>("nav ul > li > a[href]")].filter(
      (link) => !link.closest(`main, [${OURS}]`),
    );
    const find = (...pages: string[]) => links.find((link) => pages.includes(pageOf(link)?.page ?? ""));
    const organizations = find("organizations");
    const link = organizations ?? find(...NEIGHBORS);
    const item = link?.parentElement;
    const list = item?.parentElement;
    const realm = link && pageOf(link)?.realm;
    // a later console may have a page at our address
    return item && list && realm !== undefined && !find("api-keys")
      ? new Navigation(list, item, realm, organizations !== undefined)
      : undefined;
  }

  /** Adds or updates our link. It is highlighted when the console no longer highlights the link of the last page. */
  show(label: string, href: string, isCurrent: boolean): void {
    const item = this.entry ?? this.create();
    const link = item.querySelector("a");
    if (!link) {
      return;
    }
    const text = textOf(link) ?? link;
    if (text.textContent !== label) {
      text.textContent = label;
    }
    set(link, "href", href);
    set(link, "aria-current", isCurrent ? "page" : null);
    toggle(link, CURRENT, isCurrent && !this.isOtherHighlighted(link));
    if (this.hasOrganizations) {
      if (item.previousElementSibling !== this.model) {
        this.model.after(item);
      }
    } else if (this.list.firstElementChild !== item) {
      this.list.prepend(item);
    }
  }

  hide(): void {
    this.entry?.remove();
  }

  private isOtherHighlighted(ours: HTMLAnchorElement): boolean {
    const links = (this.list.closest("nav") ?? this.list).querySelectorAll(`a.${CURRENT}`);
    return [...links].some((link) => link !== ours);
  }

  private get entry(): HTMLElement | null {
    return this.list.querySelector<HTMLElement>(`:scope > [${OURS}]`);
  }

  private create(): HTMLElement {
    const item = this.model.cloneNode(true) as HTMLElement;
    item.setAttribute(OURS, "");
    const link = item.querySelector("a");
    link?.removeAttribute("id");
    link?.setAttribute("data-testid", TEST_ID);
    return item;
  }
}

/** Returns the parts of the address of a page of a realm, such as `#/h0p/clients` or `#/h0p/clients/list`. */
function pageOf(link: HTMLAnchorElement): { realm: string; page: string } | undefined {
  const [, realm, page] = /^[^#]*#\/([^/?]+)\/([^/?]+)(?:\/list)?(?:\?|$)/.exec(link.getAttribute("href") ?? "") ?? [];
  return realm !== undefined && page !== undefined ? { realm, page } : undefined;
}
