import { STYLES } from "patternfly-styles";
import { limitStylesheets, OWN } from "./isolation";

const loading = new Map<string, Promise<void>>();

/**
 * Adds our own stylesheet, and those of PatternFly that the console does not contain. They are in the directory of our
 * scripts.
 */
export async function addStylesheets(): Promise<void> {
  const directory = import.meta.url.replace(/[^/]*$/, "");
  // the stylesheets of the console's other pages must not count
  limitStylesheets();
  missing ??= missingStyles(STYLES);
  // the last one comes first in the head
  await Promise.all(["style.css", ...missing.toReversed()].map((file) => addStylesheet(directory + file)));
}

let missing: string[] | undefined;

/** Returns the paths of the stylesheets whose rules are not in the document. */
export function missingStyles(styles: typeof STYLES): string[] {
  const probes = document.createElement("div");
  probes.className = OWN;
  probes.hidden = true;
  const rows = styles.map(([file, className, ...properties]) => {
    const element = document.createElement("div");
    element.className = className;
    probes.append(element);
    return { file, element, properties };
  });
  document.body.append(probes);
  try {
    return rows
      .filter(({ element, properties }) => {
        const style = getComputedStyle(element);
        return properties.some((property) => style.getPropertyValue(property) === "");
      })
      .map(({ file }) => file);
  } finally {
    probes.remove();
  }
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
