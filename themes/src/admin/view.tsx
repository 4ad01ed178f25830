import { createRoot } from "react-dom/client";
import { addOwnStylesheet } from "../host/stylesheet";
import { OrganizationKeys } from "./organization";
import { RealmResources } from "./realm";

/** How long the page of Keycloak's moves after it was opened, in milliseconds. */
const SETTLING = 2000;

export type Place =
  | { readonly kind: "organization"; readonly realm: string; readonly organizationId: string }
  | { readonly kind: "realm"; readonly realm: string };

/** Shows the tab's contents, until the function that is returned is called. */
export async function mount(element: HTMLElement, place: Place): Promise<() => void> {
  await addOwnStylesheet();
  const tab = document.getElementById(element.getAttribute("aria-labelledby") ?? "");
  if (tab) {
    bringIntoSight(tab);
  }
  const root = createRoot(element);
  root.render(
    place.kind === "organization" ? (
      <OrganizationKeys realm={place.realm} organizationId={place.organizationId} />
    ) : (
      <RealmResources realm={place.realm} />
    ),
  );
  return () => root.unmount();
}

/**
 * Opened by its address, the last of many tabs is out of sight. The list of tabs gets its arrows a little later, with less
 * room for the tabs then.
 */
function bringIntoSight(tab: HTMLElement): void {
  const list = tab.closest("ul");
  if (list) {
    const sizes = new ResizeObserver(() => tab.scrollIntoView({ block: "nearest", behavior: "instant" }));
    sizes.observe(list);
    setTimeout(() => sizes.disconnect(), SETTLING);
  }
}
