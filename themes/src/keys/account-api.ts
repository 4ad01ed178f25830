import type { Grantable, Organization } from "openapi";
import { env } from "../host/environment";
import { del, get, post, put } from "../host/rest";
import type { KeysApi } from "./api";
import type { ApiKey, IssuedKey, Usage } from "./model";
import { memberRights } from "./rights";
import { queryOf } from "./search";

export interface Me {
  id: string;
  organizations: Organization[];
}

const realm = () => `${env.serverBaseUrl}/realms/${encodeURIComponent(env.realm)}`;

/** Who I am, and where I belong. The id tells which of an organization's keys is my own. */
export async function me(): Promise<Me> {
  const [{ id }, organizations] = await Promise.all([
    get<{ id: string }>(`${realm()}/account/?userProfileMetadata=false`),
    get<Organization[]>(`${realm()}/api-keys/organizations`),
  ]);
  return { id, organizations };
}

/** The keys of an organization, for a member: the own ones, or all that the member may see. */
export function accountKeysApi(userId: string, organization: Organization, isOwn: boolean): KeysApi {
  const base = `${realm()}/api-keys/organizations/${encodeURIComponent(organization.id)}`;
  const keys = `${base}/keys`;
  const one = (id: string) => `${keys}/${encodeURIComponent(id)}`;
  const isBlind = !isOwn && !organization.actions.includes("read");
  return {
    verifyUrl: `${realm()}/api-keys/verify`,
    isOwn,
    isBlind,
    overview: async () => {
      const resources = await get<Grantable[]>(`${base}/permissions`);
      const rights = memberRights(userId, organization.actions, organization.ownActions);
      return {
        catalog: resources.map((resource) => ({ ...resource, roles: {} })),
        settings: organization.settings,
        rights: { ...rights, create: rights.create.filter((type) => (type === "user") === isOwn) },
      };
    },
    // else there would be the own ones again
    list: async (query) =>
      isBlind ? [] : get<ApiKey[]>(`${keys}?${queryOf({ ...query, userId: isOwn ? userId : undefined })}`),
    read: (id) => get<ApiKey>(one(id)),
    create: (key) => post<IssuedKey>(keys, key),
    update: (key, change) => put<ApiKey>(one(key.id), { ...change, version: key.version }),
    enable: (key) => put<ApiKey>(one(key.id), { enabled: true, version: key.version }),
    // without a version: a key that changes itself all the time cannot fend these off
    disable: (key) => put<ApiKey>(one(key.id), { enabled: false }),
    rotate: (key, gracePeriod, expiresAt) => post<IssuedKey>(`${one(key.id)}/rotate`, { gracePeriod, expiresAt }),
    remove: (key) => del(one(key.id)),
    usage: (key) => get<Usage>(`${one(key.id)}/usage`),
  };
}
