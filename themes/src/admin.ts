import { forgetRefusals, maySee } from "./admin/access";
import type { Place } from "./admin/view";
import { ORGANIZATION, REALM_KEYS, REALM_KEYS_GUESSED, REALM_SETTINGS, unescaped, USER } from "./host/addresses";
import { env } from "./host/environment";
import { MainArea, nativeMain, showSpinner } from "./host/main-area";
import { t } from "./host/messages";
import { Navigation } from "./host/navigation";
import { loadReact } from "./host/react";
import { locate, TabBar, type Location, type TabPage } from "./host/tab";
import { rolesIn } from "./host/who-am-i";

type Groups = Readonly<Record<string, string>>;

interface Page extends TabPage {
  /** Returns the URL that the server answers with success only if the user has permission to see the tab. */
  readonly access: (groups: Groups) => string;
  readonly place: (groups: Groups) => Place;
}

// The groups keep the URL encoding of the address, because they become part of other URLs
const PAGES: readonly Page[] = [
  {
    address: ORGANIZATION,
    tab: "api-keys",
    testId: "organization-api-keys-tab",
    access: ({ realm, organization }) => `${admin()}/${realm}/api-keys/organizations/${organization}/access`,
    place: ({ realm, organization }) => ({
      kind: "organization",
      realm: unescaped(realm),
      organizationId: unescaped(organization),
    }),
  },
  {
    address: REALM_SETTINGS,
    tab: "api-resources",
    // the last of the many tabs would not be visible in most windows
    after: "keys",
    testId: "rs-api-resources-tab",
    access: ({ realm }) => `${admin()}/${realm}/api-keys/access`,
    place: ({ realm }) => ({ kind: "resources", realm: unescaped(realm) }),
  },
  {
    address: USER,
    tab: "api-keys",
    after: "organizations",
    testId: "user-api-keys-tab",
    access: ({ realm }) => anyKey(realm),
    place: ({ realm, user }) => ({ kind: "user", realm: unescaped(realm), userId: unescaped(user) }),
  },
];

function admin(): string {
  return `${env.adminBaseUrl}/admin/realms`;
}

/** Returns the URL of a list of keys of all organizations. */
function anyKey(realm = ""): string {
  return `${admin()}/${realm}/api-keys?max=1`;
}

/** For each realm: whether the user can have access to organizations without seeing the link "Organizations". */
const withoutLink = new Map<string, boolean>();

/**
 * Returns whether the user has permission to see the keys of all organizations. Does not ask the server in a realm without
 * organizations, because the browser would log an error on each page.
 *
 * @param wanted whether the user has opened a page with these keys
 */
function maySeeKeys(realm: string, hasOrganizations: boolean, wanted: boolean): boolean | undefined {
  if (!hasOrganizations && !wanted) {
    const name = unescaped(realm);
    if (!withoutLink.has(name)) {
      withoutLink.set(name, false);
      rolesIn(name).then(
        (roles) => {
          withoutLink.set(name, !roles.includes("query-organizations"));
          scheduleUpdate();
        },
        () => undefined,
      );
    }
    if (!withoutLink.get(name)) {
      return false;
    }
  }
  return maySee(anyKey(realm), scheduleUpdate);
}

const area = new MainArea();
let mountPoint: HTMLElement | undefined;
let mounted = "";
let dispose: (() => void) | undefined;

function unmount(): void {
  dispose?.();
  mountPoint?.remove();
  area.leave();
  mountPoint = dispose = undefined;
  mounted = "";
}

