import { createElement, useEffect, useRef } from "react-host";

/**
 * What the account console shows at its address "content/org-api-keys". The console's own React renders this empty element
 * only: the page is in a root of our own React, so that a console with another React cannot break it.
 */
export default function OrganizationApiKeys() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let leave: (() => void) | undefined;
    let left = false;
    void import("./account/view").then(async ({ mount }) => {
      if (!left && place.current) {
        leave = await mount(place.current);
        if (left) {
          leave();
        }
      }
    });
    return () => {
      left = true;
      leave?.();
    };
  }, []);
  return createElement("div", { ref: place });
}
