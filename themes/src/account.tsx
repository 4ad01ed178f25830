import { createElement, useEffect, useRef } from "react-host";

/**
 * What the account console shows at its address "content/org-api-keys". The console's own React renders this empty element
 * only: the page is in a root of our own React, so that a console with another React cannot break it.
 */
export default function OrganizationApiKeys() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // An object, because the functions below change it at different times
    const visit: { over: boolean; leave?: () => void } = { over: false };
    void import("./account/view").then(async ({ mount }) => {
      if (visit.over || !place.current) {
        return;
      }
      const leave = await mount(place.current);
      if (visit.over as boolean) {
        leave();
      } else {
        visit.leave = leave;
      }
    });
    return () => {
      visit.over = true;
      visit.leave?.();
    };
  }, []);
  return createElement("div", { ref: place });
}
