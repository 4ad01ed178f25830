/** What the REST says about keys: see docs/admin-rest.md and docs/account-rest.md. */

export type KeyType = "user" | "bot";

export const KEY_STATUSES = ["active", "expired", "disabled", "suspended", "unknown"] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** Actions by resource, e.g. `{stats: ["read"]}`. */
export type Permissions = Readonly<Record<string, readonly string[]>>;

export interface ApiKey {
  id: string;
  organizationId: string;
  type: KeyType;
  userId?: string;
  username?: string;
  name: string;
  description?: string;
  permissions: Permissions;
  /** From where the key may be used, in CIDR notation; from anywhere if there are none. */
  allowedNetworks: readonly string[];
  effectivePermissions: Permissions;
  enabled: boolean;
  status: KeyStatus;
  /** Since when the secret is known to be public. The key stays disabled until it is rotated. */
  leakedAt?: string;
  createdAt: string;
  createdBy: {
    type: "user" | "api_key";
    id: string;
    name: string;
    /** The administrator who was logged in as this user. */
    impersonator?: { id: string; username: string };
  };
  updatedAt: string;
  expiresAt?: string;
  lastUsedAt?: string;
  secretIssuedAt: string;
  lastFour: string;
  version: number;
}

/** The answer to creating and rotating a key, the only one that carries a secret. */
export type IssuedKey = ApiKey & { secret: string };

/** What a new key is made of. Without `expiresAt` it gets the default of the realm. */
export interface NewKey {
  type: KeyType;
  userId?: string;
  name: string;
  description?: string;
  permissions: Permissions;
  allowedNetworks: readonly string[];
  expiresAt?: string;
}

/** Fields that are missing stay as they are; null removes. */
export interface KeyChange {
  name?: string;
  description?: string | null;
  permissions?: Permissions;
  allowedNetworks?: readonly string[];
  enabled?: boolean;
  expiresAt?: string | null;
}

/** Seconds, null for none. */
export interface Lifetime {
  user: number | null;
  bot: number | null;
}

export interface Settings {
  prefix: string;
  userKeysPerMember: number;
  botKeysPerOrganization: number;
  defaultLifetime: Lifetime;
  maximumLifetime: Lifetime;
  maximumGracePeriod: number;
  /** Whether keys of the type must be restricted to networks. */
  networksRequired: Readonly<Record<KeyType, boolean>>;
}

/** A resource of the catalogue, as far as somebody needs it who fills in permissions. */
export interface Resource {
  name: string;
  description?: string;
  actions: readonly string[];
  /** The actions that may be given to a key. */
  grantable: readonly string[];
  /** For an action the roles of which a member needs one; empty where the REST does not tell. */
  roles: Readonly<Record<string, readonly string[]>>;
}

export interface Usage {
  from: string;
  to: string;
  allowed: number;
  refused: number;
  series: readonly UsagePoint[];
}

export interface UsagePoint {
  start: string;
  allowed: number;
  refused: number;
}

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
