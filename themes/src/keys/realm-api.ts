import type { OrganizationAccess } from "openapi";
import { env } from "../host/environment";
import { getFile } from "../host/file";
import { queryOf, type Query } from "../host/query";
import { get, getOnce, post } from "../host/rest";
import { rolesIn } from "../host/who-am-i";
import { isRefusal } from "../ui/problem";
import type { KeysApi } from "./api";
import { AdminFilterChoices } from "./filter-choices";
import type { MoreFilter } from "./filters";
import type { ApiKey, Bulk, BulkAction, KeySelection } from "./model";

/** What a list of keys of several organizations needs to know about an organization. */
export interface KnownOrganization {
  readonly name: string;
  /** Whether the user has permission to change its keys. */
  readonly manage: boolean;
}

/** The operations on the keys of all organizations of a realm. */
export interface RealmKeysApi extends Pick<KeysApi, "isOwn" | "query" | "userUrl" | "list" | "read"> {
  readonly filters: AdminFilterChoices;
  organizations(ids: readonly string[]): Promise<ReadonlyMap<string, KnownOrganization>>;
  organizationUrl: (id: string) => string;
  /** Changes many keys. Each key succeeds or fails on its own. */
  change(action: BulkAction, ids: readonly string[]): Promise<Bulk>;
  /** Returns all keys of the selection as a CSV file. */
  exported(selection: KeySelection): Promise<File>;
}

/** The number of unknown organizations from which their list is cheaper than one request for each. */
const FEW = 3;
const MAX_LISTED = 500;

/**
 * @param filters the filters that the list offers
 * @param fixed the parameters of the REST API that the user cannot change
 */
export function realmKeysApi(realm: string, filters: readonly MoreFilter[], fixed: Query = {}): RealmKeysApi {
  const name = encodeURIComponent(realm);
  const rest = `${env.adminBaseUrl}/admin/realms/${name}`;
  const keys = `${rest}/api-keys`;
  const choices = new AdminFilterChoices(rest, filters);
  const organizations = organizationsOf(realm, rest);
  return {
    isOwn: false,
    query: {},
    filters: choices,
    list: async (query) => choices.seen(await get<ApiKey[]>(`${keys}?${queryOf({ ...query, ...fixed })}`)),
    read: (id) => get<ApiKey>(`${keys}/${encodeURIComponent(id)}`),
    organizations: async (ids) => {
      const found = await organizations(ids);
      found.forEach((organization, id) => choices.remember(id, organization.name));
      return found;
    },
    organizationUrl: (id) => `#/${name}/organizations/${encodeURIComponent(id)}/api-keys`,
    userUrl: (userId) => `#/${name}/users/${encodeURIComponent(userId)}/settings`,
    change: (action, ids) => post<Bulk>(`${keys}/bulk`, { action, ids }),
    exported: (selection) => getFile(`${keys}?${queryOf({ ...selection, ...fixed })}`, "text/csv"),
  };
}

/**
 * Loads each organization once. If its name cannot be loaded, its id is the name. The next call retries failed requests,
 * unless the server refused them.
 */
function organizationsOf(realm: string, rest: string) {
  const names = new Map<string, Promise<string>>();
  const rights = new Map<string, Promise<boolean>>();
  let listed = false;

  const nameOf = async (id: string) =>
    (await get<{ name: string }>(`${rest}/organizations/${encodeURIComponent(id)}`)).name;
  const isManaged = async (id: string) => {
    const url = `${rest}/api-keys/organizations/${encodeURIComponent(id)}/access`;
    return (await getOnce<OrganizationAccess>(url)).manage;
  };
  const known = async <T>(all: Map<string, Promise<T>>, id: string, load: (id: string) => Promise<T>, otherwise: T) => {
    const value = all.get(id) ?? load(id).catch((problem: unknown) => refusedOr(problem, otherwise));
    all.set(id, value);
    try {
      return await value;
    } catch {
      // the list of organizations may have replaced it
      if (all.get(id) === value) {
        all.delete(id);
      }
      return otherwise;
    }
  };
  const list = async () => {
    const query = queryOf({ briefRepresentation: "true", first: 0, max: MAX_LISTED });
    listed = true;
    try {
      for (const { id, name } of await get<{ id: string; name: string }[]>(`${rest}/organizations?${query}`)) {
        names.set(id, Promise.resolve(name));
      }
    } catch (problem) {
      // a refusal: the role query-organizations is missing
      listed = isRefusal(problem);
    }
  };

  return async (ids: readonly string[]): Promise<ReadonlyMap<string, KnownOrganization>> => {
    const distinct = [...new Set(ids)];
    if (!listed && distinct.filter((id) => !names.has(id)).length > FEW) {
      await list();
    }
    const roles = await rolesIn(realm).catch((): string[] => []);
    const managesAll = roles.includes("manage-organizations") || roles.includes("manage-realm");
    const found = await Promise.all(
      distinct.map(async (id) => {
        const [name, manage] = await Promise.all([
          known(names, id, nameOf, id),
          managesAll || known(rights, id, isManaged, false),
        ]);
        return [id, { name, manage }] as const;
      }),
    );
    return new Map(found);
  };
}

/** Returns `otherwise` if the problem is a refusal; else throws the problem. */
function refusedOr<T>(problem: unknown, otherwise: T): T {
  if (isRefusal(problem)) {
    return otherwise;
  }
  throw problem;
}