/** @param element returns the new element in which the page is shown */
function mount(key: string, place: Place, element: () => HTMLElement): void {
  if (mounted === key && mountPoint?.isConnected) {
    return;
  }
  unmount();
  mounted = key;
  const own = (mountPoint = element());
  loadReact()
    .then(() => import("./admin/view"))
    .then((view) => (own === mountPoint ? view.mount(own, place) : undefined))
    .then(
      (leave) => {
        if (own === mountPoint) {
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

/** The address for which the console has rendered its main area last. The address of the window can be newer. */
let rendered = "";
let before = "";

/** The address of the user whose page was shown last. */
let shownUser: string | undefined;

/**
 * Returns whether the address is that of another user than the last one. The console would still show the last user,
 * because none of its own links leads from one user to another.
 */
function isOtherUser(hash: string): boolean {
  const former = shownUser;
  shownUser = USER.exec(hash)?.groups?.base;
  return former !== undefined && shownUser !== undefined && former !== shownUser;
}

function update(): void {
  const { hash } = window.location;
  if (isOtherUser(hash)) {
    window.location.reload();
    return;
  }
  const guessed = REALM_KEYS_GUESSED.exec(hash)?.groups?.base;
  if (guessed !== undefined) {
    window.location.replace(`#${guessed}/list`);
    return;
  }
  const location = locate(PAGES, hash);
  const navigation = Navigation.find(document);
  const realm = REALM_KEYS.exec(rendered)?.groups?.realm;
  const now = [location?.base, navigation?.realm, navigation?.hasOrganizations, realm].join(" ");
  if (before !== now) {
    before = now;
    forgetRefusals();
  }
  showLink(navigation, realm);
  if (realm === undefined || !showPage(realm)) {
    showTab(location, navigation);
  }
}

function showLink(navigation: Navigation | undefined, realm: string | undefined): void {
  if (!navigation) {
    return;
  }
  const { realm: shown, hasOrganizations } = navigation;
  const isCurrent = realm !== undefined && unescaped(realm) === unescaped(shown);
  // without the main area, the link would lead nowhere
  if (nativeMain() && maySeeKeys(shown, hasOrganizations, isCurrent)) {
    navigation.show(t("orgApiKeysMenu"), `#/${shown}/api-keys/list`, isCurrent);
  } else {
    navigation.hide();
  }
  if (isCurrent) {
    sessionStorage.removeItem(RELOADED);
  } else if (realm !== undefined) {
    reloadSoon();
  }
}

/** Shows the page "API keys". Returns false if the user has no permission to see it. */
function showPage(realm: string): boolean {
  const main = nativeMain();
  // the console has not started yet
  if (!main) {
    return false;
  }
  const may = maySee(anyKey(realm), scheduleUpdate);
  if (may === false) {
    return false;
  }
  const key = `page ${realm}`;
  if (mounted !== "" && !(may && mounted === key && area.covers(main))) {
    unmount();
  }
  if (may) {
    mount(key, { kind: "keys", realm: unescaped(realm) }, () => area.enter(main));
  } else {
    showSpinner(area.enter(main));
  }
  return true;
}

function showTab(location: Location<Page> | undefined, navigation: Navigation | undefined): void {
  const bar = location && TabBar.find(document, location.page, location.base);
  if (!location || !bar || !maySeeTab(location, navigation)) {
    unmount();
    return;
  }
  bar.show(t("orgApiKeysMenu"), location.active);
  if (location.active) {
    const { base, page, groups } = location;
    mount(`tab ${base}/${page.tab}`, page.place(groups), () => bar.addPanel());
  } else {
    bar.restore(window.location.hash);
    unmount();
  }
}

function maySeeTab({ page, groups, active }: Location<Page>, navigation: Navigation | undefined): boolean | undefined {
  return page.address === USER
    ? maySeeKeys(groups.realm ?? "", navigation?.hasOrganizations === true, active)
    : maySee(page.access(groups), scheduleUpdate);
}

let reload: ReturnType<typeof setTimeout> | undefined;

/** How long we wait for the console to show the realm of the address, in milliseconds. */
const REALM_TIMEOUT = 1000;
const RELOADED = "orgApiKeysReloaded";

/**
 * Reloads the console if it still shows another realm than that of our address. The console does not notice when the user
 * goes back to, or enters, an address of another realm.
 */
function reloadSoon(): void {
  reload ??= setTimeout(() => {
    reload = undefined;
    const { hash } = window.location;
    const realm = REALM_KEYS.exec(hash)?.groups?.realm;
    const shown = Navigation.find(document)?.realm;
    const isOther = realm !== undefined && shown !== undefined && unescaped(realm) !== unescaped(shown);
    // only once, because the console does not show a realm that the user has no permission to see
    if (isOther && sessionStorage.getItem(RELOADED) !== hash) {
      sessionStorage.setItem(RELOADED, hash);
      window.location.reload();
    }
  }, REALM_TIMEOUT);
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

let main: HTMLElement | null = null;

/** Whether the console has changed its main area, or replaced it. */
function isOfMain(changes: readonly MutationRecord[]): boolean {
  const earlier = main;
  main = nativeMain();
  return main !== earlier || changes.some(({ target }) => main?.contains(target));
}

/** The number of updates per second after which we stop, because the console undoes our changes again and again. */
const MAX_UPDATES = 250;
let updates = 0;
let second = 0;

function isLoop(): boolean {
  const now = Math.floor(performance.now() / 1000);
  updates = now === second ? updates + 1 : 0;
  second = now;
  return updates > MAX_UPDATES;
}

/** How long we wait for the console to render, in milliseconds, if nothing in its main area changes. */
const UNKNOWN_PAGE_TIMEOUT = 150;
const OTHER_PAGE_TIMEOUT = 3000;

function onAddress(): void {
  scheduleUpdate();
  const { hash } = window.location;
  setTimeout(
    () => {
      if (window.location.hash === hash) {
        rendered = hash;
        scheduleUpdate();
      }
    },
    REALM_KEYS.test(hash) ? UNKNOWN_PAGE_TIMEOUT : OTHER_PAGE_TIMEOUT,
  );
}

const app = document.getElementById("app");
if (app && env.adminBaseUrl !== undefined) {
  const observer = new MutationObserver((changes) => {
    if (isLoop()) {
      observer.disconnect();
      return;
    }
    if (isOfMain(changes)) {
      rendered = window.location.hash;
    }
    scheduleUpdate();
  });
  observer.observe(app, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-selected", "class", "href"],
  });
  window.addEventListener("hashchange", onAddress);
  window.addEventListener("popstate", onAddress);
  onAddress();
}
