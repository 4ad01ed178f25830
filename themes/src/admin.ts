import type { Place } from "./admin/view";
import { ORGANIZATION, REALM_SETTINGS, unescaped } from "./host/addresses";
import { env } from "./host/environment";
import { loadMessages, t } from "./host/messages";
import { get, Problem } from "./host/rest";
import { locate, TabBar, type Location, type TabPage } from "./host/tab";

interface Page extends TabPage {
  readonly label: string;
  /** What may be read if and only if the tab may be seen. */
  readonly access: (groups: Readonly<Record<string, string>>) => string;
}

// The groups are escaped as they are in the address, and go into others like that
const PAGES: readonly Page[] = [
  {
    address: ORGANIZATION,
    firstTab: "settings",
    tab: "api-keys",
    testId: "organization-api-keys-tab",
    label: "orgApiKeysMenu",
    access: ({ realm, organization }) => `${admin()}/${realm}/api-keys/organizations/${organization}/access`,
  },
  {
    address: REALM_SETTINGS,
    firstTab: "general",
    tab: "api-resources",
    testId: "rs-api-resources-tab",
    label: "orgApiKeysResourcesTab",
    access: ({ realm }) => `${admin()}/${realm}/api-keys/access`,
  },
];

function admin(): string {
  return `${env.adminBaseUrl}/admin/realms`;
}

let messages: Promise<void> | undefined;

/** In the language of whoever is logged in: the page does not say which. */
async function loadMessagesOnce(): Promise<void> {
  const realm = encodeURIComponent(env.realm);
  const whoAmI = `${env.adminBaseUrl}/admin/${realm}/console/whoami?currentRealm=${realm}`;
  const { locale } = await get<{ locale?: string }>(whoAmI);
  await loadMessages("admin", locale ?? "en");
}

/** Whether somebody may see the tab, by the address that tells. */
const allowed = new Map<string, boolean>();
const asked = new Set<string>();

/** After so many milliseconds we ask again when there was no answer. */
const RETRY = 5000;

/** Undefined as long as we do not know. */
function maySee({ page, groups }: Location<Page>): boolean | undefined {
  const address = page.access(groups);
  if (!allowed.has(address) && !asked.has(address)) {
    asked.add(address);
    messages ??= loadMessagesOnce();
    Promise.all([get(address), messages]).then(
      () => {
        allowed.set(address, true);
        later();
      },
      (reason: unknown) => {
        messages = undefined;
        if (isRefusal(reason)) {
          // Keycloak hides what one may not see. It is asked again when somebody comes back: they may by then.
          allowed.set(address, false);
          return;
        }
        setTimeout(() => {
          asked.delete(address);
          later();
        }, RETRY);
      },
    );
  }
  return allowed.get(address);
}

/** An answer, that is, and not a network or a server that is out of order for a moment. */
function isRefusal(reason: unknown): boolean {
  return reason instanceof Problem && reason.status > 0 && reason.status < 500;
}

let panel: HTMLElement | undefined;
let mounted = "";
let dispose: (() => void) | undefined;

function unmount(): void {
  dispose?.();
  panel?.remove();
  panel = dispose = undefined;
  mounted = "";
}

function mount(bar: TabBar, { page, base, groups }: Location<Page>): void {
  const key = `${base}/${page.tab}`;
  if (mounted === key && panel?.isConnected) {
    return;
  }
  unmount();
  mounted = key;
  const own = (panel = bar.addPanel());
  const realm = unescaped(groups.realm);
  const place: Place = groups.organization
    ? { kind: "organization", realm, organizationId: unescaped(groups.organization) }
    : { kind: "realm", realm };
  import("./admin/view")
    .then((view) => (own === panel ? view.mount(own, place) : undefined))
    .then(
      (leave) => {
        if (own === panel) {
          dispose = leave;
        } else {
          leave?.();
        }
      },
      () => {
        // The server was upgraded while the console was open, or does not answer
        own.textContent = t("orgApiKeysLoadFailed");
      },
    );
}

let before = "";

function update(): void {
  const location = locate(PAGES, window.location.hash);
  if (before !== location?.base) {
    before = location?.base ?? "";
    // what was refused may be allowed by now
    for (const [address, may] of allowed) {
      if (!may) {
        allowed.delete(address);
        asked.delete(address);
      }
    }
  }
  const bar = location && TabBar.find(document, location.page, location.base);
  if (!location || !bar || !maySee(location)) {
    unmount();
    return;
  }
  bar.show(t(location.page.label), location.active);
  if (location.active) {
    mount(bar, location);
  } else {
    bar.giveBack(window.location.hash);
    unmount();
  }
}

let queued = false;

function later(): void {
  if (queued) {
    return;
  }
  queued = true;
  queueMicrotask(() => {
    queued = false;
    update();
  });
}

const app = document.getElementById("app");
if (app && env.adminBaseUrl !== undefined) {
  new MutationObserver(later).observe(app, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-selected", "class", "href"],
  });
  window.addEventListener("hashchange", later);
  window.addEventListener("popstate", later);
  later();
}
