import { createElement, useEffect, useRef } from "react-host";
import { env } from "./host/environment";
import { loadReact } from "./host/react";
import { hasMessage, loadMessages, t } from "./host/messages";

const FAILED = "orgApiKeysLoadFailed";

/**
 * Shows that the page could not be loaded, because the server does not respond or was upgraded while the console was
 * open. The messages may fail to load, too.
 */
async function tellThatItFailed(element: HTMLElement): Promise<void> {
  await loadMessages("account", env.locale ?? "en").catch(() => undefined);
  element.setAttribute("role", "alert");
  element.textContent = hasMessage(FAILED)
    ? t(FAILED)
    : "The page could not be loaded. Reload the console and try again.";
}

/** Shows the page in this element. The returned function removes the page. */
export function show(element: HTMLElement): () => void {
  // An object, because the functions below change its properties at different times
  const visit: { over: boolean; leave?: () => void } = { over: false };
  loadReact()
    .then(() => import("./account/view"))
    .then(async ({ mount }) => {
      if (visit.over) {
        return;
      }
      const leave = await mount(element);
      if (visit.over as boolean) {
        leave();
      } else {
        visit.leave = leave;
      }
    })
    .catch(() => tellThatItFailed(element));
  return () => {
    visit.over = true;
    visit.leave?.();
  };
}

/**
 * The page of the account console at "content/org-api-keys". The console's own React renders only an empty element. The
 * page is in a root of our own React, so that it works with any version of React in the console.
 */
export default function OrganizationApiKeys() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? show(place.current) : undefined), []);
  // fresh.ts looks for the attribute
  return createElement("div", { ref: place, "data-org-api-keys-page": "" });
}
