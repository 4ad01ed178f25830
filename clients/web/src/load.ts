/** Loads a module. */
type Import = (address: string) => Promise<unknown>;

const loading = new Map<string, Promise<void>>();

/** The failed attempts per address. Some browsers remember for an address that a module could not be loaded. */
const failures = new Map<string, number>();

/**
 * Defines the element. Several calls load the script once. A call after a failure tries again.
 *
 * @param issuer the address of the realm, such as `https://sso.example.com/realms/example`. The Content-Security-Policy
 *     of the application must allow it in `script-src` and `connect-src`.
 */
export function loadOrgApiKeys(issuer: string): Promise<void> {
  return loadWith((address) => import(/* webpackIgnore: true */ /* @vite-ignore */ address), issuer);
}

/** @internal */
export function loadWith(load: Import, issuer: string): Promise<void> {
  const address = `${issuer.replace(/\/+$/, "")}/api-keys/embed.js`;
  const known = loading.get(address);
  if (known) {
    return known;
  }
  const failed = failures.get(address) ?? 0;
  const now = load(failed > 0 ? `${address}#${failed}` : address).then(() => undefined);
  loading.set(address, now);
  now.catch(() => {
    failures.set(address, failed + 1);
    loading.delete(address);
  });
  return now;
}
