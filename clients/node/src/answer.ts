/** The answers of Keycloak: introspection (RFC 7662) and the change feed. */

import { Refused } from "./refusal.js";

/** The token type of keys. Access tokens have "Bearer". */
export const API_KEY = "api_key";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Json = Record<string, unknown>;

/** The owner of a valid key or access token. Requests share it: do not change it. */
export class Caller {
  /** The id of the user, or of a bot key. It never changes. */
  readonly subject: string;
  /** For display. */
  readonly username: string;
  /** "api_key" for a key. */
  readonly tokenType: string;
  readonly keyId: string;
  /** "user" or "bot". */
  readonly keyType: string;
  /** For display. */
  readonly keyName: string;
  /**
   * The ids of the organizations, by their alias. A key has exactly one organization. An access token can have several,
   * or none, and their ids are empty unless the realm adds them to its tokens.
   */
  readonly organizations: ReadonlyMap<string, string>;
  /** @internal the answer holds only for the address that was checked */
  readonly restricted: boolean;
  readonly #answer: string; // decoded, it would need several times the memory
  readonly #scopes: ReadonlySet<string>;
  readonly #expiresAt: number; // seconds since 1970

  /** @internal */
  constructor(answer: string, claims: Json) {
    this.#answer = answer;
    this.subject = text(claims.sub);
    this.username = text(claims.username);
    this.tokenType = text(claims.token_type);
    this.keyId = text(claims.jti);
    this.keyType = text(claims.key_type);
    this.keyName = text(claims.key_name);
    this.organizations = organizations(claims.organization);
    this.restricted = claims.client_address !== undefined;
    this.#scopes = new Set(text(claims.scope).split(" ").filter(Boolean));
    this.#expiresAt = claims.exp === undefined ? Infinity : (claims.exp as number);
  }

  /** A copy of Keycloak's complete answer. */
  get claims(): Json {
    return JSON.parse(this.#answer);
  }

  /** The attributes of the key. */
  get attributes(): Record<string, string[]> {
    return (this.claims.attributes ?? {}) as Record<string, string[]>;
  }

  /** Returns whether the key has a permission, such as "stats:read". */
  has(permission: string): boolean {
    return this.#scopes.has(permission);
  }

  /** Throws Refused unless the key has the permission. */
  require(permission: string): void {
    if (!this.has(permission)) {
      throw Refused.of(403, permission);
    }
  }

  /**
   * Returns whether the key belongs to an organization with this alias or id. A text in the form of an id is never
   * compared with aliases, because an organization could have the id of another one as its alias.
   */
  isIn(organization: string | null | undefined): boolean {
    if (!organization) {
      return false;
    }
    return (
      (this.organizations.has(organization) && !UUID.test(organization)) ||
      [...this.organizations.values()].includes(organization)
    );
  }

  /** @internal */
  expired(wall: number): boolean {
    return wall >= this.#expiresAt * 1000;
  }

  /**
   * @internal Returns the ids whose changes make the answer stale, or null if the answer must not be cached. An answer for
   * an access token is not cached, because the feed does not report everything that ends a token.
   */
  tags(): string[] | null {
    const tags = [this.keyId, this.subject, ...this.organizations.values()];
    return this.tokenType === API_KEY && tags.length === 3 && tags.every(Boolean) ? tags : null;
  }
}

/** Reads an introspection answer. Returns "inactive" for an inactive key or token, and null for a malformed answer. */
export function parseAnswer(body: string): Caller | "inactive" | null {
  const claims = parseObject(body);
  if (typeof claims?.active !== "boolean") {
    return null;
  }
  if (!claims.active) {
    return "inactive";
  }
  for (const name of ["scope", "token_type", "jti", "sub", "client_address"]) {
    if (claims[name] !== undefined && typeof claims[name] !== "string") {
      return null;
    }
  }
  if (claims.organization === null) {
    return null;
  }
  return claims.exp === undefined || Number.isInteger(claims.exp) ? new Caller(body, claims) : null;
}

export interface Changes {
  readonly ids: string[];
  readonly all: boolean;
  readonly lifespan: number;
}

/** Reads an answer of the change feed. Returns null for a malformed answer. */
export function parseChanges(body: string): Changes | null {
  const { ids, all, lifespan } = parseObject(body) ?? {};
  const valid =
    Array.isArray(ids) &&
    ids.every((id) => typeof id === "string") &&
    typeof all === "boolean" &&
    Number.isSafeInteger(lifespan) &&
    (lifespan as number) >= 0;
  return valid ? { ids, all, lifespan: lifespan as number } : null;
}

function parseObject(body: string): Json | null {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === "object" && answer !== null && !Array.isArray(answer) ? (answer as Json) : null;
  } catch {
    return null; // the message of the error has a part of the answer
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Reads {"acme":{"id":"…"}}, which keys have, or ["acme"], which access tokens have by default. */
function organizations(claim: unknown): Map<string, string> {
  if (Array.isArray(claim)) {
    return new Map(claim.filter((alias) => typeof alias === "string").map((alias) => [alias, ""]));
  }
  const byAlias = typeof claim === "object" && claim !== null ? Object.entries(claim) : [];
  return new Map(byAlias.map(([alias, details]) => [alias, text((details as Json | null)?.id)]));
}
