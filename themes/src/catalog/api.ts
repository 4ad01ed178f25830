import type { RealmAccess, Resource, Settings } from "openapi";
import { env } from "../host/environment";
import { del, get, getOnce, post, Problem, put } from "../host/rest";

export type { Resource, Settings } from "openapi";

/** A sender of leak reports that the realm accepts. */
export type LeakReporter = Settings["leakReporters"][number];

interface Role {
  readonly name: string;
}

interface Client {
  readonly id: string;
  readonly clientId: string;
}

/** The maximum number of suggestions. */
const SUGGESTIONS = 20;

/** Returns the operations on the catalog and the settings of a realm. */
export function catalogOf(realm: string) {
  const admin = `${env.adminBaseUrl ?? env.serverBaseUrl}/admin/realms/${encodeURIComponent(realm)}`;
  const resources = `${admin}/api-keys/resources`;
  const resource = (name: string) => `${resources}/${encodeURIComponent(name)}`;
  const clients = (text: string) =>
    get<Client[]>(`${admin}/clients?search=true&first=0&max=${SUGGESTIONS}&clientId=${encodeURIComponent(text)}`);

  return {
    mayManage: async () => (await getOnce<RealmAccess>(`${admin}/api-keys/access`)).manage,
    list: () => get<Resource[]>(resources),
    create: (definition: Resource) => post<Resource>(resources, definition),
    // the server does not change missing fields, so null is necessary to remove the description
    update: (definition: Resource) =>
      put<Resource>(resource(definition.name), { ...definition, description: definition.description ?? null }),
    remove: (name: string) => del(resource(name)),
    settings: () => get<Settings>(`${admin}/api-keys/settings`),
    save: (settings: Settings) => put<Settings>(`${admin}/api-keys/settings`, settings),

    clientIds: async (text: string) => (await clients(text)).map((client) => client.clientId),

    /** Suggests realm roles. Once the complete client id and a dot are typed, also suggests client roles, as `client.role`. */
    roles: async (text: string) => {
      const page = `first=0&max=${SUGGESTIONS}`;
      const realmRoles = await get<Role[]>(`${admin}/roles?${page}&search=${encodeURIComponent(text)}`);
      const names = realmRoles.map((role) => role.name);
      for (const [clientId, role] of splits(text)) {
        const client = (await clients(clientId)).find((each) => each.clientId === clientId);
        if (client) {
          const ofClient = await get<Role[]>(
            `${admin}/clients/${client.id}/roles?${page}&search=${encodeURIComponent(role)}`,
          );
          names.push(...ofClient.map((each) => `${clientId}.${each.name}`));
        }
      }
      return names;
    },

    /** Whether a role with exactly this name exists: a realm role, or a client role in the form `client.role`. */
    hasRole: async (name: string) => {
      if (await exists(`${admin}/roles/${encodeURIComponent(name)}`)) {
        return true;
      }
      for (const [clientId, role] of splits(name)) {
        const client = (await clients(clientId)).find((each) => each.clientId === clientId);
        if (client && (await exists(`${admin}/clients/${client.id}/roles/${encodeURIComponent(role)}`))) {
          return true;
        }
      }
      return false;
    },
  };
}

async function exists(url: string): Promise<boolean> {
  try {
    await get(url);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) {
      return false;
    }
    throw error;
  }
}

export type Catalog = ReturnType<typeof catalogOf>;

/** Returns every way to split `client.role`, because both parts can contain dots. */
export function splits(text: string): [clientId: string, role: string][] {
  const parts = text.split(".");
  return parts.slice(1).map((_, index) => [parts.slice(0, index + 1).join("."), parts.slice(index + 1).join(".")]);
}
