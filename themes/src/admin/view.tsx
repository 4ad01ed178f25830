import { createRoot } from "react-dom/client";
import { addOwnStylesheet } from "../host/stylesheet";
import { OrganizationKeys } from "./organization";
import { RealmResources } from "./realm";

export type Place =
  | { readonly kind: "organization"; readonly realm: string; readonly organizationId: string }
  | { readonly kind: "realm"; readonly realm: string };

/** Shows the tab's contents, until the function that is returned is called. */
export async function mount(element: HTMLElement, place: Place): Promise<() => void> {
  await addOwnStylesheet();
  // opened by its address, the last of many tabs is out of sight
  document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.scrollIntoView({ block: "nearest" });
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
