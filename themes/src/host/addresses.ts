/**
 * Addresses of the admin console's pages that get a tab of ours. Ids are whatever a realm was imported with. All groups are
 * escaped as they are in the address.
 */
export const ORGANIZATION = /^#(?<base>\/(?<realm>[^/?]+)\/organizations\/(?<organization>[^/?]+))\/(?<tab>[^/?]+)/;

export const REALM_SETTINGS = /^#(?<base>\/(?<realm>[^/?]+)\/realm-settings)(?:\/(?<tab>[^/?]+))?/;

/** Without escapes; as it is where they are wrong. */
export function unescaped(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
