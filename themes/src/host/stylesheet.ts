const loading = new Map<string, Promise<void>>();

/** Adds our own stylesheet, which lies beside our scripts. */
export function addOwnStylesheet(): Promise<void> {
  return addStylesheet(import.meta.url.replace(/[^/]*$/, "style.css"));
}

/**
 * Adds a stylesheet once. It comes first in the head, so that the console's own rules win over equal ones; and it is a
 * link, because a strict Content-Security-Policy allows no other. Resolves as well when it cannot be loaded: a page that
 * looks odd is better than none.
 */
function addStylesheet(href: string): Promise<void> {
  const known = loading.get(href);
  if (known) {
    return known;
  }
  const promise = new Promise<void>((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.prepend(link);
  });
  loading.set(href, promise);
  return promise;
}
