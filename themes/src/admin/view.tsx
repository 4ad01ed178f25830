import { createRoot } from "react-dom/client";
import { isolate, OWN } from "../host/isolation";
import { addStylesheets } from "../host/stylesheet";
import { OrganizationKeys } from "./organization";
import { RealmResources } from "./realm";

/** How long it takes at most until the layout of Keycloak's page is stable, in milliseconds. */
const LAYOUT_TIMEOUT = 2000;

export type Place =
  | { readonly kind: "organization"; readonly realm: string; readonly organizationId: string }
  | { readonly kind: "resources"; readonly realm: string }
  | { readonly kind: "keys"; readonly realm: string }
  | { readonly kind: "user"; readonly realm: string; readonly userId: string };

/** Renders the contents of the page or tab. Returns a function that removes them. */
export async function mount(element: HTMLElement, place: Place): Promise<() => void> {
  await addStylesheets();
  element.classList.add(OWN);
  const stopIsolation = isolate();
  const tab = document.getElementById(element.getAttribute("aria-labelledby") ?? "");
  if (tab) {
    scrollToTab(tab);
  }
  const root = createRoot(element);
  root.render(await contentOf(place));
  return () => {
    stopIsolation();
    root.unmount();
  };
}

/** Loads the pages with the keys of all organizations only when they are shown, because the other pages need less. */
async function contentOf(place: Place) {
  switch (place.kind) {
    case "organization":
      return <OrganizationKeys realm={place.realm} organizationId={place.organizationId} />;
    case "resources":
      return <RealmResources realm={place.realm} />;
    case "keys": {
      const { RealmKeysPage } = await import("./realm-keys");
      return <RealmKeysPage realm={place.realm} />;
    }
    case "user": {
      const { UserKeys } = await import("./user");
      return <UserKeys realm={place.realm} userId={place.userId} />;
    }
  }
}

/**
 * Scrolls to the tab, because the last of many tabs is not visible when a page is opened by its address. Scrolls again
 * when the size of the list changes, because PatternFly adds its scroll buttons later, which leave less space for the
 * tabs.
 */
function scrollToTab(tab: HTMLElement): void {
  const list = tab.closest("ul");
  if (list) {
    const sizes = new ResizeObserver(() => tab.scrollIntoView({ block: "nearest", behavior: "instant" }));
    sizes.observe(list);
    setTimeout(() => sizes.disconnect(), LAYOUT_TIMEOUT);
  }
}
