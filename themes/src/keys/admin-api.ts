import type { Organization, OrganizationAccess, Resource } from "openapi";
import { env } from "../host/environment";
import { queryOf } from "../host/query";
import { del, get, getOnce, post, Problem, put } from "../host/rest";
import type { KeysApi } from "./api";
import { AdminFilterChoices } from "./filter-choices";
import { MORE_FILTERS } from "./filters";
import { historyOf } from "./history";
import type { ApiKey, IssuedKey, Member, Settings, Usage } from "./model";
import { administratorRights } from "./rights";

const MEMBERS = 20;
const FILTERS = MORE_FILTERS.filter((name) => name !== "organizationId");

/** Returns the operations on the keys of an organization, for administrators. */
export function adminKeysApi(realm: string, organizationId: string): KeysApi {
  const name = encodeURIComponent(realm);
  const organization = encodeURIComponent(organizationId);
  const rest = `${env.adminBaseUrl}/admin/realms/${name}`;
  const keys = `${rest}/api-keys`;
  const one = (id: string) => `${keys}/${encodeURIComponent(id)}`;
  const choices = new AdminFilterChoices(rest, FILTERS);
  return {
    verifyUrl: `${env.serverBaseUrl}/realms/${name}/api-keys/verify`,
    isOwn: false,
    query: {},
    filters: choices,
    overview: async () => {
      const [{ name: organizationName }, resources, settings, access] = await Promise.all([
        get<Pick<Organization, "name">>(`${rest}/organizations/${organization}`),
        get<Resource[]>(`${keys}/resources`),
        get<Settings>(`${keys}/settings`),
        getOnce<OrganizationAccess>(`${keys}/organizations/${organization}/access`),
      ]);
      return {
        organization: organizationName,
        catalog: resources.map((resource) => ({ ...resource, grantable: resource.actions })),
        settings,
        rights: administratorRights(access),
      };
    },
    list: async (query) => choices.seen(await get<ApiKey[]>(`${keys}?${queryOf({ ...query, organizationId })}`)),
    read: async (id) => {
      const key = await get<ApiKey>(one(id));
      // the address of this organization must not show the key of another one
      if (key.organizationId !== organizationId) {
        throw new Problem({ status: 404, code: "key_not_found", detail: "" });
      }
      return key;
    },
    create: (key) => post<IssuedKey>(keys, { ...key, organizationId }),
    update: (key, change) => put<ApiKey>(one(key.id), { ...change, version: key.version }),
    enable: (key) => put<ApiKey>(one(key.id), { enabled: true, version: key.version }),
    // sent without a version, so that even a key that constantly updates itself can be disabled
    disable: (key) => put<ApiKey>(one(key.id), { enabled: false }),
    rotate: (key, gracePeriod, expiresAt) => post<IssuedKey>(`${one(key.id)}/rotate`, { gracePeriod, expiresAt }),
    remove: (key) => del(one(key.id)),
    endFormerSecret: (key) => del(`${one(key.id)}/former-secret`),
    usage: (key) => get<Usage>(`${one(key.id)}/usage`),
    history: (key) => historyOf(rest, key),
    members: (search) =>
      get<Member[]>(`${rest}/organizations/${organization}/members?${queryOf({ search, first: 0, max: MEMBERS })}`),
    userUrl: (userId) => `#/${name}/users/${encodeURIComponent(userId)}/settings`,
    createdByUrl: (userId) => `#/${name}/api-keys/list?${queryOf({ createdBy: userId })}`,
  };
}
