/**
 * Patterns for the addresses of the admin console's pages that get one of our tabs, and of our own page. Ids can have any
 * characters, because a realm import can set them. All groups keep the URL encoding of the address.
 */
export const ORGANIZATION = /^#(?<base>\/(?<realm>[^/?]+)\/organizations\/(?<organization>[^/?]+))\/(?<tab>[^/?]+)/;

export const REALM_SETTINGS = /^#(?<base>\/(?<realm>[^/?]+)\/realm-settings)(?:\/(?<tab>[^/?]+))?/;

export const USER = /^#(?<base>\/(?<realm>[^/?]+)\/users\/(?<user>[^/?]+))\/(?<tab>[^/?]+)/;

export const REALM_KEYS = /^#\/(?<realm>[^/?]+)\/api-keys\/list(?:\?|$)/;

/** The address that users may guess. The console shows its welcome page there. */
export const REALM_KEYS_GUESSED = /^#(?<base>\/[^/?]+\/api-keys)\/?$/;

/** Decodes a part of a URL. Returns it unchanged if its encoding is invalid. */
export function unescaped(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns the decoded path of "#/realm/…", without the query, because the console does not always use the same encoding
 * and query.
 */
export function pathOf(address: string): string {
  return unescaped(address.replace(/^[^#]*#/, "").replace(/\?.*$/, ""));
}
