const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * Whether a text has the form of an IP address or a CIDR range. Finds most mistakes while the user types. The server also
 * finds the others, such as an address that is not the first of its range.
 */
export function isNetwork(text: string): boolean {
  const [, address = "", prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bits = bitsOf(address);
  return bits !== undefined && (prefix === undefined || Number(prefix) <= bits);
}

function bitsOf(address: string): number | undefined {
  if (IPV4.test(address)) {
    return address.split(".").every((part) => Number(part) <= 255) ? 32 : undefined;
  }
  return /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address) && isIpv6(address) ? 128 : undefined;
}

/** Uses the URL parser, which accepts all forms of IPv6 addresses. */
function isIpv6(address: string): boolean {
  try {
    return new URL(`http://[${address}]/`).hostname !== "";
  } catch {
    return false;
  }
}
