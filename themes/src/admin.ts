import type { Place } from "./admin/view";
import { ORGANIZATION, REALM_SETTINGS, unescaped } from "./host/addresses";
import { env } from "./host/environment";
import { loadMessages, t } from "./host/messages";
import { loadReact } from "./host/react";
import { get, getOnce, Problem } from "./host/rest";
import { locate, TabBar, type Location, type TabPage } from "./host/tab";

interface Page extends TabPage {
  readonly label: string;
  /** Returns the URL that the server answers with success only if the user has permission to see the tab. */
  readonly access: (groups: Readonly<Record<string, string>>) => string;
}

// The groups keep the URL encoding of the address, because they become part of other URLs
const PAGES: readonly Page[] = [
  {
    address: ORGANIZATION,
    tab: "api-keys",
    testId: "organization-api-keys-tab",
    label: "orgApiKeysMenu",
    access: ({ realm, organization }) => `${admin()}/${realm}/api-keys/organizations/${organization}/access`,
  },
  {
    address: REALM_SETTINGS,
    tab: "api-resources",
    // the last of the many tabs would not be visible in most windows
    after: "keys",
    testId: "rs-api-resources-tab",
    label: "orgApiKeysMenu",
    access: ({ realm }) => `${admin()}/${realm}/api-keys/access`,
  },
];

function admin(): string {
  return `${env.adminBaseUrl}/admin/realms`;
}

let messages: Promise<void> | undefined;

/** Loads the messages in the language of the user, which the admin console does not pass to its scripts. */
async function loadMessagesOnce(): Promise<void> {
  const realm = encodeURIComponent(env.realm);
  const whoAmI = `${env.adminBaseUrl}/admin/${realm}/console/whoami?currentRealm=${realm}`;
  const { locale } = await get<{ locale?: string }>(whoAmI);
  await loadMessages("admin", locale ?? "en");
}

/** For each URL of an access check: whether the user has permission to see the tab. */
const allowed = new Map<string, boolean>();
const requested = new Set<string>();

/** How long we wait before we repeat a failed access check, in milliseconds. */
const RETRY = 5000;

/** Returns whether the user has permission to see the tab, or undefined until the server has answered. */
function maySee({ page, groups }: Location<Page>): boolean | undefined {
  const address = page.access(groups);
  if (!allowed.has(address) && !requested.has(address)) {
    requested.add(address);
    messages ??= loadMessagesOnce();
    Promise.all([getOnce(address), messages]).then(
      () => {
        allowed.set(address, true);
        scheduleUpdate();
      },
      (reason: unknown) => {
        messages = undefined;
        if (isRefusal(reason)) {
          // Hide the tab, as Keycloak does with its own tabs. The check is repeated when the user returns to the page,
          // because permissions can change.
          allowed.set(address, false);
          return;
        }
        setTimeout(() => {
          requested.delete(address);
          scheduleUpdate();
        }, RETRY);
      },
    );
  }
  return allowed.get(address);
}

/**
 * Whether the server refused the request. Errors of the network or the server are not refusals, because they are
 * temporary.
 */
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
  loadReact()
    .then(() => import("./admin/view"))
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
        // The server was upgraded while the console was open, or does not respond
        own.textContent = t("orgApiKeysLoadFailed");
      },
    );
}

let before = "";

function update(): void {
  const location = locate(PAGES, window.location.hash);
  if (before !== location?.base) {
    before = location?.base ?? "";
    // permissions may have changed, so repeat the checks that the server refused
    for (const [address, may] of allowed) {
      if (!may) {
        allowed.delete(address);
        requested.delete(address);
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
    bar.restore(window.location.hash);
    unmount();
  }
}

let queued = false;

function scheduleUpdate(): void {
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
  new MutationObserver(scheduleUpdate).observe(app, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-selected", "class", "href"],
  });
  window.addEventListener("hashchange", scheduleUpdate);
  window.addEventListener("popstate", scheduleUpdate);
  scheduleUpdate();
}
