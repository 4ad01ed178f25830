const DARK = "(prefers-color-scheme: dark)";

/**
 * Returns whether the page has dark colors. The attribute can be `light`, `dark` or `auto`, which follows the setting of
 * the user. Without the attribute, the CSS property `color-scheme` of the application decides.
 */
export function isDark(attribute: string | null, host: Element): boolean {
  if (attribute === "dark" || attribute === "light") {
    return attribute === "dark";
  }
  const allowed = attribute === "auto" ? "light dark" : getComputedStyle(host).colorScheme;
  return /\bdark\b/.test(allowed) && (!/\blight\b/.test(allowed) || matchMedia(DARK).matches);
}

/** Calls the listener when the setting of the user changes. Returns a function that removes the listener. */
export function onColorSetting(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
