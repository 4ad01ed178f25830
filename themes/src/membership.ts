import { env } from "./host/environment";
import { hostKeycloak } from "./host/keycloak";
import { get } from "./host/rest";

/** How long the account console's menu waits for our answer, in milliseconds. */
const PATIENCE = 3000;

/** Whether whoever is logged in belongs to an organization; true where it cannot be told soon. */
export function belongsSomewhere(): Promise<boolean> {
  const patience = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), PATIENCE));
  return Promise.race([ask().catch(() => true), patience]);
}

async function ask(): Promise<boolean> {
  if (!hostKeycloak()) {
    // a login of our own would take too long
    return true;
  }
  const realm = `${env.serverBaseUrl}/realms/${encodeURIComponent(env.realm)}`;
  return (await get<unknown[]>(`${realm}/api-keys/organizations`)).length > 0;
}
