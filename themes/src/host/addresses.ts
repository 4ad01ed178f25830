/**
 * Patterns for the addresses of the admin console's pages that get one of our tabs. Ids can have any characters, because a
 * realm import can set them. All groups keep the URL encoding of the address.
 */
export const ORGANIZATION = /^#(?<base>\/(?<realm>[^/?]+)\/organizations\/(?<organization>[^/?]+))\/(?<tab>[^/?]+)/;

export const REALM_SETTINGS = /^#(?<base>\/(?<realm>[^/?]+)\/realm-settings)(?:\/(?<tab>[^/?]+))?/;

/** Decodes a part of a URL. Returns it unchanged if its encoding is invalid. */
export function unescaped(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
