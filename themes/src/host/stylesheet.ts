const loading = new Map<string, Promise<void>>();

/** Adds our own stylesheet, which is in the same directory as our scripts. */
export function addOwnStylesheet(): Promise<void> {
  return addStylesheet(import.meta.url.replace(/[^/]*$/, "style.css"));
}

/**
 * Adds a stylesheet once. It comes first in the head, so that the console's own rules override ours. It is a link,
 * because a strict Content-Security-Policy forbids inline styles. Resolves even if the stylesheet cannot be loaded,
 * because an unstyled page is better than no page.
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
