import { env } from "./host/environment";
import { hostKeycloak } from "./host/keycloak";
import { getOnce } from "./host/rest";

/** The maximum time that the account console's menu waits for the check, in milliseconds. */
const TIMEOUT = 3000;

/** Whether the user is a member of an organization. Returns true if the check fails or takes too long. */
export function isMember(): Promise<boolean> {
  const timeout = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), TIMEOUT));
  return Promise.race([loadMembership().catch(() => true), timeout]);
}

async function loadMembership(): Promise<boolean> {
  if (!hostKeycloak()) {
    // a silent login would take too long
    return true;
  }
  const realm = `${env.serverBaseUrl}/realms/${encodeURIComponent(env.realm)}`;
  return (await getOnce<unknown[]>(`${realm}/api-keys/organizations`)).length > 0;
}
