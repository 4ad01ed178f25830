import type { ApiKey, Grantable, KeyBulk, KeyUpdate, Organization, Resource as CatalogResource, Usage } from "openapi";
import type { Query } from "../host/query";

export type { ApiKey, Bulk, IssuedKey, OrganizationKeyCreation as NewKey, Permissions, Usage } from "openapi";

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

/** What can be done with many keys at once. */
export type BulkAction = KeyBulk["action"];

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

/** The parameters of the REST API that select keys and sort them. */
export interface KeySelection extends Query {
  readonly search?: string;
  readonly type?: KeyType;
  readonly status?: KeyStatus;
  /** The field of the order, with a leading "-" if it is descending. */
  readonly sort?: string;
}

export interface KeyQuery extends KeySelection {
  readonly first: number;
  readonly max: number;
}

/**
 * Returns only the last four characters, because the prefix of a secret is not known. The secret may be imported, or
 * older than the realm's current prefix.
 */
export function maskedSecret(key: Pick<ApiKey, "lastFour">): string {
  return `…${key.lastFour}`;
}
