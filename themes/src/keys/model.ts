import type { ApiKey, Grantable, KeyUpdate, Organization, Resource as CatalogResource, Usage } from "openapi";

export type { ApiKey, IssuedKey, OrganizationKeyCreation as NewKey, Permissions, Usage } from "openapi";

export type KeyType = ApiKey["type"];
export type KeyStatus = ApiKey["status"];

/** All statuses, in the order of the filter. */
export const KEY_STATUSES = [
  "active",
  "expired",
  "disabled",
  "suspended",
  "unknown",
] as const satisfies readonly KeyStatus[];

export type KeyChange = Omit<KeyUpdate, "version">;

/** The settings of the realm that the forms of a key need. */
export type Settings = Organization["settings"];

/**
 * The part of a resource of the catalog that the form of permissions needs. The account REST API does not return the
 * roles of a resource, so there the roles are empty.
 */
export type Resource = Pick<Grantable & CatalogResource, "name" | "description" | "actions" | "grantable" | "roles">;

export type UsagePoint = Usage["series"][number];
export type IneffectivePermission = NonNullable<ApiKey["ineffectivePermissions"]>[number];

/** A member, as returned by Keycloak's admin REST API. */
export interface Member {
  id: string;
  username: string;
  firstName?: string;
  lastName?: string;
  email?: string;
}

/** The fields by which a list of keys can be sorted. */
export const SORT_FIELDS = ["name", "createdAt", "lastUsedAt", "expiresAt"] as const;

export interface Sort {
  readonly by: (typeof SORT_FIELDS)[number];
  readonly isDescending: boolean;
}

export interface KeyQuery {
  search?: string;
  type?: KeyType;
  status?: KeyStatus;
  /** The field of the order, with a leading "-" if it is descending. */
  sort?: string;
  first: number;
  max: number;
}

/**
 * Returns only the last four characters, because the prefix of a secret is not known. The secret may be imported, or
 * older than the realm's current prefix.
 */
export function maskedSecret(key: Pick<ApiKey, "lastFour">): string {
  return `…${key.lastFour}`;
}
