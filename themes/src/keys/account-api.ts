import type { Grantable, Organization } from "openapi";
import { env } from "../host/environment";
import { queryOf } from "../host/query";
import { del, get, getOnce, post, put, unreachable } from "../host/rest";
import type { KeysApi } from "./api";
import type { ApiKey, IssuedKey, Usage } from "./model";
import { memberRights } from "./rights";

export interface Me {
  id: string;
  organizations: Organization[];
}

const realm = () => `${env.serverBaseUrl}/realms/${encodeURIComponent(env.realm)}`;

/** Loads the organizations of the user. The answer also contains the id of the user, which is needed to find their keys. */
export async function me(): Promise<Me> {
  const organizations = await getOnce<Organization[]>(`${realm()}/api-keys/organizations`);
  const [first] = organizations;
  if (first && !first.userId) {
    // The server was not upgraded yet. Without the id, the page would show the keys of others as the user's own.
    throw unreachable();
  }
  return { id: first?.userId ?? "", organizations };
}

/**
 * Returns the operations on the keys of an organization: on the member's own keys, or on all keys that the member has
 * permission to view.
 */
export function accountKeysApi(userId: string, organization: Organization, isOwn: boolean): KeysApi {
  const base = `${realm()}/api-keys/organizations/${encodeURIComponent(organization.id)}`;
  const keys = `${base}/keys`;
  const one = (id: string) => `${keys}/${encodeURIComponent(id)}`;
  const isBlind = !isOwn && !organization.actions.includes("read");
  return {
    verifyUrl: `${realm()}/api-keys/verify`,
    isOwn,
    isBlind,
    query: { organization: organization.id },
    overview: async () => {
      const resources = await getOnce<Grantable[]>(`${base}/permissions`);
      const rights = memberRights(userId, organization.actions, organization.ownActions);
      return {
        organization: organization.name,
        catalog: resources.map((resource) => ({ ...resource, roles: {} })),
        settings: organization.settings,
        rights: { ...rights, create: rights.create.filter((type) => (type === "user") === isOwn) },
        attributeNames: organization.settings.memberAttributes,
      };
    },
    // without the permission to read, the server would return the member's own keys
    list: async (query) =>
      isBlind ? [] : get<ApiKey[]>(`${keys}?${queryOf({ ...query, userId: isOwn ? userId : undefined })}`),
    read: (id) => get<ApiKey>(one(id)),
    create: (key) => post<IssuedKey>(keys, key),
    update: (key, change) => put<ApiKey>(one(key.id), { ...change, version: key.version }),
    enable: (key) => put<ApiKey>(one(key.id), { enabled: true, version: key.version }),
    // sent without a version, so that even a key that constantly updates itself can be disabled
    disable: (key) => put<ApiKey>(one(key.id), { enabled: false }),
    rotate: (key, gracePeriod, expiresAt) => post<IssuedKey>(`${one(key.id)}/rotate`, { gracePeriod, expiresAt }),
    remove: (key) => del(one(key.id)),
    endFormerSecret: (key) => del(`${one(key.id)}/former-secret`),
    usage: (key) => get<Usage>(`${one(key.id)}/usage`),
  };
}
