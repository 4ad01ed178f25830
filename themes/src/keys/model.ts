import type { ApiKey, Grantable, KeyUpdate, Organization, Resource as CatalogResource, Usage } from "openapi";

export type { ApiKey, IssuedKey, OrganizationKeyCreation as NewKey, Permissions, Usage } from "openapi";

export type KeyType = ApiKey["type"];
export type KeyStatus = ApiKey["status"];

/** In the order in which the list offers them. */
export const KEY_STATUSES = [
  "active",
  "expired",
  "disabled",
  "suspended",
  "unknown",
] as const satisfies readonly KeyStatus[];

export type KeyChange = Omit<KeyUpdate, "version">;

/** The settings of the realm that somebody needs who fills in a key. */
export type Settings = Organization["settings"];

/**
 * A resource of the catalog, as far as somebody needs it who fills in permissions. The account REST does not tell the roles: they
 * are empty then.
 */
export type Resource = Pick<Grantable & CatalogResource, "name" | "description" | "actions" | "grantable" | "roles">;

export type UsagePoint = Usage["series"][number];

/** A member, as Keycloak's admin REST has it. */
export interface Member {
  id: string;
  username: string;
  firstName?: string;
  lastName?: string;
  email?: string;
}

export interface KeyQuery {
  search?: string;
  type?: KeyType;
  status?: KeyStatus;
  first: number;
  max: number;
}

/** What people see of a secret: only its end, because nobody knows how secrets began that are older than the prefix, or imported. */
export function maskedSecret(key: Pick<ApiKey, "lastFour">): string {
  return `…${key.lastFour}`;
}
