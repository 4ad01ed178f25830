import { env } from "./environment";
import { getOnce } from "./rest";

interface WhoAmI {
  readonly locale?: string;
  /** The roles of the user for the administration of a realm, by the name of the realm. */
  readonly realm_access?: Readonly<Record<string, readonly string[]>>;
}

/** Returns what the console knows about its user, with their roles for the administration of this realm. */
export function whoAmI(realm: string): Promise<WhoAmI> {
  const login = encodeURIComponent(env.realm);
  return getOnce(`${env.adminBaseUrl}/admin/${login}/console/whoami?currentRealm=${encodeURIComponent(realm)}`);
}

export async function rolesIn(realm: string): Promise<readonly string[]> {
  return (await whoAmI(realm)).realm_access?.[realm] ?? [];
}
